"""How fast memory is here: `python -m tests.benchmarks.bench_memory [--postgres]`.

Vectors are random, as many dimensions as the real ones have; the time of embedding is not in the figures.
"""

import argparse
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Engine

from memory.database import open_engine
from memory.model import Statement
from memory.store import Memory, migrate_memory
from memory.worker import IndexWorker
from tests.memory.fakes import ListIndex
from tests.postgres import PostgresCluster

DIMENSIONS = 384


class RandomEmbedder:
    """Unit vectors at random, as many dimensions as multilingual-e5-small has."""

    model = "random-384"

    def __init__(self) -> None:
        self._random = np.random.default_rng(7)

    def embed_queries(self, texts: Sequence[str]) -> NDArray[np.float32]:
        return self.embed_passages(texts)

    def embed_passages(self, texts: Sequence[str]) -> NDArray[np.float32]:
        vectors = self._random.standard_normal((len(texts), DIMENSIONS), dtype=np.float32)
        unit: NDArray[np.float32] = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
        return unit


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--postgres", action="store_true", help="a durable throw-away PostgreSQL instead of SQLite")
    with database(postgres=parser.parse_args().postgres) as engine:
        index, embedder = ListIndex(), RandomEmbedder()
        memory, worker = Memory(engine, index, embedder), IndexWorker(engine, index, embedder)
        sys.stdout.write(f"{engine.dialect.name}, one client, milliseconds\n")
        numbers = iter(range(1_000_000))
        report("remember, a new thing (durable)", 500, lambda: say(memory, "writer", next(numbers)))
        report("remember, the opposite (durable)", 500, lambda: flip(memory, next(numbers)))
        for size in (50, 5_000):
            user = f"has {size}"
            seed(memory, worker, user, size)
            report(f"recall, a user with {size}", 100, partial(memory.recall, user, "周末推荐我做什么？"))
            report(f"search, a user with {size}", 50, partial(memory.find, user_id=user, q="天气"))


@contextmanager
def database(*, postgres: bool) -> Iterator[Engine]:
    with tempfile.TemporaryDirectory() as folder:
        cluster = PostgresCluster(durable=True) if postgres else None
        if cluster is not None:
            cluster.start()
        engine = open_engine(cluster.url("postgres") if cluster else f"sqlite:///{Path(folder) / 'bench.db'}")
        try:
            migrate_memory(engine)
            yield engine
        finally:
            engine.dispose()
            if cluster is not None:
                cluster.stop()


def say(memory: Memory, user_id: str, number: int) -> None:
    memory.remember(user_id, [Statement(f"第{number}种水果", "like", quote="我喜欢它", message_id=f"m{number}")])


def flip(memory: Memory, number: int) -> None:
    memory.remember("flipper", [Statement("下雨天", "like" if number % 2 else "dislike", message_id=f"m{number}")])


def seed(memory: Memory, worker: IndexWorker, user_id: str, size: int) -> None:
    for start in range(0, size, 500):
        names = [f"第{number}种天气和水果" for number in range(start, min(start + 500, size))]
        memory.remember(user_id, [Statement(name, "like") for name in names])
    worker.drain()


def report(what: str, times: int, work: Callable[[], object]) -> None:
    for _ in range(5):
        work()
    taken = []
    for _ in range(times):
        start = time.perf_counter()
        work()
        taken.append((time.perf_counter() - start) * 1000)
    sys.stdout.write(f"{what:34} p50 {np.percentile(taken, 50):7.2f}   p99 {np.percentile(taken, 99):7.2f}\n")


if __name__ == "__main__":
    main()
