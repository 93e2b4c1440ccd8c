"""Many writers at once, in threads and in processes: one truth, and an unbroken chain to how it came to be."""

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

from memory.database import open_engine
from memory.errors import CannotUndo
from memory.model import Statement
from memory.store import Memory
from tests.memory.fakes import ListIndex, WordEmbedder


def test_contradictions_from_two_processes_end_with_one_active_and_all_others_linked(database_url: str) -> None:
    command = [sys.executable, "-m", "tests.memory.contradict", database_url, "3", "8"]
    for process in [subprocess.Popen(command) for _ in range(2)]:
        assert process.wait(60) == 0
    engine = open_engine(database_url)
    memory = Memory(engine, ListIndex(), WordEmbedder())
    (last,) = memory.active("u")
    history = memory.history(last.id)
    assert len(history) == 48
    assert {event.action for event in history} <= {"add", "replace", "confirm"}
    chain = [event for event in history if event.action == "replace"]
    closed = memory.find(user_id="u", status="replaced", limit=200).items
    assert len(closed) == len(chain)
    assert {each.replaced_by for each in closed} == {event.preference_id for event in chain}
    engine.dispose()


def test_of_many_who_undo_one_event_only_one_does(memory: Memory) -> None:
    change = memory.remember("u", [Statement("猫", "like")])[0]

    def undo(_: int) -> bool:
        try:
            memory.undo(str(change.event_id))
        except CannotUndo:
            return False
        return True

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(undo, range(8))) == 1


def test_different_users_and_things_written_at_once_are_all_there(memory: Memory) -> None:
    def remember(number: int) -> None:
        memory.remember(f"u{number % 4}", [Statement(f"第{number}号", "like")])

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(remember, range(80)))
    assert [len(memory.active(f"u{number}")) for number in range(4)] == [20] * 4
