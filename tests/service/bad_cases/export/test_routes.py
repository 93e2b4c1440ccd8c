"""The export by API: its lines, its filters, its manifest, and what may not leave."""

import hashlib
import json
from datetime import datetime
from typing import Any

import pytest

from service.bad_cases.export.splits import SPLITS
from service.continuation.detector import shipped
from service.llm.scripted import ScriptedAnswer
from tests.service.bad_cases.export.exporting import FORMATS, PARTIAL, REST, body, cut, gone_on, manifest, rows
from tests.service.running import InProcess, answered, on_both_databases

DISHES = ("红烧肉", "披萨", "寿司", "咖喱饭", "小笼包", "罗宋汤", "烤鸭", "沙拉", "饺子", "拉面", "牛排", "春卷")
PRIVATE = (
    "我叫王小明，电话13800138000，邮箱ming@example.com，住在北京市朝阳区建国路88号，"
    "身份证11010519491231002X，微信号wx_ming2020。周末推荐我做什么？"
)


# Unlike enough in meaning to be no group; which split a group falls into is chance.
TOPICS = (
    "法国的首都在哪里",
    "怎样学好钢琴",
    "为什么天是蓝的",
    "写一封辞职信",
    "介绍一下量子力学",
    "猫为什么会打呼噜",
    "推荐三本推理小说",
    "怎么修漏水的水龙头",
    "解释一下通货膨胀",
    "给孩子讲个故事",
    "如何准备面试",
    "跑步前要热身吗",
    "把这句话译成英文",
    "月亮有多远",
    "怎么养多肉植物",
    "什么是区块链",
    "帮我想个店名",
    "高铁票怎么退",
    "失眠怎么办",
    "排球的规则是什么",
    "宋朝有哪些词人",
    "手机发烫的原因",
    "怎样挑西瓜",
    "火山是怎么形成的",
    "如何给狗洗澡",
    "数据库索引有什么用",
)


def many(service: InProcess) -> list[str]:
    """The ids of cases of a user each, which fall into more than one split."""
    ids = [gone_on(service, f"{dish}怎么做最好吃？", user_id=f"user-{dish}") for dish in DISHES]
    for topic in TOPICS:
        if sum(count > 0 for count in manifest(service, "sft")["counts"]["by_split"].values()) > 1:
            break
        ids.append(gone_on(service, f"{topic}？", user_id=f"user-{topic}"))
    return ids


@on_both_databases
@pytest.mark.parametrize("row_format", FORMATS)
def test_the_manifest_tells_exactly_what_the_export_gives(service: InProcess, row_format: str) -> None:
    ids = many(service)
    cut(service, "自我介绍一下", user_id="li")
    whole, told = body(service, row_format), manifest(service, row_format)
    assert whole == body(service, row_format)
    parts: dict[str, bytes] = {split: body(service, row_format, split=split) for split in SPLITS}
    assert sorted(whole.splitlines()) == sorted(line for part in parts.values() for line in part.splitlines())
    bodies = {"all": whole} | parts
    assert told["sha256"] == {name: hashlib.sha256(each).hexdigest() for name, each in bodies.items()}
    counts = told["counts"]
    assert counts["cases"] == len(ids) + 1
    assert counts["rows"] == len(whole.splitlines()) == counts["cases"] - sum(counts["left_out"].values())
    assert counts["by_split"] == {split: len(part.splitlines()) for split, part in parts.items()}
    assert counts["by_status"] == {"open": counts["cases"]}
    named = [case for split in SPLITS for case in told["case_ids"][split]]
    assert set(named) >= set(ids)
    assert len(named) == len(set(named)) == counts["rows"]


def test_the_manifest_tells_with_what_and_when_it_was_made(service: InProcess) -> None:
    gone_on(service)
    told = manifest(service, "sft")
    assert (told["format"], told["format_version"], told["redacted"]) == ("sft", 1, True)
    assert told["detector_version"] == shipped().version
    assert told["prompts"] == ["answer.v1"]
    assert told["jide_version"]
    assert datetime.fromisoformat(told["created_at"]).tzinfo is not None
    assert manifest(service, "sft", redact=False)["redacted"] is False


@on_both_databases
def test_cases_are_exported_by_user_and_status_and_each_stays_in_its_split(service: InProcess) -> None:
    ids = many(service)
    service.client.patch(f"/api/v1/bad-cases/{ids[3]}", json={"status": "fixed"})
    everywhere = manifest(service, "sft")["case_ids"]

    def one(**query: Any) -> list[str]:
        told = manifest(service, "sft", **query)
        assert told["counts"]["cases"] == len(rows(service, "sft", **query))
        found = {split: ids for split, ids in told["case_ids"].items() if ids}
        assert all(set(each) <= set(everywhere[split]) for split, each in found.items())
        return [each for ids in found.values() for each in ids]

    assert one(status="fixed") == [ids[3]]
    assert one(user_id=f"user-{DISHES[5]}") == [ids[5]]
    assert one(user_id=f"user-{DISHES[5]}", status="fixed") == []
    assert {each for split in SPLITS for each in one(split=split)} == set(ids)


def test_a_manifest_of_one_split_counts_that_split(service: InProcess) -> None:
    many(service)
    whole = manifest(service, "dpo")
    for split in SPLITS:
        told = manifest(service, "dpo", split=split)
        assert told["counts"]["rows"] == whole["counts"]["by_split"][split]
        assert told["sha256"]["all"] == told["sha256"][split] == whole["sha256"][split]


