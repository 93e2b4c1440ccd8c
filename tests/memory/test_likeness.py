"""What makes two names look as if they were one."""

import pytest

from memory.likeness import might_be_short_for, one_letter_apart


@pytest.mark.parametrize(
    ("one", "other", "might"),
    [
        ("北大", "北京大学", True),
        ("奥林匹克运动会", "奥运会", True),
        ("大北", "北京大学", False),
        ("北京", "北京大学", False),
        ("红茶", "红花茶", False),
        ("wb", "weibo", False),
    ],
)
def test_a_short_name_picks_characters_in_their_order(one: str, other: str, *, might: bool) -> None:
    assert might_be_short_for(one, other) is might


@pytest.mark.parametrize(
    ("one", "other", "apart"),
    [("yoghurt", "yogurt", True), ("colour", "color", False), ("abcdef", "abcxef", True), ("abcdef", "abcdef", False)],
)
def test_only_longer_names_may_differ_by_a_letter(one: str, other: str, *, apart: bool) -> None:
    assert one_letter_apart(one, other) is apart
