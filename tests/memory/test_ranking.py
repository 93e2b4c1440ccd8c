"""How much of a name stands in a text, over all names at once."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from memory.ranking import Names, matrix_of

FEW = st.text(alphabet="猫狗雨天abtv", max_size=5)


def overlap(name: str, text: str) -> float:
    """The rule itself, one name after the other."""
    if name and name in text:
        return 1.0
    if len(name) < 3 or name.isascii():
        return 0.0
    pairs = [name[at : at + 2] for at in range(len(name) - 1)]
    return sum(pair in text for pair in pairs) / len(pairs)


@given(names=st.lists(FEW, max_size=8), text=st.text(alphabet="猫狗雨天abtv ", max_size=20))
def test_all_names_at_once_overlap_as_each_would_alone(names: list[str], text: str) -> None:
    assert Names(names).overlaps(text).tolist() == pytest.approx([overlap(name, text) for name in names])


def test_a_text_of_anything_overlaps_with_nothing() -> None:
    for text in ("", "\x00", "\ud800", "😀", "长" * 8000):
        assert Names(["猫", "下雨天", "jazz"]).overlaps(text).tolist() == [0, 0, 0]
    assert Names([]).overlaps("猫").tolist() == []


def test_a_vector_of_other_dimensions_counts_as_none() -> None:
    row = np.ones(4, dtype="<f4").tobytes()
    assert matrix_of([row, None, row * 2], 4).tolist() == [[1.0] * 4, [0.0] * 4, [0.0] * 4]
    assert matrix_of([], 4).shape == (0, 4)
