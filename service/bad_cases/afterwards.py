"""What the user did after a bad case, as the record tells it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlalchemy import Connection, Engine, select

from memory.database import reading
from service.bad_cases.log import BadCase
from service.tables import messages, segments


@dataclass(frozen=True, slots=True)
class Next:
    """What the user did after a case: pressed on, retried or undid what was added, ran it again, or said something."""

    did: Literal["pressed", "undid", "reran", "said"]
    at: datetime
    text: str | None = None


def what_came_next(engine: Engine, case: BadCase) -> Next | None:
    """The first thing the user did after the case with the answer, or in the conversation; None so far."""
    with reading(engine) as connection:
        deeds = [*_deeds_with_answer(connection, case), *_said_next(connection, case)]
    return min(deeds, key=lambda deed: deed.at, default=None)


def _deeds_with_answer(connection: Connection, case: BadCase) -> list[Next]:
    """What was done with the answer after the case's own press: another press, a rerun, or its continuation undone."""
    later = connection.execute(
        select(segments.c.mode, segments.c.created_at)
        .where(
            segments.c.pressed_on == case.message_id,
            segments.c.created_at >= case.created_at,
            segments.c.id != (case.continuation.id if case.continuation else ""),
        )
        .order_by(segments.c.created_at)
        .limit(1)
    ).all()
    deeds = [Next("reran" if row.mode == "rerun" else "pressed", row.created_at) for row in later]
    if case.continuation is not None:
        undone = connection.scalar(select(segments.c.withdrawn_at).where(segments.c.id == case.continuation.id))
        deeds += [Next("undid", undone)] if undone else []
    return deeds


def _said_next(connection: Connection, case: BadCase) -> list[Next]:
    query = (
        select(messages.c.text, messages.c.created_at)
        .where(
            messages.c.conversation_id == case.conversation_id,
            messages.c.role == "user",
            messages.c.created_at > case.created_at,
        )
        .order_by(messages.c.id)
        .limit(1)
    )
    return [Next("said", row.created_at, row.text) for row in connection.execute(query)]
