"""The tagger's marks become preferences, and take from the grammar what it knows of them."""

from intent import naming, slots
from intent.encoder.encoder import View
from intent.model import Polarity
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


def named(text: str, *marked: tuple[str, Polarity, float]) -> list[tuple[str, Polarity]]:
    preferences = naming.stated(slots.analyse(fold(text)), Marking(*marked), None, pointing=False)
    return [(item.object, item.polarity) for item in preferences]


def test_the_tagger_decides_over_the_grammar() -> None:
    assert named("我喜欢下雨天", ("雨天", "dislike", 0.4)) == [("雨天", "dislike")]


def test_a_mark_alone_names_what_the_grammar_does_not_find() -> None:
    assert named("蛋糕管够", ("蛋糕", "like", 0.4)) == [("蛋糕", "like")]


def test_a_mere_guess_names_nothing() -> None:
    assert named("蛋糕管够", ("蛋糕", "like", 0.01)) == []


def test_a_list_marked_as_one_is_split_and_a_title_is_not() -> None:
    assert named("葱、蒜免了", ("葱、蒜", "dislike", 0.9)) == [("葱", "dislike"), ("蒜", "dislike")]
    assert named("《雷、电》绝了", ("《雷、电》", "like", 0.9)) == [("《雷、电》", "like")]


def test_a_wish_about_answers_is_of_its_own_kind() -> None:
    (item,) = naming.stated(slots.analyse(fold("回复我分点就行")), Marking(("分点", "like", 0.9)), None, pointing=False)
    assert item.kind == "style"
