"""What two names are to one another."""

from dataclasses import dataclass
from typing import Literal

RelationKind = Literal["same", "narrower", "wider", "unsure", "different"]


@dataclass(frozen=True, slots=True)
class Relation:
    """What the first of two names is to the second: 红茶 is `narrower` than 茶. `confidence` is a probability."""

    kind: RelationKind
    reason: str
    confidence: float
