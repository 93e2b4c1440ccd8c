"""What memory refuses to keep, and why. Names are data: SQL, HTML and emoji are as good as any other characters."""

import unicodedata
from typing import get_args

from memory.errors import InvalidStatement
from memory.model import Kind, Origin, Polarity, PreferenceChanges, Statement, Strength
from memory.things import condition_key, thing_key

OBJECT_CHARACTERS = 200
"""A name of a thing, not a story about it; its key must also fit a row of a PostgreSQL index (`KEY_BYTES`)."""
CONDITION_CHARACTERS = 100
QUOTE_CHARACTERS = 8_000
"""The longest message the service accepts."""
ID_CHARACTERS = 256
KEY_BYTES = 800

CHOICES = {
    "polarity": get_args(Polarity),
    "kind": get_args(Kind),
    "strength": get_args(Strength),
    "origin": get_args(Origin),
}


def check_statement(statement: Statement) -> None:
    """Raises `InvalidStatement` naming the first field that cannot be kept."""
    _check_name("object", statement.object, OBJECT_CHARACTERS)
    if statement.condition is not None:
        _check_text("condition", statement.condition, CONDITION_CHARACTERS)
    if statement.quote is not None:
        _check_text("quote", statement.quote, QUOTE_CHARACTERS)
    if statement.message_id is not None:
        _check_text("message_id", statement.message_id, ID_CHARACTERS)
    if statement.stated_at is not None and statement.stated_at.tzinfo is None:
        raise InvalidStatement("stated_at needs its time zone", ("stated_at",))
    for field, allowed in CHOICES.items():
        _check_choice(field, getattr(statement, field), allowed)
    _check_keys(statement.object, statement.condition)


def check_changes(changes: PreferenceChanges) -> None:
    """Raises `InvalidStatement` naming the first field that cannot be edited so."""
    unknown = tuple(sorted(changes.keys() - PreferenceChanges.__annotations__.keys()))
    if unknown:
        raise InvalidStatement(f"cannot be edited: {', '.join(unknown)}", unknown)
    if "object" in changes:
        _check_name("object", changes["object"], OBJECT_CHARACTERS)
    condition = changes.get("condition")
    if condition is not None:
        _check_text("condition", condition, CONDITION_CHARACTERS)
    for field in ("polarity", "kind", "strength"):
        if field in changes:
            _check_choice(field, changes.get(field), CHOICES[field])
    _check_keys(changes.get("object", "-"), condition)


def check_user(user_id: str) -> None:
    """Raises `InvalidStatement` when `user_id` cannot be kept."""
    _check_name("user_id", user_id, ID_CHARACTERS)


def is_keepable(text: str) -> bool:
    """Whether both databases can store the text: no NUL, no half of a surrogate pair."""
    return "\x00" not in text and not any("\ud800" <= character <= "\udfff" for character in text)


def _check_name(field: str, value: str, limit: int) -> None:
    _check_text(field, value, limit)
    if not any(unicodedata.category(character)[0] in "LNSP" for character in value):
        raise InvalidStatement(f"{field} is empty", (field,))


def _check_text(field: str, value: str, limit: int) -> None:
    if not isinstance(value, str):
        raise InvalidStatement(f"{field} must be a text", (field,))
    if len(value) > limit:
        raise InvalidStatement(f"{field} has {len(value)} characters, the most is {limit}", (field,))
    if not is_keepable(value):
        raise InvalidStatement(f"{field} holds a character that no database keeps (NUL or half a surrogate)", (field,))


def _check_choice(field: str, value: object, allowed: tuple[str, ...]) -> None:
    if value not in allowed:
        raise InvalidStatement(f"{field} must be one of {', '.join(allowed)}", (field,))


def _check_keys(name: str, condition: str | None) -> None:
    """Compatibility folding can lengthen a text by far (U+FDFA becomes 18 letters); an index row holds 2,704 bytes."""
    for field, key in (("object", thing_key(name)), ("condition", condition_key(condition))):
        if len(key.encode()) > KEY_BYTES:
            raise InvalidStatement(f"{field} is too long when written out", (field,))
