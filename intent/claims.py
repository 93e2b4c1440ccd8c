"""A claim: one place in a message where somebody is said to like or dislike something, whoever and however."""

from dataclasses import dataclass, replace
from typing import Literal

from intent.model import Kind, Polarity, Strength

Holder = Literal["speaker", "other", "addressee"]
Scope = Literal["stated", "asked", "supposed", "past", "quoted", "momentary", "generic", "polite", "marked", "denied"]
"""How it is said. Only `stated` may be stored; `polite` is liking the assistant, `marked` is marked as a jest,
`denied` is a limit said not to hold."""

Range = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Attitude:
    """An expression of liking or disliking; `pattern` is a regular expression over folded text."""

    family: str
    pattern: str
    polarity: Polarity
    kind: Kind = "taste"
    strength: Strength = "normal"


@dataclass(frozen=True, slots=True)
class Claim:
    """Ranges are half-open, in characters of the folded text; `clause` is what is quoted."""

    family: str
    polarity: Polarity
    clause: Range
    objects: tuple[Range, ...] = ()
    holder: Holder = "speaker"
    scope: Scope = "stated"
    kind: Kind = "taste"
    strength: Strength = "normal"
    condition: Range | None = None
    deixis: bool = False
    explicit: bool = False
    """The speaker is named (我, I), not only understood."""

    @property
    def counts(self) -> bool:
        """Whether it says something of the speaker that holds now."""
        return self.holder == "speaker" and self.scope == "stated"

    def flipped(self) -> "Claim":
        return replace(self, polarity="dislike" if self.polarity == "like" else "like")
