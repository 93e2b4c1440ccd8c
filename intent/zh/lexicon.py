"""Words of a Chinese text and their parts of speech: the most probable cut by a dictionary's frequencies."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.util import find_spec
from pathlib import Path

_LONGEST = 4
_LEAST, _LEAST_OF_ONE = 20, 200
"""How often a word of several characters, and a single character, must have been counted to be a word here."""
_PARTS = frozenset({"nr", "ns", "nz", "vn"})
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
    """Each word's cost and part of speech: the common words of jieba's dictionary, by Sun Junyi, from its package."""
    result: dict[str, tuple[float, str]] = {}
    for line in _dictionary().read_text(encoding="utf-8").splitlines():
        word, count, part = line.split(" ")
        frequency = int(count)
        if frequency >= (_LEAST_OF_ONE if len(word) == 1 else _LEAST) and len(word) <= _LONGEST:
            result[word] = (_TOTAL - (frequency.bit_length() - 1), part if part in _PARTS else part[0])
    return result


def _dictionary() -> Path:
    """The file alone is wanted: importing the package would set up a segmenter that nobody here uses."""
    package = find_spec("jieba")
    if package is None or not package.submodule_search_locations:
        raise ModuleNotFoundError("the Chinese dictionary is missing; install the package jieba-py")
    return Path(package.submodule_search_locations[0]) / "_data" / "dict.txt"


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
