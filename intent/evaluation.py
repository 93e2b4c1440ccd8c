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
from threadpoolctl import threadpool_limits

from intent import dataset, features, training
from intent.classifier import Reader
from intent.dataset import Example
from intent.model import INTENTS, Reading
from intent.scoring import STATE, Figures, Labels, Objects, figures, objects
from intent.text import is_chinese
from intent.training import Progress

_BARS = (0.3, 0.5, 0.7, 0.8, 0.9, 0.95, 0.98)


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
    """All is measured on the utterances that are kept apart.

    `stored` are the figures of what is stored without asking, `asked` the shares of statements and of others that the
    user is asked about. `confusion[gold][predicted]` counts; `reliability` (mean probability, share right, number);
    `phenomena` (right, number); `without` are the figures of a classifier trained without a group of features, or
    without one of its two views; `thresholds` tell what storing only from a probability on would cost: (bar, share of
    others stored falsely, share of statements stored).
    """

    version: str
    kept_apart: Figures
    languages: dict[str, Figures]
    stored: Figures
    asked: tuple[float, float]
    asks_accuracy: float
    deixis_accuracy: float
    objects: Objects
    calibration_error: float
    store_above: float
    drop_below: float
    confusion: dict[str, dict[str, int]]
    reliability: list[tuple[float, float, int]]
    phenomena: dict[str, tuple[int, int]]
    without: dict[str, Figures]
    thresholds: list[tuple[float, float, float]]
    milliseconds_median: float
    milliseconds_p99: float
    load_seconds: float

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)


def report(say: Progress = lambda _: None, *, ablate: bool = True) -> Report:
    """Figures of the reader that ships, for utterances it was not trained on; `say` is told what is being measured."""
    begun = perf_counter()
    reader = Reader.load()
    loaded = perf_counter() - begun
    apart = dataset.kept_apart()
    labels = _labels(apart)
    say(f"reading {len(apart)} utterances")
    with threadpool_limits(1):
        times, readings = _read(reader, apart)
    probabilities = np.array([[reading.probabilities[name] for name in INTENTS] for reading in readings])
    chosen = np.array([INTENTS.index(reading.intent) for reading in readings])
    unsure = np.array([reading.unsure for reading in readings])
    stored = np.where(unsure & (chosen == STATE), INTENTS.index("chat"), chosen)
    chinese = np.array([any(is_chinese(character) for character in example.text) for example in apart])
    reliability = reliability_table(probabilities, labels)
    return Report(
        version=reader.card.version,
        kept_apart=figures(labels, chosen),
        languages={
            name: figures(labels[rows], chosen[rows]) for name, rows in (("Chinese", chinese), ("English", ~chinese))
        },
        stored=figures(labels, stored),
        asked=(float(unsure[labels == STATE].mean()), float(unsure[labels != STATE].mean())),
        asks_accuracy=_share(reading.asks == example.asks for reading, example in zip(readings, apart, strict=True)),
        deixis_accuracy=_share(
            reading.deixis == example.deixis for reading, example in zip(readings, apart, strict=True)
        ),
        objects=objects(zip(apart, readings, strict=True)),
        calibration_error=sum(abs(mean - right) * count for mean, right, count in reliability) / len(labels),
        store_above=reader.card.store_above,
        drop_below=reader.card.drop_below,
        confusion=_confusion(labels, chosen),
        reliability=reliability,
        phenomena=_phenomena(apart, chosen == labels),
        without=ablation(say) if ablate else {},
        thresholds=[
            (
                bar,
                float((probabilities[labels != STATE, STATE] >= bar).mean()),
                float((probabilities[labels == STATE, STATE] >= bar).mean()),
            )
            for bar in _BARS
        ],
        milliseconds_median=times[len(times) // 2] * 1e3,
        milliseconds_p99=times[int(0.99 * len(times))] * 1e3,
        load_seconds=loaded,
    )


def ablation(say: Progress = lambda _: None) -> dict[str, Figures]:
    """The figures of a classifier trained without each group of features in turn, and by either view alone."""
    seen, develop, apart = dataset.examples(), dataset.development(), dataset.kept_apart()
    encoder = training.load_encoder()
    say("encoding")
    views = [training.view_scores(encoder, part) for part in (develop, apart)]
    found = {}
    for group in ("nothing", *features.GROUPS):
        say(f"training without {group}")
        featured = _featured(seen, [develop, apart], [name for name in features.GROUPS if name != group])
        found[group] = _mixed(featured, views, develop, apart)
        if group == "nothing":
            blind = [np.zeros_like(part) for part in views]
            found["the encoder"] = _mixed(featured, blind, develop, apart)
            found["all features"] = _mixed(blind, views, develop, apart)
    return found


def _featured(
    seen: Sequence[Example], parts: Sequence[Sequence[Example]], groups: Sequence[str]
) -> list[NDArray[np.float64]]:
    problem = training.problem(seen, groups)
    with threadpool_limits(1):
        heads = [training.fit_intents(problem), *(training.fit_flag(problem, index) for index in range(2))]
    return [training.head_scores(heads, problem.columns, part, groups) for part in parts]


def _mixed(
    featured: Sequence[NDArray[np.float64]],
    views: Sequence[NDArray[np.float64]],
    develop: Sequence[Example],
    apart: Sequence[Example],
) -> Figures:
    mixture = training.fit_mixture(featured[0], views[0], develop)
    return figures(_labels(apart), mixture.probabilities(featured[1], views[1]).argmax(axis=1))


def _read(reader: Reader, examples: Sequence[Example]) -> tuple[list[float], list[Reading]]:
    """The seconds that each took, sorted, and the readings in their order."""
    times, readings = [], []
    for example in examples:
        start = perf_counter()
        readings.append(reader.read(example.text))
        times.append(perf_counter() - start)
    return sorted(times), readings


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
