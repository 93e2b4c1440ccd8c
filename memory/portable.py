"""One user's whole memory as JSON Lines: everything that is kept, so that it can be carried elsewhere and taken in."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime

from sqlalchemy import Column, Connection, Table, func, select

from memory.table import PREFERENCE, asks, events, preferences

FORMAT = "jide-memory"
VERSION = 1
AT_ONCE = 1_000
"""Rows fetched at a time: a whole memory need not fit into this process."""

KINDS: tuple[tuple[str, Table, tuple[Column[object], ...], Column[object]], ...] = (
    ("preference", preferences, PREFERENCE, preferences.c.id),
    ("event", events, tuple(events.c), events.c.number),
    ("ask", asks, tuple(asks.c), asks.c.id),
)
"""What a line can be: its `type`, where it is kept, what of it is written, and by what it is ordered.

The columns that are derived from others, the vectors and the index are left out: they are made again.
"""


def exported(connection: Connection, user_id: str, now: datetime) -> Iterator[str]:
    """The lines, each with its end: a header, then preferences oldest first, events in their order, and questions.

    All of it is one state of the database if `connection` sees one.
    """
    counts = {
        f"{kind}s": connection.execute(
            select(func.count()).select_from(table).where(table.c.user_id == user_id)
        ).scalar_one()
        for kind, table, _, _ in KINDS
    }
    yield _line({"format": FORMAT, "version": VERSION, "user_id": user_id, "exported_at": now, "counts": counts})
    for kind, table, columns, order in KINDS:
        query = select(*columns).where(table.c.user_id == user_id).order_by(order)
        for row in connection.execute(query.execution_options(yield_per=AT_ONCE)).mappings():
            yield _line({"type": kind} | dict(row))


def _line(value: dict[str, object]) -> str:
    return json.dumps(value, ensure_ascii=False, default=_moment) + "\n"


def _moment(value: object) -> str:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat().replace("+00:00", "Z")
    raise TypeError(f"{type(value).__name__} is no JSON value")
