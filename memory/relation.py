"""What two names are to one another."""

from dataclasses import dataclass
from typing import Literal

from memory.things import condition_key, thing_key

Kinship = Literal["same", "narrower", "wider", "unsure", "different"]


@dataclass(frozen=True, slots=True)
class Relation:
    """What the first of two names is to the second: 红茶 is `narrower` than 茶. `confidence` is a probability."""

    kind: Kinship
    reason: str
    confidence: float


class Spelling:
    """A `Naming` that knows no words: two names are one thing when nothing but spelling sets them apart."""

    def relation(self, one: str, other: str) -> Relation:
        same = thing_key(one) == thing_key(other)
        return Relation("same", "spelling", 1.0) if same else Relation("different", "no_evidence", 1.0)

    def same_condition(self, one: str | None, other: str | None) -> bool:
        return condition_key(one) == condition_key(other)

    def wider(self, _name: str) -> frozenset[str]:
        return frozenset()
