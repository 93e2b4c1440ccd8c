"""The questions that wait for their user's yes or no, as kept in the database."""

from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, insert, select, update

from memory import table
from memory.errors import AskClosed, AskNotFound
from memory.model import Answer, Ask, Statement
from memory.table import asks
from memory.validation import is_keepable


def put(connection: Connection, ask: Ask) -> Ask:
    """Keep the question; the same one about the same preference that was still open is moot from now on."""
    about = ask.preference.id if ask.preference else None
    former = asks.c.preference_id.is_(None) if about is None else asks.c.preference_id == about
    still_open = (asks.c.user_id == ask.user_id) & (asks.c.question == ask.question) & asks.c.answer.is_(None) & former
    connection.execute(update(asks).where(still_open).values(answer="moot", answered_at=ask.asked_at))
    connection.execute(
        insert(asks).values(
            id=ask.id,
            user_id=ask.user_id,
            question=ask.question,
            preference_id=about,
            statement=_as_json(ask.statement),
            message_id=ask.message_id,
            asked_at=ask.asked_at,
        )
    )
    return ask


def get(connection: Connection, ask_id: str) -> Ask:
    """Raises `AskNotFound`."""
    query = select(asks).where(asks.c.id == ask_id)
    row = connection.execute(query).one_or_none() if is_keepable(ask_id) else None
    if row is None:
        raise AskNotFound(ask_id)
    return _ask(connection, row)


def still_open(connection: Connection, ask_id: str) -> Ask:
    """Raises `AskNotFound`, `AskClosed`."""
    ask = get(connection, ask_id)
    if ask.answer is not None:
        raise AskClosed(ask_id, ask.answer)
    return ask


def open_of(connection: Connection, user_id: str) -> tuple[Ask, ...]:
    """The user's open questions whose subject still holds, newest first."""
    query = select(asks).where(asks.c.user_id == user_id, asks.c.answer.is_(None)).order_by(asks.c.id.desc())
    found = [_ask(connection, row) for row in connection.execute(query).all()]
    return tuple(ask for ask in found if ask.preference is None or ask.preference.status == "active")


def close(connection: Connection, ask: Ask, answer: Answer, now: datetime) -> None:
    connection.execute(update(asks).where(asks.c.id == ask.id).values(answer=answer, answered_at=now))


def _ask(connection: Connection, row: Row[Any]) -> Ask:
    return Ask(
        id=row.id,
        user_id=row.user_id,
        question=row.question,
        preference=table.get(connection, row.preference_id) if row.preference_id else None,
        statement=_statement(row.statement),
        message_id=row.message_id,
        asked_at=row.asked_at,
        answer=row.answer,
        answered_at=row.answered_at,
    )


def _as_json(statement: Statement | None) -> dict[str, Any] | None:
    if statement is None:
        return None
    said = statement.stated_at.isoformat() if statement.stated_at else None
    return asdict(statement) | {"stated_at": said}


def _statement(kept: dict[str, Any] | None) -> Statement | None:
    if kept is None:
        return None
    said = datetime.fromisoformat(kept["stated_at"]) if kept["stated_at"] else None
    return Statement(**(kept | {"stated_at": said}))
