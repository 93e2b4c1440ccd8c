"""What crosses the wire and is shared by the routes: checked texts, ids, pages, and preferences as JSON."""

import json
import re
from collections.abc import Callable, Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Annotated, Any, TypeVar

from pydantic import AfterValidator, BaseModel, StringConstraints

from memory.errors import InvalidCursor
from memory.model import Ask, Change, Event, Preference

DEFAULT_USER = "default"
MOST_CHARACTERS = 8000

Item = TypeVar("Item")


def storable(text: str) -> str:
    """Refuses what no database stores as text: NUL, and halves of surrogate pairs."""
    if "\x00" in text:
        raise ValueError("must not contain the NUL character")
    if any("\ud800" <= character <= "\udfff" for character in text):
        raise ValueError("must be valid Unicode")
    return text


def said(text: str) -> str:
    """Refuses what says nothing: only white space and control characters."""
    if not any(character.isprintable() and not character.isspace() for character in text):
        raise ValueError("must not be empty")
    return storable(text)


Storable = AfterValidator(storable)
UserId = Annotated[str, StringConstraints(min_length=1, max_length=128, strip_whitespace=True), Storable]
Id = Annotated[str, StringConstraints(min_length=1, max_length=64), Storable]
Name = Annotated[str, StringConstraints(min_length=1, max_length=200, strip_whitespace=True), Storable]
MessageText = Annotated[str, StringConstraints(max_length=MOST_CHARACTERS), AfterValidator(said)]


class Body(BaseModel):
    """A request's body: a field that the contract does not know is an error, not a wish that is silently ignored."""

    model_config = {"extra": "forbid"}


class Whose(Body):
    """Whose memory is meant."""

    user_id: UserId = DEFAULT_USER


def preference_json(preference: Preference) -> dict[str, Any]:
    """A preference as the contract shows it: its place among the others is memory's own affair."""
    return {name: value for name, value in asdict(preference).items() if name not in {"thing_key", "condition_key"}}


def change_json(change: Change) -> dict[str, Any]:
    """A change as the contract shows it; `replaced`, `beside` and `asks` only where there is such a thing."""
    shown: dict[str, Any] = {
        "action": change.action,
        "preference": preference_json(change.preference),
        "event_id": change.event_id,
        "reason": change.reason,
    }
    if change.replaced:
        shown["replaced"] = preference_json(change.replaced)
    if change.beside:
        shown["beside"] = preference_json(change.beside)
    if change.ask:
        shown["asks"] = ask_json(change.ask)
    return shown


def ask_json(ask: Ask) -> dict[str, Any]:
    """A question that waits for its user: what it is about, and how it was answered, if it was."""
    shown = {name: getattr(ask, name) for name in ("id", "user_id", "question", "message_id", "asked_at", "answer")}
    return shown | {
        "preference": preference_json(ask.preference) if ask.preference else None,
        "statement": asdict(ask.statement) if ask.statement else None,
    }


def event_json(event: Event) -> dict[str, Any]:
    return {name: getattr(event, name) for name in Event.__dataclass_fields__} | {
        "before": [preference_json(each) if each else None for each in event.before],
        "after": [preference_json(each) for each in event.after],
    }


def as_json(value: Any, indent: int | None = None) -> str:
    """JSON with moments as everywhere in the API: ISO 8601, UTC as Z."""
    return json.dumps(value, ensure_ascii=False, indent=indent, default=_moment)


def _moment(value: object) -> str:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat().replace("+00:00", "Z")
    raise TypeError(f"{type(value).__name__} is no JSON value")


def checked_cursor(cursor: str | None, prefix: str) -> str | None:
    """The cursor of a list that is paged by ids with this prefix. Raises `InvalidCursor` for what can be none."""
    if cursor is not None and not re.fullmatch(rf"{prefix}_[0-9a-f]{{32}}", cursor):
        raise InvalidCursor(f"{cursor!r} is no cursor of this list; ask again without one")
    return cursor


def page_json(
    items: Sequence[Item], shown: Callable[[Item], dict[str, Any]], next_cursor: str | None
) -> dict[str, Any]:
    return {"items": [shown(item) for item in items], "next_cursor": next_cursor}
