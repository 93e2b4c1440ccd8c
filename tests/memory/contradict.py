"""A process that says 喜欢 and 讨厌 of one thing in turn: `python -m tests.memory.contradict URL THREADS TIMES`."""

import sys
from concurrent.futures import ThreadPoolExecutor

from memory.database import open_engine
from memory.model import Statement
from memory.store import Memory
from tests.memory.fakes import ListIndex, WordEmbedder


def main(url: str, threads: int, times: int) -> None:
    engine = open_engine(url)
    memory = Memory(engine, ListIndex(), WordEmbedder())

    def contradict(number: int) -> None:
        for time in range(times):
            memory.remember("u", [Statement("下雨天", "like" if (number + time) % 2 else "dislike")])

    with ThreadPoolExecutor(threads) as pool:
        list(pool.map(contradict, range(threads)))
    engine.dispose()


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
