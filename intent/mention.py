"""A mention: one place in an utterance where a thing is named, with what is known of it there."""

from dataclasses import dataclass, replace

from intent.sorts import Sort

FOCUS, TOPIC, ASIDE = 3, 2, 1
"""Standing of what is named: asked about at the end, spoken of, or named by the way. After centering (Grosz, Joshi and
Weinstein 1995, Centering: a framework for modeling the local coherence of discourse): the first is taken up before the
last."""


@dataclass(frozen=True, slots=True)
class Mention:
    """text[start:end] of the utterance names a thing; `sort` None is not known.

    `common` says that it is a plain noun (火锅, 同事) and no proper name; one with `nameless` is somebody or something
    that has no name there (我室友), so that nothing can be copied.
    """

    start: int
    end: int
    sort: Sort | None = None
    standing: int = ASIDE
    common: bool = False
    nameless: bool = False

    def meets(self, other: "Mention") -> bool:
        return self.start < other.end and other.start < self.end

    def moved(self, by: int, standing: int) -> "Mention":
        return replace(self, start=self.start + by, end=self.end + by, standing=standing)
