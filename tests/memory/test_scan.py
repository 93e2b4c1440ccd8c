"""What recall keeps of a user: bounded, never stale, and the same as what is read anew, whoever changed it."""

import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from sqlalchemy import Engine, delete

from memory.database import write
from memory.model import Statement
from memory.reindex import reindex
from memory.scan import KeptScans, Scan
from memory.spelling import Spelling
from memory.store import Memory
from memory.table import events, preferences, touches
from memory.vectors import Candidate
from memory.worker import IndexWorker
from tests.memory.fakes import ListIndex, WordEmbedder


def remember(memory: Memory, *names: str, dislike: bool = False) -> list[str]:
    statements = [Statement(name, "dislike" if dislike else "like") for name in names]
    return [change.preference.id for change in memory.remember("u", statements)]


def told(memory: Memory, text: str = "雨天的猫") -> list[tuple[str, str, str, float]]:
    return [
        (each.preference.object, each.preference.polarity, each.because, each.score)
        for each in memory.recall("u", text, limit=None)
    ]


class TestRecallIsNeverStale:
    @pytest.fixture
    def elsewhere(self, engine: Engine, index: ListIndex, embedder: WordEmbedder) -> Memory:
        """Another memory on the same database, as in another process: what it changes, nobody else is told of."""
        return Memory(engine, index, embedder)

    @pytest.fixture
    def anew(self, engine: Engine, index: ListIndex, embedder: WordEmbedder) -> Callable[[], list[object]]:
        """What a memory that has kept nothing tells."""
        return lambda: list(told(Memory(engine, index, embedder)))

    def test_after_each_kind_of_change_elsewhere_it_tells_what_one_that_kept_nothing_tells(
        self, memory: Memory, elsewhere: Memory, worker: IndexWorker, anew: Callable[[], list[object]]
    ) -> None:
        cat, dog, rain = remember(memory, "猫", "狗", "雨天")
        worker.drain()
        events_made: list[str] = []
        changes: list[Callable[[], object]] = [
            lambda: remember(elsewhere, "雪天"),
            lambda: remember(elsewhere, "猫", dislike=True),
            lambda: elsewhere.edit(dog, {"object": "小狗"}),
            lambda: elsewhere.edit(rain, {"polarity": "dislike"}),
            lambda: events_made.append(str(elsewhere.delete(dog).event_id)),
            lambda: elsewhere.undo(events_made[0]),
            lambda: elsewhere.retract("u", [("雨天", None)]),
        ]
        before = told(memory)
        for change in changes:
            change()
            now = told(memory)
            assert now == anew()
            assert now != before
            worker.drain()
            before = told(memory)
            assert before == anew()
        assert cat not in {each.preference.id for each in memory.recall("u", "猫")}

    def test_vectors_that_arrive_late_are_used_as_soon_as_they_are_there(
        self, memory: Memory, worker: IndexWorker
    ) -> None:
        remember(memory, *(f"第{number}号" for number in range(40)))
        assert [why for _, _, why, _ in told(memory, "几号")].count("meaning") == 16
        worker.drain()
        assert [why for _, _, why, _ in told(memory, "几号")].count("meaning") == 40

    def test_a_user_who_was_erased_and_began_anew_is_not_answered_from_before(
        self, memory: Memory, worker: IndexWorker, engine: Engine
    ) -> None:
        """Also where the new life has as many events, and as many preferences, as the old one."""
        remember(memory, "猫", "狗")
        worker.drain()
        assert len(told(memory)) == 2
        for table in (touches, events, preferences):
            write(engine, lambda connection, table=table: connection.execute(delete(table)))  # type: ignore[misc]
        assert told(memory) == []
        remember(memory, "雨天", "雪天")
        worker.drain()
        assert {name for name, *_ in told(memory)} == {"雨天", "雪天"}

    def test_another_model_makes_it_go_by_words_and_a_reindex_by_meaning_again(
        self, memory: Memory, worker: IndexWorker, engine: Engine, index: ListIndex, embedder: WordEmbedder
    ) -> None:
        remember(memory, "猫", "狗")
        worker.drain()
        first = told(memory, "猫咪")
        other = WordEmbedder(model="another of the same size")
        reindex(engine, index, other)
        assert {why for _, _, why, _ in told(memory, "猫咪")} == {"words", "recent"}
        assert {why for _, _, why, _ in told(Memory(engine, index, other), "猫咪")} <= {"words", "meaning"}
        embedder.model = other.model
        assert told(memory, "猫咪") == first

    def test_after_more_changes_than_are_looked_up_one_by_one_all_is_there(
        self, memory: Memory, worker: IndexWorker
    ) -> None:
        remember(memory, "猫")
        worker.drain()
        told(memory)
        remember(memory, *(f"第{number}号" for number in range(600)))
        worker.drain()
        assert len(told(memory)) == 601

    def test_threads_and_processes_that_write_are_heard_by_those_that_read(
        self, memory: Memory, database_url: str
    ) -> None:
        command = [sys.executable, "-m", "tests.memory.contradict", database_url, "2", "10"]
        process = subprocess.Popen(command)

        def ask(_: int) -> int:
            return len({name for name, *_ in told(memory)})

        with ThreadPoolExecutor(4) as pool:
            while process.poll() is None:
                assert max(pool.map(ask, range(8))) <= 1
        assert process.wait() == 0
        (held,) = memory.active("u")
        assert [(name, polarity) for name, polarity, *_ in told(memory)] == [(held.object, held.polarity)]


def scan(size: int, newest: str = "evt_1") -> Scan:
    rows = [Candidate(f"pref_{at}", "猫", None, "taste", "like", "猫", "") for at in range(size)]
    return Scan(newest, 1, rows, np.ones((size, 4), dtype=np.float32), Spelling())


class TestKeptScans:
    def test_the_longest_unused_go_when_there_is_no_room(self) -> None:
        kept = KeptScans(room=3 * scan(2).size)
        for user in "abc":
            kept.keep(user, "m", scan(2))
        kept.get("a", "m")
        kept.keep("d", "m", scan(2))
        assert [user for user in "abcd" if kept.get(user, "m")] == ["a", "c", "d"]

    def test_what_is_larger_than_the_room_is_not_kept_and_makes_no_other_go(self) -> None:
        kept = KeptScans(room=scan(2).size)
        kept.keep("a", "m", scan(2))
        kept.keep("b", "m", scan(3))
        assert kept.get("a", "m")
        assert kept.get("b", "m") is None

    def test_what_is_kept_anew_or_forgotten_gives_its_room_back(self) -> None:
        kept = KeptScans(room=2 * scan(2).size)
        for _ in range(5):
            kept.keep("a", "m", scan(2))
        kept.keep("b", "m", scan(2))
        kept.forget("b", "m")
        kept.forget("nobody", "m")
        kept.keep("c", "m", scan(2))
        assert [user for user in "abc" if kept.get(user, "m")] == ["a", "c"]

    def test_what_lacks_a_vector_is_not_complete(self) -> None:
        lacking = scan(2)
        lacking.vectors[1] = 0
        assert (scan(2).complete, lacking.complete) == (True, False)
