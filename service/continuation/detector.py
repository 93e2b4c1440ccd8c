"""The learned part of the detector: how likely it is that an answer's last words are not its last.

A logistic regression over what the end looks like (`ending`), trained on answers written for this and cut at known
places (`training`). Two plain files, no pickle.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np
from numpy.typing import NDArray

from service.continuation.ending import COLUMNS, column, features
from service.continuation.structure import Line

WEIGHTS, CARD = "ending.npz", "ending.json"


@dataclass(frozen=True, slots=True)
class Detector:
    """`weights` (columns of the features,) and `bias` give the logit; above `threshold` an answer counts as cut."""

    weights: NDArray[np.float32]
    bias: float
    threshold: float
    known: frozenset[int]
    version: str

    @classmethod
    def of(cls, arrays: Mapping[str, NDArray[Any]], card: Mapping[str, Any]) -> "Detector":
        weights = np.zeros(COLUMNS, np.float32)
        weights[arrays["columns"]] = arrays["weights"].astype(np.float32)
        known = frozenset(arrays["known"].tolist())
        return cls(weights, float(card["bias"]), float(card["threshold"]), known, str(card["version"]))

    def score(self, lines: list[Line]) -> float:
        """The probability, from 0 to 1, that an answer of these lines goes on."""
        return float(1 / (1 + np.exp(-self.logit(lines))))

    def logit(self, lines: list[Line]) -> float:
        found = {column(feature) for feature in features(lines, self.known)}
        return self.bias + float(self.weights[list(found)].sum())

    def is_unfinished(self, lines: list[Line]) -> bool:
        return self.logit(lines) > self.threshold


@cache
def shipped() -> Detector:
    """The detector that ships; a few milliseconds, once."""
    folder = files("service.continuation") / "trained"
    card = json.loads((folder / CARD).read_text(encoding="utf-8"))
    with (folder / WEIGHTS).open("rb") as stored:
        arrays = dict(np.load(stored, allow_pickle=False))
    return Detector.of(arrays, card)
