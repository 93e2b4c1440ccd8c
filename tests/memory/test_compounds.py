"""Which names are one because their parts are, and which only look so."""

import pytest

from memory.compounds import Compounds, same_word_by_word
from memory.thesaurus import Parts

PARTS = Parts(
    ends={"片": frozenset((1,)), "电影": frozenset((1,)), "味": frozenset((2,)), "味道": frozenset((2,))},
    beginnings={"独自": frozenset((3,)), "一个人": frozenset((3,))},
    kinds=frozenset(),
)
SAME = {frozenset(("土豆", "马铃薯")), frozenset(("旅行", "旅游"))}


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("炸土豆片", "炸马铃薯片", True),
        ("科幻片", "科幻电影", True),
        ("香水的味道", "香水味", True),
        ("独自旅行", "一个人旅游", True),
        ("推理类小说", "推理小说", True),
        ("红葡萄酒", "白葡萄酒", False),
        ("土豆", "土豆片", False),
        ("影片", "影电影", True),
        ("旅行独自", "旅行一个人", False),
    ],
)
def test_each_part_must_be_one_at_its_place(one: str, other: str, *, same: bool) -> None:
    compounds = Compounds(lambda part, its: frozenset((part, its)) in SAME, PARTS)
    assert compounds.are_one(one, other) is same
    assert compounds.are_one(other, one) is same


def test_english_words_are_translated_one_after_another() -> None:
    words = {("red", "红"), ("dress", "裙子")}
    assert same_word_by_word(("red", "dress"), "红裙子", lambda english, chinese: (english, chinese) in words)
    assert not same_word_by_word(("dress", "red"), "红裙子", lambda english, chinese: (english, chinese) in words)
