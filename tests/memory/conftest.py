"""A memory on each kind of database, with stand-ins for the embedder and the index."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Engine

from memory.store import Memory
from memory.worker import IndexWorker
from tests.memory.fakes import ListIndex, WordEmbedder


class TickingClock:
    """A clock that goes one second further each time it is asked."""

    def __init__(self) -> None:
        self.now = datetime(2026, 1, 1, tzinfo=UTC)

    def __call__(self) -> datetime:
        self.now += timedelta(seconds=1)
        return self.now


@pytest.fixture
def clock() -> TickingClock:
    return TickingClock()


@pytest.fixture
def embedder() -> WordEmbedder:
    return WordEmbedder()


@pytest.fixture
def index() -> ListIndex:
    return ListIndex()


@pytest.fixture
def memory(engine: Engine, index: ListIndex, embedder: WordEmbedder, clock: TickingClock) -> Memory:
    return Memory(engine, index, embedder, clock)


@pytest.fixture
def worker(engine: Engine, index: ListIndex, embedder: WordEmbedder) -> IndexWorker:
    return IndexWorker(engine, index, embedder)
