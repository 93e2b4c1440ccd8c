"""What the tagger sees of a message: tokens, and for each the hashed features that hold of it.

Tokens are characters of Chinese and words of English. Features are windows of token n-grams, dictionary words and their
parts of speech, the nearest hints of an attitude on either side, the place in the clause, and what the grammar made of
the token: the tagger so learns where to trust the grammar and where to go beyond it (Wolpert 1992, Stacked
Generalization). Each template is hashed for all tokens at once into one table (Weinberger et al. 2009, Feature Hashing
for Large Scale Multitask Learning).
"""

import re
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from intent import hints
from intent.hints import Ids
from intent.slots import Analysis
from intent.text import is_chinese
from intent.zh import lexicon

ROWS_BITS = 18
ROWS = 1 << ROWS_BITS
MOST_TOKENS = 240

_LETTERS = r"[a-z\u00df-\u024f]+"
_TOKEN = re.compile(rf"{_LETTERS}(?:['-]{_LETTERS})*|\d+|[^\s]")
_EDGE = 7
_WINDOWS = (
    *((shift, 1) for shift in range(-4, 5)),
    *((shift, 2) for shift in range(-4, 4)),
    *((shift, 3) for shift in range(-4, 3)),
    *((shift, 4) for shift in (-4, 1)),
)
"""Where each n-gram of tokens starts beside the token, and how many it has."""
_PART_WINDOWS = ((-3, 3), (-2, 2), (-2, 3), (-2, 4), (-1, 2), (-1, 3), (0, 2), (0, 3), (1, 2), (1, 3), (-1, 1), (1, 1))
_ENDINGS = (
    "ing",
    "ed",
    "ly",
    "ies",
    "es",
    "ers",
    "er",
    "ian",
    "ness",
    "tion",
    "ity",
    "ic",
    "al",
    "ous",
    "ful",
    "s",
    "y",
)
_MARKS = "，。、；：！？,.;:!?…~\n—-/|()（）"
_KNUTH = np.uint64(0x9E3779B97F4A7C15)


@dataclass(frozen=True, slots=True)
class Tokens:
    """`starts` and `ends` are the places (n,) in the folded text; `features` (n, templates) are rows of the table."""

    starts: tuple[int, ...]
    ends: tuple[int, ...]
    features: NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class _Seen:
    """One message, cut: `clause` are the numbers of the tokens' clauses."""

    analysis: Analysis
    words: tuple[str, ...]
    starts: tuple[int, ...]
    ends: tuple[int, ...]
    clause: list[int]


def tokens(analysis: Analysis) -> Tokens:
    """The tokens of a message, at most MOST_TOKENS."""
    text = analysis.folded.text
    found = [match.span() for match in _TOKEN.finditer(text)][:MOST_TOKENS]
    if not found:
        return Tokens((), (), np.zeros((0, 0), np.int64))
    starts, ends = zip(*found, strict=True)
    words = tuple(text[start:end] for start, end in found)
    seen = _Seen(analysis, words, starts, ends, _clause_numbers(analysis, starts))
    columns = [_hashed(number, values) for number, values in enumerate(_templates(seen))]
    return Tokens(starts, ends, np.stack(columns, axis=1))


def _hashed(number: int, values: Ids) -> NDArray[np.int64]:
    """Rows (n,) of the table for one template's values (multiplicative hashing, Knuth 1973, 6.4)."""
    mixed = (values + np.uint64(number * 0x9E3779B1 + 1)) * _KNUTH
    return (mixed >> np.uint64(64 - ROWS_BITS)).astype(np.int64)


def _templates(seen: _Seen) -> Iterator[Ids]:
    ids = np.array([zlib.crc32(b"#" if word.isdigit() else word.encode()) for word in seen.words], np.uint64)
    shape = np.array([_shape(seen, index) for index in range(len(ids))], np.uint64)
    place = _places(seen)
    found = hints.find(seen.analysis.folded.text, seen.starts, seen.ends)
    left, right = hints.before(found, seen.clause), hints.behind(found, seen.clause)
    yield from _windows(ids, _WINDOWS)
    yield from (np.ones(len(ids), np.uint64), shape, place, _join(shape, place))
    for near in (left, right):
        yield from (near.place, near.polarity, near.wording, near.company)
    yield from (_join(left.place, right.place), _join(left.polarity, right.polarity, shape))
    yield from _from_dictionary(seen, left, right)
    yield from _from_grammar(seen, ids, place, (left.place, right.place))


def _from_dictionary(seen: _Seen, left: hints.Near, right: hints.Near) -> Iterator[Ids]:
    word, part, spot = _dictionary_words(seen.words)
    own = _join(spot, part)
    yield from _windows(part, _PART_WINDOWS)
    yield from (spot, part, own, _join(spot, word))
    for before, behind, about in ((*_beside(word, spot), word), (*_beside(part, spot), part)):
        yield from (_join(before, about, spot), _join(behind, about, spot), _join(before, behind, about, left.place))
        yield from (_join(before, spot), _join(behind, spot), _join(before, behind, about, spot))
    yield from (_join(own, left.place), _join(own, right.place))


