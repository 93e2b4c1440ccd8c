"""The journal: every change is written here with what was before and after, together with the rows it changes."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, bindparam, func, insert, select, update

from memory import table
from memory.database import new_id
from memory.model import Action, Change, Event, Preference
from memory.table import events, outbox, touches
from memory.things import condition_key, thing_key
from memory.transitions import Transition, is_moved

STATING: tuple[Action, ...] = ("add", "confirm", "replace")
"""What a statement does where it does anything."""
LAST = select(func.coalesce(func.max(events.c.number), 0) + 1).where(events.c.user_id == bindparam("of"))
# One statement counts the user's events and adds the next. `record` is their only writer, and the user's lock is held.
NEXT = insert(events).values(number=LAST.scalar_subquery()).returning(events.c.number)

TOUCH, QUEUE = insert(touches), insert(outbox)
APPLIED = select(events.c.message_id, events.c.thing_key, events.c.condition_key, events.c.preference_id).where(
    events.c.user_id == bindparam("user_id"),
    events.c.message_id.in_(bindparam("messages", expanding=True)),
    events.c.action.in_(bindparam("actions", expanding=True)),
)


@dataclass(frozen=True, slots=True)
class Cause:
    """What made an event: the message it came from, the event it undoes, the name by which it called the thing."""

    message_id: str | None = None
    undoes: str | None = None
    said: str | None = None


NO_MESSAGE = Cause()


def record(connection: Connection, transition: Transition, now: datetime, cause: Cause) -> Change:
    """Write the transition: the preferences' rows, its event, and the outbox rows."""
    _save_rows(connection, transition)
    event = row_of(transition, now, cause)
    event["number"] = connection.execute(NEXT, event | {"of": event["user_id"]}).scalar_one()
    connection.execute(TOUCH, touches_of(event))
    connection.execute(QUEUE, [{"preference_id": preference.id} for preference in transition.after])
    return Change(
        action=transition.action,
        preference=transition.after[0],
        reason=transition.reason,
        event_id=event["id"],
        replaced=transition.replaced,
        beside=transition.beside,
    )


def row_of(transition: Transition, now: datetime, cause: Cause) -> dict[str, Any]:
    """The transition as a new event's row, but for its number."""
    about = transition.after[0]
    return {
        "id": new_id("evt"),
        "user_id": about.user_id,
        "preference_id": about.id,
        "thing_key": about.thing_key,
        "condition_key": about.condition_key,
        "action": transition.action,
        "reason": transition.reason,
        "message_id": cause.message_id,
        "at": now,
        "undoes": cause.undoes,
        "before": [_snapshot(preference) for preference in transition.before],
        "after": [_snapshot(preference) for preference in transition.after],
        "said": cause.said,
    }


