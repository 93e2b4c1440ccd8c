"""Taking in what another memory has written: a whole life into an empty user, statements into one who holds something.

Within a transaction, and without a query a line: a hundred thousand of them take seconds.
"""

from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import Any

from sqlalchemy import Connection, Table, bindparam, insert, select, update

from memory import asking, journal, table
from memory.database import new_id
from memory.journal import Cause
from memory.model import Ask, Preference, Question, Statement
from memory.parcel import Parcel
from memory.placing import Known, Place, condition_of, free_key, kin_of, same_thing
from memory.ports import Naming
from memory.resolution import Resolution, beside, question_of, resolve
from memory.schema import Json
from memory.table import PREFERENCE, asks, events, outbox, preferences, touches
from memory.things import thing_key
from memory.transitions import Transition, new_preference, stated
from memory.writing import Writer

BATCH = 2_000
COMPARISONS = 1_000_000
"""How many pairs of names one import compares at most. A thousand new names are compared with everything that is held,
a hundred thousand with the newest only: two names that are one thing then stand side by side, and are shown as possible
duplicates."""


@dataclass(frozen=True, slots=True)
class TakenIn:
    """What an import did: preferences and events that are new, preferences changed, and lines that brought nothing."""

    imported: int = 0
    events: int = 0
    changed: int = 0
    skipped: int = 0


def take_in(writer: Writer, parcel: Parcel) -> TakenIn:
    """All of it or, where something fails, nothing."""
    if parcel.is_whole and _is_here(writer, parcel):
        return TakenIn(skipped=len(parcel.preferences))
    if parcel.is_whole and _holds_nothing(writer):
        return _restore(writer, parcel)
    heard = Hearing(writer, parcel.statements).hear()
    closed = len(parcel.preferences) - len(parcel.statements) if parcel.is_whole else 0
    return replace(heard, skipped=heard.skipped + closed)


# -- a whole life ----------


def _holds_nothing(writer: Writer) -> bool:
    kept = (select(each.c.id).where(each.c.user_id == writer.user_id).limit(1) for each in (preferences, events, asks))
    return all(writer.connection.execute(query).first() is None for query in kept)


def _is_here(writer: Writer, parcel: Parcel) -> bool:
    """Whether the user's life began with these very events; they may have other ids here."""
    if not parcel.events:
        return not parcel.statements
    query = select(events).where(events.c.user_id == writer.user_id).order_by(events.c.number).limit(len(parcel.events))
    rows = writer.connection.execute(query.execution_options(yield_per=BATCH)).mappings()
    here, brought = _without_ids(rows), _without_ids(parcel.events)
    return all(next(here, None) == each for each in brought)


def _without_ids(rows: Iterable[Mapping[Any, Any]]) -> Iterator[tuple[Any, ...]]:
    """Each event, with a number in the place of each id, and without what was done about it later."""
    numbers: dict[str | None, int | None] = {None: None}
    for row in rows:
        for each in row["after"]:
            numbers.setdefault(each["id"], len(numbers))
        numbers[row["id"]] = len(numbers)
        names = ("action", "reason", "message_id", "at", "said")
        states = [{k: v for k, v in each.items() if k != "user_id"} for each in row["after"]]
        linked = [s | {"id": numbers[s["id"]], "replaced_by": numbers.get(s["replaced_by"], 0)} for s in states]
        yield (*(row[name] for name in names), numbers.get(row["undoes"], 0), linked)


def _restore(writer: Writer, parcel: Parcel) -> TakenIn:
    ids = _free_ids(writer.connection, parcel)

    def own(row: Mapping[str, Any]) -> Json:
        """The row, or an event's state, as this user's, under the ids that it has here."""
        named = {name: ids.get(row[name], row[name]) for name in IDS if name in row}
        return {**row, **named, "user_id": writer.user_id}

    lived = [own(event) | {each: _all_of(own, event[each]) for each in ("before", "after")} for event in parcel.events]
    _insert(writer.connection, preferences, map(own, parcel.preferences))
    _insert(writer.connection, events, lived)
    _insert(writer.connection, touches, (touch for event in lived for touch in journal.touches_of(event)))
    _insert(writer.connection, asks, map(own, parcel.asks))
    _insert(writer.connection, outbox, ({"preference_id": ids.get(e["id"], e["id"])} for e in parcel.preferences))
    return TakenIn(imported=len(parcel.preferences), events=len(lived))


