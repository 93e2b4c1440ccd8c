"""Continuations that hands wrote which knew nothing of what reads them, each with what of it is new.

`preambles` and `echoes` were looked at while that was made, of `echoes_unseen` what went wrong, of `preambles_unseen`
the totals; `joins_unseen` was played once, when all was made. In each some are new from the first word on, although
they resemble the others.
"""

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from service.continuation.stitch import Stitcher

FOLDER = Path(__file__).parent
NAMES = ("preambles", "preambles_unseen", "echoes", "echoes_unseen", "joins_unseen")
PIECE = 3


@dataclass(frozen=True, slots=True)
class Continued:
    """`rest` is what of `said` is new behind `partial`."""

    language: str
    partial: str
    said: str
    rest: str

    @property
    def kind(self) -> Literal["old in front", "all new"]:
        return "all new" if self.rest.strip() == self.said.strip() else "old in front"

    @property
    def is_right(self) -> bool:
        """When it streams in; white space between is left out, `joins` tells of that."""
        stitcher = Stitcher(self.partial)
        pieces = [self.said[at : at + PIECE] for at in range(0, len(self.said), PIECE)]
        return ("".join(map(stitcher.feed, pieces)) + stitcher.flush()).strip() == self.rest.strip()


def written(name: str) -> Iterator[Continued]:
    for line in (FOLDER / f"{name}.jsonl").read_text(encoding="utf-8").splitlines():
        yield Continued(**json.loads(line))


def told(name: str) -> dict[str, tuple[int, int]]:
    """How many are right, and of how many, by what they are."""
    played, right = Counter[str](), Counter[str]()
    for each in written(name):
        played[f"{each.kind}, {each.language}"] += 1
        right[f"{each.kind}, {each.language}"] += each.is_right
    return {kind: (right[kind], played[kind]) for kind in sorted(played)}
