"""Two answers side by side: the diff gives both back, and tells how much they share."""

from hypothesis import given
from hypothesis import strategies as st

from service.bad_cases.comparing import diff, overlap

texts = st.text(alphabet="周末去 看展the museum.\n，。", max_size=60)


@given(one=texts, other=texts)
def test_what_stays_and_goes_is_the_one_what_stays_and_comes_the_other(one: str, other: str) -> None:
    edits = diff(one, other)
    assert "".join(text for kind, text in edits if kind != "insert") == one
    assert "".join(text for kind, text in edits if kind != "delete") == other
    assert all(text for _, text in edits)


def test_words_are_compared_whole_and_chinese_by_character() -> None:
    assert diff("Go to the lake.", "Go to the lakes.") == [
        ("equal", "Go to the "),
        ("delete", "lake"),
        ("insert", "lakes"),
        ("equal", "."),
    ]
    assert diff("去看展", "去看海") == [("equal", "去看"), ("delete", "展"), ("insert", "海")]


def test_an_answer_that_only_grew_overlaps_wholly_and_another_one_not_at_all() -> None:
    assert overlap("周末去看展，", "周末去看展，再喝茶。") == 1.0
    assert overlap("周末去看展", "Stay home.") == 0.0
    assert overlap("", "话") == 1.0


def test_a_very_long_answer_is_compared_in_bounded_time_and_gives_both_back() -> None:
    one, other = "周末去看展，" * 3000, "周末去看海，" * 3000
    edits = diff(one[:30000], other[:30000])
    assert "".join(text for kind, text in edits if kind != "insert") == one
    assert "".join(text for kind, text in edits if kind != "delete") == other
