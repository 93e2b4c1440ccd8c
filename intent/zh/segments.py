"""Cutting a clause where one attitude ends and the next begins: 喜欢猫但不喜欢狗 is two."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

from intent.claims import Attitude
from intent.clauses import Clause
from intent.zh.attitudes import CONSTRUCTIONS, VERBS

LONGEST_CLAUSE = 120
"""Characters of a clause that are searched; people do not say longer ones without a breath."""

_CONJUNCTION = re.compile(
    r"但是|但(?!凡)|不过(?!敏)|可是|然而|而且|并且|只是(?!因)|反而|却(?=不|很|讨|喜|爱|最)|而(?=不|讨|喜|对|我)"
)
_HINGE = re.compile(
    r"(?:也|还|又|更|不|很|最|特别|超级?|非常|就|挺|蛮|都|我|其次|同时|现在|再也不|从不|有点|比较|却)+$"
)


@dataclass(frozen=True, slots=True)
class Segment:
    """text[start:end] of the folded text; `clause` is the one it stands in, `last` whether it ends that clause."""

    start: int
    text: str
    clause: Clause
    last: bool

    @property
    def end(self) -> int:
        return self.start + len(self.text)

    @property
    def asked(self) -> bool:
        return self.last and self.clause.asked


@cache
def verb_pattern() -> re.Pattern[str]:
    """All attitude verbs in one expression; the group v<i> tells which."""
    return re.compile("|".join(f"(?P<v{index}>{verb.pattern})" for index, verb in enumerate(VERBS)))


@cache
def constructions() -> tuple[tuple[Attitude, re.Pattern[str]], ...]:
    return tuple((item, re.compile(item.pattern)) for item in CONSTRUCTIONS)


def verb_of(match: re.Match[str]) -> Attitude:
    return VERBS[int((match.lastgroup or "v0")[1:])]


def segments(clause: Clause) -> Iterator[Segment]:
    text = clause.text[:LONGEST_CLAUSE]
    borders = sorted({0, *_borders(text), len(text)})
    for start, end in pairwise(borders):
        yield Segment(clause.start + start, text[start:end], clause, end == len(text))


def _borders(text: str) -> Iterator[int]:
    for conjunction in _CONJUNCTION.finditer(text):
        if conjunction.start() > 1:
            yield conjunction.start()
    verbs = list(verb_pattern().finditer(text))
    for first, second in pairwise(verbs):
        between = text[first.end() : second.start()]
        hinge = _HINGE.search(between)
        named = between[: hinge.start()] if hinge else between
        if len(named) < 1 or named.endswith(("的", "让", "人", "被", "令")) or _attributive(text[second.end() :]):
            continue
        if hinge or (len(second[0]) > 1 and "的" not in text[second.end() : second.end() + 6]):
            yield second.start() - (len(hinge[0]) if hinge else 0)


def _attributive(after: str) -> bool:
    """The second attitude only describes the object of the first: 喜欢看让人害怕的电影."""
    return after.startswith("的") and len(after) > 1