def touches_of(event: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The rows that say which preferences the event, a row itself, changed."""
    return [
        {"preference_id": each["id"], "number": event["number"], "event_id": event["id"]} for each in event["after"]
    ]


def _save_rows(connection: Connection, transition: Transition) -> None:
    changed = list(zip(transition.before, transition.after, strict=True))
    moving = [after.id for before, after in changed if before and is_moved(before, after)]
    if moving:
        table.set_aside(connection, moving)
    # What ends makes room for what takes its place.
    for before, after in sorted(changed, key=lambda each: each[1].status == "active"):
        table.save(connection, after, is_new=before is None)


def next_number(connection: Connection, user_id: str) -> int:
    return int(connection.execute(LAST, {"of": user_id}).scalar_one())


def get(connection: Connection, event_id: str) -> Event | None:
    row = connection.execute(select(events).where(events.c.id == event_id)).one_or_none()
    return None if row is None else as_event(row)


def mark_undone(connection: Connection, event_id: str, undone_by: str) -> None:
    """Note that the event is undone. Where it was itself an undo, what it had undone counts again, and so on down."""
    _set_undone(connection, event_id, undone_by)
    counts = True
    lower = _undone_by_it(connection, event_id)
    while lower is not None:
        _set_undone(connection, lower, None if counts else event_id)
        event_id, counts, lower = lower, not counts, _undone_by_it(connection, lower)


def _set_undone(connection: Connection, event_id: str, undone_by: str | None) -> None:
    connection.execute(update(events).where(events.c.id == event_id).values(undone_by=undone_by))


def _undone_by_it(connection: Connection, event_id: str) -> str | None:
    return connection.execute(select(events.c.undoes).where(events.c.id == event_id)).scalar()


def standing_on(connection: Connection, event: Event) -> str | None:
    """The id of the newest later event that changed one of the same preferences and still counts; None if none.

    An event that is undone and the event that undid it cancel out, so neither counts.
    """
    earlier = touches.alias("earlier")
    query = (
        select(events.c.id)
        .join(touches, touches.c.event_id == events.c.id)
        .join(earlier, (earlier.c.preference_id == touches.c.preference_id) & (earlier.c.event_id == event.id))
        .where(touches.c.number > earlier.c.number, events.c.undone_by.is_(None), events.c.undoes.is_(None))
        .order_by(touches.c.number.desc())
        .limit(1)
    )
    return connection.execute(query).scalar()


def latest(connection: Connection, preference_id: str) -> str | None:
    """The id of the newest event that changed the preference."""
    query = select(touches.c.event_id).where(touches.c.preference_id == preference_id)
    return connection.execute(query.order_by(touches.c.number.desc()).limit(1)).scalar()


def history(connection: Connection, preference_id: str) -> tuple[Event, ...]:
    """All events of the preference, and of those whose place it took in turn, oldest first."""
    chain = select(table.preferences.c.id).where(table.preferences.c.id == preference_id).cte("chain", recursive=True)
    chain = chain.union(select(table.preferences.c.id).join(chain, table.preferences.c.replaced_by == chain.c.id))
    touched = select(touches.c.event_id).join(chain, touches.c.preference_id == chain.c.id)
    query = select(events).where(events.c.id.in_(touched)).order_by(events.c.number)
    return tuple(as_event(row) for row in connection.execute(query))


def of_message(connection: Connection, user_id: str, message_id: str) -> tuple[Event, ...]:
    """All events that the message made, oldest first."""
    query = select(events).where(events.c.user_id == user_id, events.c.message_id == message_id)
    return tuple(as_event(row) for row in connection.execute(query.order_by(events.c.number)))


def applied(
    connection: Connection, user_id: str, message_ids: Iterable[str | None], actions: Iterable[Action]
) -> dict[tuple[str, str, str], str]:
    """What these messages did by such actions: (message, thing key, condition key) -> the id of the preference."""
    wanted = {message_id for message_id in message_ids if message_id is not None}
    if not wanted:
        return {}
    asked = {"user_id": user_id, "messages": list(wanted), "actions": list(actions)}
    rows = connection.execute(APPLIED, asked)
    return {(row.message_id, row.thing_key, row.condition_key): row.preference_id for row in rows}


def as_event(row: Row[Any]) -> Event:
    return Event(
        id=row.id,
        user_id=row.user_id,
        preference_id=row.preference_id,
        action=row.action,
        reason=row.reason,
        message_id=row.message_id,
        at=row.at,
        undone_by=row.undone_by,
        before=tuple(_restored(each) if each else None for each in row.before),
        after=_all_restored(row.after),
        said=row.said,
    )


def _all_restored(snapshots: Sequence[dict[str, Any]]) -> tuple[Preference, ...]:
    return tuple(_restored(each) for each in snapshots)


def _snapshot(preference: Preference | None) -> dict[str, Any] | None:
    if preference is None:
        return None
    # Not asdict, which copies deeply what is flat and cannot change, in ten times the time.
    fields = {name: getattr(preference, name) for name in Preference.__dataclass_fields__}
    return {name: value.isoformat() if isinstance(value, datetime) else value for name, value in fields.items()}


def _restored(snapshot: dict[str, Any]) -> Preference:
    moments = {name: datetime.fromisoformat(snapshot[name]) for name in ("valid_from", "valid_until") if snapshot[name]}
    # Snapshots of before a name had a place of its own: it was the name's and the condition's key.
    place = {"thing_key": thing_key(snapshot["object"]), "condition_key": condition_key(snapshot["condition"])}
    return Preference(**(place | snapshot | moments))
