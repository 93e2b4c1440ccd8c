"""Where a statement belongs among what a user has told: which of their things it names, under which condition. Pure.

What a user's things are is learned from that user: a name once used stays with the thing it was found to be, also
where they put two things together or took them apart by hand, and whatever the vocabulary says today. Only a name that
is new to them is compared with those they have used.
"""

from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass
from typing import Self

from memory.model import Preference
from memory.ports import Naming
from memory.relation import Relation
from memory.things import condition_key, thing_key

KIN = frozenset({"narrower", "wider", "unsure"})


@dataclass(frozen=True, slots=True)
class Place:
    """The thing and the condition a statement is about, as keys: no two active preferences of a user share a place."""

    thing_key: str
    condition_key: str


@dataclass(frozen=True, slots=True)
class Known:
    """A name that the user has used, with the thing it stands for, and the preference told by it."""

    name: str
    thing_key: str
    preference_id: str
    active: bool

    @classmethod
    def of(cls, preference: Preference) -> Self:
        return cls(preference.object, preference.thing_key, preference.id, preference.status == "active")

    @property
    def name_key(self) -> str:
        return thing_key(self.name)


@dataclass(frozen=True, slots=True)
class Kin:
    """A held preference about another thing that has something to do with a name; the relation is the name's to it."""

    preference: Preference
    relation: Relation


def thing_of(name: str, known: Sequence[Known], naming: Naming) -> str:
    """The key of the thing among those `known` that `name` stands for, earlier ones first; else a new key."""
    key = thing_key(name)
    for each in known:
        if each.name_key == key:
            return each.thing_key
    return same_thing(name, known, naming) or free_key(key, {each.thing_key for each in known})


def same_thing(name: str, known: Iterable[Known], naming: Naming) -> str | None:
    """The key of the thing that most surely has `name` for another name, earlier ones first; None where none has."""
    found: str | None = None
    surest = 0.0
    for each in known:
        relation = naming.relation(name, each.name)
        if relation.kind == "same" and relation.confidence > surest:
            found, surest = each.thing_key, relation.confidence
    return found


def free_key(key: str, taken: Container[str]) -> str:
    """`key`, or the first of `key#2`, `key#3`, … that no other thing of the user has, as after one was taken apart."""
    number, free = 2, key
    while free in taken:
        free, number = f"{key}#{number}", number + 1
    return free


def condition_of(condition: str | None, about: Sequence[Preference], naming: Naming) -> str:
    """The key of the condition among those under which something is held `about` the same thing; else a new key."""
    key = condition_key(condition)
    if not key or any(each.condition_key == key for each in about):
        return key
    for each in about:
        if each.condition is not None and naming.same_condition(condition, each.condition):
            return each.condition_key
    return key


def ids_of_kin(name: str, known: Iterable[Known], naming: Naming) -> list[str]:
    """Of the preferences that hold, those that `kin_of` would find, so that no others need be read."""
    return [each.preference_id for each in known if each.active and naming.relation(name, each.name).kind in KIN]


def kin_of(name: str, held: Iterable[Preference], naming: Naming) -> tuple[Kin, ...]:
    """What is held about wider and narrower things, and about what may be the same, surest first."""
    found = (Kin(each, naming.relation(name, each.object)) for each in held)
    related = [kin for kin in found if kin.relation.kind in KIN]
    return tuple(sorted(related, key=lambda kin: kin.relation.confidence, reverse=True))