IDS = ("id", "preference_id", "replaced_by", "undoes", "undone_by")


def _all_of(own: Any, states: Sequence[Json | None]) -> list[Json | None]:
    return [own(state) if state else None for state in states]


def _free_ids(connection: Connection, parcel: Parcel) -> Mapping[str, str]:
    """The ids that are to be used instead, in the same order; none where all are still free in this database."""
    brought = (("pref", preferences, parcel.preferences), ("evt", events, parcel.events), ("ask", asks, parcel.asks))
    if not any(_is_taken(connection, kept, [row["id"] for row in rows]) for _, kept, rows in brought):
        return {}
    return {old: new_id(prefix) for prefix, _, rows in brought for old in sorted(row["id"] for row in rows)}


def _is_taken(connection: Connection, kept: Table, ids: Sequence[str]) -> bool:
    query = select(kept.c.id).where(kept.c.id.in_(bindparam("ids", expanding=True))).limit(1)
    batches = (ids[start : start + 500] for start in range(0, len(ids), 500))
    return any(connection.execute(query, {"ids": batch}).first() is not None for batch in batches)


def _insert(connection: Connection, into: Table, rows: Iterable[Json]) -> None:
    """In batches, none of which is empty."""
    left = iter(rows)
    while batch := list(islice(left, BATCH)):
        connection.execute(insert(into), batch)


# -- statements ----------


