"""What the encoder is to say of an utterance stands at the right characters and pieces."""

import numpy as np

from intent.dataset import Example, Named
from intent.encoder.cut import Cutter
from intent.encoder.targets import UNTOLD, mark, target
from intent.model import KINDS


def example(text: str, *objects: Named) -> Example:
    return Example(text, "state", asks=False, deixis=False, objects=objects, phenomenon="test", group=0)


def test_a_thing_is_opened_once_and_of_its_polarity() -> None:
    marked = mark(example("我喜欢猫，讨厌狗叫", Named("猫", "like"), Named("狗叫", "dislike")), 1.0)
    assert list(marked.tags) == [0, 0, 0, 1, 0, 0, 0, 3, 4]


def test_kind_and_condition_are_told_or_untold() -> None:
    told = mark(example("夏天我不吃辣", Named("辣", "dislike", "constraint", "夏天")), 1.0)
    assert list(told.conditions) == [1, 2, 0, 0, 0, 0]
    assert list(told.kinds) == [UNTOLD] * 5 + [KINDS.index("constraint")]
    untold = mark(example("夏天我不吃辣", Named("辣", "dislike")), 1.0)
    assert set(untold.conditions) == set(untold.kinds) == {UNTOLD}


def test_a_piece_of_a_word_is_labelled_as_the_word(cutter: Cutter) -> None:
    found = target(mark(example("I adore snowboarding", Named("snowboarding", "like", "taste")), 1.0), cutter)
    named = found.tags[found.tags > 0]
    assert named[0] == 1
    assert set(named[1:].tolist()) <= {2}
    assert found.tags[0] == found.tags[-1] == UNTOLD


def test_labels_follow_traditional_characters_and_blanks() -> None:
    marked = mark(example("我 喜歡 綠茶", Named("綠茶", "like")), 1.0)
    assert marked.text == "我喜欢绿茶"
    assert list(marked.tags) == [0, 0, 0, 1, 2]


def test_an_object_that_is_not_found_leaves_the_pieces_untold() -> None:
    marked = mark(example("我喜欢猫", Named("狗", "like")), 1.0)
    assert set(marked.tags) == {UNTOLD}
    assert np.all(np.array(marked.conditions) == UNTOLD)
