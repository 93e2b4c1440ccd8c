"""Folding finds one spelling and the way back to the user's own characters."""

from hypothesis import given
from hypothesis import strategies as st

from intent.text import fold


def test_traditional_width_case_and_stray_blanks_fold_away() -> None:
    assert fold("我 很 喜歡　ＮＢＡ").text == "我很喜欢nba"


def test_blanks_between_english_words_stay() -> None:
    assert fold("I  like   cats").text == "i like cats"


def test_what_is_cut_is_copied_from_the_source() -> None:
    folded = fold("我超愛吃\u200b火 鍋！")
    start = folded.text.index("火锅")
    assert folded.cut(start, start + 2) == "火 鍋"


@given(st.text(max_size=200))
def test_every_folded_character_knows_where_it_came_from(source: str) -> None:
    folded = fold(source)
    assert len(folded.offsets) == len(folded.text)
    assert list(folded.offsets) == sorted(folded.offsets)
    assert all(0 <= place < len(source) for place in folded.offsets)
