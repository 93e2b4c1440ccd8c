"""The database: how it is opened, migrated, read, and written to by many at once."""

import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any, TypeVar

import uuid_utils
from alembic import command
from alembic.config import Config
from psycopg.pq import Format
from sqlalchemy import Connection, DateTime, Dialect, Engine, TypeDecorator, create_engine, event, exc, make_url, text
from sqlalchemy.engine import URL

from memory.errors import StoreUnavailable

Result = TypeVar("Result")

BUSY_SECONDS = 10
"""How long a writer waits for its turn before the call counts as failed."""
ATTEMPTS = 4
MAPPED_BYTES = 2**31 - 2**16
"""As much of SQLite's file as it lets be mapped into memory: read so, a large file is about as fast as a small one."""
NOT_WIPED = "everything is deleted, but the database's file could not be cleared of its traces now; repeat the call"
RETRYABLE_POSTGRES = {"40001", "40P01"}  # serialization failure, deadlock: the transaction may be run again as it was


class UtcDateTime(TypeDecorator[datetime]):
    """A moment: aware in, aware out in UTC, on both databases. SQLite has no time zones and stores it as UTC text."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment needs its time zone")
        moment = value.astimezone(UTC)
        return moment.replace(tzinfo=None) if dialect.name == "sqlite" else moment

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if dialect.name == "sqlite" else value.astimezone(UTC)


def utc_now() -> datetime:
    return datetime.now(UTC)


def new_id(prefix: str) -> str:
    """A new id such as `pref_0198…`: a UUID of version 7, so that later ids sort after earlier ones."""
    return f"{prefix}_{uuid_utils.uuid7().hex}"


def open_engine(url: str) -> Engine:
    """An engine for `sqlite:///…`, `postgresql://…` or `postgres://…`; nothing is connected yet."""
    parsed = make_url(url)
    if parsed.get_backend_name() == "sqlite":
        return _open_sqlite(parsed)
    if parsed.drivername in {"postgres", "postgresql"}:
        parsed = parsed.set(drivername="postgresql+psycopg")
    engine = create_engine(
        parsed,
        pool_pre_ping=True,
        pool_size=10,
        max_overflow=30,
        connect_args={"connect_timeout": BUSY_SECONDS},
        hide_parameters=True,  # an error of the database goes to the log, and what users said does not
    )
    event.listen(engine, "before_cursor_execute", _in_binary)
    return engine


def _in_binary(_connection: object, cursor: Any, _sql: object, _values: object, context: Any, _many: object) -> None:
    """For statements with the option `binary`: as text, vectors are twice as long and take twice the time to read."""
    if context is not None and context.execution_options.get("binary"):
        cursor.format = Format.BINARY


def _open_sqlite(url: URL) -> Engine:
    engine = create_engine(
        url, pool_size=10, max_overflow=30, connect_args={"timeout": BUSY_SECONDS}, hide_parameters=True
    )
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(connection: Any, _record: object) -> None:
    connection.isolation_level = None  # the driver begins no transactions of its own; _begin_sqlite does
    connection.execute("PRAGMA synchronous=FULL")
    connection.execute("PRAGMA foreign_keys=ON")
    connection.execute("PRAGMA secure_delete=ON")  # what is deleted is overwritten, not only let go
    connection.execute(f"PRAGMA mmap_size={MAPPED_BYTES}")
    if connection.execute("PRAGMA journal_mode").fetchone()[0] != "wal":
        connection.execute("PRAGMA journal_mode=WAL")


def _begin_sqlite(connection: Connection) -> None:
    """Take the write lock at the start: a transaction that reads first and writes then cannot wait for it later."""
    mode = connection.get_execution_options().get("sqlite_begin", "IMMEDIATE")
    connection.exec_driver_sql(f"BEGIN {mode}")


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """A connection on one consistent view of the database; never waits for writers. Raises `StoreUnavailable`."""
    options = (
        {"sqlite_begin": "DEFERRED"} if engine.dialect.name == "sqlite" else {"isolation_level": "REPEATABLE READ"}
    )
    with told_as_unavailable(), engine.connect().execution_options(**options) as connection:
        yield connection


def write(engine: Engine, work: Callable[[Connection], Result], lock: str | None = None) -> Result:
    """Run `work` in one durable transaction and return what it returns.

    Writers with the same `lock` run one after the other, in all processes (on SQLite all writers do). Retried a few
    times when the database reports a conflict, so `work` must do nothing but use its connection. Raises
    `StoreUnavailable`.
    """
    with told_as_unavailable():
        for attempt in range(1, ATTEMPTS):
            try:
                return _write_once(engine, work, lock)
            except exc.DBAPIError as error:
                if not _is_conflict(error):
                    raise
                time.sleep(0.02 * attempt)
        return _write_once(engine, work, lock)


def _write_once(engine: Engine, work: Callable[[Connection], Result], lock: str | None) -> Result:
    with engine.begin() as connection:
        if lock is not None:
            take_lock(connection, lock)
        return work(connection)


def wipe(engine: Engine) -> None:
    """Leave nothing of what was deleted in the files of SQLite. Raises `StoreUnavailable`; to be called again then.

    `secure_delete` alone is not enough: a page that was split keeps copies of rows that went to the other half (found
    in 6 of 30 random databases), so that the file is written anew; and the write-ahead log holds every page as it was.
    Of PostgreSQL, vacuuming is the server's own affair, and its log and its backups are its operator's.
    """
    if engine.dialect.name != "sqlite":
        return
    with told_as_unavailable():
        connection = engine.raw_connection()
        try:
            cursor = connection.cursor()
            cursor.execute("VACUUM")
            (busy, _, _), *_ = cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
        except sqlite3.OperationalError as error:
            raise StoreUnavailable(f"{NOT_WIPED} ({error})") from error
        finally:
            connection.close()
    if busy:
        raise StoreUnavailable(NOT_WIPED)


def take_lock(connection: Connection, lock: str) -> None:
    """Hold `lock` until the transaction ends. On SQLite the transaction itself is the lock."""
    if connection.dialect.name == "postgresql":
        connection.execute(
            text("SELECT set_config('lock_timeout', :wait, true), pg_advisory_xact_lock(hashtextextended(:lock, 0))"),
            {"wait": f"{BUSY_SECONDS}s", "lock": lock},
        )


@contextmanager
def try_lock(engine: Engine, lock: str) -> Iterator[bool]:
    """Whether no other process holds `lock`, which is then held until the block ends. On SQLite always so."""
    if engine.dialect.name != "postgresql":
        yield True
        return
    with told_as_unavailable(), engine.begin() as connection:
        held = connection.execute(text("SELECT pg_try_advisory_xact_lock(hashtextextended(:lock, 0))"), {"lock": lock})
        yield bool(held.scalar())


def _is_conflict(error: exc.DBAPIError) -> bool:
    if getattr(error.orig, "sqlstate", None) in RETRYABLE_POSTGRES:
        return True
    return getattr(error.orig, "sqlite_errorname", "").startswith("SQLITE_BUSY")


@contextmanager
def told_as_unavailable() -> Iterator[None]:
    """Within it, what the driver says when the database cannot be used becomes `StoreUnavailable`."""
    try:
        yield
    except (exc.OperationalError, exc.InterfaceError, exc.TimeoutError) as error:
        reason = str(getattr(error, "orig", None) or error).strip()
        raise StoreUnavailable(f"the database cannot be used now ({reason}); nothing was changed, try again") from error


def migrate(engine: Engine, script_location: str, version_table: str) -> None:
    """Bring the database up to the newest revision found in `script_location`, e.g. `memory:migrations`.

    Safe when several processes start at once: one migrates, the others wait and find it done. The location's env.py
    takes `connection` and `version_table` from `context.config.attributes`. Raises `StoreUnavailable`.
    """

    def upgrade(connection: Connection) -> None:
        config = Config()
        config.set_main_option("script_location", script_location)
        config.set_main_option("path_separator", "os")
        config.attributes.update(connection=connection, version_table=version_table)
        command.upgrade(config, "head")

    write(engine, upgrade, lock="jide migrations")
