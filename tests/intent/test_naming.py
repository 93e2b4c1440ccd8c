"""The tagger's marks become preferences, and take from the grammar what it knows of them."""

import pytest

from intent import naming, slots
from intent.classifier import Reader
from intent.encoder.encoder import View
from intent.model import Polarity, StatedPreference
from intent.slots import Analysis
from intent.tagger import TaggedSpan, Tagger
from intent.text import fold


class Marking(Tagger):
    """Marks the same words in every message."""

    def __init__(self, *marked: tuple[str, Polarity, float]) -> None:
        self.marked = marked

    def spans(self, analysis: Analysis, view: View | None = None, *, required: bool = False) -> tuple[TaggedSpan, ...]:
        del view, required
        places = [(analysis.folded.text.index(words), words, polarity, score) for words, polarity, score in self.marked]
        return tuple(TaggedSpan(start, start + len(words), polarity, score) for start, words, polarity, score in places)


def stated(reader: Reader, text: str, *marked: tuple[str, Polarity, float]) -> tuple[StatedPreference, ...]:
    analysis = slots.analyse(fold(text))
    return naming.stated(analysis, Marking(*marked), reader.encoder.view(analysis.folded.text), pointing=False)


def named(reader: Reader, text: str, *marked: tuple[str, Polarity, float]) -> list[tuple[str, Polarity]]:
    return [(item.object, item.polarity) for item in stated(reader, text, *marked)]


def test_of_a_thing_both_find_the_tagger_tells_the_name_and_the_grammar_the_polarity(reader: Reader) -> None:
    assert named(reader, "我喜欢下雨天", ("雨天", "dislike", 0.4)) == [("雨天", "like")]


def test_a_mark_alone_names_what_the_grammar_does_not_find(reader: Reader) -> None:
    assert named(reader, "蛋糕管够", ("蛋糕", "like", 0.4)) == [("蛋糕", "like")]


def test_a_mere_guess_names_nothing(reader: Reader) -> None:
    assert named(reader, "蛋糕管够", ("蛋糕", "like", 0.01)) == []


def test_a_list_marked_as_one_is_split_and_a_title_is_not(reader: Reader) -> None:
    assert named(reader, "葱、蒜免了", ("葱、蒜", "dislike", 0.9)) == [("葱", "dislike"), ("蒜", "dislike")]
    colours = [("灰色", "like"), ("黑色", "like"), ("墨绿", "like")]
    assert named(reader, "灰色、黑色和墨绿没得说", ("灰色、黑色和墨绿", "like", 0.9)) == colours
    assert named(reader, "《雷、电》绝了", ("《雷、电》", "like", 0.9)) == [("《雷、电》", "like")]


def test_a_wish_about_answers_is_of_its_own_kind(reader: Reader) -> None:
    (item,) = stated(reader, "回复我分点就行", ("分点", "like", 0.9))
    assert item.kind == "style"


def test_a_limit_is_of_its_own_kind_and_holds_under_its_condition(reader: Reader) -> None:
    (item,) = stated(reader, "医生说我对花粉过敏", ("花粉", "dislike", 0.9))
    assert item.kind == "constraint"
    (item,) = stated(reader, "夏天我喜欢游泳", ("游泳", "like", 0.9))
    assert (item.kind, item.condition) == ("taste", "夏天")


@pytest.mark.parametrize(
    ("text", "name", "wanted"),
    [
        ("春天我喜欢爬山，夏天我讨厌爬山", "爬山", {("春天", "like"), ("夏天", "dislike")}),
        ("夏天我喜欢吃冰淇淋，冬天不喜欢", "冰淇淋", {("夏天", "like"), ("冬天", "dislike")}),
        ("我喜欢咖啡，但是晚上不喜欢喝咖啡", "咖啡", {(None, "like"), ("晚上", "dislike")}),
        (
            "I like tea in the morning but hate tea at night",
            "tea",
            {("in the morning", "like"), ("at night", "dislike")},
        ),
        (
            "In summer I love running, in winter I hate running",
            "running",
            {("In summer", "like"), ("in winter", "dislike")},
        ),
    ],
)
def test_what_holds_under_two_conditions_is_two_preferences(
    reader: Reader, text: str, name: str, wanted: set[tuple[str | None, Polarity]]
) -> None:
    assert {(item.condition, item.polarity) for item in stated(reader, text, (name, "like", 0.9))} == wanted


def test_a_change_of_mind_within_a_message_is_one_preference(reader: Reader) -> None:
    assert named(reader, "我以前喜欢爬山，现在讨厌爬山", ("爬山", "like", 0.9)) == [("爬山", "dislike")]


def test_a_time_is_no_part_of_the_name_before_it(reader: Reader) -> None:
    (item,) = stated(reader, "I can't stand running in winter", ("running in winter", "dislike", 0.9))
    assert (item.object, item.condition) == ("running", "in winter")


@pytest.mark.parametrize(
    ("text", "marked", "wanted"),
    [
        (
            "除了榴莲，我喜欢所有水果",
            [("榴莲", "like", 0.9), ("水果", "like", 0.9)],
            {"榴莲": "dislike", "水果": "like"},
        ),
        ("我什么水果都喜欢，除了榴莲", [("榴莲", "like", 0.9)], {"榴莲": "dislike"}),
        ("我不喜欢海鲜，除了虾", [("海鲜", "dislike", 0.9), ("虾", "dislike", 0.9)], {"海鲜": "dislike", "虾": "like"}),
        ("除了绿茶，我还喜欢红茶", [("绿茶", "like", 0.9), ("红茶", "like", 0.9)], {"绿茶": "like", "红茶": "like"}),
        (
            "I like tea except for mint",
            [("tea", "like", 0.9), ("mint", "like", 0.9)],
            {"tea": "like", "mint": "dislike"},
        ),
    ],
)
def test_what_is_left_out_of_a_liking_is_its_opposite(
    reader: Reader, text: str, marked: list[tuple[str, Polarity, float]], wanted: dict[str, Polarity]
) -> None:
    assert dict(named(reader, text, *marked)) == wanted


def test_a_condition_is_that_of_its_own_clause(reader: Reader) -> None:
    both = stated(reader, "我周一喜欢喝咖啡，周末喜欢喝奶茶", ("咖啡", "like", 0.9), ("奶茶", "like", 0.9))
    assert [item.condition for item in both] == ["周一", "周末"]
