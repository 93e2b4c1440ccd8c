"""Hints of an attitude beside each token: which, how far, on which side. Evidence for the tagger, not a verdict."""

import zlib
from dataclasses import dataclass
from functools import cache
from importlib import resources

import numpy as np
from numpy.typing import NDArray

Ids = NDArray[np.uint64]

_CLASSES = ("like", "dislike", "negation", "speaker", "other", "link", "style")
_NEGATION = _CLASSES.index("negation")
_LONGEST = 6
"""Tokens of the longest hint."""
_REACH = 3
"""Tokens over which a negation turns a liking into a disliking."""
_FARTHEST = 9


@dataclass(frozen=True, slots=True)
class Hint:
    """tokens[first:last + 1] are one hint; `kind` is 0 for liking, 1 for disliking, higher for the other classes."""

    first: int
    last: int
    kind: int
    identity: int


@dataclass(frozen=True, slots=True)
class Near:
    """For each token, of the nearest hint of an attitude on one side: ids (n,), 0 where there is none."""

    place: Ids
    """Polarity, distance and clauses between."""
    polarity: Ids
    """Polarity and clauses between."""
    wording: Ids
    """The hint itself, whether it is close, and clauses between."""
    company: Ids
    """The nearest hint that is no attitude: who speaks, a conjunction."""


@cache
def known() -> dict[str, int]:
    """Hints and the number of their class; of a word in several lines the first holds."""
    result: dict[str, int] = {}
    for language in ("zh", "en"):
        text = resources.files(f"intent.{language}").joinpath("cues.txt").read_text(encoding="utf-8")
        for line in text.splitlines():
            if not line.startswith("#"):
                name, *words = line.split("|")
                result.update(dict.fromkeys(words, _CLASSES.index(name)) | result)
    return result


def find(text: str, starts: tuple[int, ...], ends: tuple[int, ...]) -> list[Hint]:
    """The hints in text whose tokens stand at `starts` and `ends`, the longest from each place, left to right."""
    found: list[Hint] = []
    index = 0
    while index < len(starts):
        for last in range(min(index + _LONGEST, len(starts)) - 1, index - 1, -1):
            word = text[starts[index] : ends[last]]
            if word in known():
                found.append(Hint(index, last, _turned(known()[word], index, found), zlib.crc32(word.encode())))
                index = last
                break
        index += 1
    return found


def _turned(kind: int, first: int, before: list[Hint]) -> int:
    """The kind of a hint that opens at token `first`, turned round by a negation close before it."""
    negated = bool(before) and before[-1].kind == _NEGATION and first - before[-1].last <= _REACH
    return 1 - kind if negated and kind < _NEGATION else kind


def before(hints: list[Hint], clauses: list[int]) -> Near:
    """What stands before each token; `clauses` are the numbers of the tokens' clauses."""
    return _sweep([(hint.last, hint) for hint in reversed(hints)], clauses, range(len(clauses)))


def behind(hints: list[Hint], clauses: list[int]) -> Near:
    """What stands behind each token."""
    return _sweep([(hint.first, hint) for hint in hints], clauses, range(len(clauses) - 1, -1, -1))


def _sweep(waiting: list[tuple[int, Hint]], clauses: list[int], order: range) -> Near:
    """One pass over the tokens in `order`; hints leave `waiting`, the last first, as they are passed."""
    rows = np.zeros((4, len(clauses)), np.uint64)
    attitude: tuple[int, Hint] | None = None
    company = 0
    for index in order:
        while waiting and (waiting[-1][0] - index) * order.step < 0:
            edge, hint = waiting.pop()
            if hint.kind < _NEGATION:
                attitude = (edge, hint)
            else:
                company = hint.kind
        rows[3, index] = company
        if attitude:
            edge, hint = attitude
            apart = min(2, abs(clauses[edge] - clauses[index]))
            near = min(_FARTHEST, abs(index - edge))
            rows[0, index] = 1 + (near * 3 + apart) * 2 + hint.kind
            rows[1, index] = 1 + apart * 2 + hint.kind
            rows[2, index] = hint.identity * 32 + min(3, near) * 4 + apart
            rows[3, index] = company + 8 * (1 + hint.kind + 2 * apart)
    return Near(*rows)
