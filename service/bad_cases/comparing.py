"""Two answers side by side: how much they share, and where they differ."""

import re
from difflib import SequenceMatcher
from typing import Literal

_TOKEN = re.compile(r"[A-Za-z0-9]+|\s+|.", re.DOTALL)
LONGEST_COMPARED = 4000
"""Tokens of an answer; what is behind them counts as replaced."""

Edit = tuple[Literal["equal", "delete", "insert"], str]


def overlap(one: str, other: str) -> float:
    """The share of the first answer's characters that stand in the other in the same order, from 0 to 1."""
    if not one:
        return 1.0
    return round(sum(len(text) for kind, text in diff(one, other) if kind == "equal") / len(one), 3)


def diff(one: str, other: str) -> list[Edit]:
    """What makes the second answer of the first, word by word, a Chinese character being a word."""
    before, after = _TOKEN.findall(one), _TOKEN.findall(other)
    matcher = SequenceMatcher(None, before[:LONGEST_COMPARED], after[:LONGEST_COMPARED], autojunk=False)
    edits: list[Edit] = []
    for kind, b1, b2, a1, a2 in matcher.get_opcodes():
        if kind == "equal":
            edits.append(("equal", "".join(before[b1:b2])))
            continue
        edits += [("delete", "".join(before[b1:b2]))] if b2 > b1 else []
        edits += [("insert", "".join(after[a1:a2]))] if a2 > a1 else []
    edits += [("delete", "".join(before[LONGEST_COMPARED:]))] if len(before) > LONGEST_COMPARED else []
    edits += [("insert", "".join(after[LONGEST_COMPARED:]))] if len(after) > LONGEST_COMPARED else []
    return edits
