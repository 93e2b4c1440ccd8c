"""Exceptions are told with their rule: who likes 水果 but not 榴莲, or 咖啡 but not at night, means both at once."""

from collections.abc import Callable, Iterator, Sequence

from memory.ports import Kinds
from memory.things import thing_key
from memory.vectors import Candidate

MOST_EXCEPTIONS = 10
"""So many a rule brings along that nothing else brings; who has more of them has no rule there."""


class Exceptions:
    """Which of a user's tastes are exceptions to which: of the opposite polarity, and narrower in thing or condition.

    Only tastes are. Constraints and style are told always, and no liking makes an exception to an allergy.
    """

    def __init__(self, rows: Sequence[Candidate], kinds: Kinds) -> None:
        self._rows = rows
        self._kinds = kinds
        self._tastes: dict[str, list[int]] = {"like": [], "dislike": []}
        for at, row in enumerate(rows):
            if row.kind == "taste":
                self._tastes[row.polarity].append(at)
        self._about: dict[str, dict[str, list[int]]] = {}

    def to(self, rule: int) -> list[int]:
        """The rows that are exceptions to the row `rule`, newest first."""
        row = self._rows[rule]
        if row.kind != "taste":
            return []
        about = self._about.get(row.polarity)
        if about is None:
            about = self._about[row.polarity] = self._against(row.polarity)
        return [each for each in about.get(row.thing_key, ()) if _bounds(row, self._rows[each])]

    def narrowness(self, rule: int) -> int:
        """Higher for 热带水果 than for 水果, since all that is wider than 水果 is wider than the other too."""
        return len(self._kinds.wider(self._rows[rule].object))

    def _against(self, polarity: str) -> dict[str, list[int]]:
        """Each thing that rows of this polarity are about -> the rows of the other about it or a kind of it."""
        ruled = [self._rows[at] for at in self._tastes[polarity]]
        things = frozenset([row.thing_key for row in ruled])
        thing_of = {thing_key(row.object): row.thing_key for row in ruled}
        names = frozenset(thing_of)
        about: dict[str, list[int]] = {}
        for at in self._tastes["dislike" if polarity == "like" else "like"]:
            row = self._rows[at]
            wider = {thing_of[name] for name in names & self._kinds.wider(row.object)}
            for thing in wider | ({row.thing_key} & things):
                about.setdefault(thing, []).append(at)
        return about


def _bounds(rule: Candidate, other: Candidate) -> bool:
    """Whether `other`, which is about the rule's thing or a kind of it, narrows the rule.

    About the same thing only under a condition, where the rule has none. About a kind of it unless their conditions
    never meet as far as can be told: 不喜欢榴莲 narrows 夏天喜欢水果, 早上不喜欢榴莲 does not.
    """
    if rule.thing_key == other.thing_key:
        return not rule.condition_key and bool(other.condition_key)
    return not rule.condition_key or other.condition_key in {"", rule.condition_key}


def with_exceptions(
    found: Sequence[int], exceptions: Exceptions, score: Callable[[int], float]
) -> list[tuple[int, int | None]]:
    """`found`, best first, each with its exceptions right behind it, as (row, the rule it is told behind).

    A rule stands where it is found itself, or where the first of its exceptions is. What has several rules is told
    behind the narrowest.
    """
    rule_of = _rules(found, exceptions)
    behind: dict[int, list[int]] = {}
    for each, rule in rule_of.items():
        behind.setdefault(rule, []).append(each)
    own = frozenset(found)
    told: dict[int, int | None] = {}

    def tell(row: int) -> None:
        told[row] = rule_of.get(row)
        brought = 0
        for each in sorted(behind.get(row, ()), key=score, reverse=True):
            brought += each not in own
            if each in own or brought <= MOST_EXCEPTIONS:
                tell(each)

    for row in found:
        if row not in told:
            *_, first = _upwards(row, rule_of)
            tell(first)
    return list(told.items())


def _rules(found: Sequence[int], exceptions: Exceptions) -> dict[int, int]:
    """The narrowest rule of each exception, down to the exceptions of exceptions."""
    rule_of: dict[int, int] = {}
    seen = dict.fromkeys(found)
    waiting = list(found)
    for rule in waiting:
        for each in exceptions.to(rule):
            held = rule_of.get(each)
            narrower = held is None or exceptions.narrowness(rule) > exceptions.narrowness(held)
            if narrower and each not in _upwards(rule, rule_of):
                rule_of[each] = rule
            if each not in seen:
                seen[each] = None
                waiting.append(each)
    return rule_of


def _upwards(row: int, rule_of: dict[int, int]) -> Iterator[int]:
    """The row, its rule, the rule of that, and so on."""
    yield row
    while row in rule_of:
        row = rule_of[row]
        yield row
