"""The database: opened, migrated and written to by many at once."""

import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from sqlalchemy import (
    Column,
    Connection,
    Engine,
    Integer,
    MetaData,
    String,
    Table,
    delete,
    exc,
    insert,
    inspect,
    select,
    text,
    update,
)

from memory.database import UtcDateTime, new_id, open_engine, reading, wipe, write
from memory.errors import StoreUnavailable
from memory.store import migrate_memory
from memory.table import metadata

counters = Table("counters", MetaData(), Column("value", Integer))
moments = Table("moments", MetaData(), Column("at", UtcDateTime))


def at_once(work: Callable[[], object], threads: int = 8) -> None:
    """Run `work` in several threads and raise what the first of them raised."""
    failures: list[BaseException] = []

    def guarded() -> None:
        try:
            work()
        except BaseException as error:
            failures.append(error)
            raise

    running = [threading.Thread(target=guarded) for _ in range(threads)]
    for thread in running:
        thread.start()
    for thread in running:
        thread.join()
    if failures:
        raise failures[0]


def test_the_migrations_make_the_tables_that_the_queries_are_written_for(engine: Engine) -> None:
    """Names, columns, nullability and indices of the migrated database are those of memory/table.py."""
    inspector = inspect(engine)
    for table in metadata.sorted_tables:
        columns = {column["name"]: column["nullable"] for column in inspector.get_columns(table.name)}
        assert columns == {column.name: column.nullable for column in table.columns}
        indices = {index["name"] for index in inspector.get_indexes(table.name)} - {"one_order_of_events"}
        assert indices == {index.name for index in table.indexes}


def test_many_may_migrate_at_the_same_time(empty_database_url: str) -> None:
    def start() -> None:
        engine = open_engine(empty_database_url)
        migrate_memory(engine)
        engine.dispose()

    at_once(start, threads=4)
    engine = open_engine(empty_database_url)
    assert "preferences" in inspect(engine).get_table_names()
    engine.dispose()


def test_no_write_is_lost_among_many_writers(engine: Engine) -> None:
    counters.create(engine)
    write(engine, lambda connection: connection.execute(insert(counters).values(value=0)))

    def add_one(connection: Connection) -> None:
        value = connection.execute(select(counters.c.value)).scalar_one()
        connection.execute(update(counters).values(value=value + 1))

    at_once(lambda: [write(engine, add_one, lock="counter") for _ in range(10)])
    with reading(engine) as connection:
        assert connection.execute(select(counters.c.value)).scalar_one() == 80


def test_a_reader_sees_one_state_and_does_not_wait_for_a_writer(engine: Engine) -> None:
    counters.create(engine)
    write(engine, lambda connection: connection.execute(insert(counters).values(value=1)))
    with reading(engine) as reader:
        before = reader.execute(select(counters.c.value)).scalar_one()
        write(engine, lambda connection: connection.execute(update(counters).values(value=2)))
        assert reader.execute(select(counters.c.value)).scalar_one() == before == 1


def test_a_failing_write_leaves_nothing(engine: Engine) -> None:
    counters.create(engine)

    def half(connection: Connection) -> None:
        connection.execute(insert(counters).values(value=1))
        raise LookupError

    with pytest.raises(LookupError):
        write(engine, half)
    with reading(engine) as connection:
        assert connection.execute(select(counters)).all() == []


def test_moments_go_in_aware_and_come_out_the_same_in_utc(engine: Engine) -> None:
    moments.create(engine)
    beijing = datetime(2026, 3, 1, 8, 0, 0, 123456, tzinfo=timezone(timedelta(hours=8)))
    write(engine, lambda connection: connection.execute(insert(moments).values(at=beijing)))
    with reading(engine) as connection:
        (found,) = connection.execute(select(moments.c.at)).scalars()
    assert found == beijing
    assert found.tzinfo is UTC


def test_a_moment_without_a_time_zone_is_refused(engine: Engine) -> None:
    moments.create(engine)
    with pytest.raises(exc.StatementError):
        write(engine, lambda connection: connection.execute(insert(moments).values(at=datetime(2026, 3, 1))))  # noqa: DTZ001 - the point


def test_an_error_of_the_database_does_not_tell_what_was_to_be_written(engine: Engine) -> None:
    """Errors go to logs; what users said does not."""
    with pytest.raises(exc.DBAPIError) as error, engine.connect() as connection:
        connection.execute(text("INSERT INTO nowhere VALUES (:word)"), {"word": "秘密"})
    assert "秘密" not in str(error.value)


def test_what_was_deleted_is_in_no_file_of_sqlite_after_wiping(tmp_path: Path) -> None:
    """Neither in the database's own nor in its log, which is emptied."""
    words = Table("words", MetaData(), Column("word", String))
    engine = open_engine(f"sqlite:///{tmp_path / 'wiped.db'}")
    words.create(engine)
    write(engine, lambda connection: connection.execute(insert(words), [{"word": f"secret{n}"} for n in range(5000)]))
    write(engine, lambda connection: connection.execute(delete(words)))
    wipe(engine)
    assert not any(b"secret" in path.read_bytes() for path in tmp_path.iterdir())
    assert (tmp_path / "wiped.db-wal").stat().st_size == 0
    engine.dispose()


def test_sqlite_confirms_only_what_is_on_the_disk(tmp_path: Path) -> None:
    engine = open_engine(f"sqlite:///{tmp_path / 'settings.db'}")
    with reading(engine) as connection:
        found = [
            connection.execute(text(f"PRAGMA {name}")).scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys", "secure_delete")
        ]
    engine.dispose()
    assert found == ["wal", 2, 1, 1]


@pytest.mark.parametrize("scheme", ["postgres", "postgresql", "postgresql+psycopg"])
def test_every_way_to_write_a_postgresql_url_means_psycopg(scheme: str) -> None:
    engine = open_engine(f"{scheme}://someone:secret@db.example/jide")
    assert engine.url.drivername == "postgresql+psycopg"
    assert engine.url.password == "secret"


@pytest.mark.parametrize("url", ["sqlite:////nowhere/at/all.db", "postgresql://jide@127.0.0.1:1/jide"])
def test_a_database_that_cannot_be_reached_is_said_to_be(url: str) -> None:
    engine = open_engine(url)
    with pytest.raises(StoreUnavailable), reading(engine):
        pass
    with pytest.raises(StoreUnavailable):
        write(engine, lambda _connection: None)


def test_later_ids_sort_after_earlier_ones() -> None:
    ids = [new_id("evt") for _ in range(1000)]
    assert ids == sorted(set(ids))
