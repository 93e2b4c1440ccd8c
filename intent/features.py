"""What the classifier sees of a message: groups of features, each weighed apart.

Features are hashed into a fixed number of columns (Weinberger et al. 2009, Feature Hashing for Large Scale Multitask
Learning), each group with a sign of its own. `jide evaluate` tells what the reader is without each group.
"""

import zlib
from collections.abc import Callable, Collection, Iterator, Mapping

import numpy as np
from numpy.typing import NDArray

from intent import findings, skeleton, wording
from intent.commands import Cues
from intent.slots import Analysis

COLUMNS = 1 << 18

Columns = NDArray[np.int64]
Values = NDArray[np.float32]
Group = Callable[[Analysis, Cues], Iterator[str]]

_GROUPS: Mapping[str, tuple[float, Group]] = {
    "masked": (1.0, lambda analysis, _: wording.masked(analysis)),
    "words": (1.0, lambda analysis, _: wording.words(analysis)),
    "pairs": (1.0, lambda analysis, _: wording.pairs(analysis)),
    "characters": (1.0, lambda analysis, _: wording.characters(analysis)),
    "clauses": (1.0, lambda analysis, _: wording.clauses(analysis)),
    "skeleton": (1.5, lambda analysis, _: skeleton.names(analysis.folded.text)),
}
"""The length of each group's vector; its features share it equally."""
_FINDINGS_VALUE = 0.6
"""Value of one finding of the grammar, however many there are."""

GROUPS = (*_GROUPS, "findings")


def columns_and_values(analysis: Analysis, cues: Cues, groups: Collection[str] = GROUPS) -> tuple[Columns, Values]:
    """The columns of the features of one message, without repetition, and their values; both of one length."""
    merged: dict[int, float] = {}
    for group, (weight, names) in _GROUPS.items():
        if group in groups:
            places = {column(group, name) for name in names(analysis, cues)}
            _add(merged, places, weight / max(1, len(places)) ** 0.5)
    if "findings" in groups:
        _add(merged, {column("findings", name) for name in findings.findings(analysis, cues)}, _FINDINGS_VALUE)
    ordered = sorted(merged)
    return np.array(ordered, np.int64), np.array([merged[place] for place in ordered], np.float32)


def column(group: str, name: str) -> int:
    return zlib.crc32(name.encode(), zlib.crc32(group.encode())) % COLUMNS


def _add(merged: dict[int, float], places: Collection[int], value: float) -> None:
    for place in places:
        merged[place] = merged.get(place, 0.0) + value
