"""Our own vocabulary, as `memory/vocabulary/*.txt` has it: which names are one thing, and what it is a kind of.

A line of the files of things is `土豆 = 马铃薯 = potato < 蔬菜, 食材`: names of exactly one thing, the usual one first,
and behind `<` what it is a kind of, by a name that has a line of its own. `conditions.txt` is the same for conditions,
and `parts.txt` explains itself.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from importlib.resources import files

from memory.things import condition_key, thing_key

THINGS = ("food.txt", "nature.txt", "leisure.txt", "life.txt", "names.txt")
CONDITIONS = "conditions.txt"
PARTS = "parts.txt"


@dataclass(frozen=True, slots=True)
class Line:
    """One thing: its names as they are written, and the names of what it is a kind of."""

    names: tuple[str, ...]
    wider: tuple[str, ...] = ()


class Thesaurus:
    """Lines by the keys of their names; immutable. A line goes by its number."""

    def __init__(self, lines: Iterable[Line], key: Callable[[str], str] = thing_key) -> None:
        lines = tuple(lines)
        self._names = tuple(frozenset(key(name) for name in line.names) for line in lines)
        self._line = {name: number for number, names in enumerate(self._names) for name in names}
        self._wider = tuple(
            frozenset(self._line[key(name)] for name in line.wider if key(name) in self._line) for line in lines
        )

    def line(self, key: str) -> int | None:
        """The line of a name; of an English plural too that `thing_key` leaves as it is, since it may be none."""
        found = self._line.get(key)
        return self._line.get(key[:-1]) if found is None and key.isascii() and key.endswith("s") else found

    def names(self, line: int) -> frozenset[str]:
        """The keys of the thing's names."""
        return self._names[line]

    def wider(self, line: int) -> frozenset[int]:
        """The lines of all that the thing is a kind of, near and far, never itself."""
        found: set[int] = set()
        ahead = set(self._wider[line])
        while ahead:
            found |= ahead
            ahead = {further for each in ahead for further in self._wider[each]} - found
        return frozenset(found - {line})


@dataclass(frozen=True, slots=True)
class Parts:
    """What is interchangeable within names: ends and beginnings by their group, and kinds that may be left out."""

    ends: dict[str, frozenset[int]]
    beginnings: dict[str, frozenset[int]]
    kinds: frozenset[str]


def things() -> Thesaurus:
    return Thesaurus(line for name in THINGS for line in read_lines(_text(name)))


def conditions() -> Thesaurus:
    return Thesaurus(read_lines(_text(CONDITIONS)), condition_key)


def parts() -> Parts:
    ends: dict[str, set[int]] = {}
    beginnings: dict[str, set[int]] = {}
    kinds: set[str] = set()
    for group, line in enumerate(read_lines(_text(PARTS))):
        for name in line.names:
            if name.startswith("+"):
                kinds.add(name[1:])
            elif name.startswith("-"):
                ends.setdefault(name[1:], set()).add(group)
            else:
                beginnings.setdefault(name.removesuffix("-"), set()).add(group)
    return Parts(_frozen(ends), _frozen(beginnings), frozenset(kinds))


def read_lines(text: str) -> Iterator[Line]:
    for line in text.splitlines():
        if line.strip() and not line.startswith("#"):
            names, _, wider = line.partition("<")
            yield Line(_listed(names, "="), _listed(wider, ","))


def _listed(text: str, mark: str) -> tuple[str, ...]:
    return tuple(name.strip() for name in text.split(mark) if name.strip())


def _frozen(groups: dict[str, set[int]]) -> dict[str, frozenset[int]]:
    return {part: frozenset(numbers) for part, numbers in groups.items()}


def _text(name: str) -> str:
    return (files("memory") / "vocabulary" / name).read_text(encoding="utf-8")