def _from_grammar(seen: _Seen, ids: Ids, place: Ids, near: tuple[Ids, Ids]) -> Iterator[Ids]:
    marks = _marks(seen)
    before, behind = np.zeros_like(marks), np.zeros_like(marks)
    before[1:], behind[:-1] = marks[:-1], marks[1:]
    anything = np.full(len(ids), 2 + bool(seen.analysis.counting), np.uint64)
    yield from (marks, before, behind, _join(marks, ids), _join(marks, before, behind))
    yield _join(anything, marks, place)
    for side in near:
        yield from (_join(marks, side), _join(anything, side))


def _join(first: Ids, *others: Ids) -> Ids:
    """One id (n,) for each combination."""
    for other in others:
        first = first * np.uint64(0x100000001B3) ^ (other + np.uint64(0x51ED27))
    return first


def _windows(ids: Ids, windows: Sequence[tuple[int, int]]) -> Iterator[Ids]:
    """For each (shift, length) the n-gram of that length that starts `shift` tokens beside each token."""
    padded = np.concatenate([np.full(_EDGE, 3, np.uint64), ids, np.full(_EDGE, 5, np.uint64)])
    grams = {1: padded}
    for length in range(2, 5):
        shorter = grams[length - 1]
        grams[length] = shorter.copy()
        grams[length][: 1 - length] = _join(shorter[: 1 - length], padded[length - 1 :])
    for shift, length in windows:
        yield grams[length][_EDGE + shift : _EDGE + shift + len(ids)]


def _shape(seen: _Seen, index: int) -> int:
    """Kind of characters, capital or not in the source, and how an English word ends."""
    word, folded = seen.words[index], seen.analysis.folded
    if is_chinese(word[0]):
        return 1
    if not word[0].isalnum():
        return 2 + (_MARKS.find(word[0]) + 1) * 8
    capital = folded.source[folded.offsets[seen.starts[index]]].isupper()
    ending = zlib.crc32(word[-3:].encode()) if len(word) > 4 else len(word)
    return (ending * 4 + capital * 2 + word[0].isdigit()) * 8 + 3


def _clause_numbers(analysis: Analysis, starts: Sequence[int]) -> list[int]:
    numbers, number = [], 0
    for start in starts:
        while number < len(analysis.clauses) - 1 and start >= analysis.clauses[number + 1].start:
            number += 1
        numbers.append(number)
    return numbers


def _places(seen: _Seen) -> Ids:
    """How near each token is to the ends of its clause, whether it is hidden in a title or quote, and which clause."""
    result = np.full(len(seen.starts), 1000, np.uint64)
    for index, (start, number) in enumerate(zip(seen.starts, seen.clause, strict=True)):
        clause = seen.analysis.clauses[number] if seen.analysis.clauses else None
        if clause and clause.start <= start < clause.end:
            first, last = min(3, start - clause.start), min(3, clause.end - start - 1)
            hidden = clause.text[start - clause.start] in "〇□"
            result[index] = ((first * 5 + last) * 2 + hidden) * 3 + min(2, number)
    return result


def _marks(seen: _Seen) -> Ids:
    """For each token: outside, opening or inside a thing that the grammar found, its polarity and whether it counts."""
    result = np.zeros(len(seen.starts), np.uint64)
    for claim in sorted(seen.analysis.claims, key=lambda claim: claim.counts):
        for first, last in claim.objects:
            inside = [index for index, start in enumerate(seen.starts) if first <= start < last]
            mark = 1 + (claim.counts * 2 + (claim.polarity == "like")) * 2
            result[inside] = mark + 1
            result[inside[:1]] = mark
    return result


def _dictionary_words(words: Sequence[str]) -> tuple[Ids, Ids, Ids]:
    """For each token the identity of its dictionary word, that word's part of speech, and the token's place in it."""
    rows = np.zeros((3, len(words)), np.uint64)
    for found in lexicon.cut(words):
        inside = slice(found.start, found.end)
        rows[0, inside] = zlib.crc32("".join(words[inside]).encode())
        rows[1, inside] = zlib.crc32((found.part or _part(words[found.start])).encode())
        rows[2, inside] = 2
        rows[2, found.start] = 1
        rows[2, found.end - 1] += 2
    return rows[0], rows[1], rows[2]


def _part(word: str) -> str:
    """For the part of speech of a word in no dictionary: itself where it is a hint, else its ending."""
    if word in hints.known() or len(word) < 3:
        return word
    return next((ending for ending in _ENDINGS if word.endswith(ending)), "") + "~"


def _beside(values: Ids, spot: Ids) -> tuple[Ids, Ids]:
    """For each token the value of the dictionary word before its own, and of the one behind it."""
    first = np.maximum.accumulate(np.where(spot % 2 == 1, np.arange(len(spot)), 0))
    last = np.minimum.accumulate(np.where(spot > 2, np.arange(len(spot)), len(spot))[::-1])[::-1]
    padded = np.concatenate([[np.uint64(0)], values, [np.uint64(0)]])
    return padded[first], padded[last + 2]
