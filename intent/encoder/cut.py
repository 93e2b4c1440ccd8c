"""Texts cut into pieces: a unigram model of pieces (Kudo 2018, Subword Regularization), Chinese character by character.

The pieces and their scores are those of the pretrained encoder. Chinese stays uncut into words, so that what is liked
may begin and end at any character.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer
from tokenizers.models import Unigram
from tokenizers.pre_tokenizers import Metaspace

OPENING, PADDING, CLOSING, UNKNOWN = range(4)
"""The first four pieces of every vocabulary."""
FIRST_PIECES, LAST_PIECES = 64, 32
"""Of a longer text only so many pieces from either end are seen."""
_BLANK = "▁"
LONGEST = FIRST_PIECES + LAST_PIECES + 2


class Pieces(NamedTuple):
    """The vocabulary's numbers (n,) of a text's pieces, the marks of opening and closing included, and their places."""

    numbers: NDArray[np.int64]
    places: tuple[tuple[int, int], ...]
    """The half-open range of characters of each piece; those of marks and blanks are empty."""


class Cutter:
    """Cuts texts with the vocabulary of `words` and their `scores`. Read only, so that threads may share one."""

    def __init__(self, words: Sequence[str], scores: Sequence[float]) -> None:
        """Raises ValueError where the vocabulary is none."""
        if len(words) != len(scores) or len(words) <= UNKNOWN:
            raise ValueError("a vocabulary needs a score for each piece, and the four marks")
        try:
            self._cut = Tokenizer(Unigram([*zip(words, scores, strict=True)], unk_id=UNKNOWN, byte_fallback=False))
        except Exception as error:
            raise ValueError(f"the vocabulary is unusable ({error})") from error
        self._cut.pre_tokenizer = Metaspace()

    def __call__(self, text: str) -> Pieces:
        """The pieces of `text`, no more than LONGEST."""
        encoding = self._cut.encode(text.replace("\n", " "), add_special_tokens=False)
        numbers = list(encoding.ids)
        places = [
            (start, start) if piece == _BLANK else _trimmed(text, start, end)
            for piece, (start, end) in zip(encoding.tokens, encoding.offsets, strict=True)
        ]
        if len(numbers) > FIRST_PIECES + LAST_PIECES:
            numbers[FIRST_PIECES:-LAST_PIECES], places[FIRST_PIECES:-LAST_PIECES] = [], []
        return Pieces(np.array([OPENING, *numbers, CLOSING], np.int64), ((0, 0), *places, (0, 0)))


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    """The place without the blanks at its beginning, which the pieces of a word carry."""
    while start < end and text[start].isspace():
        start += 1
    return start, end
