"""Personal words are replaced by placeholders that stay the same within a row, and nothing else is."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from phonenumbers import PhoneNumberFormat, example_number, format_number

from service.bad_cases.export.redaction import Redaction, Terms, words_of

HELD = Terms.of(["下雨天", "我喜欢下雨天", "达芬奇", "tea", "猫", "Rock climbing"])


def redacted(text: str, *others: str, terms: Terms | None = None) -> str:
    return Redaction(terms or Terms(), [text, *others])(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("写信到 Li.Wei+1@mail.example.com。", "写信到 [email_1]。"),
        ("电话13800138000打给我，或 +86 138 0013 8000", "电话[phone_1]打给我，或 [phone_1]"),
        ("座机010-62345678", "座机[phone_1]"),
        (
            "邮箱ｌｉ＠ｍ．ｃｏｍ，电话１３８００１３８０００或13800138000",
            "邮箱[email_1]，电话[phone_1]或[phone_1]",
        ),
        ("call +44 20 7946 0958 or (415) 555-2671", "call [phone_1] or [phone_2]"),
        ("tel13800138000", "tel[phone_1]"),
        ("f(13800138000)", "f([phone_1])"),
        ("身份证11010519491231002X", "身份证[identity_1]"),
        ("卡号 6222 0000 0000 0007 和 4111111111111111", "卡号 6222 0000 0000 0007 和 [card_1]"),
        ("在192.168.1.20和2001:db8::8a2e:370:7334上", "在[ip_1]和[ip_2]上"),
        ("https://li:geheim@example.com/a?token=x1&b=2 看看", "https://[user_1]@example.com/a?[query_1] 看看"),
        ("（https://example.com/a?q=1）", "（https://example.com/a?[query_1]）"),
        ("护照号E12345678，工号 80233", "护照号[identity_1]，工号 [identity_2]"),
        ("wifi密码是hunter2!x，Password: s3cret", "wifi密码是[password_1]，Password: [password_2]"),
        ("我生日1990年3月5日，妈妈生日是农历八月", "我生日[birthday_1]，妈妈生日是农历八月"),
        ("I was born on March 5, 1990.", "I was born on [birthday_1]."),
        ("我的QQ号是123456789", "我的QQ号是[account_1]"),
        ("加微信：li_wei2024，或 wechat id: liwei-99", "加微信：[account_1]，或 wechat id: [account_2]"),
        ("车牌京A·12345和粤BD12345", "车牌[plate_1]和[plate_2]"),
        ("我住在北京市朝阳区建国路88号3号楼502室，楼下", "我住在[address_1]，楼下"),
        ("家在幸福小区3栋2单元501，li@例子.com", "家在[address_1]，[email_1]"),
        ("寄到广东省深圳市南山区科技园路1号", "寄到[address_1]"),
        ("She lives at 221B Baker Street, London", "She lives at [address_1], London"),
        ("我叫王小明。小明喜欢茶，王小明爱跑步", "我叫[name_1]。[name_1]喜欢茶，[name_1]爱跑步"),
        ("我叫张伟今年十岁", "我叫[name_1]今年十岁"),
        ("我的名字是欧阳修，叫我阿修吧", "我的名字是[name_1]，叫我[name_2]吧"),
        ("My name is Ada Lovelace. Ada will come", "My name is [name_1]. [name_1] will come"),
        ("Call me Will. I will go", "Call me [name_1]. I will go"),
        ("my name is john, John!", "my name is [name_1], [name_1]!"),
    ],
)
def test_what_a_rule_can_tell_is_replaced(text: str, expected: str) -> None:
    assert redacted(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "订单20240101123456，版本 3.11.4，2024-01-01 12:30:45",
        "110105194912310021 的校验位不对",
        "std::vector<int> a::b 127.0.0.1 localhost",
        "https://example.com/path/to",
        "我叫外卖了，他叫我起床",
        "Call me back. call me when you can",
        "WeChat is installed, 微信支付",
        "北京市很大，走了这条路5号线坐车，走这条路要10分钟",
        "I have 3 Good ideas on the Way",
        "价格是 1234567.89 元",
        "密码是什么？忘记密码怎么办，password is wrong",
        "员工号牌，学号怎么查，护照办理",
        "生日快乐，3月5日见",
    ],
)
def test_what_only_looks_like_it_stays(text: str) -> None:
    assert redacted(text) == text


def test_what_memory_holds_is_replaced_wherever_it_stands_and_a_word_that_contains_it_is_not() -> None:
    text = "我喜欢下雨天。下雨天可以看达芬奇，配 Tea 和 steak，teas 也行，养猫，rock climbing"
    assert redacted(text, terms=HELD) == (
        "[preference_1]。[preference_2]可以看[preference_3]，配 [preference_4] 和 steak，[preference_4]s 也行，养猫，"
        "[preference_5]"
    )


def test_former_names_and_words_are_in_what_memory_exports() -> None:
    lines = [
        json.dumps({"type": "preference", "object": "雨", "quote": "我喜欢雨", "condition": "夏天"}),
        json.dumps({"type": "event", "said": "下雨", "before": [{"object": "雨天", "quote": None}], "after": []}),
    ]
    assert list(words_of(lines)) == ["雨", "我喜欢雨", "下雨", "雨天"]


def test_a_placeholder_that_was_written_by_somebody_is_not_given_to_another_thing() -> None:
    assert redacted("[phone_1] 是占位，13800138000 不是") == "[phone_1] 是占位，[phone_2] 不是"


def test_one_thing_has_one_placeholder_in_every_text_of_a_row() -> None:
    redaction = Redaction(Terms(), ["a@example.com", "我叫王小明"])
    assert [redaction("a@example.com 王小明"), redaction("b@example.com"), redaction("A@example.com")] == [
        "[email_1] [name_1]",
        "[email_2]",
        "[email_1]",
    ]


@pytest.mark.parametrize("at", range(1, 11))
def test_a_number_over_the_seam_belongs_to_the_part_it_begins_in(at: int) -> None:
    number = "13800138000"
    before, behind = Redaction(Terms(), []).joined([f"打 {number[:at]}", f"{number[at:]} 给我"])
    assert (before, behind) == ("打 [phone_1]", " 给我")


def test_json_in_an_answer_stays_json() -> None:
    answer = '{"电话": 13800138000, "all": [13800138000, 13900139000], "mail": "a@example.com", "喜欢": "达芬奇"}'
    assert json.loads(redacted(answer, terms=HELD)) == {
        "电话": "[phone_1]",
        "all": ["[phone_1]", "[phone_2]"],
        "mail": "[email_1]",
        "喜欢": "[preference_1]",
    }


def test_a_fence_stays_a_fence_though_a_quote_goes_over_it() -> None:
    text = "看：\n```json\n达芬奇\n```\n好"
    assert redacted(text, terms=Terms.of(["看：\n```json\n达芬奇\n```"])) == "看：\n```json\n[preference_1]\n```\n好"


KINDS = (PhoneNumberFormat.E164, PhoneNumberFormat.INTERNATIONAL)
EXAMPLES = [number for region in ("CN", "GB", "DE", "JP", "FR") if (number := example_number(region))]
NUMBERS = [format_number(number, kind) for number in EXAMPLES for kind in KINDS]
MOBILE = st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True)
EMAIL = st.from_regex(r"[a-z][a-z0-9._]{0,8}[a-z0-9]@[a-z]{2,8}\.(com|cn|example\.org)", fullmatch=True)
WORDS = "我叫 王小明 下雨天 我喜欢 tea [phone_1] 京A12345 北京市 建国路8号 QQ 1.2.3.4 。 ``` http:// ?a= [ ] : :: @ 0 8"
FILLING = st.sampled_from([*WORDS.split(), " ", "\n", '"', "my name is Ada"])
TEXTS = st.lists(st.one_of(FILLING, MOBILE, EMAIL, st.sampled_from(NUMBERS), st.text(max_size=4)), max_size=12)


@given(TEXTS)
def test_a_redacted_text_is_redacted_to_itself(parts: list[str]) -> None:
    text = "".join(parts)
    once = Redaction(HELD, [text])(text)
    assert Redaction(HELD, [once])(once) == once


@given(TEXTS, st.integers(min_value=0))
def test_the_parts_of_a_text_join_to_the_text_redacted_as_a_whole(parts: list[str], place: int) -> None:
    text = "".join(parts)
    seam = place % (len(text) + 1)
    before, behind = Redaction(HELD, [text]).joined([text[:seam], text[seam:]])
    assert before + behind == Redaction(HELD, [text])(text)


@given(st.one_of(MOBILE, EMAIL, st.sampled_from(NUMBERS)), st.sampled_from(["", " ", "，", "是", "\n", "："]), TEXTS)
def test_no_address_and_no_number_survives(private: str, mark: str, parts: list[str]) -> None:
    text = "".join(f"{part}\n" for part in parts) + f"联系我{mark}{private}。谢谢"
    assert private not in redacted(text).splitlines()[-1]
    assert private not in redacted(text, terms=HELD).splitlines()[-1]
