"""What each line of an import must look like: its fields, their types and their lengths. Pure.

Each check takes JSON as it was parsed and gives the row that the tables take, with moments as moments; the states that
an event keeps stay as they are, since they are kept as JSON. Raises `Wrong`, or memory's `InvalidStatement`.
"""

import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any, get_args

from memory.model import Action, Answer, Kind, Origin, Polarity, Preference, Question, Statement, Status, Strength
from memory.portable import FORMAT, VERSION
from memory.resolution import Reason
from memory.validation import (
    CONDITION_CHARACTERS,
    ID_CHARACTERS,
    KEY_BYTES,
    OBJECT_CHARACTERS,
    QUOTE_CHARACTERS,
    check_statement,
    is_keepable,
)

Json = dict[str, Any]
Check = Callable[[Any], Any]

ID = re.compile(r"[A-Za-z0-9_-]{1,64}")
LARGEST_COUNT = 2**31 - 1


class Wrong(Exception):
    """Something about a line; the message says what, and of which field."""


def _text(limit: int) -> Check:
    def check(value: Any) -> Any:
        if not isinstance(value, str):
            raise Wrong("must be a text")
        if len(value) > limit:
            raise Wrong(f"has {len(value)} characters, the most is {limit}")
        if not is_keepable(value):
            raise Wrong("holds a character that no database keeps (NUL or half a surrogate)")
        return value

    return check


def _choice(literal: Any) -> Check:
    allowed = get_args(literal)

    def check(value: Any) -> Any:
        if not isinstance(value, str) or value not in allowed:
            raise Wrong(f"must be one of {', '.join(allowed)}")
        return value

    return check


def _or_none(check: Check) -> Check:
    return lambda value: None if value is None else check(value)


def _id(value: Any) -> Any:
    if not isinstance(value, str) or not ID.fullmatch(value):
        raise Wrong("must be an id: 1 to 64 letters, digits, _ and -")
    return value


def _flag(value: Any) -> Any:
    if not isinstance(value, bool):
        raise Wrong("must be true or false")
    return value


def _count(value: Any) -> Any:
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= LARGEST_COUNT:
        raise Wrong("must be a whole number that is not negative")
    return value


def _moment(value: Any) -> datetime:
    try:
        moment = datetime.fromisoformat(value).astimezone(UTC) if isinstance(value, str) else None
        if moment is None or datetime.fromisoformat(value).tzinfo is None:
            raise Wrong("must be a moment with its time zone, such as 2026-11-21T21:56:56Z")
    except (ValueError, OverflowError):
        raise Wrong("must be a moment with its time zone, such as 2026-11-21T21:56:56Z") from None
    return moment


def _key(value: Any) -> Any:
    if not isinstance(value, str) or len(value.encode(errors="replace")) > KEY_BYTES or not is_keepable(value):
        raise Wrong(f"must be a text of at most {KEY_BYTES} bytes")
    return value


_name, _condition, _quote = _text(OBJECT_CHARACTERS), _text(CONDITION_CHARACTERS), _text(QUOTE_CHARACTERS)
_reference = _or_none(_text(ID_CHARACTERS))

STATED: Mapping[str, Check] = {
    "object": _name,
    "polarity": _choice(Polarity),
    "kind": _choice(Kind),
    "condition": _or_none(_condition),
    "strength": _choice(Strength),
    "quote": _or_none(_quote),
}
PLACE: Mapping[str, Check] = {"thing_key": _key, "condition_key": _key}
PREFERENCE: Mapping[str, Check] = {
    "id": _id,
    "user_id": _text(ID_CHARACTERS),
    **STATED,
    "message_id": _reference,
    "origin": _choice(Origin),
    "locked": _flag,
    "status": _choice(Status),
    "valid_from": _moment,
    "valid_until": _or_none(_moment),
    "replaced_by": _or_none(_id),
    "times_confirmed": _count,
    **PLACE,
}
STATEMENT: Mapping[str, Check] = {
    **STATED,
    "message_id": _reference,
    "origin": _choice(Origin),
    "stated_at": _or_none(_moment),
}


def _fields(value: Any, checks: Mapping[str, Check], optional: Mapping[str, Check] | None = None) -> Json:
    """The value with each field checked; no other fields, and all that are not optional."""
    if not isinstance(value, dict):
        raise Wrong("must be a JSON object")
    known = {**checks, **optional} if optional else checks
    missing, unknown = checks.keys() - value.keys(), value.keys() - known.keys()
    if missing or unknown:
        sides = (("missing", missing), ("unknown", unknown))
        told = "; ".join(f"{what}: {', '.join(sorted(names))}" for what, names in sides if names)
        raise Wrong(f"its fields are not those of its type ({told})")
    checked = {}
    for name, each in value.items():
        try:
            checked[name] = known[name](each)
        except Wrong as error:
            raise Wrong(f"{name} {error}") from None
    return checked


