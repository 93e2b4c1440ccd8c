"""The outbox: what was written reaches the vectors and the index, whatever fails on the way."""

import time
from collections.abc import Callable, Sequence

import numpy as np
import pytest
from numpy.typing import NDArray
from sqlalchemy import Engine

from memory.database import open_engine, reading
from memory.errors import EmbedderUnavailable, IndexUnavailable, ReindexNeeded
from memory.model import Statement
from memory.reindex import reindex
from memory.store import Memory
from memory.vectors import pending
from memory.worker import IndexWorker
from tests.memory.fakes import ListIndex, WordEmbedder


def remember(memory: Memory, *names: str) -> list[str]:
    return [memory.remember("u", [Statement(name, "like")])[0].preference.id for name in names]


def waiting(engine: Engine) -> int:
    with reading(engine) as connection:
        return pending(connection)


def eventually(holds: Callable[[], bool], seconds: float = 5.0) -> bool:
    deadline = time.monotonic() + seconds
    while not holds():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.01)
    return True


def test_what_holds_comes_into_the_index_and_what_holds_no_longer_leaves_it(
    memory: Memory, worker: IndexWorker, index: ListIndex, embedder: WordEmbedder, engine: Engine
) -> None:
    cat, _ = remember(memory, "猫", "狗")
    worker.drain()
    assert (index.count(embedder.model), waiting(engine)) == (2, 0)
    memory.delete(cat)
    worker.drain()
    assert index.count(embedder.model) == 1


def test_writing_and_changing_a_polarity_embed_nothing(
    memory: Memory, worker: IndexWorker, embedder: WordEmbedder
) -> None:
    (cat,) = remember(memory, "猫")
    assert embedder.embedded == []
    worker.drain()
    memory.edit(cat, {"polarity": "dislike"})
    worker.drain()
    assert len(embedder.embedded) == 1


def test_an_edited_name_gets_a_new_vector(memory: Memory, worker: IndexWorker, embedder: WordEmbedder) -> None:
    (cat,) = remember(memory, "猫")
    worker.drain()
    memory.edit(cat, {"object": "老虎"})
    worker.drain()
    assert embedder.embedded[-1].endswith("老虎")
    assert [each.id for each in memory.find(q="虎老").items] == [cat]


def test_what_the_index_missed_is_brought_when_it_is_back(
    memory: Memory, worker: IndexWorker, index: ListIndex, embedder: WordEmbedder, engine: Engine
) -> None:
    remember(memory, "猫")
    index.down = True
    with pytest.raises(IndexUnavailable):
        worker.drain()
    assert waiting(engine) == 1
    index.down = False
    worker.drain()
    assert (index.count(embedder.model), waiting(engine), len(embedder.embedded)) == (1, 0, 1)


def test_a_broken_embedder_leaves_everything_for_later(
    memory: Memory, worker: IndexWorker, embedder: WordEmbedder, engine: Engine
) -> None:
    remember(memory, "猫")
    embedder.broken = True
    with pytest.raises(EmbedderUnavailable):
        worker.drain()
    assert waiting(engine) == 1


def test_the_thread_works_when_woken_and_ends_when_told(
    engine: Engine, index: ListIndex, embedder: WordEmbedder
) -> None:
    worker = IndexWorker(engine, index, embedder)
    memory = Memory(engine, index, embedder, on_write=worker.wake)
    worker.start()
    time.sleep(0.2)
    remember(memory, "猫")
    assert eventually(lambda: index.count(embedder.model) == 1, seconds=1.5)
    worker.stop()
    remember(memory, "狗")
    time.sleep(0.2)
    assert index.count(embedder.model) == 1


def test_an_index_that_lost_everything_gets_it_again_at_the_next_start(
    memory: Memory, worker: IndexWorker, index: ListIndex, embedder: WordEmbedder
) -> None:
    remember(memory, "猫", "狗")
    worker.drain()
    index.clear(embedder.model)
    worker.start()
    assert eventually(lambda: index.count(embedder.model) == 2)
    worker.stop()
    assert len(embedder.embedded) == 2


