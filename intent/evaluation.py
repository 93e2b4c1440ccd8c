"""How good the reader is: predictions line by line, and the tables that `jide evaluate` prints."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from time import perf_counter
from typing import Any

import numpy as np
from numpy.typing import NDArray

from intent.classifier import Reader
from intent.dataset import Example
from intent.model import INTENTS, Reading
from intent.training import Trained

STATE = INTENTS.index("state")


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
class Report:
    """Shares are of 1. `confusion[gold][predicted]` counts; `reliability` (mean probability, share right, count)."""

    examples: int
    accuracy: float
    precision: float
    recall: float
    false_store_rate: float
    stored_unasked_falsely: float
    calibration_error: float
    confusion: dict[str, dict[str, int]]
    reliability: list[tuple[float, float, int]]
    objects_found: float
    milliseconds_median: float
    milliseconds_p99: float

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)


def report(trained: Trained, reader: Reader) -> Report:
    """Figures for lines of the data that the scoring model had not seen; objects and time are the reader's own."""
    labels = np.array([INTENTS.index(example.intent) for example in trained.examples])
    chosen = trained.held_out.argmax(axis=1)
    stored, is_state = chosen == STATE, labels == STATE
    both = int((stored & is_state).sum())
    unasked = trained.held_out[:, STATE] >= trained.card.store_above
    reliability = reliability_table(trained.held_out, labels)
    times = _times(reader, trained.examples)
    return Report(
        examples=len(labels),
        accuracy=float((chosen == labels).mean()),
        precision=both / max(1, int(stored.sum())),
        recall=both / max(1, int(is_state.sum())),
        false_store_rate=float((stored & ~is_state).sum() / max(1, (~is_state).sum())),
        stored_unasked_falsely=float((unasked & ~is_state).sum() / max(1, (~is_state).sum())),
        calibration_error=sum(abs(mean - right) * count for mean, right, count in reliability) / len(labels),
        confusion=_confusion(labels, chosen),
        reliability=reliability,
        objects_found=_objects_found(reader, trained.examples),
        milliseconds_median=times[len(times) // 2] * 1e3,
        milliseconds_p99=times[int(0.99 * len(times))] * 1e3,
    )


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
