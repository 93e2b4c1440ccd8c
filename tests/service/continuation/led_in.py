"""Continuations written by hands that knew nothing of the reader: behind a preamble, and some that only look like it.

`preambles.jsonl` was read while the vocabulary was widened, `preambles_unseen.jsonl` was not: only its totals were.
"""

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from service.continuation.stitch import without_repetition

FOLDER = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class LedIn:
    """`rest` is what of `said` is new behind `partial`; all of it where there is no preamble."""

    language: str
    partial: str
    said: str
    rest: str

    @property
    def kind(self) -> Literal["preamble", "content"]:
        return "content" if self.rest == self.said else "preamble"

    @property
    def is_right(self) -> bool:
        """White space between is told by `joins`; here it is left out."""
        return without_repetition(self.partial, self.said).new.strip() == self.rest.strip()


def written(name: str) -> Iterator[LedIn]:
    for line in (FOLDER / f"{name}.jsonl").read_text(encoding="utf-8").splitlines():
        yield LedIn(**json.loads(line))


def told(name: str) -> dict[str, tuple[int, int]]:
    """How many are right, and of how many, by what they are."""
    played, right = Counter[str](), Counter[str]()
    for each in written(name):
        played[f"{each.kind}, {each.language}"] += 1
        right[f"{each.kind}, {each.language}"] += each.is_right
    return {kind: (right[kind], played[kind]) for kind in sorted(played)}