def test_another_model_is_never_mixed_in_but_asks_for_a_reindex(
    memory: Memory, worker: IndexWorker, index: ListIndex, engine: Engine
) -> None:
    remember(memory, "猫", "小猫", "天空")
    worker.drain()
    other = WordEmbedder(model="another", dimensions=32)
    changed = Memory(engine, index, other)
    assert changed.health().reindex_needed
    assert [each.because for each in changed.recall("u", "猫")] == ["words", "recent", "recent"]
    assert [each.object for each in changed.find(q="猫").items] == ["猫", "小猫"]
    remember(changed, "狗")
    with pytest.raises(ReindexNeeded):
        IndexWorker(engine, index, other).drain()
    assert index.count(other.model) == 0

    told: list[tuple[int, int]] = []
    assert reindex(engine, index, other, lambda done, total: told.append((done, total))) == 4
    assert (told[0], told[-1]) == ((0, 4), (4, 4))
    assert not changed.health().reindex_needed
    assert index.count(other.model) == 4
    assert changed.recall("u", "猫咪")[0].because in {"words", "meaning"}


def test_a_reindex_that_broke_off_mixes_nothing_and_is_finished_by_the_worker(
    memory: Memory, worker: IndexWorker, index: ListIndex, engine: Engine
) -> None:
    """Although both models have as many dimensions, no old vector is compared with a new one."""
    remember(memory, *(f"第{number}号" for number in range(40)))
    worker.drain()
    other = WordEmbedder(model="another of the same size")

    def break_off(_done: int, _total: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        reindex(engine, index, other, break_off)
    changed = Memory(engine, index, other)
    assert [each.because for each in changed.recall("u", "几号", limit=None)].count("meaning") == 16
    IndexWorker(engine, index, other).drain()
    assert changed.health().index == "ok"
    assert [each.because for each in changed.recall("u", "几号", limit=None)].count("meaning") == 40


def test_a_reindex_makes_everything_derived_again_from_sql_alone(
    memory: Memory, index: ListIndex, embedder: WordEmbedder, engine: Engine
) -> None:
    ids = remember(memory, *(f"第{number}号" for number in range(150)))
    memory.delete(ids[0])
    index.upsert(embedder.model, ["a stale one"], embedder.embed_passages(["x"]))
    assert reindex(engine, index, embedder) == 150
    assert {each for each, _ in index.nearest(embedder.model, embedder.embed_queries(["号"])[0], 500)} == set(ids[1:])


def test_a_fault_of_our_own_does_not_end_the_thread(
    engine: Engine, index: ListIndex, caplog: pytest.LogCaptureFixture
) -> None:
    """Even an embedder that breaks its contract is told of in the log and asked again."""

    class Faulty(WordEmbedder):
        def embed_passages(self, texts: Sequence[str]) -> NDArray[np.float32]:
            raise ZeroDivisionError(len(texts))

    worker = IndexWorker(engine, index, Faulty())
    remember(Memory(engine, index, WordEmbedder()), "猫")
    worker.start()
    assert eventually(lambda: "fault of our own" in caplog.text)
    worker.stop()
    assert waiting(engine) == 1


class TestHealth:
    def test_a_database_that_cannot_be_reached_is_reported_not_raised(self, embedder: WordEmbedder) -> None:
        memory = Memory(open_engine("sqlite:////nowhere/at/all.db"), ListIndex(), embedder)
        assert not memory.health().store

    def test_all_well(self, memory: Memory, worker: IndexWorker) -> None:
        assert memory.health().index == "ok"
        remember(memory, "猫")
        worker.drain()
        health = memory.health()
        assert (health.store, health.index, health.pending, health.reindex_needed) == (True, "ok", 0, False)
        assert health.stored_model == health.configured_model

    def test_what_is_on_its_way_counts_as_behind(self, memory: Memory) -> None:
        remember(memory, "猫")
        health = memory.health()
        assert (health.index, health.pending) == ("behind", 1)

    def test_an_index_that_is_down_or_empty_is_named_with_what_to_do(
        self, memory: Memory, worker: IndexWorker, index: ListIndex, embedder: WordEmbedder
    ) -> None:
        remember(memory, "猫")
        worker.drain()
        index.clear(embedder.model)
        assert memory.health().index == "empty"
        assert "jide reindex" in memory.health().detail
        index.down = True
        assert memory.health().index == "down"
