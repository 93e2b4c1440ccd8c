"""What two names are to one another, by each source, and the laws that hold whatever the names are."""

import json
import time
from pathlib import Path
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from memory.dictionary import Dictionary
from memory.relation import CONFIDENCE, Vocabulary
from memory.thesaurus import Thesaurus, parts, read_lines
from memory.things import condition_key, thing_key

LINES = """
水果 = fruit < 食物
食物 = food
芒果 = mango < 水果
薯 = spud
洋山芋 = 山芋蛋 = tuber < 食物
热狗 = hot dog < 食物
狗 = dog
音乐 = music
雷鬼 = reggae < 音乐
"""
CONDITIONS = "早上 = 早晨 = in the morning\n晚上 = 夜里"
WORDS = [
    "馬鈴薯 马铃薯 [ma3 ling2 shu3] /potato/",
    "荷蘭薯 荷兰薯 [he2 lan2 shu3] /see 馬鈴薯|马铃薯[ma3 ling2 shu3]/",
    "方便麵 方便面 [fang1 bian4 mian4] /instant noodles/",
    "泡麵 泡面 [pao4 mian4] /instant noodles/CL:包[bao1]/",
    "麵 面 [mian4] /face/noodles/",
    "優格 优格 [you1 ge2] /yogurt (loanword)/",
    "酸奶 酸奶 [suan1 nai3] /yogurt/",
    "豹貓 豹猫 [bao4 mao1] /=/ocelot (Tw)/lynx/",
    "山貓 山猫 [shan1 mao1] /lynx/wildcat/",
    "紅 红 [hong2] /red/",
    "裙子 裙子 [qun2 zi5] /skirt/dress/",
    "旅行 旅行 [lu:3 xing2] /to travel/journey/",
    "遛 遛 [liu4] /to walk an animal/",
    "貝多芬 贝多芬 [Bei4 duo1 fen1] /Ludwig van Beethoven (1770-1827), German composer/",
]


@pytest.fixture(scope="module")
def small() -> Vocabulary:
    """A vocabulary of a few lines and words, as the files and the dictionary have them."""
    conditions = Thesaurus(read_lines(CONDITIONS), condition_key)
    return Vocabulary(Thesaurus(read_lines(LINES)), conditions, parts(), Dictionary.of(WORDS))


@pytest.fixture(scope="module")
def vocabulary() -> Vocabulary:
    return Vocabulary.load()


@pytest.mark.parametrize(
    ("one", "other", "kind", "reason"),
    [
        ("喝咖啡", "咖啡", "same", "spelling"),
        ("洋山芋", "Tubers", "same", "vocabulary"),
        ("芒果", "fruits", "narrower", "vocabulary"),
        ("芒果", "食物", "narrower", "vocabulary"),
        ("热狗", "狗", "different", "vocabulary"),
        ("方便面", "泡麵", "same", "dictionary"),
        ("荷兰薯", "马铃薯", "same", "dictionary"),
        ("马铃薯", "potatoes", "same", "dictionary"),
        ("优格", "酸奶", "same", "dictionary"),
        ("贝多芬", "Beethoven", "same", "dictionary"),
        ("炒方便面", "炒泡面", "same", "compound"),
        ("科幻片", "科幻电影", "same", "compound"),
        ("独自旅行", "一个人旅行", "same", "compound"),
        ("red dress", "红裙子", "same", "compound"),
        ("雷鬼音乐", "雷鬼", "same", "kind"),
        ("一个人旅行", "旅行", "narrower", "head"),
        ("black fruit", "fruit", "narrower", "head"),
        ("白芒果", "水果", "narrower", "head"),
        ("遛狗", "狗", "different", "nothing"),
        ("豹猫", "山猫", "unsure", "gloss"),
        ("加大", "加州大学", "unsure", "short"),
        ("zuchini", "zucchini", "unsure", "letter"),
        ("芒果汁", "芒果", "different", "nothing"),
        ("红裙子", "绿裙子", "different", "nothing"),
    ],
)
def test_the_first_source_that_knows_gives_the_reason(
    small: Vocabulary, one: str, other: str, kind: str, reason: str
) -> None:
    relation = small.relation(one, other)
    assert (relation.kind, relation.reason) == (kind, reason)