def _keepable(stated: Mapping[str, Any]) -> None:
    names = ("object", "polarity", "kind", "condition", "strength", "quote", "message_id", "origin")
    check_statement(Statement(**{name: stated[name] for name in names}))


def _preference(value: Any, checks: Mapping[str, Check], optional: Mapping[str, Check] | None = None) -> Json:
    row = _fields(value, checks, optional)
    _keepable(row)
    if (row["status"] == "active") != (row["valid_until"] is None):
        raise Wrong("valid_until is for what holds no longer, and only for that")
    if row["status"] == "active" and row["replaced_by"] is not None:
        raise Wrong("replaced_by is for what holds no longer")
    return row


def preference(value: Json) -> Json:
    row = _preference(value, PREFERENCE)
    return {name: row[name] for name in Preference.__dataclass_fields__}


WITHOUT_PLACE = {name: check for name, check in PREFERENCE.items() if name not in PLACE}


def _state(value: Any) -> Any:
    """A preference as an event keeps it, left as it is. One of before a name had a place of its own lacks the place."""
    _preference(value, WITHOUT_PLACE, PLACE)
    return value


def _states(check: Check) -> Check:
    def checked(value: Any) -> Any:
        if not isinstance(value, list) or not value:
            raise Wrong("must be a list of preferences, at least one")
        return [check(each) for each in value]

    return checked


EVENT: Mapping[str, Check] = {
    "id": _id,
    "user_id": _text(ID_CHARACTERS),
    "number": _count,
    "preference_id": _id,
    **PLACE,
    "action": _choice(Action),
    "reason": _choice(Reason),
    "message_id": _reference,
    "at": _moment,
    "undoes": _or_none(_id),
    "undone_by": _or_none(_id),
    # What was before must be what the event before has left, which was checked there.
    "before": _states(_or_none(lambda value: _fields(value, WITHOUT_PLACE, PLACE) and value)),
    "after": _states(_state),
    "said": _or_none(_name),
}


def event(value: Json) -> Json:
    row = _fields(value, EVENT)
    if len(row["before"]) != len(row["after"]):
        raise Wrong("before and after must be of one length")
    return row


def _said(value: Any) -> Any:
    """A statement as a question keeps it, left as it is."""
    _keepable(_fields(value, STATEMENT))
    return value


ASK: Mapping[str, Check] = {
    "id": _id,
    "user_id": _text(ID_CHARACTERS),
    "question": _choice(Question),
    "preference_id": _or_none(_id),
    "statement": _or_none(_said),
    "message_id": _reference,
    "asked_at": _moment,
    "answer": _or_none(_choice(Answer)),
    "answered_at": _or_none(_moment),
}


def ask(value: Json) -> Json:
    row = _fields(value, ASK)
    if (row["answer"] is None) != (row["answered_at"] is None):
        raise Wrong("answer and answered_at come together")
    of_all = row["question"] == "forget_all"
    if (row["preference_id"] is None) != of_all or (row["statement"] is None) != of_all:
        raise Wrong("preference_id and statement are for every question but forget_all")
    return row


COUNTS: Mapping[str, Check] = {"preferences": _count, "events": _count, "asks": _count}
HEADER: Mapping[str, Check] = {
    "format": _text(ID_CHARACTERS),
    "version": _count,
    "user_id": _text(ID_CHARACTERS),
    "exported_at": _moment,
    "counts": lambda value: _fields(value, COUNTS),
}


def header(value: Json) -> Json:
    if value.get("format") != FORMAT or value.get("version") != VERSION:
        raise Wrong(f"only the format {FORMAT!r} in version {VERSION} can be read")
    return _fields(value, HEADER)


OPTIONAL: Mapping[str, Check] = {
    "kind": STATED["kind"],
    "condition": STATED["condition"],
    "strength": STATED["strength"],
    "quote": STATED["quote"],
    "stated_at": _or_none(_moment),
}


def plain(value: Json) -> Json:
    """A statement from elsewhere; what it leaves out is as `memory.model.Statement` has it."""
    return _fields(value, {"object": STATED["object"], "polarity": STATED["polarity"]}, OPTIONAL)


def same(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """Whether two states of a preference agree; those of before a name had a place of its own lack the place."""
    return one == other or all(_plainly(one[name]) == _plainly(other[name]) for name in one.keys() & other.keys())


def _plainly(value: Any) -> Any:
    """A value as it can be compared: rows have moments, states as JSON their text."""
    return value.isoformat() if isinstance(value, datetime) else value
