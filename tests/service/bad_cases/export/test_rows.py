"""Which cases give a row of which format, and with which answer."""

import pytest

from service.bad_cases.export.schemas import ROWS, Format
from service.llm.scripted import ScriptedAnswer
from tests.service.bad_cases.export.exporting import (
    FORMATS,
    PARTIAL,
    QUESTION,
    REST,
    cut,
    gone_on,
    left_out,
    replayed,
    rows,
)
from tests.service.running import InProcess, Json, answered
from tests.service.waiting import until

WHOLE = "周末可以去爬山，晚上看一场电影，第二天再好好休息。"


def assistant(text: str) -> Json:
    return {"role": "assistant", "content": text}


def answer(service: InProcess) -> str:
    """What the only sft row ends with."""
    ((*_, last),) = [row["messages"] for row in rows(service, "sft")]
    assert last["role"] == "assistant"
    text: str = last["content"]
    return text


def test_an_answer_that_went_on_gives_a_row_of_every_format(service: InProcess) -> None:
    gone_on(service)
    (sft,), (dpo,), (continuation,), (raw,) = (rows(service, each) for each in FORMATS)
    system, user, last = sft["messages"]
    assert (system["role"], user, last) == ("system", {"role": "user", "content": QUESTION}, assistant(PARTIAL + REST))
    prompt = [system, user]
    assert dpo == {"prompt": prompt, "chosen": [assistant(PARTIAL + REST)], "rejected": [assistant(PARTIAL)]}
    assert continuation == {"prompt": [*prompt, assistant(PARTIAL)], "completion": [assistant(REST)]}
    assert (raw["partial"], raw["continuation"]["text"], raw["label"], raw["runs"]) == (PARTIAL, REST, "cut", [])


@pytest.mark.parametrize("redact", [True, False])
@pytest.mark.parametrize("row_format", FORMATS)
def test_every_row_is_as_its_format_is_published(service: InProcess, row_format: Format, redact: bool) -> None:  # noqa: FBT001 - a parameter of the test
    service.chat("我喜欢达芬奇")
    first = gone_on(service)
    replayed(service, first, ScriptedAnswer(WHOLE))
    message = cut(service, "怎么煮红烧肉？")
    service.model.add(ScriptedAnswer("再", "length"), ScriptedAnswer(WHOLE))
    service.go_on(message["message_id"])
    service.go_on(message["message_id"], mode="rerun")
    found = rows(service, row_format, redact=redact)
    assert found
    for row in found:
        ROWS[row_format].model_validate(row)


def test_a_press_on_a_finished_answer_teaches_the_answer_and_no_pair(service: InProcess) -> None:
    service.model.add(ScriptedAnswer(WHOLE))
    message = service.chat(QUESTION)
    service.model.add(ScriptedAnswer(""))
    service.go_on(message["message_id"])
    assert answer(service) == WHOLE
    for pair in ("dpo", "continuation"):
        assert (rows(service, pair), left_out(service, pair)) == ([], {"was_not_cut": 1})
    assert rows(service, "raw")[0]["label"] == "complete"


def test_a_case_without_a_verified_answer_is_counted_and_gives_no_row_but_raw(service: InProcess) -> None:
    cut(service)
    for row_format in ("sft", "dpo", "continuation"):
        assert (rows(service, row_format), left_out(service, row_format)) == ([], {"not_verified": 1})
    assert len(rows(service, "raw")) == 1


@pytest.mark.parametrize(
    "rest",
    [
        ScriptedAnswer("再去喝茶，然后", "length"),
        ScriptedAnswer("再去喝茶，因为"),
        ScriptedAnswer("again and again and again we walk through the old town and then we sit down to rest. " * 3),
    ],
    ids=["cut", "unfinished", "loops"],
)
def test_an_answer_that_a_check_has_something_against_is_not_verified(service: InProcess, rest: ScriptedAnswer) -> None:
    message = cut(service)
    service.model.add(rest)
    service.go_on(message["message_id"])
    assert rows(service, "sft") == []


def test_a_later_press_does_not_verify_a_bad_join(service: InProcess) -> None:
    message = cut(service)
    otherwise = "In the evening you can call a friend and go for a long walk in the park."
    service.model.add(ScriptedAnswer(otherwise), ScriptedAnswer(""))
    service.go_on(message["message_id"])
    service.go_on(message["message_id"])
    for row_format in ("sft", "dpo", "continuation"):
        assert rows(service, row_format) == []