def test_every_kind_and_reason_that_occurs_has_its_confidence() -> None:
    assert all(0 < confidence <= 1 for confidence in CONFIDENCE.values())


def test_what_a_thing_is_a_kind_of_is_told_under_all_names(small: Vocabulary) -> None:
    assert small.wider("mangoes") == {"水果", "fruit", "食物", "food"}
    assert small.wider("白芒果") > {"芒果", "mango", "水果"}
    assert small.wider("水杯") == frozenset()


def test_the_names_of_a_thing_hold_its_own_key_and_no_compound(small: Vocabulary) -> None:
    assert small.names("吃泡面") == {"方便面", "泡面"}
    assert small.names("tuber") == {"洋山芋", "山芋蛋", "tuber"}
    assert small.names("一种没人知道的东西") == {thing_key("一种没人知道的东西")}


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("在早上", "早晨的时候", True),
        ("in the morning", "早上", True),
        ("早上", "晚上", False),
        (None, None, True),
        (None, "早上", False),
        ("出差", "出差的时候", True),
    ],
)
def test_conditions_are_one_by_spelling_or_by_their_line(
    small: Vocabulary, one: str | None, other: str | None, *, same: bool
) -> None:
    assert small.same_condition(one, other) is same


# -- laws ----------

KNOWN = [
    "土豆",
    "马铃薯",
    "红茶",
    "茶",
    "旅行",
    "一个人",
    "狗",
    "热",
    "电影",
    "片",
    "科幻",
    "的",
    "音乐",
    "看",
    "踢",
    "足球",
]
ENGLISH = ["black ", "tea", "potato", "hot ", "dog", "s", "the ", "playing "]
NAMES = st.one_of(
    st.text(max_size=200), st.lists(st.sampled_from(KNOWN + ENGLISH), max_size=5).map("".join), st.sampled_from(KNOWN)
)
MIRROR = {"narrower": "wider", "wider": "narrower"}


@given(NAMES, NAMES)
def test_the_other_way_round_a_relation_is_its_mirror(vocabulary: Vocabulary, one: str, other: str) -> None:
    there, back = vocabulary.relation(one, other), vocabulary.relation(other, one)
    assert back.kind == MIRROR.get(there.kind, there.kind)


@given(NAMES)
def test_every_name_is_the_same_as_itself_and_as_its_key(vocabulary: Vocabulary, name: str) -> None:
    assert vocabulary.relation(name, name).kind == "same"
    assert vocabulary.relation(name, thing_key(name)).kind == "same"
    assert thing_key(name) in vocabulary.names(name)


@given(NAMES)
def test_nothing_is_a_kind_of_itself(vocabulary: Vocabulary, name: str) -> None:
    assert thing_key(name) not in vocabulary.wider(name)


@pytest.mark.parametrize(
    "name", ["的" * 200, "科幻" * 100, "a " * 100, "()" * 100, "看" * 200, "red dress " * 20, "☕️" * 100, "土豆" * 20]
)
def test_no_name_keeps_it_busy(vocabulary: Vocabulary, name: str) -> None:
    start = time.perf_counter()
    vocabulary.relation(name, f"{name}片")
    vocabulary.wider(name)
    vocabulary.names(name)
    assert time.perf_counter() - start < 0.5


class Thorough(Vocabulary):
    """Compares every two names by every source, also where nothing could connect them."""

    def _have_nothing_in_common(self, one: str, other: str) -> bool:  # noqa: ARG002 - what it overrides
        return False


def test_what_is_passed_over_for_want_of_traces_no_source_could_have_connected(vocabulary: Vocabulary) -> None:
    lines = Path(__file__).with_name("pairs.jsonl").read_text(encoding="utf-8").splitlines()
    names = sorted({json.loads(line)[side] for line in lines for side in "ab"})
    thorough, chosen = Thorough.load(), Random(7)
    for _ in range(3000):
        one, other = chosen.choice(names), chosen.choice(names)
        assert vocabulary.relation(one, other) == thorough.relation(one, other)
