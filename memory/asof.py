"""What memory believed on a day, and what held on it: both read off the journal.

Two times are kept apart (bitemporal data; Snodgrass, Developing Time-Oriented Database Applications in SQL, 1999): when
something held (`valid_from`, `valid_until`), and when memory learned of it (the time of the event).
"""

from datetime import datetime

from sqlalchemy import Connection, func, select

from memory import journal
from memory.model import Preference
from memory.table import events, touches


def held(connection: Connection, user_id: str, at: datetime, known_at: datetime) -> tuple[Preference, ...]:
    """What held `at` that moment, as far as memory had learned by `known_at`; newest first."""
    believed = _believed(connection, user_id, known_at)
    return tuple(each for each in believed if _holds(each, at))


def _believed(connection: Connection, user_id: str, known_at: datetime) -> tuple[Preference, ...]:
    """Every preference as the newest event by `known_at` left it."""
    last = (
        select(touches.c.preference_id, func.max(touches.c.number).label("number"))
        .join(events, events.c.id == touches.c.event_id)
        .where(events.c.user_id == user_id, events.c.at <= known_at)
        .group_by(touches.c.preference_id)
        .subquery()
    )
    query = (
        select(last.c.preference_id, events)
        .join(events, (events.c.user_id == user_id) & (events.c.number == last.c.number))
        .order_by(last.c.preference_id.desc())
    )
    found = []
    for row in connection.execute(query):
        after = {preference.id: preference for preference in journal.as_event(row).after}
        found.append(after[row.preference_id])
    return tuple(found)


def _holds(preference: Preference, at: datetime) -> bool:
    return preference.valid_from <= at and (preference.valid_until is None or preference.valid_until > at)