class Hearing:
    """Statements on their way through the ladder, oldest first, against a copy of what the user holds in this process.

    What was deleted by hand stays deleted, and what was taken back since a statement was made stays so. To hear again
    what is held already changes nothing, so that an import can be repeated.
    """

    def __init__(self, writer: Writer, statements: Sequence[Statement]) -> None:
        self._writer = writer
        self._statements = sorted(statements, key=lambda each: each.stated_at or writer.now)
        self._compared = max(1, COMPARISONS // max(1, len(statements)))
        self._held = Held(_known(writer))
        self._heard = _heard_before(writer)
        self._number = journal.next_number(writer.connection, writer.user_id)
        self._before: dict[str, Preference | None] = {}
        self._events: list[Json] = []
        self._asks: dict[tuple[Question, str], Ask] = {}

    def hear(self) -> TakenIn:
        skipped = sum(not self._take(statement) for statement in self._statements)
        new = [each for each, before in self._before.items() if before is None]
        changed = [each for each, before in self._before.items() if before is not None]
        self._write(new, changed)
        return TakenIn(len(new), len(self._events), len(changed), skipped)

    def _take(self, statement: Statement) -> bool:
        """Whether the statement changed anything."""
        thing = self._held.thing(statement.object, self._writer.naming, self._compared)
        about = [each for each in self._held.about(thing) if each.status in {"active", "deleted"}]
        place = Place(thing, condition_of(statement.condition, about, self._writer.naming))
        if (statement.message_id, place.thing_key, place.condition_key) in self._heard:
            return False
        resolution = resolve(statement, place, about)
        if resolution.action == "add" and self._is_over(statement, place):
            return False
        if resolution.reason == "new":
            kin = kin_of(statement.object, self._held.newest(self._compared), self._writer.naming)
            resolution = beside(statement, kin)
        self._ask(resolution, statement)
        fresh = new_preference(new_id("pref"), self._writer.user_id, statement, place, self._writer.now)
        transition = stated(resolution, statement, fresh, self._writer.now)
        if transition is None or _only_counts(transition):
            return False
        self._keep(transition, statement)
        return True

    def _is_over(self, statement: Statement, place: Place) -> bool:
        """Whether the user has ended it: deleted it by hand, at whatever time, or taken it back since it was stated."""
        for each in self._held.about(place.thing_key):
            if each.condition_key != place.condition_key or each.valid_until is None:
                continue
            if statement.stated_at is None:
                if each.status == "deleted":
                    return True
            elif each.status in {"deleted", "retracted"} and statement.stated_at <= each.valid_until:
                return True
        return False

    def _ask(self, resolution: Resolution, statement: Statement) -> None:
        """What the user must decide, as in chat: of one thing only the last question."""
        question, held = question_of(statement, resolution), resolution.rival
        if question and held:
            asked = (statement.message_id, self._writer.now)
            self._asks[question, held.id] = Ask(new_id("ask"), self._writer.user_id, question, held, statement, *asked)

    def _keep(self, transition: Transition, statement: Statement) -> None:
        for before, after in zip(transition.before, transition.after, strict=True):
            self._before.setdefault(after.id, before)
            self._held.put(after)
        cause = Cause(statement.message_id, said=statement.object.strip())
        self._events.append(journal.row_of(transition, self._writer.now, cause) | {"number": self._number})
        self._number += 1

    def _write(self, new: Sequence[str], changed: Sequence[str]) -> None:
        connection = self._writer.connection
        if changed:
            self._update([self._held.rows[each] for each in changed])
        _insert(connection, preferences, (table.row_of(self._held.rows[each]) for each in new))
        _insert(connection, events, self._events)
        _insert(connection, touches, (touch for event in self._events for touch in journal.touches_of(event)))
        _insert(connection, outbox, ({"preference_id": each} for each in (*changed, *new)))
        open_now = {(each.question, each.preference, each.statement) for each in self._open_asks()}
        for ask in self._asks.values():
            if (ask.question, ask.preference, ask.statement) not in open_now:
                asking.put(connection, ask)

    def _update(self, rows: Iterable[Preference]) -> None:
        values = [{f"new_{name}": value for name, value in table.row_of(row).items()} for row in rows]
        names = [name.removeprefix("new_") for name in values[0]]
        changed = update(preferences).where(preferences.c.id == bindparam("new_id"))
        self._writer.connection.execute(
            changed.values({name: bindparam(f"new_{name}") for name in names if name != "id"}), values
        )

    def _open_asks(self) -> tuple[Ask, ...]:
        return asking.open_of(self._writer.connection, self._writer.user_id) if self._asks else ()


class Held:
    """What a user has said, found by thing and by name without a query."""

    def __init__(self, known: Sequence[Preference]) -> None:
        """`known` are all of the user's, the one that counts most for its name first."""
        self.rows: dict[str, Preference] = {}
        self._of_thing: dict[str, dict[str, None]] = {}
        self._things: dict[str, str] = {}
        self._names: deque[Known] = deque()
        self._active: dict[str, None] = {}
        for each in known:
            if thing_key(each.object) not in self._things:
                self._names.append(Known.of(each))
            self._things.setdefault(thing_key(each.object), each.thing_key)
        for each in reversed(known):
            self._add(each)

    def put(self, preference: Preference) -> None:
        """Take a preference as it is now, newer than all the others."""
        if thing_key(preference.object) not in self._things:
            self._names.appendleft(Known.of(preference))
        self._things[thing_key(preference.object)] = preference.thing_key
        self._add(preference)

    def _add(self, preference: Preference) -> None:
        self.rows[preference.id] = preference
        self._of_thing.setdefault(preference.thing_key, {})[preference.id] = None
        if preference.status == "active":
            self._active.setdefault(preference.id)
        else:
            self._active.pop(preference.id, None)

    def about(self, thing: str) -> list[Preference]:
        """What is held or was held about a thing, newest first."""
        return sorted((self.rows[each] for each in self._of_thing.get(thing, ())), key=lambda p: p.id, reverse=True)

    def newest(self, limit: int) -> list[Preference]:
        return [self.rows[each] for each in islice(reversed(self._active), limit)]

    def thing(self, name: str, naming: Naming, limit: int) -> str:
        """As `memory.placing.thing_of`, but that a name that is new is compared with at most `limit` others."""
        key = thing_key(name)
        if key in self._things:
            return self._things[key]
        return same_thing(name, islice(self._names, limit), naming) or free_key(key, self._of_thing)


def _known(writer: Writer) -> list[Preference]:
    """As `memory.table.known` orders them."""
    query = select(*PREFERENCE).where(preferences.c.user_id == writer.user_id).order_by(*table.LATEST_FIRST)
    return [Preference(*row) for row in writer.connection.execute(query)]


def _heard_before(writer: Writer) -> set[tuple[str | None, str, str]]:
    """What messages have stated here: one that is brought again, from the same message, changes nothing."""
    query = select(events.c.message_id, events.c.thing_key, events.c.condition_key).where(
        events.c.user_id == writer.user_id,
        events.c.message_id.is_not(None),
        events.c.action.in_(journal.STATING),
    )
    return {(row.message_id, row.thing_key, row.condition_key) for row in writer.connection.execute(query)}


def _only_counts(transition: Transition) -> bool:
    """Whether a confirmation brings nothing but a higher count."""
    before, after = transition.before[0], transition.after[0]
    return before is not None and replace(before, times_confirmed=after.times_confirmed) == after
