"""Words of a Chinese text and their parts of speech: the most probable cut by a dictionary's frequencies."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources

_LONGEST = 4
_TOTAL = 26.0
"""Binary logarithm of the dictionary's whole count, rounded up: what a word's logarithm is set against."""
_UNKNOWN = -3.0
"""Logarithm given to a single character that is no known word, lower than any that is."""


@dataclass(frozen=True, slots=True)
class Word:
    """tokens[start:end] are one word; `part` is its part of speech, empty where it is unknown."""

    start: int
    end: int
    part: str


@cache
def _known() -> dict[str, tuple[float, str]]:
    """Each word's cost and part of speech; of two readings the more frequent."""
    text = resources.files("intent.zh").joinpath("lexicon.txt").read_text(encoding="utf-8")
    result: dict[str, tuple[float, str]] = {}
    for line in text.splitlines():
        if not line.startswith("#"):
            part, frequency, *words = line.split(" ")
            cost = _TOTAL - float(frequency)
            result.update((word, (cost, part)) for word in words)
    return result


def cut(tokens: Sequence[str]) -> list[Word]:
    """The words of `tokens`, each a character or a run of letters; dynamic programming over all cuts."""
    known = _known()
    best: list[tuple[float, int, str]] = [(0.0, 0, "")]
    for end in range(1, len(tokens) + 1):
        single = known.get(tokens[end - 1], (_TOTAL - _UNKNOWN, ""))
        found = (best[end - 1][0] + single[0], end - 1, single[1])
        for start in range(max(0, end - _LONGEST), end - 1):
            word = known.get("".join(tokens[start:end]))
            if word and best[start][0] + word[0] < found[0]:
                found = (best[start][0] + word[0], start, word[1])
        best.append(found)
    words, end = [], len(tokens)
    while end:
        _, start, part = best[end]
        words.append(Word(start, end, part))
        end = start
    return words[::-1]


def inside_word(text: str, place: int) -> bool:
    """Whether a cut of `text` at `place` would break a word: 上海 behind what may be a particle, 酒吧 before one."""
    return 0 < place < len(text) and place not in _borders(text)


@lru_cache(maxsize=1024)
def _borders(text: str) -> frozenset[int]:
    return frozenset(word.start for word in cut(tuple(text)))
