"""Which names are one thing: those that nothing but spelling and empty words set apart."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from memory.things import condition_key, searched_text, thing_key

ONE_THING = [
    "咖啡 喝咖啡 一杯咖啡 咖啡的 去喝咖啡",
    "爵士乐 听爵士乐 爵士樂 聽爵士樂 爵士乐！",
    "蔬菜 吃蔬菜 各种蔬菜 吃各种各样的蔬菜 这些蔬菜",
    "电影 看电影 去看电影 这部电影 看電影",
    "三体 《三体》 看《三体》 《三體》这本书 〈三体〉",
    "达芬奇 达·芬奇 達芬奇 达芬奇这个人",
    "推理小说 看推理小说 读推理小说 一本推理小说",
    "苹果手机 用苹果手机",
    "旅行 去旅行",
    "早起 早起这件事 早起这事儿 早起这回事",
]
TWO_THINGS = [
    ("看足球", "踢足球"),
    ("足球", "踢足球"),
    ("看篮球赛", "打篮球"),
    ("苹果手机", "苹果"),
    ("红茶", "茶"),
    ("白葡萄酒", "红葡萄酒"),
    ("秋天", "秋裤"),
    ("吃鸡", "鸡"),
    ("吃素", "素"),
    ("一个人旅行", "旅行"),
    ("两只老虎", "老虎"),
    ("弹钢琴", "听钢琴"),
    ("用户体验", "户体验"),
    ("C++", "C"),
    ("C++", "C#"),
    ("3.5", "35"),
    ("目的", "目"),
    ("watching football", "playing football"),
    ("C", "see"),
    ("news", "new york"),
]


@pytest.mark.parametrize("names", ONE_THING)
def test_empty_words_and_spelling_make_no_other_thing(names: str) -> None:
    assert len({thing_key(name) for name in names.split()}) == 1


@pytest.mark.parametrize(
    "names",
    [
        ["coffee", "Coffee", "the coffee", "drinking coffee", "to drink coffee"],
        ["rainy day", "Rainy Days", "rainy-day"],
        ["movies", "a movie", "watching movies"],
        ["ice cream", "icecream", "Ice-Cream"],
        ["jazz", "listening to jazz", "JAZZ"],
        ["rock'n'roll", "rock’n’roll"],
    ],
)
def test_the_same_holds_in_english(names: list[str]) -> None:
    assert len({thing_key(name) for name in names}) == 1


@pytest.mark.parametrize(("one", "other"), TWO_THINGS)
def test_whatever_may_be_another_thing_stays_another(one: str, other: str) -> None:
    assert thing_key(one) != thing_key(other)


@pytest.mark.parametrize("emoji", ["😀", "👍🏽", "👨‍👩‍👧", "☕️", "!!!", "٣", "《》"])
def test_a_name_without_letters_has_a_key_too(emoji: str) -> None:
    assert thing_key(emoji)


@pytest.mark.parametrize(
    "conditions",
    [
        ["早上", "在早上", "早上的时候", " 早上 "],
        ["下雨", "下雨时", "下雨的时候", "当下雨的时候"],
        ["家", "在家", "家里", "在家的时候"],
        ["the morning", "in the morning", "in the Morning"],
    ],
)
def test_one_condition_has_one_key_however_it_is_put(conditions: list[str]) -> None:
    assert len({condition_key(condition) for condition in conditions}) == 1


def test_no_condition_has_the_empty_key_and_no_other_has() -> None:
    assert condition_key(None) == condition_key("") == condition_key("  ") == ""
    assert condition_key("早上") != condition_key("晚上") != ""


VERBS = ["喝", "吃", "听", "看", "去", "读", "用", "drinking ", "the "]
FILLERS = ["各种", "一杯", "这部", "的", "了", "这首歌", "之类的", "s", "day", " ", ".", "'", "《", "》"]
THINGS = ["咖啡", "爵士乐", "电影", "乾", "坤", "喜歡", "C", "++", "3", "5"]
PIECES = st.sampled_from(VERBS + FILLERS + THINGS)
NAMES = st.one_of(st.text(max_size=12), st.lists(PIECES, max_size=6).map("".join))


@given(NAMES)
@example("乾 坤")
@example("the s")
def test_a_key_is_its_own_key(name: str) -> None:
    assert thing_key(thing_key(name)) == thing_key(name)


@given(NAMES)
def test_a_condition_key_is_its_own_key(name: str) -> None:
    assert condition_key(condition_key(name)) == condition_key(name)


@given(NAMES)
@example("0《0》")
def test_case_and_surrounding_space_never_matter(name: str) -> None:
    assert thing_key(f"  {name} ") == thing_key(name)


def test_words_are_searched_in_one_spelling() -> None:
    assert searched_text("我愛聽《爵士樂》！", None, "Rainy  Days") == "我爱听爵士乐 rainydays"