def test_what_was_cut_twice_is_whole_with_both_parts_and_gives_a_pair_for_each_cut(service: InProcess) -> None:
    message = cut(service)
    service.model.add(ScriptedAnswer("再去喝茶，", "length"), ScriptedAnswer("最后早点休息。"))
    service.go_on(message["message_id"])
    service.go_on(message["message_id"])
    whole = PARTIAL + "再去喝茶，最后早点休息。"
    assert answer(service) == whole
    assert left_out(service, "sft") == {"duplicate": 1}
    pairs = rows(service, "dpo")
    assert [pair["rejected"][0]["content"] for pair in pairs] == [PARTIAL, PARTIAL + "再去喝茶，"]
    assert {pair["chosen"][0]["content"] for pair in pairs} == {whole}


def test_a_continuation_that_was_undone_teaches_nothing(service: InProcess) -> None:
    message = cut(service)
    service.model.add(ScriptedAnswer(REST))
    pressed = service.go_on(message["message_id"])
    assert answer(service) == PARTIAL + REST
    segment = service.get(f"/bad-cases/{pressed['bad_case_id']}")["continuation"]["id"]
    service.parts.turns.withdraw([segment])
    assert rows(service, "sft") == []


def test_a_rerun_is_the_whole_answer_and_no_continuation(service: InProcess) -> None:
    message = cut(service)
    service.model.add(ScriptedAnswer(WHOLE))
    service.go_on(message["message_id"], mode="rerun")
    assert answer(service) == WHOLE
    (pair,) = rows(service, "dpo")
    assert (pair["chosen"], pair["rejected"]) == ([assistant(WHOLE)], [assistant(PARTIAL)])
    assert (rows(service, "continuation"), left_out(service, "continuation")) == ([], {"not_verified": 1})


def test_a_replay_that_passed_is_the_whole_answer_of_a_case_that_nobody_went_on_with(service: InProcess) -> None:
    cut(service)
    (case,) = service.get("/bad-cases")["items"]
    replayed(service, case["id"], ScriptedAnswer("还没说", "length"), ScriptedAnswer(WHOLE))
    assert answer(service) == WHOLE


def test_a_replay_that_went_on_is_whole_with_the_cut_answer_before_it(service: InProcess) -> None:
    cut(service)
    (case,) = service.get("/bad-cases")["items"]
    replayed(service, case["id"], ScriptedAnswer(REST), strategies=["resume"])
    assert answer(service) == PARTIAL + REST
    (row,) = rows(service, "continuation")
    assert row["completion"] == [assistant(REST)]


def test_replays_of_what_the_proof_holds_for_come_before_others(service: InProcess) -> None:
    cut(service)
    (case,) = service.get("/bad-cases")["items"]
    replayed(service, case["id"], ScriptedAnswer("另一个模型说完了这个周末的安排，很好。"), model="other")
    replayed(service, case["id"], *[ScriptedAnswer(PARTIAL, "length")])
    replayed(service, case["id"], *[ScriptedAnswer(WHOLE)] * 5, model="better")
    until(lambda: service.get(f"/bad-cases/{case['id']}")["status"] == "fixed", "the case was settled")
    assert service.get(f"/bad-cases/{case['id']}")["proof"]["configured"]["model"] == "better"
    assert answer(service) == WHOLE


def test_the_same_row_of_two_cases_is_there_once_and_both_cases_are_named(service: InProcess) -> None:
    ids = [gone_on(service, user_id=user) for user in ("li", "wang")]
    assert len(rows(service, "sft")) == 1
    told = service.get("/bad-cases/export/manifest", format="sft")
    assert (told["counts"]["rows"], told["counts"]["left_out"]) == (1, {"duplicate": 1})
    assert [case for split in told["case_ids"].values() for case in split] == ids


def test_preferences_are_in_the_prompt_only_where_nothing_is_redacted(service: InProcess) -> None:
    service.chat("我喜欢达芬奇")
    gone_on(service)
    (plain,), (redacted,) = (rows(service, "sft", redact=redact) for redact in (False, True))
    assert "达芬奇" in plain["messages"][0]["content"]
    assert "<preferences>" in plain["messages"][0]["content"]
    assert "<preferences>" not in redacted["messages"][0]["content"]
    assert "达芬奇" not in str(redacted)


def test_an_amended_case_keeps_its_note_in_raw(service: InProcess) -> None:
    case = gone_on(service)
    change = {"note": "问 a@example.com", "tags": ["length"], "assignee": "王五"}
    answered(service.client.patch(f"/api/v1/bad-cases/{case}", json=change))
    (row,) = rows(service, "raw")
    assert (row["note"], row["tags"], row["assignee"]) == ("问 [email_1]", ["length"], None)
    (row,) = rows(service, "raw", redact=False)
    assert (row["note"], row["assignee"]) == ("问 a@example.com", "王五")
