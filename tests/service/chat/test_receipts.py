"""What the user is told of memory: in their language, and exactly what happened."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from intent.model import Question
from memory.model import Action, Change, Preference
from service.chat import receipts

NOW = datetime(2026, 1, 1, tzinfo=UTC)
RAIN = Preference(
    id="pref_1",
    user_id="u",
    object="下雨天",
    polarity="like",
    kind="taste",
    condition=None,
    strength="normal",
    quote=None,
    message_id=None,
    origin="chat",
    locked=False,
    status="active",
    valid_from=NOW,
    valid_until=None,
    replaced_by=None,
    times_confirmed=0,
    thing_key="下雨天",
    condition_key="",
)
DA_VINCI = replace(RAIN, id="pref_2", object="达芬奇")
NO_RAIN = replace(RAIN, id="pref_3", polarity="dislike", valid_from=NOW + timedelta(days=1))
NUTS = replace(RAIN, id="pref_4", object="花生", polarity="dislike", kind="constraint")
SHORT = replace(RAIN, id="pref_5", object="短一点", kind="style")
SWIMMING = replace(RAIN, id="pref_6", object="游泳", condition="夏天")


def change(action: Action, preference: Preference = RAIN, replaced: Preference | None = None) -> Change:
    return Change(action, preference, "some_reason", "evt_1", replaced)


@pytest.mark.parametrize(
    ("changes", "zh", "en"),
    [
        ([change("add")], "记住了：你喜欢下雨天。", "Noted: you like 下雨天."),
        (
            [change("replace", NO_RAIN, RAIN)],
            "记住了：你不喜欢下雨天（替换了之前的「你喜欢下雨天」）。",
            "Noted: you dislike 下雨天 (this replaces “you like 下雨天”).",
        ),
        (
            [change("confirm", replace(RAIN, times_confirmed=2))],
            "我记得：你喜欢下雨天（第 3 次提到）。",
            "I remember: you like 下雨天 (said 3 times).",
        ),
        (
            [replace(change("keep"), reason="older")],
            "「你喜欢下雨天」没有改：后来说的算数。",
            "“you like 下雨天” stays: what was said later counts.",
        ),
        (
            [replace(change("add", NO_RAIN), reason="exception", beside=DA_VINCI)],
            "记住了：你不喜欢下雨天（算是「你喜欢达芬奇」的例外）。",
            "Noted: you dislike 下雨天 (an exception to “you like 达芬奇”).",
        ),
        (
            [change("undo", replace(RAIN, status="retracted")), change("undo", DA_VINCI)],
            "好，撤回了：不再记着「你喜欢下雨天」；恢复成「你喜欢达芬奇」。",
            "Taken back: “you like 下雨天” is no longer kept; “you like 达芬奇” holds again.",
        ),
        ([change("retract")], "好，我忘掉了：你喜欢下雨天。", "Forgotten: you like 下雨天."),
        (
            [change("add"), change("add", DA_VINCI)],
            "记住了：你喜欢下雨天；你喜欢达芬奇。",
            "Noted: you like 下雨天; you like 达芬奇.",
        ),
        (
            [change("retract"), change("add", DA_VINCI)],
            "记住了：你喜欢达芬奇。\n好，我忘掉了：你喜欢下雨天。",
            "Noted: you like 达芬奇.\nForgotten: you like 下雨天.",
        ),
        ([], "", ""),
    ],
    ids=[
        "added",
        "replaced",
        "confirmed",
        "kept",
        "exception",
        "undone",
        "retracted",
        "two added",
        "two kinds",
        "nothing",
    ],
)
def test_a_receipt_says_what_happened(changes: list[Change], zh: str, en: str) -> None:
    assert receipts.receipt(changes, "zh") == zh
    assert receipts.receipt(changes, "en") == en


@pytest.mark.parametrize(
    ("preference", "zh", "en"),
    [
        (RAIN, "你喜欢下雨天", "you like 下雨天"),
        (NO_RAIN, "你不喜欢下雨天", "you dislike 下雨天"),
        (NUTS, "你要避开花生", "you must avoid 花生"),
        (SHORT, "回答方式：短一点", "answers should have: 短一点"),
        (SWIMMING, "夏天你喜欢游泳", "you like 游泳 (夏天)"),
    ],
    ids=["like", "dislike", "constraint", "style", "condition"],
)
def test_each_kind_of_preference_has_its_own_words(preference: Preference, zh: str, en: str) -> None:
    assert (receipts.described(preference, "zh"), receipts.described(preference, "en")) == (zh, en)


def test_what_is_held_is_told_in_the_order_it_was_said_even_of_one_message() -> None:
    newest_first = (NO_RAIN, DA_VINCI, replace(RAIN, object="黄金时代"))
    told = receipts.recited(Question(), newest_first, newest_first, "zh")
    assert told == "你喜欢黄金时代、达芬奇；你不喜欢下雨天。"


def test_what_has_a_condition_or_a_kind_is_told_by_itself() -> None:
    held = (RAIN, SWIMMING, NUTS)
    assert receipts.recited(Question(), held, held, "zh") == "你喜欢下雨天；你要避开花生；夏天你喜欢游泳。"


@pytest.mark.parametrize(
    ("asked", "zh"),
    [
        (Question("like"), "我还没有记着你喜欢什么。告诉我，我就会记住。"),
        (Question("dislike"), "我还没有记着你不喜欢什么。告诉我，我就会记住。"),
        (Question(), "我还没有记着你喜欢或不喜欢什么。告诉我，我就会记住。"),
    ],
    ids=str,
)
def test_where_nothing_is_held_the_user_is_told_how_to_begin(asked: Question, zh: str) -> None:
    assert receipts.recited(asked, (), (), "zh") == zh


def test_where_the_thing_asked_for_is_not_held_what_is_held_is_told() -> None:
    told = receipts.recited(Question(object="晴天"), (), (RAIN,), "zh")
    assert told == "关于「晴天」，我没有记着什么。我记着的是：你喜欢下雨天。"


@pytest.mark.parametrize(
    ("text", "language"), [("我喜欢 jazz", "zh"), ("I love jazz", "en"), ("…", "en"), ("ジャズ", "en"), ("👍", "en")]
)
def test_the_language_is_chinese_where_a_chinese_character_stands(text: str, language: str) -> None:
    assert receipts.language_of(text) == language


def test_what_was_not_done_is_told_too() -> None:
    for telling in (receipts.not_stored, receipts.not_kept, receipts.which_one, receipts.nothing_to_continue):
        assert receipts.language_of(telling("zh")) == "zh"
        assert receipts.language_of(telling("en")) == "en"
    assert "拿不准" in receipts.not_stored("zh")
    assert receipts.nothing_to_forget("zh", named=True) != receipts.nothing_to_forget("zh", named=False)
