"""The labelled examples: messages that their users said were read wrongly, each with how it should have been read."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import Connection, Engine, Row, delete, insert, select

from intent.model import Intent
from memory.database import new_id, reading, utc_now, write
from memory.model import Kind, Polarity
from service.errors import NotFound
from service.tables import feedback

Label = Literal["not_a_preference", "missed"]


@dataclass(frozen=True, slots=True)
class Named:
    """A preference that the user says the message states; `object` is a copy of the message's own words."""

    object: str
    polarity: Polarity
    kind: Kind = "taste"
    condition: str | None = None


@dataclass(frozen=True, slots=True)
class Effect:
    """What a correction did to memory: the event, which can be undone, and the preference it is about."""

    event_id: str
    preference_id: str


@dataclass(frozen=True, slots=True)
class Example:
    """A message with the labels that its user gave it; `asks` and `model_version` are the reader's of that time."""

    text: str
    label: Label
    intent: Intent
    asks: bool
    preferences: tuple[Named, ...]
    model_version: str


@dataclass(frozen=True, slots=True)
class Feedback:
    """One correction as it is kept; `changes` are all that corrections of this message have done, in their order."""

    id: str
    user_id: str
    message_id: str
    example: Example
    changes: tuple[Effect, ...]
    created_at: datetime


@dataclass(frozen=True, slots=True)
class FeedbackStore:
    """Reads and writes feedback. Raises `NotFound`, and `memory.errors.StoreUnavailable`."""

    engine: Engine

    def put(self, user_id: str, message_id: str, example: Example, changes: Sequence[Effect]) -> Feedback:
        """Keeps it in place of what the user said of this message before."""
        kept = Feedback(new_id("fb"), user_id, message_id, example, tuple(changes), utc_now())

        def work(connection: Connection) -> None:
            connection.execute(
                delete(feedback).where(feedback.c.message_id == message_id, feedback.c.user_id == user_id)
            )
            connection.execute(insert(feedback), [_row(kept)])

        write(self.engine, work, lock=f"feedback on {message_id}")
        return kept

    def remove(self, feedback_id: str) -> Feedback:
        """Withdraws the example and returns what it was."""

        def work(connection: Connection) -> Feedback:
            row = connection.execute(select(feedback).where(feedback.c.id == feedback_id)).first()
            if row is None:
                raise NotFound(f"there is no feedback {feedback_id!r}")
            connection.execute(delete(feedback).where(feedback.c.id == feedback_id))
            return _feedback(row)

        return write(self.engine, work)

    def on(self, message_ids: Sequence[str]) -> Mapping[str, Feedback]:
        """What was said of these messages, by the message's id."""
        with reading(self.engine) as connection:
            rows = connection.execute(select(feedback).where(feedback.c.message_id.in_(message_ids)))
            return {row.message_id: _feedback(row) for row in rows}

    def find(
        self, *, user_id: str | None = None, limit: int = 50, cursor: str | None = None
    ) -> tuple[Sequence[Feedback], str | None]:
        """Feedback by filter, newest first, and the cursor of the next page, if there is one."""
        query = select(feedback).order_by(feedback.c.id.desc()).limit(limit + 1)
        if user_id is not None:
            query = query.where(feedback.c.user_id == user_id)
        if cursor is not None:
            query = query.where(feedback.c.id < cursor)
        with reading(self.engine) as connection:
            found = [_feedback(row) for row in connection.execute(query)]
        return found[:limit], found[limit - 1].id if len(found) > limit else None

    def examples(self) -> tuple[Example, ...]:
        """Every labelled example of every user, oldest first."""
        with reading(self.engine) as connection:
            rows = connection.execute(select(feedback).order_by(feedback.c.id))
            return tuple(_feedback(row).example for row in rows)


def _row(kept: Feedback) -> dict[str, Any]:
    return {
        **asdict(kept.example),
        "id": kept.id,
        "user_id": kept.user_id,
        "message_id": kept.message_id,
        "changes": [asdict(done) for done in kept.changes],
        "created_at": kept.created_at,
    }


def _feedback(row: Row[Any]) -> Feedback:
    named = tuple(Named(**each) for each in row.preferences)
    return Feedback(
        id=row.id,
        user_id=row.user_id,
        message_id=row.message_id,
        example=Example(row.text, row.label, row.intent, row.asks, named, row.model_version),
        changes=tuple(Effect(**each) for each in row.changes),
        created_at=row.created_at,
    )
