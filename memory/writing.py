"""The steps of a write: read what is held, let the pure functions decide, write the outcome. Within a transaction."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import Connection

from memory import asking, journal, table
from memory.database import new_id
from memory.errors import CannotUndo, EventNotFound, PreferenceClosed, PreferenceNotFound
from memory.journal import NO_MESSAGE, Cause
from memory.model import Ask, Change, Event, Polarity, Preference, PreferenceChanges, Question, Statement, Status
from memory.placing import Kin, Known, Place, condition_of, ids_of_kin, kin_of, thing_of
from memory.ports import Naming
from memory.resolution import Resolution, beside, question_of, resolve
from memory.transitions import (
    Transition,
    cleared,
    deleted,
    edit,
    edited,
    key_of,
    new_preference,
    placed,
    retracted,
    stated,
    undo,
)
from memory.validation import is_keepable

Applied = Mapping[tuple[str, str, str], str]
"""(message, thing key, condition key) -> the id of the preference that the message has already changed."""


@dataclass(frozen=True, slots=True)
class Writer:
    """One user's memory within one transaction, at one moment."""

    connection: Connection
    naming: Naming
    user_id: str
    now: datetime

    def remember(self, statement: Statement, known: Applied) -> Change:
        """Keep one statement, as the ladder decides; a message that is heard a second time changes nothing."""
        named = table.named(self.connection, self.user_id, statement.object)
        names = [] if named else self.names()
        thing = named or thing_of(statement.object, names, self.naming)
        statuses: tuple[Status, ...] = ("active",) if statement.stated_at is None else ("active", "deleted")
        is_new = named is None and all(each.thing_key != thing for each in names)
        about = () if is_new else self.about(thing, statuses)
        place = Place(thing, condition_of(statement.condition, about, self.naming))
        already = known.get((statement.message_id or "", thing, place.condition_key))
        if already is not None:
            return Change("keep", existing(self.connection, already), "seen_before", None)
        resolution = resolve(statement, place, about)
        if resolution.reason == "new":
            resolution = beside(statement, self.kin(statement.object, names or self.names()))
        return self._asking(statement, self.settle(statement, place, resolution), resolution)

    def settle(self, statement: Statement, place: Place, resolution: Resolution) -> Change:
        """Do what was resolved."""
        fresh = new_preference(new_id("pref"), self.user_id, statement, place, self.now)
        transition = stated(resolution, statement, fresh, self.now)
        if transition is not None:
            return self.record(transition, Cause(statement.message_id, said=statement.object.strip()))
        if resolution.rival is None:
            raise AssertionError("only something that is held can be kept")
        return Change("keep", resolution.rival, resolution.reason, None)

    def _asking(self, statement: Statement, change: Change, resolution: Resolution) -> Change:
        """The change with the question it leaves open: of what is locked, or what may be the same and contradicts."""
        question, held = question_of(statement, resolution), resolution.rival
        return replace(change, ask=self.ask(question, held, statement)) if question and held else change

    def ask(self, question: Question, held: Preference, statement: Statement) -> Ask:
        asked = Ask(new_id("ask"), self.user_id, question, held, statement, statement.message_id, self.now)
        return asking.put(self.connection, asked)

    def ask_to_forget_all(self, message_id: str | None) -> Ask:
        asked = Ask(new_id("ask"), self.user_id, "forget_all", None, None, message_id, self.now)
        return asking.put(self.connection, asked)

    def thing(self, name: str) -> str:
        """Which of the user's things `name` stands for; a new key where it is none of them."""
        named = table.named(self.connection, self.user_id, name)
        return named or thing_of(name, self.names(), self.naming)

    def names(self) -> list[Known]:
        return table.known(self.connection, self.user_id)

    def kin(self, name: str, known: Sequence[Known]) -> tuple[Kin, ...]:
        """What is held about wider and narrower things among those `known`, and about what may be the same."""
        held = table.by_ids(self.connection, ids_of_kin(name, known, self.naming))
        return kin_of(name, held, self.naming)

    def about(self, thing: str, statuses: Sequence[Status] = ("active",)) -> tuple[Preference, ...]:
        return table.about(self.connection, self.user_id, thing, statuses)

    def active(self) -> tuple[Preference, ...]:
        return table.active(self.connection, self.user_id)

    def named(self, name: str, polarity: Polarity | None) -> tuple[Preference, ...]:
        """What holds about the thing that `name` stands for, under every condition."""
        return tuple(each for each in self.about(self.thing(name)) if polarity in {None, each.polarity})

    def retract(self, held: Preference, message_id: str | None) -> Change:
        return self.record(retracted(held, self.now), Cause(message_id))

    def respeak(self, held: Preference, name: str, message_id: str | None, quote: str | None) -> tuple[Change, ...]:
        """What was said of `held` was meant of the thing `name`."""
        gone = self.record(retracted(held, self.now, "misspoken"), Cause(message_id))
        meant = Statement(
            name, held.polarity, held.kind, held.condition, held.strength, quote, message_id, origin="chat"
        )
        return gone, self.remember(meant, {})

    def clear(self, message_id: str | None) -> tuple[Change, ...]:
        """Withdraw all that holds, in one event; a change for each."""
        held = self.active()
        if not held:
            return ()
        transition = cleared(held, self.now)
        first = self.record(transition, Cause(message_id))
        return tuple(replace(first, preference=each) for each in transition.after)

    def delete(self, preference_id: str) -> Change:
        return self.record(deleted(held_now(self.connection, preference_id), self.now))

    def edit(self, preference_id: str, changes: PreferenceChanges) -> Change:
        """Correct and lock; one that it now collides with is closed and linked."""
        held = held_now(self.connection, preference_id)
        # To say nothing is no decision of the user's, so that it locks nothing either.
        corrected = edited(held, changes) if changes else held
        if corrected == held:
            return Change("edit", held, "unchanged", None)
        corrected = placed(corrected, self._place_of_corrected(held, corrected))
        return self.record(edit(held, corrected, self.holder_of_its_place(corrected), self.now))

    def _place_of_corrected(self, held: Preference, corrected: Preference) -> Place:
        thing = held.thing_key if corrected.object == held.object else self._renamed(held, corrected.object)
        others = [each for each in self.about(thing) if each.id != held.id]
        if corrected.condition == held.condition and thing == held.thing_key:
            return Place(thing, held.condition_key)
        return Place(thing, condition_of(corrected.condition, others, self.naming))

    def _renamed(self, held: Preference, name: str) -> str:
        """The thing of the new name. By the old one this preference no longer speaks, so that it does not count."""
        known = [each for each in self.names() if each.preference_id != held.id and each.name != held.object]
        return thing_of(name, known, self.naming)

    def undo(self, event_id: str) -> Change:
        event_undone = event(self.connection, event_id)
        transition = undoing(self.connection, event_undone, self)
        change = self.record(transition, Cause(undoes=event_id))
        journal.mark_undone(self.connection, event_id, str(change.event_id))
        return change

    def record(self, transition: Transition, cause: Cause = NO_MESSAGE) -> Change:
        return journal.record(self.connection, transition, self.now, cause)

    def holder_of_its_place(self, preference: Preference) -> Preference | None:
        """Another active preference about the same thing under the same condition, if there is one."""
        for other in self.about(preference.thing_key):
            if other.id != preference.id and key_of(other) == key_of(preference):
                return other
        return None


def existing(connection: Connection, preference_id: str) -> Preference:
    """The preference, held or closed. Raises `PreferenceNotFound`."""
    preference = table.get(connection, preference_id) if is_keepable(preference_id) else None
    if preference is None:
        raise PreferenceNotFound(preference_id)
    return preference


def held_now(connection: Connection, preference_id: str) -> Preference:
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


def undoing(connection: Connection, undone: Event, writer: Writer) -> Transition:
    """What undoing the event does. Raises `CannotUndo` when it is undone already or something later stands on it."""
    if undone.undone_by is not None:
        raise CannotUndo(undone.id, f"event {undone.id!r} is undone already", undone.undone_by)
    later = journal.standing_on(connection, undone)
    if later is not None:
        raise CannotUndo(undone.id, f"event {later!r} came later and changed the same; undo that first", later)
    transition = undo(undone, tuple(existing(connection, each.id) for each in undone.after))
    touched = {preference.id for preference in transition.after}
    for preference in transition.after:
        other = writer.holder_of_its_place(preference) if preference.status == "active" else None
        if other is not None and other.id not in touched:
            raise CannotUndo(
                undone.id, f"{other.object!r} has since been stated anew", journal.latest(connection, other.id)
            )
    return transition
