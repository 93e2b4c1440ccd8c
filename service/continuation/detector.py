"""The learned part of the detector: how likely it is that an answer's last words are not its last.

A small network over what the end looks like (`ending`) and the shape of the answer (`shape`), trained on answers
written for this and cut at known places (`training`). Two plain files, no pickle; numpy is all it takes.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from service.continuation.ending import column, features
from service.continuation.network import Network
from service.continuation.shape import CHINESE, shape
from service.continuation.structure import Line

WEIGHTS, CARD = "ending.npz", "ending.json"

Language = Literal["zh", "en"]


@dataclass(frozen=True, slots=True)
class Detector:
    """Above the threshold of its language a logit says that an answer is cut; `known` are hashes of English words."""

    network: Network
    thresholds: Mapping[str, float]
    known: frozenset[int]
    version: str

    @classmethod
    def of(cls, arrays: Mapping[str, NDArray[Any]], card: Mapping[str, Any]) -> "Detector":
        known = frozenset(arrays["known"].tolist())
        return cls(Network.of(arrays), card["thresholds"], known, str(card["version"]))

    def score(self, lines: Sequence[Line]) -> float:
        """The probability, from 0 to 1, that an answer of these lines goes on."""
        return float(1 / (1 + np.exp(-self.logit(lines))))

    def logit(self, lines: Sequence[Line]) -> float:
        """What the network makes of these lines; 0 of blank ones, which tell nothing."""
        if all(line.kind == "blank" for line in lines):
            return 0.0
        columns = columns_of(lines, self.known)
        return float(self.network.logits(np.array([columns]), np.array([shape(lines)], np.float32))[0])

    def is_unfinished(self, lines: Sequence[Line]) -> bool:
        return self.logit(lines) > self.thresholds[language_of(lines)]


def columns_of(lines: Sequence[Line], known: frozenset[int]) -> list[int]:
    """The columns of the features that these lines have, each once."""
    return sorted({column(feature) for feature in features(lines, known)})


def language_of(lines: Sequence[Line]) -> Language:
    """Chinese where a tenth of the characters are."""
    text = "".join(line.text for line in lines)
    return "zh" if 10 * len(CHINESE.findall(text)) > len(text) else "en"


@cache
def shipped() -> Detector:
    """The detector that ships; a few milliseconds, once."""
    folder = files("service.continuation") / "trained"
    card = json.loads((folder / CARD).read_text(encoding="utf-8"))
    with (folder / WEIGHTS).open("rb") as stored:
        arrays = dict(np.load(stored, allow_pickle=False))
    return Detector.of(arrays, card)
