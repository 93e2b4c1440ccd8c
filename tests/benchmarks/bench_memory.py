"""How fast memory is here, however much it holds: `python -m tests.benchmarks.bench_memory`.

Prints one table. The databases are real and durable (fsync is on); vectors are random, as many dimensions as the real
ones have, and the time of embedding is not in the figures. Cold is the first recall of a user that this process is
asked for, warm the next. A million preferences take some minutes and gigabytes in a temporary folder, which is removed.
"""

import argparse
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Engine

from memory.database import open_engine, reading
from memory.model import Statement
from memory.store import Memory, migrate_memory
from memory.vectors import pending
from memory.worker import IndexWorker
from tests.benchmarks.seeding import EACH, held, seed, user_id
from tests.memory.fakes import ListIndex
from tests.postgres import PostgresCluster

DIMENSIONS = 384
LARGE = 5_000
CLIENTS = 32
QUESTION = "周末推荐我做什么？"

Figures = dict[str, tuple[float, float]]
"""What was measured -> its p50 and p99 in milliseconds."""


class RandomEmbedder:
    """Unit vectors at random, as many dimensions as multilingual-e5-small has. A question's is at hand."""

    model = "random-384"

    def __init__(self) -> None:
        self._random = np.random.default_rng(7)
        self._query = self.embed_passages(["a question"])

    def embed_queries(self, texts: Sequence[str]) -> NDArray[np.float32]:
        return np.repeat(self._query, len(texts), axis=0)

    def embed_passages(self, texts: Sequence[str]) -> NDArray[np.float32]:
        vectors = self._random.standard_normal((len(texts), DIMENSIONS), dtype=np.float32)
        unit: NDArray[np.float32] = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
        return unit


