"""Two readers on the same utterances, and whether the newer one may take the older one's place."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from intent.classifier import Reader
from intent.dataset import Example
from intent.model import INTENTS
from intent.scoring import figures, objects

MOST_F1_LOST = 0.005
"""About four of the utterances that are kept apart: as much as chance moves it from one training to the next."""
MOST_STORES_GAINED = 0.002
"""Tighter, since what is stored falsely has to be found and taken out by the user."""
MOST_OBJECTS_LOST = 0.01
"""Wider, since an object that is cut wrongly is seen in the receipt and corrected there."""


@dataclass(frozen=True, slots=True)
class Scores:
    """How a reader reads some utterances, in shares of 1; `f1` and `false_stores` are those of the intent `state`.

    `statements` of the utterances state something and `others` do not: where there are none, their shares say nothing.
    `objects` is the share of things that were named, with the right polarity.
    """

    statements: int
    others: int
    f1: float
    false_stores: float
    objects: float
    right: float


@dataclass(frozen=True, slots=True)
class Comparison:
    """The present reader and the new one, on the utterances that are kept apart and on the corrected messages."""

    apart_before: Scores
    apart_after: Scores
    feedback_before: Scores
    feedback_after: Scores


def refusal(before: Scores, after: Scores) -> str | None:
    """Why a reader that scores `after` may not replace one that scores `before`; None where it may."""
    objects_lost = before.objects - after.objects
    stores_gained = after.false_stores - before.false_stores
    steps = (
        ("F1 of `state` falls", before.f1, after.f1, before.f1 - after.f1, MOST_F1_LOST),
        ("the rate of false stores rises", before.false_stores, after.false_stores, stores_gained, MOST_STORES_GAINED),
        ("the recall of objects falls", before.objects, after.objects, objects_lost, MOST_OBJECTS_LOST),
    )
    # Rounded, since the difference of two floats may be a hair more than it should be.
    faults = [
        f"{what} from {old:.4f} to {new:.4f}, by more than {most}"
        for what, old, new, by, most in steps
        if round(by, 9) > most
    ]
    return "; ".join(faults) or None


def compare(before: Reader, after: Reader, apart: Sequence[Example], corrected: Sequence[Example]) -> Comparison:
    return Comparison(scores(before, apart), scores(after, apart), scores(before, corrected), scores(after, corrected))


def scores(reader: Reader, examples: Sequence[Example]) -> Scores:
    """How the reader reads the examples, compared with their labels."""
    readings = [reader.read(example.text) for example in examples]
    labels = np.array([INTENTS.index(example.intent) for example in examples])
    measured = figures(labels, np.array([INTENTS.index(reading.intent) for reading in readings]))
    things = objects(zip(examples, readings, strict=True))
    statements = sum(example.intent == "state" for example in examples)
    return Scores(
        statements=statements,
        others=len(examples) - statements,
        f1=measured.f1,
        false_stores=measured.false_store_rate,
        objects=things.recall * things.polarity,
        right=measured.accuracy,
    )


def table(compared: Comparison) -> str:
    """Both readers on both sets of utterances, as lines of text."""
    rows = (
        ("kept apart, before", compared.apart_before),
        ("kept apart, after", compared.apart_after),
        ("feedback, before", compared.feedback_before),
        ("feedback, after", compared.feedback_after),
    )
    columns = ("utterances", "F1 of state", "false stores", "objects found", "intent right")
    head = " " * 18 + "".join(f"{column:>15}" for column in columns)
    return "\n".join([head, *(f"{name:<18}" + "".join(f"{cell:>15}" for cell in _cells(row)) for name, row in rows)])


def _cells(row: Scores) -> tuple[str, ...]:
    return (
        str(row.statements + row.others),
        _share(row.f1, row.statements),
        _share(row.false_stores, row.others),
        _share(row.objects, row.statements),
        _share(row.right, row.statements + row.others),
    )


def _share(value: float, of: int) -> str:
    return f"{value:.4f}" if of else "–"
