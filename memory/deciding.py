"""What a user decides over the ladder: the answer to a question, that two names are one thing, that they are two."""

from dataclasses import replace

from memory import asking, journal
from memory.database import new_id
from memory.errors import CannotMerge, CannotSplit
from memory.model import Ask, Change, Event, Preference
from memory.placing import Place, condition_of, free_key
from memory.resolution import Resolution
from memory.things import thing_key
from memory.transitions import key_of, merge, reopened, split
from memory.writing import Writer, existing, held_now


def answer(writer: Writer, ask: Ask, *, yes: bool) -> tuple[Change, ...]:
    """Do what the user decided, and close the question; empty where nothing changes."""
    asking.close(writer.connection, ask, "yes" if yes else "no", writer.now)
    if ask.question == "forget_all":
        return writer.clear(ask.message_id) if yes else ()
    if ask.question == "replace":
        return (_replace(writer, ask),) if yes else ()
    return _same(writer, ask, yes=yes)


def _replace(writer: Writer, ask: Ask) -> Change:
    """The agreed replacement; where what was asked about holds no longer, the statement is kept as if said now."""
    held, statement = ask.preference, ask.statement
    if held is None or statement is None:
        raise AssertionError("a question whether to replace has what to replace and by what")
    if held.status != "active":
        return writer.remember(replace(statement, stated_at=None), {})
    return writer.settle(statement, Place(*key_of(held)), Resolution("replace", "agreed", held))


def _same(writer: Writer, ask: Ask, *, yes: bool) -> tuple[Change, ...]:
    held, statement = ask.preference, ask.statement
    if held is None or statement is None:
        raise AssertionError("a question whether two are the same has both")
    spoken = next(iter(writer.named(statement.object, None)), None)
    if spoken is None or held.status != "active" or spoken.thing_key == held.thing_key:
        return ()
    return (unite(writer, held.id, spoken.id) if yes else part(writer, spoken.id, held.id),)


def unite(writer: Writer, preference_id: str, into_id: str) -> Change:
    """Two preferences are about one thing: the second stays, what contradicts or repeats it is closed and linked.

    Raises `CannotMerge`, `PreferenceNotFound`, `PreferenceClosed`.
    """
    other, kept = held_now(writer.connection, preference_id), held_now(writer.connection, into_id)
    if other.user_id != kept.user_id or other.id == kept.id:
        raise CannotMerge("two preferences of one user are needed")
    if other.thing_key == kept.thing_key:
        raise CannotMerge("they are about one thing already, under two conditions; edit one of them")
    there = [each for each in writer.about(kept.thing_key) if each.id != kept.id]
    moving = {
        each: Place(kept.thing_key, condition_of(each.condition, [kept, *there], writer.naming))
        for each in writer.about(other.thing_key)
    }
    return writer.record(merge(kept, moving, there, writer.now))


def part(writer: Writer, preference_id: str, from_id: str) -> Change:
    """Two preferences are about two things, and are not to be taken for one again.

    What one of them had replaced or been merged into holds again. Raises `CannotSplit`, `PreferenceNotFound`.
    """
    one, other = existing(writer.connection, preference_id), existing(writer.connection, from_id)
    if one.user_id != other.user_id or thing_key(one.object) == thing_key(other.object):
        raise CannotSplit("two preferences of one user with two names are needed")
    if one.thing_key != other.thing_key:
        return writer.record(split((one, other), (one, other)))
    taken = {each.thing_key for each in writer.names()}
    apart = replace(one, thing_key=free_key(thing_key(one.object), taken))
    after = (_standing_alone(writer, apart, other), _standing_alone(writer, other, apart))
    return writer.record(split((one, other), after))


def _standing_alone(writer: Writer, one: Preference, other: Preference) -> Preference:
    """`one` holds again where it was the other that took its place, unless a third holds it by now."""
    if one.replaced_by != other.id:
        return one
    holder = writer.holder_of_its_place(one)
    return reopened(one) if holder is None or holder.id == other.id else one


def part_name(writer: Writer, preference_id: str, name: str) -> Change:
    """A name that was taken for another word for the preference's thing is a thing of its own.

    What was said by that name becomes a preference of its own. Raises `CannotSplit`, `PreferenceNotFound`,
    `PreferenceClosed`.
    """
    held = held_now(writer.connection, preference_id)
    key = thing_key(name)
    events = journal.history(writer.connection, preference_id)
    for event in reversed(events):
        for preference in event.after:
            if preference.id != held.id and thing_key(preference.object) == key != thing_key(held.object):
                return part(writer, preference.id, held.id)
    spoken = next((event for event in reversed(events) if event.said and thing_key(event.said) == key), None)
    if spoken is None or key == thing_key(held.object):
        raise CannotSplit(f"{held.object!r} was never called {name!r}")
    taken = {each.thing_key for each in writer.names()}
    fresh = _own(held, spoken, free_key(key, taken), writer)
    return writer.record(split((None, held), (fresh, held)))


def _own(held: Preference, spoken: Event, key: str, writer: Writer) -> Preference:
    said = spoken.after[0]
    return replace(
        held,
        id=new_id("pref"),
        object=spoken.said or "",
        polarity=said.polarity,
        quote=said.quote,
        message_id=spoken.message_id,
        valid_from=min(spoken.at, writer.now),
        thing_key=key,
        times_confirmed=0,
        replaced_by=None,
    )
