"""What crosses the wire and is shared by the routes: checked texts, ids, pages, and preferences as JSON."""

import json
from collections.abc import Callable, Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Annotated, Any, TypeVar

from pydantic import AfterValidator, BaseModel, StringConstraints

from memory.model import Change, Event, Preference

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
MessageText = Annotated[str, StringConstraints(max_length=MOST_CHARACTERS), AfterValidator(said)]


class Body(BaseModel):
    """A request's body: a field that the contract does not know is an error, not a wish that is silently ignored."""

    model_config = {"extra": "forbid"}


def preference_json(preference: Preference) -> dict[str, Any]:
    return asdict(preference)


def change_json(change: Change) -> dict[str, Any]:
    """A change as the contract shows it; `replaced` only where something was."""
    shown: dict[str, Any] = {
        "action": change.action,
        "preference": preference_json(change.preference),
        "event_id": change.event_id,
        "reason": change.reason,
    }
    return shown | ({"replaced": preference_json(change.replaced)} if change.replaced else {})


def event_json(event: Event) -> dict[str, Any]:
    return asdict(event)


def as_json(value: Any, indent: int | None = None) -> str:
    """JSON with moments as everywhere in the API: ISO 8601, UTC as Z."""
    return json.dumps(value, ensure_ascii=False, indent=indent, default=_moment)


def _moment(value: object) -> str:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat().replace("+00:00", "Z")
    raise TypeError(f"{type(value).__name__} is no JSON value")


def page_json(
    items: Sequence[Item], shown: Callable[[Item], dict[str, Any]], next_cursor: str | None
) -> dict[str, Any]:
    return {"items": [shown(item) for item in items], "next_cursor": next_cursor}
