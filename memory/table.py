"""The tables. A preference's row is its present state; its events say how it came to be so."""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    ColumnElement,
    Connection,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Row,
    String,
    Table,
    UniqueConstraint,
    bindparam,
    insert,
    select,
    text,
    update,
)

from memory.database import UtcDateTime
from memory.model import Preference, Status
from memory.placing import Known
from memory.things import searched_text, thing_key

metadata = MetaData()

preferences = Table(
    "preferences",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("user_id", String(256), nullable=False),
    Column("object", String, nullable=False),
    Column("polarity", String(16), nullable=False),
    Column("kind", String(16), nullable=False),
    Column("condition", String),
    Column("strength", String(16), nullable=False),
    Column("quote", String),
    Column("message_id", String(256)),
    Column("origin", String(16), nullable=False),
    Column("locked", Boolean, nullable=False),
    Column("status", String(16), nullable=False),
    Column("valid_from", UtcDateTime, nullable=False),
    Column("valid_until", UtcDateTime),
    Column("replaced_by", String(64)),
    Column("times_confirmed", Integer, nullable=False),
    # The place: which of the user's things it is about, under which of their conditions (memory.placing).
    Column("thing_key", String, nullable=False),
    Column("condition_key", String, nullable=False),
    # Derived from the columns above by memory.things: what names are looked up and searched by.
    Column("name_key", String, nullable=False),
    Column("searched", String, nullable=False),
    Index(
        "one_active_preference",
        "user_id",
        "thing_key",
        "condition_key",
        unique=True,
        sqlite_where=text("status = 'active'"),
        postgresql_where=text("status = 'active'"),
    ),
    Index("preferences_of_thing", "user_id", "thing_key", "status"),
    Index("preferences_of_name", "user_id", "name_key", "status"),
    Index("preferences_of_user", "user_id", "status", "id"),
    Index("preferences_by_status", "status", "id"),
    Index("preferences_replaced_by", "replaced_by"),
)
"""`one_active_preference` is the promise: no two active preferences for one user, thing and condition."""

events = Table(
    "preference_events",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("user_id", String(256), nullable=False),
    Column("number", BigInteger, nullable=False),
    Column("preference_id", String(64), nullable=False),
    Column("thing_key", String, nullable=False),
    Column("condition_key", String, nullable=False),
    Column("action", String(16), nullable=False),
    Column("reason", String(32), nullable=False),
    Column("message_id", String(256)),
    Column("at", UtcDateTime, nullable=False),
    Column("undoes", String(64)),
    Column("undone_by", String(64)),
    Column("before", JSON, nullable=False),
    Column("after", JSON, nullable=False),
    Column("said", String),
    UniqueConstraint("user_id", "number", name="one_order_of_events"),
    Index("events_of_message", "user_id", "message_id"),
)
"""`number` counts a user's events from 1 without gaps: their order, whatever the clocks of several processes say.

`thing_key` and `condition_key` are those at the time of the event: an edit may have given the preference others since.
"""

touches = Table(
    "preference_touches",
    metadata,
    Column("preference_id", String(64), primary_key=True),
    Column("number", BigInteger, primary_key=True),
    Column("event_id", String(64), ForeignKey("preference_events.id", ondelete="CASCADE"), nullable=False),
    Index("touches_of_event", "event_id"),
)
"""Which events changed which preference; a replacement touches two."""

vectors = Table(
    "preference_vectors",
    metadata,
    Column("preference_id", String(64), ForeignKey("preferences.id", ondelete="CASCADE"), primary_key=True),
    Column("model", String(256), nullable=False),
    Column("passage", String, nullable=False),
    Column("vector", LargeBinary, nullable=False),
)
"""float32, little-endian, unit length. `passage` is the text it was made of: a vector of other words is not used."""

outbox = Table(
    "preference_outbox",
    metadata,
    Column("number", BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=True),
    Column("preference_id", String(64), nullable=False),
    sqlite_autoincrement=True,
)
"""What the index worker has still to bring to the vectors and to Chroma; written with the change itself."""

asks = Table(
    "preference_asks",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("user_id", String(256), nullable=False),
    Column("question", String(16), nullable=False),
    Column("preference_id", String(64)),
    Column("statement", JSON),
    Column("message_id", String(256)),
    Column("asked_at", UtcDateTime, nullable=False),
    Column("answer", String(8)),
    Column("answered_at", UtcDateTime),
    Index("asks_of_user", "user_id", "answer"),
)
"""Questions that wait for their user; `answer` is null while they are open."""

facts = Table(
    "memory_facts",
    metadata,
    Column("name", String(64), primary_key=True),
    Column("value", String, nullable=False),
)
"""`vector_space`: the model whose vectors are stored."""

