"""Many writers at once, in threads and in processes: one truth, and an unbroken chain to how it came to be."""

import subprocess
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from sqlalchemy import Engine, select

from memory import table
from memory.database import reading
from memory.errors import CannotUndo
from memory.model import Preference, Statement
from memory.store import Memory
from tests.memory.contradict import THING

PROCESSES, THREADS = 2, 8
STATEMENTS = 1_000


def contradicted(url: str, *arguments: str) -> None:
    """Runs the processes side by side; that none of them ended with an error means that none waited in vain."""
    command = [sys.executable, "-m", "tests.memory.contradict", url, str(THREADS), *arguments]
    running = [subprocess.Popen(command, stderr=subprocess.PIPE, text=True) for _ in range(PROCESSES)]
    for process in running:
        _, told = process.communicate(timeout=120)
        assert process.returncode == 0, told


def closed(memory: Memory) -> list[Preference]:
    """Everything that was replaced, oldest first."""
    return list(_replaced(memory))[::-1]


def _replaced(memory: Memory) -> Iterator[Preference]:
    cursor = None
    while True:
        page = memory.find(user_id="u", status="replaced", limit=200, cursor=cursor)
        yield from page.items
        cursor = page.next_cursor
        if cursor is None:
            return


def chain_from(first: Preference, of: Sequence[Preference]) -> list[str]:
    """The ids that one comes to from `first` by `replaced_by`."""
    by_id = {each.id: each for each in of}
    ids = [first.id]
    while len(ids) <= len(of) and (after := by_id[ids[-1]].replaced_by) is not None:
        ids.append(after)
    return ids


def numbers(engine: Engine) -> list[int]:
    with reading(engine) as connection:
        return list(connection.execute(select(table.events.c.number).order_by(table.events.c.number)).scalars())


def test_a_thousand_contradictions_at_once_leave_one_active_and_one_unbroken_chain(
    database_url: str, engine: Engine, memory: Memory
) -> None:
    """Every statement counts: the first is kept, and each other closes the one before it or confirms it."""
    contradicted(database_url, str(STATEMENTS // PROCESSES))
    (last,) = memory.active("u")
    history = memory.history(last.id)
    actions = Counter(event.action for event in history)
    gone = closed(memory)
    assert actions == Counter(add=1, replace=len(gone), confirm=STATEMENTS - 1 - len(gone))
    assert chain_from(gone[0], [*gone, last]) == [*(each.id for each in gone), last.id]
    assert all(before.polarity != after.polarity for before, after in zip(gone, [*gone[1:], last], strict=True))
    assert numbers(engine) == list(range(1, STATEMENTS + 1))
    assert last == history[-1].after[0]


def test_of_a_thousand_statements_in_turn_each_closes_the_one_before(
    database_url: str, engine: Engine, memory: Memory, tmp_path: Path
) -> None:
    """Where like and dislike alternate for sure, as many are closed as were contradicted, and the last word holds."""
    counter = tmp_path / "counter"
    counter.touch()
    contradicted(database_url, str(STATEMENTS), str(counter))
    (last,) = memory.active("u")
    gone = closed(memory)
    assert (last.object, last.polarity, len(gone)) == (THING, "like", STATEMENTS - 1)
    assert chain_from(gone[0], [*gone, last]) == [*(each.id for each in gone), last.id]
    assert [event.action for event in memory.history(last.id)] == ["add"] + ["replace"] * (STATEMENTS - 1)
    assert numbers(engine) == list(range(1, STATEMENTS + 1))


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
