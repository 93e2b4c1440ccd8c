"""A process that says 喜欢 and 讨厌 of one thing: `python -m tests.memory.contradict URL THREADS STATEMENTS [COUNTER]`.

Its threads speak all at once, one statement after the other liking and disliking. With COUNTER, a file that all such
processes share, only one speaks at a time, so that each statement contradicts the one before for sure; STATEMENTS then
counts those of all processes together.
"""

import fcntl
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

from memory.database import open_engine
from memory.model import Statement
from memory.store import Memory
from tests.memory.fakes import ListIndex, WordEmbedder

THING = "下雨天"


def at_once(memory: Memory, threads: int, statements: int) -> None:
    with ThreadPoolExecutor(threads) as pool:
        list(pool.map(lambda number: _say(memory, number), range(statements)))


def in_turn(memory: Memory, threads: int, statements: int, counter: Path) -> None:
    def speak(_: int) -> None:
        while True:
            with _turn(counter) as number:
                if number >= statements:
                    return
                _say(memory, number)

    with ThreadPoolExecutor(threads) as pool:
        list(pool.map(speak, range(threads)))


@contextmanager
def _turn(counter: Path) -> Iterator[int]:
    """How many have had their turn; nobody else has one meanwhile."""
    with counter.open("r+") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        number = int(file.read() or 0)
        yield number
        file.seek(0)
        file.write(str(number + 1))


def _say(memory: Memory, number: int) -> None:
    memory.remember("u", [Statement(THING, "like" if number % 2 else "dislike")])


def main(url: str, threads: int, statements: int, counter: Path | None) -> None:
    engine = open_engine(url)
    memory = Memory(engine, ListIndex(), WordEmbedder())
    if counter is None:
        at_once(memory, threads, statements)
    else:
        in_turn(memory, threads, statements, counter)
    engine.dispose()


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), Path(sys.argv[4]) if len(sys.argv) > 4 else None)
