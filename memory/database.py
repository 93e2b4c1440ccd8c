"""The database: how it is opened, migrated, and written to by many at once."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import TypeVar

from sqlalchemy import Connection, Engine

Result = TypeVar("Result")


def utc_now() -> datetime:
    return datetime.now(UTC)


def open_engine(url: str) -> Engine:
    """An engine for `sqlite:///…`, `postgresql://…` or `postgres://…`; nothing is connected yet."""
    raise NotImplementedError


def migrate(engine: Engine, script_location: str, version_table: str) -> None:
    """Bring the database up to the newest revision found in `script_location`, e.g. `memory:migrations`.

    Safe when several processes start at once: one migrates, the others wait and find it done.
    """
    raise NotImplementedError


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """A connection on one consistent view of the database; never waits for writers. Raises `StoreUnavailable`."""
    raise NotImplementedError
    yield


def write(engine: Engine, work: Callable[[Connection], Result], lock: str | None = None) -> Result:
    """Run `work` in one durable transaction and return what it returns.

    Writers with the same `lock` run one after the other, in all processes (on SQLite all writers do). Retried a few times
    when the database reports a conflict, so `work` must do nothing but use its connection. Raises `StoreUnavailable`.
    """
    raise NotImplementedError
