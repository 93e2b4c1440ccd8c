"""The dictionary cuts Chinese text into words, so that none is broken."""

import pytest

from intent.zh import lexicon


@pytest.mark.parametrize(
    "words", [("我", "喜欢", "下雨天"), ("看", "台球", "直播"), ("往", "图书馆", "钻"), ("我", "love", "音乐")]
)
def test_the_most_probable_words_are_found(words: tuple[str, ...]) -> None:
    tokens = [part for word in words for part in ([word] if word.isascii() else word)]
    assert ["".join(tokens[word.start : word.end]) for word in lexicon.cut(tokens)] == list(words)


def test_a_word_tells_its_part_of_speech_where_it_is_known() -> None:
    assert [word.part for word in lexicon.cut("电影㐀")] == ["n", ""]


def test_a_cut_inside_a_word_is_told_from_one_between_words() -> None:
    assert lexicon.inside_word("上海很大", 1)
    assert not lexicon.inside_word("上海很大", 2)
    assert not lexicon.inside_word("上海", 2)