def main() -> None:
    arguments = _arguments()
    if arguments.client:
        print(_remember_for(arguments.client, arguments.threads, arguments.users, arguments.seconds))  # noqa: T201
        return
    lines: dict[str, list[str]] = {}
    rates: list[str] = []
    for kind in arguments.databases:
        measured = {}
        for size in arguments.sizes:
            with _seeded(kind, size) as engine:
                measured[size] = _latencies(engine, size // EACH)
                if kind == "postgresql" and size == max(arguments.sizes):
                    rates = _rates(engine, size // EACH, arguments.seconds)
        for what in next(iter(measured.values())):
            lines[f"{what} · {kind}"] = _cells([measured[size][what] for size in arguments.sizes])
    _print(arguments.sizes, lines, rates)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=[1_000, 100_000, 1_000_000], help="preferences held")
    parser.add_argument("--databases", nargs="+", default=["sqlite", "postgresql"], choices=["sqlite", "postgresql"])
    parser.add_argument("--seconds", type=float, default=10.0, help="how long 32 clients write")
    for hidden, kind in (("--client", str), ("--threads", int), ("--users", int)):
        parser.add_argument(hidden, type=kind, help=argparse.SUPPRESS)
    return parser.parse_args()


@contextmanager
def _seeded(kind: str, size: int) -> Iterator[Engine]:
    """A new durable database that holds `size` preferences, 50 a user, and those of one user with 5,000 besides."""
    with tempfile.TemporaryDirectory(prefix="jide-bench-") as folder:
        cluster = PostgresCluster(durable=True) if kind == "postgresql" else None
        try:
            if cluster is not None:
                cluster.start()
            engine = open_engine(cluster.url("postgres") if cluster else f"sqlite:///{Path(folder) / 'bench.db'}")
            migrate_memory(engine)
            start = time.perf_counter()
            seed(engine, RandomEmbedder.model, DIMENSIONS, size // EACH, LARGE)
            _tell(f"{kind}: {size:,} preferences seeded in {time.perf_counter() - start:.0f} s")
            yield engine
            engine.dispose()
        finally:
            if cluster is not None:
                cluster.stop()


def _latencies(engine: Engine, users: int) -> Figures:
    random, memories = np.random.default_rng(3), iter(lambda: _memory(engine), None)
    anyone = iter(lambda: int(random.integers(users)), None)
    numbers = iter(range(10**9))
    held_places = random.permutation(users * EACH).tolist()
    warm = _memory(engine)

    def ask(memory: Memory, user: int) -> Callable[[], object]:
        return lambda: memory.recall(user_id(user), QUESTION)

    def ask_again(user: int) -> Callable[[], object]:
        warm.recall(user_id(user), QUESTION)
        return ask(warm, user)

    def say(name: str, user: int, *, like: bool = True) -> Callable[[], object]:
        said = Statement(
            name, "like" if like else "dislike", quote=f"我对{name}是认真的", message_id=f"m{next(numbers)}"
        )
        return lambda: warm.remember(user_id(user), [said])

    def contradict(place: int) -> Callable[[], object]:
        name, polarity = held(place // EACH, place % EACH)
        return say(name, place // EACH, like=polarity == "dislike")

    return {
        "recall, 50 held, cold": _timed(300, lambda: ask(next(memories), next(anyone))),
        "recall, 50 held, warm": _timed(300, lambda: ask_again(next(anyone))),
        "recall, 5,000 held, cold": _timed(50, lambda: ask(next(memories), users)),
        "recall, 5,000 held, warm": _timed(300, lambda: ask_again(users)),
        "remember, new": _timed(300, lambda: say(f"第{next(numbers)}种新鲜事", next(anyone))),
        "remember, a contradiction": _timed(300, lambda: contradict(held_places.pop())),
    }


def _timed(times: int, prepare: Callable[[], Callable[[], object]]) -> tuple[float, float]:
    """p50 and p99 in milliseconds of what `prepare` makes; neither preparing nor the first five count."""
    taken = []
    for _ in range(times + 5):
        work = prepare()
        start = time.perf_counter()
        work()
        taken.append((time.perf_counter() - start) * 1000)
    p50, p99 = np.percentile(taken[5:], [50, 99])
    _tell(f"  p50 {p50:7.2f}   p99 {p99:7.2f}   load {os.getloadavg()[0]:.1f}")
    return float(p50), float(p99)


def _memory(engine: Engine, on_write: Callable[[], None] = lambda: None) -> Memory:
    return Memory(engine, ListIndex(), RandomEmbedder(), on_write=on_write)


def _rates(engine: Engine, users: int, seconds: float) -> list[str]:
    """Statements remembered a second by 32 clients, while vectors are made behind them."""
    url = engine.url.set(drivername="postgresql").render_as_string(hide_password=False)
    told = []
    for processes in (1, 2):
        shared = [f"--client={url}", f"--threads={CLIENTS // processes}", f"--users={users}", f"--seconds={seconds}"]
        command = [sys.executable, "-m", "tests.benchmarks.bench_memory", *shared]
        running = [subprocess.Popen(command, stdout=subprocess.PIPE) for _ in range(processes)]
        rate = sum(float(process.communicate()[0]) for process in running)
        with reading(engine) as connection:
            left = pending(connection)
        told.append(f"{rate:.0f}/s in {processes} process{'es' if processes > 1 else ''} ({left:,} vectors behind)")
        _tell(f"  {told[-1]}   load {os.getloadavg()[0]:.1f}")
    return told


def _remember_for(url: str, threads: int, users: int, seconds: float) -> float:
    """Statements a second that so many threads of this process have remembered, a worker draining behind them."""
    engine = open_engine(url)
    memory, worker = _memory(engine), IndexWorker(engine, ListIndex(), RandomEmbedder())
    done, ended = [0] * threads, threading.Event()

    def client(which: int) -> None:
        random = np.random.default_rng((os.getpid(), which))
        while not ended.is_set():
            name = f"第{random.integers(10**9)}种新鲜事"
            memory.remember(user_id(int(random.integers(users))), [Statement(name, "like", message_id=name)])
            done[which] += 1

    def drain() -> None:
        while not ended.is_set():
            if not worker.drain_batch():
                time.sleep(0.02)

    clients = [threading.Thread(target=client, args=(which,)) for which in range(threads)]
    start = time.perf_counter()
    for thread in (*clients, threading.Thread(target=drain)):
        thread.start()
    time.sleep(seconds)
    ended.set()
    for thread in clients:
        thread.join()
    return sum(done) / (time.perf_counter() - start)


def _cells(figures: Sequence[tuple[float, float]]) -> list[str]:
    growth = figures[-1][0] / figures[0][0]
    return [*(f"{p50:.1f} / {p99:.1f}" for p50, p99 in figures), f"{growth:.2f}"]


def _print(sizes: Sequence[int], lines: dict[str, list[str]], rates: Sequence[str]) -> None:
    head = ["p50 / p99 in ms, one client", *(f"{size:,} held" for size in sizes), "last to first"]
    rows = [head, ["---", *["---:"] * (len(head) - 1)], *([what, *cells] for what, cells in lines.items())]
    for row in rows:
        sys.stdout.write(f"| {' | '.join(row)} |\n")
    for rate in rates:
        sys.stdout.write(f"| {CLIENTS} clients remember on PostgreSQL{' |' * len(sizes)} {rate} | |\n")


def _tell(progress: str) -> None:
    sys.stderr.write(f"{progress}\n")


if __name__ == "__main__":
    main()
