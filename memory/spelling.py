"""A `Naming` that knows no words: what memory goes by where it is given no vocabulary."""

from memory.relation import Relation
from memory.things import condition_key, thing_key


class Spelling:
    """Two names are one thing when nothing but spelling, and words that add nothing, set them apart."""

    def relation(self, one: str, other: str) -> Relation:
        same = thing_key(one) == thing_key(other)
        return Relation("same", "spelling", 1.0) if same else Relation("different", "no_evidence", 1.0)

    def same_condition(self, one: str | None, other: str | None) -> bool:
        return condition_key(one) == condition_key(other)

    def wider(self, name: str) -> frozenset[str]:  # noqa: ARG002 - the port's signature
        return frozenset()
