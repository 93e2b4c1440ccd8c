"""How well and how fast the reader reads utterances by a hand of its own, which it was neither trained on nor tuned by.

`python -m tests.benchmarks.bench_reader` prints a table, on one core, and exits with 1 where a time is not kept.
"""

import sys
from time import perf_counter

import numpy as np
from threadpoolctl import threadpool_limits

from intent.classifier import Reader
from intent.dataset import Example
from intent.model import INTENTS, Reading
from intent.scoring import figures, objects
from tests.intent import referring, unseen

MOST_LOAD_SECONDS = 1.0
MOST_P50_MILLISECONDS = 20.0
MOST_P99_MILLISECONDS = 40.0


def main() -> int:
    begun = perf_counter()
    reader = Reader.load()
    loaded = perf_counter() - begun
    say(f"{'':20}{'number':>8}{'F1':>8}{'false':>8}{'intent':>8}{'things':>8}{'polar':>8}{'asks':>8}")
    times: list[float] = []
    for name in unseen.NAMES:
        examples = unseen.utterances(name)
        readings = [timed(reader, example.text, times) for example in examples]
        say(f"{name:20}{len(examples):8}" + "".join(map(cell, row(examples, readings))))
    found = referring.measure(reader, "references_apart")
    say(f"\npointing: {found.stated} names stated, {found.right} of them right, {found.expected} to be found")
    times.sort()
    p50, p99 = times[len(times) // 2] * 1e3, times[int(0.99 * len(times))] * 1e3
    say(f"loaded in {loaded:.2f} s; a message p50 {p50:.1f} ms, p99 {p99:.1f} ms")
    return int(loaded > MOST_LOAD_SECONDS or p50 > MOST_P50_MILLISECONDS or p99 > MOST_P99_MILLISECONDS)


def say(line: str) -> None:
    sys.stdout.write(line + "\n")


def timed(reader: Reader, text: str, times: list[float]) -> Reading:
    start = perf_counter()
    reading = reader.read(text)
    times.append(perf_counter() - start)
    return reading


def cell(value: float | None) -> str:
    return f"{value:8.3f}" if value is not None else f"{'–':>8}"


def row(examples: list[Example], readings: list[Reading]) -> tuple[float | None, ...]:
    """F1 and false-store rate of `state`, intents, F1 of things, their polarity, and asks; shares of 1.

    None where there is nothing that the figure could be of.
    """
    labels = np.array([INTENTS.index(example.intent) for example in examples])
    found = figures(labels, np.array([INTENTS.index(reading.intent) for reading in readings]))
    things = objects(zip(examples, readings, strict=True))
    asks = float(np.mean([one.asks == other.asks for one, other in zip(examples, readings, strict=True)]))
    states, others = "state" in {one.intent for one in examples}, {one.intent for one in examples} != {"state"}
    return (
        found.f1 if states else None,
        found.false_store_rate if others else None,
        found.accuracy,
        things.f1 if states else None,
        things.polarity if states else None,
        asks,
    )


if __name__ == "__main__":
    with threadpool_limits(1):
        sys.exit(main())
