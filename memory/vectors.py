"""The vectors beside the preferences, and the queue of those that are still to be made. SQL only."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import ColumnElement, Connection, Result, bindparam, delete, func, insert, select
from sqlalchemy.dialects import postgresql, sqlite

from memory.table import events, facts, outbox, preferences, touches, vectors

VECTOR_SPACE = "vector_space"
LIKING = "喜欢"


class Candidate(NamedTuple):
    """What ranking needs to know of a preference."""

    id: str
    object: str
    condition: str | None
    kind: str
    polarity: str
    thing_key: str
    condition_key: str


class Candidates(NamedTuple):
    """Preferences, newest first, and the vector of each: float32 bytes, None where there is none to be used."""

    rows: list[Candidate]
    vectors: list[bytes | None]


class State(NamedTuple):
    """What a user's recall depends on beside its question: their newest event, and whose vectors are stored."""

    newest: str | None
    number: int | None
    space: str | None


def passage_of(name: str, condition: str | None) -> str:
    """The text that stands for a preference in vector space.

    In a sentence rather than bare, since a bare word's vector tells more of its script and length than of its meaning
    (with bare words, coffee is far from 饮料). The sentence is the same for likes and dislikes: vectors tell what a
    preference is about, never which way it goes, so that a change of polarity needs no new one.
    """
    return f"{condition or ''}{LIKING}{name}"


PASSAGE = func.coalesce(preferences.c.condition, "") + LIKING + preferences.c.object
"""`passage_of` in SQL: a vector made of other words than the preference has now is not even read."""


NEWEST = (
    select(events.c.id, events.c.number)
    .where(events.c.user_id == bindparam("user_id"))
    .order_by(events.c.number.desc())
    .limit(1)
)
# Asked at every recall, so it is one statement, and put together once.
STATE = select(
    NEWEST.with_only_columns(events.c.id).scalar_subquery(),
    NEWEST.with_only_columns(events.c.number).scalar_subquery(),
    select(facts.c.value).where(facts.c.name == VECTOR_SPACE).scalar_subquery(),
)
SINCE = (
    select(events.c.number, events.c.id, touches.c.preference_id)
    .join(touches, touches.c.event_id == events.c.id)
    .where(events.c.user_id == bindparam("user_id"), events.c.number >= bindparam("number"))
)


def state(connection: Connection, user_id: str) -> State:
    return State(*connection.execute(STATE, {"user_id": user_id}).one())


def changed_since(connection: Connection, user_id: str, number: int, event_id: str) -> set[str] | None:
    """The ids of the preferences that the user's events behind this one changed.

    None where the event of this number is another by now, since the user was forgotten and began anew.
    """
    found = connection.execute(SINCE, {"user_id": user_id, "number": number}).all()
    if not any(row.number == number and row.id == event_id for row in found):
        return None
    return {row.preference_id for row in found if row.number > number}


CANDIDATES = (
    select(*(preferences.c[name] for name in Candidate._fields), vectors.c.vector)
    .outerjoin(
        vectors,
        (vectors.c.preference_id == preferences.c.id)
        & (vectors.c.model == bindparam("model"))
        & (vectors.c.passage == PASSAGE),
    )
    .order_by(preferences.c.id.desc())
    .execution_options(binary=True)
)
ACTIVE = CANDIDATES.where(preferences.c.user_id == bindparam("user_id"), preferences.c.status == "active")
ACTIVE_OF_IDS = ACTIVE.where(preferences.c.id.in_(bindparam("ids", expanding=True)))


def candidates(connection: Connection, model: str, filters: Sequence[ColumnElement[bool]]) -> Candidates:
    """All preferences that meet the filters, each with its vector if that is of `model` and of its present words."""
    return _candidates(connection.execute(CANDIDATES.where(*filters), {"model": model}))


def active(connection: Connection, model: str, user_id: str, ids: Collection[str] | None = None) -> Candidates:
    """As `candidates`, of all that holds of one user, or of what does so of these `ids`."""
    if ids is None:
        return _candidates(connection.execute(ACTIVE, {"model": model, "user_id": user_id}))
    return _candidates(connection.execute(ACTIVE_OF_IDS, {"model": model, "user_id": user_id, "ids": list(ids)}))


def _candidates(found: Result[Any]) -> Candidates:
    rows = found.all()
    return Candidates([Candidate._make(row[:-1]) for row in rows], [row[-1] for row in rows])


def save(connection: Connection, model: str, passages: Mapping[str, str], rows: NDArray[np.float32]) -> None:
    """Keep one vector a preference (`passages`: id -> text, in the rows' order); the first ever names the space."""
    if vector_space(connection) is None:
        set_vector_space(connection, model)
    present = set(connection.execute(select(preferences.c.id).where(preferences.c.id.in_(passages))).scalars())
    values = [
        {"preference_id": each, "model": model, "passage": passage, "vector": row.astype("<f4").tobytes()}
        for (each, passage), row in zip(passages.items(), rows, strict=True)
        if each in present
    ]
    if values:
        _upsert(connection, vectors, values, key="preference_id")


def vector_space(connection: Connection) -> str | None:
    """The model whose vectors are stored; None where there have been none yet."""
    return connection.execute(select(facts.c.value).where(facts.c.name == VECTOR_SPACE)).scalar()


def set_vector_space(connection: Connection, model: str) -> None:
    _upsert(connection, facts, [{"name": VECTOR_SPACE, "value": model}], key="name")


def waiting(connection: Connection, limit: int) -> list[tuple[int, str]]:
    """The oldest entries of the outbox: (number, preference id)."""
    query = select(outbox.c.number, outbox.c.preference_id).order_by(outbox.c.number).limit(limit)
    return [(row.number, row.preference_id) for row in connection.execute(query)]


def done(connection: Connection, numbers: Sequence[int]) -> None:
    connection.execute(
        delete(outbox).where(outbox.c.number.in_(bindparam("numbers", expanding=True))), {"numbers": list(numbers)}
    )


def pending(connection: Connection) -> int:
    return connection.execute(select(func.count()).select_from(outbox)).scalar_one()


def count_active(connection: Connection) -> int:
    query = select(func.count()).select_from(preferences).where(preferences.c.status == "active")
    return connection.execute(query).scalar_one()


def enqueue_active(connection: Connection) -> None:
    """Put every active preference into the outbox, so that an index that lost some gets them again."""
    active = select(preferences.c.id).where(preferences.c.status == "active")
    connection.execute(insert(outbox).from_select(["preference_id"], active))


def enqueue_all(connection: Connection) -> int:
    """Put every preference into the outbox, in place of what is in it; how many they are."""
    connection.execute(delete(outbox))
    connection.execute(insert(outbox).from_select(["preference_id"], select(preferences.c.id)))
    return pending(connection)


def _upsert(connection: Connection, table: Any, values: list[dict[str, Any]], key: str) -> None:
    dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
    statement = dialect.insert(table)
    changed = {name: statement.excluded[name] for name in values[0] if name != key}
    connection.execute(statement.on_conflict_do_update(index_elements=[key], set_=changed), values)