PREFERENCE = tuple(preferences.c[name] for name in Preference.__dataclass_fields__)
LATEST_FIRST = (preferences.c.status != "active", preferences.c.valid_until.desc(), preferences.c.id.desc())
# What every write asks is put together once: to do so costs more than half of what the database takes to answer.
NAMED = (
    select(preferences.c.thing_key)
    .where(preferences.c.user_id == bindparam("user_id"), preferences.c.name_key == bindparam("name_key"))
    .order_by(*LATEST_FIRST)
    .limit(1)
)
ABOUT = (
    select(*PREFERENCE)
    .where(
        preferences.c.user_id == bindparam("user_id"),
        preferences.c.thing_key == bindparam("thing_key"),
        preferences.c.status.in_(bindparam("statuses", expanding=True)),
    )
    .order_by(preferences.c.id.desc())
)
KNOWN = (
    select(preferences.c.object, preferences.c.thing_key, preferences.c.id, preferences.c.status == "active")
    .where(preferences.c.user_id == bindparam("user_id"))
    .order_by(*LATEST_FIRST)
)
BY_IDS = select(*PREFERENCE).where(preferences.c.id.in_(bindparam("ids", expanding=True)))

INSERT = insert(preferences)
UPDATE = update(preferences).where(preferences.c.id == bindparam("of"))


def get(connection: Connection, preference_id: str) -> Preference | None:
    return next(iter(by_ids(connection, [preference_id])), None)


def by_ids(connection: Connection, ids: Sequence[str]) -> tuple[Preference, ...]:
    """The preferences with these ids in the ids' order; ids that no longer are are left out."""
    found = {row.id: _preference(row) for row in _in_batches(connection, ids)}
    return tuple(found[preference_id] for preference_id in ids if preference_id in found)


def _in_batches(connection: Connection, ids: Sequence[str], batch: int = 500) -> Iterable[Row[Any]]:
    for start in range(0, len(ids), batch):
        yield from connection.execute(BY_IDS, {"ids": ids[start : start + batch]})


def about(connection: Connection, user_id: str, thing: str, statuses: Sequence[Status]) -> tuple[Preference, ...]:
    """The user's preferences about one thing, under whatever condition, newest first."""
    asked = {"user_id": user_id, "thing_key": thing, "statuses": list(statuses)}
    return tuple(_preference(row) for row in connection.execute(ABOUT, asked))


def named(connection: Connection, user_id: str, name: str) -> str | None:
    """The key of the thing that this very name stands for with this user; None where they have not used it.

    What holds counts first, then what was closed last: that is where a name went when its user moved it.
    """
    found: str | None = connection.execute(NAMED, {"user_id": user_id, "name_key": thing_key(name)}).scalar()
    return found


def known(connection: Connection, user_id: str) -> list[Known]:
    """Every name the user has used with the thing it stands for, what holds first, then the newest."""
    return [Known(*row) for row in connection.execute(KNOWN, {"user_id": user_id})]


def active(connection: Connection, user_id: str) -> tuple[Preference, ...]:
    """All that holds of one user, newest first."""
    return listed(connection, (preferences.c.user_id == user_id, preferences.c.status == "active"))


def listed(
    connection: Connection, filters: Sequence[ColumnElement[bool]], limit: int | None = None, before: str | None = None
) -> tuple[Preference, ...]:
    """At most `limit` preferences that meet the filters, newest first, older than the id `before`."""
    query = select(*PREFERENCE).where(*filters).order_by(preferences.c.id.desc()).limit(limit)
    if before is not None:
        query = query.where(preferences.c.id < before)
    return tuple(_preference(row) for row in connection.execute(query))


def save(connection: Connection, preference: Preference, *, is_new: bool) -> None:
    """Write the row of one preference, the columns derived from it included."""
    values = row_of(preference)
    if is_new:
        connection.execute(INSERT, values)
    else:
        connection.execute(UPDATE, values | {"of": preference.id})


def row_of(preference: Preference) -> dict[str, Any]:
    """The values of every column, those derived from others included."""
    return {name: getattr(preference, name) for name in Preference.__dataclass_fields__} | {
        "name_key": thing_key(preference.object),
        "searched": searched_text(preference.object, preference.condition, preference.quote),
    }


def set_aside(connection: Connection, ids: Sequence[str]) -> None:
    """Make room, so that several preferences can change places without two of them being active for one thing."""
    connection.execute(update(preferences).where(preferences.c.id.in_(ids)).values(status="retracted"))


def _preference(row: Row[Any]) -> Preference:
    return Preference(*list(row))
