"""Two answers side by side: how much they share, and where they differ."""

import re
from collections.abc import Iterator
from difflib import SequenceMatcher
from typing import Literal

_TOKEN = re.compile(r"[A-Za-z0-9]+|\s+|.", re.DOTALL)
LONGEST_COMPARED = 1200
"""Tokens that are compared one by one, behind what both begin and before what both end with."""

Edit = tuple[Literal["equal", "delete", "insert"], str]


def overlap(one: str, other: str) -> float:
    """The share of the first answer's characters that stand in the other in the same order, from 0 to 1."""
    if not one:
        return 1.0
    return round(sum(len(text) for kind, text in diff(one, other) if kind == "equal") / len(one), 3)


def diff(one: str, other: str) -> list[Edit]:
    """What makes the second answer of the first, word by word, a Chinese character being a word."""
    before, after = _TOKEN.findall(one), _TOKEN.findall(other)
    start = _alike(before, after)
    end = _alike(before[start:][::-1], after[start:][::-1])
    old, new = before[start : len(before) - end], after[start : len(after) - end]
    edits: list[Edit] = [
        ("equal", "".join(before[:start])),
        *_changed(old[:LONGEST_COMPARED], new[:LONGEST_COMPARED]),
        ("delete", "".join(old[LONGEST_COMPARED:])),
        ("insert", "".join(new[LONGEST_COMPARED:])),
        ("equal", "".join(before[len(before) - end :])),
    ]
    return [edit for edit in edits if edit[1]]


def _alike(one: list[str], other: list[str]) -> int:
    """How many tokens both begin with."""
    return next((at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))


def _changed(before: list[str], after: list[str]) -> Iterator[Edit]:
    for kind, b1, b2, a1, a2 in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if kind == "equal":
            yield "equal", "".join(before[b1:b2])
            continue
        yield "delete", "".join(before[b1:b2])
        yield "insert", "".join(after[a1:a2])
