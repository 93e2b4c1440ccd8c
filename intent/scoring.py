"""What readings are worth beside their labels: shares of intents told right, and of things named right."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from intent.dataset import Example, Named
from intent.model import INTENTS, Reading, StatedPreference

STATE = INTENTS.index("state")
Labels = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Figures:
    """How intents were told, in shares of 1; `precision`, `recall` and `f1` are those of `state`."""

    examples: int
    accuracy: float
    precision: float
    recall: float
    f1: float
    false_store_rate: float


@dataclass(frozen=True, slots=True)
class Objects:
    """How things were named where an utterance names some, in shares of 1.

    `polarity` and `kind` are told of those found, `kind` where its author told it.
    """

    precision: float
    recall: float
    f1: float
    polarity: float
    kind: float
    condition_f1: float


def figures(labels: Labels, chosen: Labels) -> Figures:
    stored, stated = chosen == STATE, labels == STATE
    both = float((stored & stated).sum())
    precision, recall = both / max(1, stored.sum()), both / max(1, stated.sum())
    return Figures(
        examples=len(labels),
        accuracy=float((chosen == labels).mean()),
        precision=precision,
        recall=recall,
        f1=2 * both / max(1, int(stored.sum() + stated.sum())),
        false_store_rate=float((stored & ~stated).sum() / max(1, (~stated).sum())),
    )


def objects(pairs: Iterable[tuple[Example, Reading]]) -> Objects:
    """How well things were named, in utterances that do not need the conversation.

    A thing counts as found when its name and the marked one are equal after folding, or one holds the other and is at
    most twice as long. What is named of utterances that state nothing counts as found falsely.
    """
    right = false = missed = polar = kinds = kind_right = 0
    conditions = Counter[str]()
    for example, reading in pairs:
        if example.deixis:
            continue
        left = list(reading.stated)
        for named in example.objects:
            hit = _hit(named, left)
            if hit is None:
                missed += 1
                continue
            left.remove(hit)
            right += 1
            polar += hit.polarity == named.polarity
            if named.kind is not None:
                kinds += 1
                kind_right += hit.kind == named.kind
                wanted, told = _plain(named.condition or ""), _plain(hit.condition or "")
                agree = bool(wanted and told) and (wanted in told or told in wanted)
                conditions["right"] += agree
                conditions["false"] += bool(told) and not agree
                conditions["missed"] += bool(wanted) and not agree
        false += len(left)
    return Objects(
        precision=right / max(1, right + false),
        recall=right / max(1, right + missed),
        f1=2 * right / max(1, 2 * right + false + missed),
        polarity=polar / max(1, right),
        kind=kind_right / max(1, kinds),
        condition_f1=2
        * conditions["right"]
        / max(1, 2 * conditions["right"] + conditions["false"] + conditions["missed"]),
    )


def _hit(named: Named, found: Sequence[StatedPreference]) -> StatedPreference | None:
    same = [one for one in found if _same(one.object, named.object)]
    return next((one for one in same if one.polarity == named.polarity), same[0] if same else None)


def _same(one: str, other: str) -> bool:
    short, long = sorted((_plain(one), _plain(other)), key=len)
    return bool(short) and (short == long or (short in long and 2 * len(short) >= len(long)))


def _plain(text: str) -> str:
    return re.sub(r"[\W_]+", "", unicodedata.normalize("NFKC", text).lower())