def test_presses_on_one_answer_and_askings_of_one_question_are_in_one_split(service: InProcess) -> None:
    for user in ("li", "wang", "zhao"):
        message = cut(service, user_id=user, answer=f"{user}{PARTIAL}")
        for _ in range(2):
            service.model.add(ScriptedAnswer("再去喝茶，", "length"))
            service.go_on(message["message_id"])
    told = manifest(service, "raw")
    assert sorted(map(len, told["case_ids"].values())) == [0, 0, told["counts"]["cases"]]


@on_both_databases
@pytest.mark.parametrize("row_format", FORMATS)
def test_no_personal_word_and_nothing_that_memory_holds_leaves(service: InProcess, row_format: str) -> None:
    user = "ming-7f3a"
    service.chat("我喜欢达芬奇", user_id=user)
    service.chat("我讨厌榴莲", user_id=user)
    service.chat("我喜欢榴莲", user_id=user)
    partial = "小明，可以去看达芬奇的手稿展，别吃榴莲，票寄到北京市朝阳区建国路88号，联系1380"
    gone_on(service, PRIVATE, partial, "0138000就行。", user_id=user)
    for private in ("王小明", "小明", "13800138000", "ming@example.com", "建国路", "11010519491231002X", "wx_ming",
                    "达芬奇", "榴莲", user, "1380", "0138000"):  # fmt: skip
        assert private not in body(service, row_format).decode(), private
        if private not in {"小明", user} and "138" not in private:
            assert private in body(service, row_format, redact=False).decode()
    assert PARTIAL not in body(service, row_format).decode()


def test_what_is_held_is_replaced_under_its_other_names_too(service: InProcess) -> None:
    service.chat("我喜欢土豆")
    gone_on(service, "土豆怎么做？", "马铃薯可以先", "切丝，potato 也可以做汤，不用放洋葱。")
    for row_format in FORMATS:
        row = body(service, row_format).decode()
        assert not any(name in row for name in ("土豆", "马铃薯", "potato"))
        assert "洋葱" in row


def test_a_redacted_partial_and_rest_still_join_to_the_redacted_whole(service: InProcess) -> None:
    service.chat("我喜欢达芬奇")
    gone_on(service, PRIVATE, "王小明，可以去看达", "芬奇的展览，打13800138000预约。")
    (sft,), (dpo,), (row,), (raw,) = (rows(service, each) for each in FORMATS)
    partial, rest = row["prompt"][-1]["content"], row["completion"][0]["content"]
    assert (partial, rest) == ("[name_1]，可以去看[preference_1]", "的展览，打[phone_1]预约。")
    assert sft["messages"][-1]["content"] == dpo["chosen"][0]["content"] == partial + rest
    assert dpo["rejected"][0]["content"] == partial == raw["partial"] == raw["cut"]["text"]
    assert raw["continuation"]["text"] == rest
    assert row["prompt"][-2]["content"].startswith("我叫[name_1]，电话[phone_1]，")


def test_raw_rows_leave_out_whose_they_are_unless_it_is_asked_otherwise(service: InProcess) -> None:
    case = gone_on(service, user_id="li-9c2e")
    (redacted,), (plain,) = (rows(service, "raw", redact=redact) for redact in (True, False))
    shown = service.get(f"/bad-cases/{case}")
    assert {name: plain[name] for name in ("user_id", "conversation_id", "message_id", "payload", "request")} == {
        name: shown[name] for name in ("user_id", "conversation_id", "message_id", "payload", "request")
    }
    assert [redacted[name] for name in ("id", "user_id", "conversation_id", "message_id")] == [case, None, None, None]
    assert shown["conversation_id"] not in json.dumps(redacted)


@on_both_databases
def test_one_who_was_forgotten_is_in_no_later_export_and_in_no_manifest(service: InProcess) -> None:
    gone, stays = (gone_on(service, answer=f"{word}{PARTIAL}", user_id=word) for word in ("琥珀", "翡翠"))
    assert "琥珀" in body(service, "sft").decode()
    answered(service.client.delete("/api/v1/users/琥珀"))
    for row_format in FORMATS:
        assert "琥珀" not in body(service, row_format, redact=False).decode()
        told = manifest(service, row_format)
        assert [each for ids in told["case_ids"].values() for each in ids] == [stays]
        assert gone not in json.dumps(told)
        assert rows(service, row_format, user_id="琥珀") == []


def test_nothing_to_export_is_no_lines(service: InProcess) -> None:
    assert body(service, "sft") == b""
    assert manifest(service, "sft")["sha256"]["all"] == hashlib.sha256(b"").hexdigest()


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ({}, "format"),
        ({"format": "csv"}, "format"),
        ({"format": "sft", "split": "dev"}, "split"),
        ({"format": "sft", "status": "lost"}, "status"),
        ({"format": "sft", "redact": "perhaps"}, "redact"),
        ({"format": "sft", "user": "li"}, "user"),
    ],
)
@pytest.mark.parametrize("path", ["export", "export/manifest"])
def test_what_cannot_be_asked_for_is_refused_by_its_name(
    service: InProcess, path: str, query: dict[str, str], field: str
) -> None:
    response = service.client.get(f"/api/v1/bad-cases/{path}", params=query)
    assert (response.status_code, response.json()["error"], response.json()["fields"]) == (
        422,
        "InvalidRequest",
        [field],
    )


def test_a_case_behind_the_export_is_still_found_by_its_id(service: InProcess) -> None:
    case = gone_on(service)
    assert service.get(f"/bad-cases/{case}")["continuation"]["text"] == REST
