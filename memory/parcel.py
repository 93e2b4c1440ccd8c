"""What an import brings: JSON Lines, read and checked to the last line before anything is written. No I/O.

Either one user's whole memory as `memory.portable` writes it, or plain lines from elsewhere, each a statement.
"""

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from memory import schema
from memory.errors import InvalidImport, InvalidStatement
from memory.model import Preference, Statement
from memory.schema import Json, Wrong
from memory.table import row_of
from memory.validation import check_statement

BYTE_ORDER_MARK = b"\xef\xbb\xbf"


@dataclass(frozen=True, slots=True)
class Parcel:
    """A whole memory, or, with `is_whole` False, statements alone.

    `preferences` and `asks` are rows as the tables take them, `events` too, in the order of their numbers.
    """

    is_whole: bool
    preferences: tuple[Json, ...] = ()
    events: tuple[Json, ...] = ()
    asks: tuple[Json, ...] = ()
    statements: tuple[Statement, ...] = ()


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the file, by its number from 1 on, as JSON and as checked."""

    number: int
    value: Json


def parcel_of(lines: Iterable[bytes]) -> Parcel:
    """The lines of one import, checked one by one and against each other. Raises `InvalidImport`."""
    numbered = ((number, line) for number, line in enumerate(lines, 1) if line.strip())
    first = next(numbered, None)
    if first is None:
        raise InvalidImport(1, "there is nothing in it")
    header = _parsed(first[0], first[1].removeprefix(BYTE_ORDER_MARK))
    if "format" in header.value:
        return _whole(_checked(header, schema.header), (_parsed(*each) for each in numbered))
    rest = (_parsed(*each) for each in numbered)
    return Parcel(is_whole=False, statements=(_stated(header), *(_stated(line) for line in rest)))


def _parsed(number: int, line: bytes) -> Line:
    try:
        value = json.loads(line.decode("utf-8"), parse_constant=_no_number)
    except UnicodeDecodeError:
        raise InvalidImport(number, "it is not UTF-8") from None
    except RecursionError:
        raise InvalidImport(number, "it is nested too deeply") from None
    except ValueError as error:
        raise InvalidImport(number, f"it is not JSON ({error})") from None
    if not isinstance(value, dict):
        raise InvalidImport(number, "it is not a JSON object")
    return Line(number, value)


def _no_number(name: str) -> None:
    raise ValueError(f"{name} is no JSON number")


def _checked(line: Line, check: Callable[[Json], Json]) -> Line:
    try:
        return Line(line.number, check(line.value))
    except (Wrong, InvalidStatement) as error:
        raise InvalidImport(line.number, str(error)) from None


def _stated(line: Line) -> Statement:
    checked = _checked(line, schema.plain).value
    statement = Statement(**checked, origin="import")
    try:
        check_statement(statement)
    except InvalidStatement as error:
        raise InvalidImport(line.number, str(error)) from None
    return statement


def _whole(header: Line, lines: Iterable[Line]) -> Parcel:
    checks: dict[str, Callable[[Json], Json]] = {
        "preference": schema.preference,
        "event": schema.event,
        "ask": schema.ask,
    }
    found: dict[str, list[Line]] = {kind: [] for kind in checks}
    last = header.number
    for line in lines:
        last = line.number
        kind = line.value.pop("type", None)
        if not isinstance(kind, str) or kind not in checks:
            raise InvalidImport(line.number, f"type must be one of {', '.join(checks)}")
        checked = _checked(line, checks[kind])
        if checked.value["user_id"] != header.value["user_id"]:
            raise InvalidImport(line.number, "user_id is not the header's")
        found[kind].append(checked)
    for kind, several in found.items():
        promised = header.value["counts"][f"{kind}s"]
        if promised != len(several):
            raise InvalidImport(last, f"here it ends, with {len(several)} {kind}s of {promised} that the header tells")
    in_order = sorted(found["event"], key=lambda line: int(line.value["number"]))
    Checking({}, {}, {}, {}).all(found["preference"], in_order, found["ask"])
    return Parcel(
        is_whole=True,
        preferences=tuple(row_of(Preference(**line.value)) for line in found["preference"]),
        events=tuple(line.value for line in in_order),
        asks=tuple(line.value for line in found["ask"]),
        statements=tuple(_as_statement(line.value) for line in found["preference"] if line.value["status"] == "active"),
    )


def _as_statement(row: Json) -> Statement:
    names = ("object", "polarity", "kind", "condition", "strength", "quote", "message_id")
    return Statement(**{name: row[name] for name in names}, origin="import", stated_at=row["valid_from"])


@dataclass(frozen=True, slots=True)
class Checking:
    """Whether the lines of one whole memory fit together: what `Memory` relies on when it undoes and tells history."""

    rows: dict[str, Line]
    events: dict[str, Json]
    state: dict[str, Json]
    undone: dict[str, str | None]

    def all(self, preferences: Iterable[Line], events: Iterable[Line], asks: Iterable[Line]) -> None:
        """Raises `InvalidImport`, naming the first line that does not fit."""
        self._preferences(preferences)
        following = list(events)
        for expected, line in enumerate(following, 1):
            self._event(line, expected)
        for line in following:
            if line.value["undone_by"] != self.undone.get(line.value["id"]):
                raise InvalidImport(line.number, "undone_by is not the event that has undone it")
        for line in self.rows.values():
            left = self.state.get(line.value["id"])
            if left is None or not schema.same(left, line.value):
                raise InvalidImport(line.number, "the preference is not as its newest event left it")
        self._asks(asks)

    def _preferences(self, lines: Iterable[Line]) -> None:
        places = set()
        for line in lines:
            row = line.value
            if self.rows.setdefault(row["id"], line) is not line:
                raise InvalidImport(line.number, f"the id {row['id']!r} is there twice")
            place = row["thing_key"], row["condition_key"]
            if row["status"] == "active":
                if place in places:
                    raise InvalidImport(line.number, "another preference is active for the same thing and condition")
                places.add(place)
        for line in self.rows.values():
            self._known(line, line.value["replaced_by"], "replaced_by")

    def _event(self, line: Line, expected: int) -> None:
        event = line.value
        if event["id"] in self.events:
            raise InvalidImport(line.number, f"the id {event['id']!r} is there twice")
        if event["number"] != expected:
            raise InvalidImport(line.number, f"its number is {event['number']}, the next one is {expected}")
        self.events[event["id"]] = event
        self._touched(line)
        if (event["undoes"] is not None) != (event["action"] == "undo"):
            raise InvalidImport(line.number, "undoes is for the action undo")
        if event["undoes"] is not None:
            self._undo(line)

    def _touched(self, line: Line) -> None:
        event = line.value
        about = event["after"][0]
        named = {"id": event["preference_id"], "thing_key": event["thing_key"], "condition_key": event["condition_key"]}
        if not schema.same(about, named):
            raise InvalidImport(line.number, "it is not about the first preference of its after")
        if len({each["id"] for each in event["after"]}) < len(event["after"]):
            raise InvalidImport(line.number, "after names a preference twice")
        for before, after in zip(event["before"], event["after"], strict=True):
            self._known(line, after["id"], "after")
            self._known(line, after["replaced_by"], "replaced_by")
            if after["user_id"] != event["user_id"]:
                raise InvalidImport(line.number, "after is of another user")
            earlier = self.state.get(after["id"])
            if (before is None) != (earlier is None) or (before and earlier and not schema.same(before, earlier)):
                raise InvalidImport(line.number, f"before is not as the event before left {after['id']!r}")
            self.state[after["id"]] = after

    def _undo(self, line: Line) -> None:
        """As the journal notes it: what an undone undo had undone counts again, and so on down."""
        event_id, by = line.value["undoes"], line.value["id"]
        if event_id not in self.events or event_id == by:
            raise InvalidImport(line.number, f"undoes names no event before it: {event_id!r}")
        if self.undone.get(event_id) is not None:
            raise InvalidImport(line.number, f"undoes names an event that is undone already: {event_id!r}")
        self.undone[event_id] = by
        counts, lower = True, self.events[event_id]["undoes"]
        while lower is not None:
            self.undone[lower] = None if counts else event_id
            event_id, counts, lower = lower, not counts, self.events[lower]["undoes"]

    def _asks(self, lines: Iterable[Line]) -> None:
        ids = set()
        for line in lines:
            if line.value["id"] in ids:
                raise InvalidImport(line.number, f"the id {line.value['id']!r} is there twice")
            ids.add(line.value["id"])
            self._known(line, line.value["preference_id"], "preference_id")

    def _known(self, line: Line, preference_id: str | None, field: str) -> None:
        if preference_id is not None and preference_id not in self.rows:
            raise InvalidImport(line.number, f"{field} names no preference of this import: {preference_id!r}")
