"""The steps of a write: read what is held, let the pure functions decide, write the outcome. Within a transaction."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import Connection

from memory import journal, table
from memory.database import new_id
from memory.errors import CannotUndo, EventNotFound, PreferenceClosed, PreferenceNotFound
from memory.model import Change, Event, Preference, Statement, Status
from memory.resolution import Resolution, resolve
from memory.things import condition_key, thing_key
from memory.transitions import Transition, key_of, new_preference, stated, undo
from memory.validation import is_keepable

Applied = Mapping[tuple[str, str, str], str]
"""(message, thing key, condition key) -> the id of the preference that the message has already changed."""


def remember(connection: Connection, user_id: str, statement: Statement, known: Applied, now: datetime) -> Change:
    """Keep one statement, as the ladder decides; a message that is heard a second time changes nothing."""
    thing = thing_key(statement.object)
    already = known.get((statement.message_id or "", thing, condition_key(statement.condition)))
    if already is not None:
        return Change("keep", existing(connection, already), "seen_before", None)
    statuses: tuple[Status, ...] = ("active",) if statement.stated_at is None else ("active", "deleted")
    resolution = resolve(statement, table.about(connection, user_id, thing, statuses))
    transition = stated(resolution, statement, new_preference(new_id("pref"), user_id, statement, now), now)
    if transition is None:
        return _kept(resolution)
    return journal.record(connection, transition, now, statement.message_id)


def _kept(resolution: Resolution) -> Change:
    if resolution.rival is None:
        raise AssertionError("only something that is held can be kept")
    return Change("keep", resolution.rival, resolution.reason, None)


def existing(connection: Connection, preference_id: str) -> Preference:
    """The preference, held or closed. Raises `PreferenceNotFound`."""
    preference = table.get(connection, preference_id) if is_keepable(preference_id) else None
    if preference is None:
        raise PreferenceNotFound(preference_id)
    return preference


def held(connection: Connection, preference_id: str) -> Preference:
    """The active preference. Raises `PreferenceNotFound`, `PreferenceClosed`."""
    preference = existing(connection, preference_id)
    if preference.status != "active":
        raise PreferenceClosed(preference_id, preference.status)
    return preference


def event(connection: Connection, event_id: str) -> Event:
    """The event. Raises `EventNotFound`."""
    found = journal.get(connection, event_id) if is_keepable(event_id) else None
    if found is None:
        raise EventNotFound(event_id)
    return found


def holder_of_its_place(connection: Connection, preference: Preference) -> Preference | None:
    """Another active preference about the same thing under the same condition, if there is one."""
    thing, _ = key_of(preference)
    for other in table.about(connection, preference.user_id, thing, ("active",)):
        if other.id != preference.id and key_of(other) == key_of(preference):
            return other
    return None


def undoing(connection: Connection, undone: Event, now: datetime) -> Transition:
    """What undoing the event does. Raises `CannotUndo` when it is undone already or something later stands on it."""
    if undone.undone_by is not None:
        raise CannotUndo(undone.id, f"event {undone.id!r} is undone already", undone.undone_by)
    later = journal.standing_on(connection, undone)
    if later is not None:
        raise CannotUndo(undone.id, f"event {later!r} came later and changed the same; undo that first", later)
    transition = undo(undone, tuple(existing(connection, each.id) for each in undone.after), now)
    touched = {preference.id for preference in transition.after}
    for preference in transition.after:
        other = holder_of_its_place(connection, preference) if preference.status == "active" else None
        if other is not None and other.id not in touched:
            raise CannotUndo(
                undone.id, f"{other.object!r} has since been stated anew", journal.latest(connection, other.id)
            )
    return transition
