"""Texts are cut into pieces whose places are known; Chinese character by character, long texts at both ends."""

import pytest

from intent.encoder.cut import CLOSING, LONGEST, OPENING, UNKNOWN, Cutter


def words(cutter: Cutter, text: str) -> list[str]:
    return [text[start:end] for start, end in cutter(text).places if start < end]


def test_chinese_is_cut_into_characters_and_english_into_pieces_of_words(cutter: Cutter) -> None:
    found = words(cutter, "我超喜欢下雨天, i really like rainy days!")
    assert found[:7] == ["我", "超", "喜", "欢", "下", "雨", "天"]
    assert "really" in found
    assert "".join(found) == "我超喜欢下雨天,ireallylikerainydays!"


def test_a_text_stands_between_its_marks(cutter: Cutter) -> None:
    numbers, places = cutter("你好")
    assert (numbers[0], numbers[-1]) == (OPENING, CLOSING)
    assert places[0] == places[-1] == (0, 0)


def test_of_a_long_text_both_ends_are_kept(cutter: Cutter) -> None:
    text = "开头" + "啊" * 3_000 + "结尾"
    numbers, places = cutter(text)
    assert len(numbers) == len(places) == LONGEST
    assert words(cutter, text)[:2] == ["开", "头"]
    assert words(cutter, text)[-2:] == ["结", "尾"]


@pytest.mark.parametrize("text", ["", " ", "\n\n", "😀🫠", "\x00", "ไทย", "𠮷野家"])
def test_any_text_can_be_cut(cutter: Cutter, text: str) -> None:
    numbers, places = cutter(text)
    assert len(numbers) == len(places) >= 2
    assert all(0 <= start <= end <= len(text) for start, end in places)


def test_what_is_no_vocabulary_is_refused() -> None:
    with pytest.raises(ValueError, match="vocabulary"):
        Cutter(["a", "b"], [0.0, 0.0])


def test_a_character_of_no_piece_is_unknown(cutter: Cutter) -> None:
    assert UNKNOWN in cutter("𠮷").numbers
