"""Forgetting a user: nothing of theirs stays, and nobody else loses anything."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy import Engine, select

from memory.database import reading
from memory.model import Statement
from memory.store import Memory
from memory.table import metadata, outbox
from memory.worker import IndexWorker
from tests.memory.fakes import ListIndex, WordEmbedder
from tests.memory.test_portable import exported, lived

SPACE = WordEmbedder().model


def rows(engine: Engine, word: str) -> list[str]:
    """Every row of every table in which the word stands."""
    with reading(engine) as connection:
        found = [repr(row) for table in metadata.sorted_tables for row in connection.execute(select(table))]
    return [row for row in found if word in row]


def test_no_row_of_theirs_stays_and_everybody_elses_does(
    memory: Memory, worker: IndexWorker, index: ListIndex, engine: Engine
) -> None:
    lived(memory, "zhang")
    lived(memory, "li")
    worker.drain()
    before = exported(memory, "li")[1:]
    counts = memory.forget_user("zhang")
    assert counts == {"preferences": 5, "events": 8, "asks": 1, "vectors": 5}
    assert rows(engine, "zhang") == []
    assert exported(memory, "li")[1:] == before
    assert index.count(SPACE) == len(memory.active("li"))


def test_to_forget_is_to_begin_anew(memory: Memory) -> None:
    """What was said before counts for nothing, what is said afterwards is the first."""
    lived(memory)
    lines = exported(memory, "u")
    memory.forget_user("u")
    assert memory.forget_user("u") == {"preferences": 0, "events": 0, "asks": 0, "vectors": 0}
    assert memory.remember("u", [Statement("下雨天", "like", message_id="m1")])[0].action == "add"
    memory.forget_user("u")
    memory.take_in("u", lines)
    assert exported(memory, "u")[1:] == lines[1:]


def test_an_index_that_is_down_lets_go_later(
    memory: Memory, worker: IndexWorker, index: ListIndex, engine: Engine
) -> None:
    lived(memory)
    worker.drain()
    index.down = True
    memory.forget_user("u")
    with reading(engine) as connection:
        assert {column.name for column in outbox.columns} == {"number", "preference_id"}
        assert len(connection.execute(select(outbox)).all()) == 5
    index.down = False
    worker.drain()
    assert index.count(SPACE) == 0


def test_forgetting_among_writers_of_the_same_user_leaves_what_came_after_whole(memory: Memory, engine: Engine) -> None:
    def remember(number: int) -> None:
        memory.remember("u", [Statement("猫", "like" if number % 2 else "dislike")])

    with ThreadPoolExecutor(4) as pool:
        writing = [pool.submit(remember, number) for number in range(40)]
        forgetting = [pool.submit(memory.forget_user, "u") for _ in range(3)]
        assert all(each.result() is None for each in writing)
        assert all(each.result() for each in forgetting)
    memory.take_in("copy", exported(memory, "u"))
    memory.forget_user("copy")
    memory.forget_user("u")
    assert rows(engine, "猫") == []


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_the_files_of_sqlite_hold_no_trace(memory: Memory, engine: Engine) -> None:
    """Neither the database's nor its log's, also where pages were split while it was written."""
    for number in range(300):
        user, word = ("zhang", "秘密") if number % 3 else ("li", "公开")
        memory.remember(user, [Statement(f"{word}{number}", "like", quote=f"我喜欢{word}{number}" * (number % 20 + 1))])
    memory.forget_user("zhang")
    assert isinstance(engine.url.database, str)
    files = list(Path(engine.url.database).parent.glob("jide.db*"))
    assert files
    left = b"".join(file.read_bytes() for file in files)
    assert "公开".encode() in left
    assert "秘密".encode() not in left
    assert b"zhang" not in left
