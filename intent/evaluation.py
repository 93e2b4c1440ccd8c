"""How good the reader is: predictions line by line, and the tables that `jide evaluate` prints."""

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from time import perf_counter
from typing import Any

import numpy as np
from numpy.typing import NDArray

from intent import dataset, features, training
from intent.classifier import Reader
from intent.dataset import Example
from intent.model import INTENTS, Reading
from intent.training import Progress, Trained

STATE = INTENTS.index("state")
Labels = NDArray[np.int64]
_BARS = (0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95)


def classify_file(reader: Reader, path: Path) -> Iterator[dict[str, Any]]:
    """One prediction for each JSON line {"id", "text"} of the file, in its order. Raises OSError and ValueError."""
    with path.open(encoding="utf-8") as file:
        for number, line in enumerate(file, 1):
            if line.strip():
                yield _classify_line(reader, line, f"{path}:{number}")


def _classify_line(reader: Reader, line: str, place: str) -> dict[str, Any]:
    try:
        entry = json.loads(line)
        identity, text = entry["id"], str(entry["text"])
    except (ValueError, KeyError, TypeError) as error:
        raise ValueError(f'{place}: wants a JSON object with "id" and "text" ({error})') from error
    return {"id": identity, **prediction(reader.read(text))}


def prediction(reading: Reading) -> dict[str, Any]:
    """A reading in the words of the labelled files."""
    return {
        "intent": reading.intent,
        "asks": reading.asks,
        "deixis": reading.deixis,
        "unsure": reading.unsure,
        "prefs": [{"object": item.object, "polarity": item.polarity} for item in reading.stated],
        "probabilities": {name: round(value, 4) for name, value in reading.probabilities.items()},
    }


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
class Report:
    """All but `cross_validated` and `thresholds` is measured on the utterances that are kept apart.

    `confusion[gold][predicted]` counts; `reliability` (mean probability, share right, number); `phenomena` (right,
    number); `without` are the figures of a classifier trained without a group of features; `thresholds` tell what
    storing only from a probability on would cost: (bar, share of others stored falsely, share of statements stored).
    """

    kept_apart: Figures
    cross_validated: Figures
    asks_accuracy: float
    deixis_accuracy: float
    calibration_error: float
    confusion: dict[str, dict[str, int]]
    reliability: list[tuple[float, float, int]]
    phenomena: dict[str, tuple[int, int]]
    without: dict[str, Figures]
    thresholds: list[tuple[float, float, float]]
    objects_found: float
    milliseconds_median: float
    milliseconds_p99: float

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)


def report(trained: Trained, reader: Reader, say: Progress = lambda _: None) -> Report:
    """Figures for utterances that the reader was not trained on; `say` is told what is being measured."""
    apart = dataset.kept_apart()
    labels = _labels(apart)
    readings = [reader.read(example.text) for example in apart]
    probabilities = np.array([[reading.probabilities[name] for name in INTENTS] for reading in readings])
    chosen = np.array([INTENTS.index(reading.intent) for reading in readings])
    reliability = reliability_table(probabilities, labels)
    times = _times(reader, apart)
    return Report(
        kept_apart=figures(labels, chosen),
        cross_validated=figures(_labels(trained.natural), trained.held_out.argmax(axis=1)),
        asks_accuracy=_share(reading.asks == example.asks for reading, example in zip(readings, apart, strict=True)),
        deixis_accuracy=_share(
            reading.deixis == example.deixis for reading, example in zip(readings, apart, strict=True)
        ),
        calibration_error=sum(abs(mean - right) * count for mean, right, count in reliability) / len(labels),
        confusion=_confusion(labels, chosen),
        reliability=reliability,
        phenomena=_phenomena(apart, chosen == labels),
        without=_ablation(trained.examples, apart, say),
        thresholds=_cost_of_thresholds(trained),
        objects_found=_objects_found(reader, apart),
        milliseconds_median=times[len(times) // 2] * 1e3,
        milliseconds_p99=times[int(0.99 * len(times))] * 1e3,
    )


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


def _labels(examples: Sequence[Example]) -> Labels:
    return np.array([INTENTS.index(example.intent) for example in examples])


def _share(holds: Iterable[bool]) -> float:
    return float(np.mean(list(holds)))


def _phenomena(examples: Sequence[Example], right: NDArray[np.bool_]) -> dict[str, tuple[int, int]]:
    """For each intent and phenomenon how many were told right, and of how many; the most frequent first."""
    counted = Counter(f"{example.intent} {example.phenomenon}" for example in examples)
    hits = Counter(
        f"{example.intent} {example.phenomenon}" for example, hit in zip(examples, right, strict=True) if hit
    )
    return {name: (hits[name], count) for name, count in counted.most_common()}


def _ablation(seen: Sequence[Example], apart: Sequence[Example], say: Progress) -> dict[str, Figures]:
    """The figures of a classifier trained without each group of features in turn, all else the same."""
    found = {}
    for group in features.GROUPS:
        say(f"training without {group}")
        rest = [name for name in features.GROUPS if name != group]
        problem = training.problem(seen, rest)
        head = training.fit_intents(problem)
        scores = head.decision_function(
            training.featurize([example.text for example in apart], rest)[:, problem.columns]
        )
        found[group] = figures(_labels(apart), head.classes_[scores.argmax(axis=1)])
    return found


def _cost_of_thresholds(trained: Trained) -> list[tuple[float, float, float]]:
    labels, state = _labels(trained.natural), trained.held_out[:, STATE]
    return [
        (bar, float((state[labels != STATE] >= bar).mean()), float((state[labels == STATE] >= bar).mean()))
        for bar in _BARS
    ]


def reliability_table(
    probabilities: NDArray[np.float64], labels: NDArray[np.int64], bins: int = 10
) -> list[tuple[float, float, int]]:
    """Bins of equal width over the highest probability: the table behind the expected calibration error."""
    highest, right = probabilities.max(axis=1), probabilities.argmax(axis=1) == labels
    place = np.minimum((highest * bins).astype(int), bins - 1)
    return [
        (float(highest[place == index].mean()), float(right[place == index].mean()), int((place == index).sum()))
        for index in range(bins)
        if (place == index).any()
    ]


def _confusion(labels: NDArray[np.int64], chosen: NDArray[np.int64]) -> dict[str, dict[str, int]]:
    return {
        gold: {name: int(((labels == row) & (chosen == column)).sum()) for column, name in enumerate(INTENTS)}
        for row, gold in enumerate(INTENTS)
    }


def _objects_found(reader: Reader, examples: Iterable[Example]) -> float:
    """The share of marked objects that the reader finds with the right polarity, one inside the other counted too."""
    found = wanted = 0
    for example in examples:
        if not example.objects:
            continue
        stated = {(item.object.lower(), item.polarity) for item in reader.read(example.text).stated}
        for name, polarity in example.objects:
            wanted += 1
            found += any(polarity == other and (name.lower() in cut or cut in name.lower()) for cut, other in stated)
    return found / max(1, wanted)


def _times(reader: Reader, examples: Iterable[Example]) -> list[float]:
    times = []
    for example in list(examples)[:2000]:
        start = perf_counter()
        reader.read(example.text)
        times.append(perf_counter() - start)
    return sorted(times)
