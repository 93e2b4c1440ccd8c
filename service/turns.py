"""The record of what was said: conversations, messages, and the segments of which an answer is made."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import Connection, Engine, Row, func, insert, select, update

from memory.database import reading, utc_now, write
from service.continuation.segment import Press, Segment
from service.continuation.truncation import Judgement
from service.llm.port import ChatMessage, CompletionRequest, Finished
from service.tables import conversations, messages, segments


@dataclass(frozen=True, slots=True)
class Message:
    """One message as recorded. `text` is the user's words, or the receipt an assistant's message begins with."""

    id: str
    conversation_id: str
    user_id: str
    role: Literal["user", "assistant"]
    text: str
    reply_to: str | None
    decided: Mapping[str, Any]
    segments: tuple[Segment, ...]
    created_at: datetime

    @property
    def answer(self) -> str:
        """The model's words, all segments joined; nothing is added between them, and what was undone is left out."""
        return "".join(segment.text for segment in self.standing)

    @property
    def standing(self) -> tuple[Segment, ...]:
        """The segments that make up the answer, in order."""
        return tuple(segment for segment in self.segments if not segment.is_withdrawn)

    @property
    def last(self) -> Segment:
        """The standing segment that the answer ends with: the last that said something, so that its facts stay."""
        return next((each for each in reversed(self.standing) if each.text), self.standing[-1])

    @property
    def whole(self) -> str:
        """What the user sees: the receipt, then the answer."""
        return "\n\n".join(part for part in (self.text, self.answer) if part)


@dataclass(frozen=True, slots=True)
class Turns:
    """Reads and writes the record. Raises `memory.errors.StoreUnavailable`."""

    engine: Engine

    def owner(self, conversation_id: str) -> str | None:
        """The user whose conversation this is; None where there is none."""
        query = select(conversations.c.user_id).where(conversations.c.id == conversation_id)
        with reading(self.engine) as connection:
            owner: str | None = connection.scalar(query)
        return owner

    def latest_conversation(self, user_id: str, other_than: str | None = None) -> str | None:
        """The conversation in which the user, or the service, spoke last; of the others where one is left out."""
        query = (
            select(messages.c.conversation_id)
            .join(conversations)
            .where(conversations.c.user_id == user_id, conversations.c.id != (other_than or ""))
            .order_by(messages.c.id.desc())
            .limit(1)
        )
        with reading(self.engine) as connection:
            latest: str | None = connection.scalar(query)
        return latest

    def record(self, user_id: str, *new: Message) -> None:
        """Writes messages, with their segments and, where it is new, their conversation, in one transaction."""

        def work(connection: Connection) -> None:
            for message in new:
                if message.reply_to is not None and not _is_there(connection, message.reply_to):
                    continue  # its user has been forgotten while it was answered
                _ensure_conversation(connection, message.conversation_id, user_id, message.created_at)
                connection.execute(insert(messages), [_message_row(message)])
                for position, segment in enumerate(message.segments):
                    connection.execute(
                        insert(segments), [_segment_row(message.id, position, segment, message.created_at)]
                    )

        write(self.engine, work)

    def decide(self, message_id: str, more: Mapping[str, Any]) -> None:
        """Notes more of what was decided about a message that is recorded."""

        def work(connection: Connection) -> None:
            here = messages.c.id == message_id
            decided = connection.scalar(select(messages.c.decided).where(here)) or {}
            connection.execute(update(messages).where(here).values(decided={**decided, **more}))

        write(self.engine, work)

    def extend(self, message_id: str, segment: Segment, *, in_place_of: Sequence[str] = ()) -> None:
        """Adds a segment behind those the message has; two at once get a place each.

        `in_place_of` are segments that are withdrawn in the same transaction.
        """

        def work(connection: Connection) -> None:
            if not _is_there(connection, message_id):
                return  # its user has been forgotten meanwhile
            _withdraw(connection, in_place_of)
            last = select(func.max(segments.c.position)).where(segments.c.message_id == message_id)
            position = (connection.scalar(last) or 0) + 1
            connection.execute(insert(segments), [_segment_row(message_id, position, segment, utc_now())])

        write(self.engine, work, lock=message_id)

    def withdraw(self, segment_ids: Sequence[str]) -> None:
        """Takes segments out of their answer; they stay in the record."""
        write(self.engine, lambda connection: _withdraw(connection, segment_ids))

    def message(self, message_id: str) -> Message | None:
        found = self._messages(messages.c.id == message_id)
        return found[0] if found else None

    def conversation(self, conversation_id: str, limit: int = 200) -> tuple[Message, ...]:
        """The newest messages of a conversation, oldest first."""
        return self._messages(messages.c.conversation_id == conversation_id, limit)

    def pressed(self, press: Press) -> tuple[Message, Segment] | None:
        """What an earlier press with the same key gave, with the message it belongs to."""
        query = select(segments.c.id, segments.c.message_id).where(
            segments.c.pressed_on == press.message_id, segments.c.idempotency_key == press.idempotency_key
        )
        with reading(self.engine) as connection:
            row = connection.execute(query).first()
        message = self.message(row.message_id) if row else None
        if row is None or message is None:
            return None
        return message, next(segment for segment in message.segments if segment.id == row.id)

    def _messages(self, condition: Any, limit: int = 1) -> tuple[Message, ...]:
        query = (
            select(messages, conversations.c.user_id)
            .join(conversations)
            .where(condition)
            .order_by(messages.c.id.desc())
            .limit(limit)
        )
        with reading(self.engine) as connection:
            rows = connection.execute(query).all()[::-1]
            parts = segments_of(connection, [row.id for row in rows])
        return tuple(_message(row, parts.get(row.id, ())) for row in rows)


def segments_of(connection: Connection, message_ids: Sequence[str]) -> dict[str, tuple[Segment, ...]]:
    query = select(segments).where(segments.c.message_id.in_(message_ids)).order_by(segments.c.position)
    found: dict[str, tuple[Segment, ...]] = {}
    for row in connection.execute(query):
        found[row.message_id] = (*found.get(row.message_id, ()), segment_from(row))
    return found


def segment_from(row: Row[Any]) -> Segment:
    return Segment(
        id=row.id,
        request=CompletionRequest.from_json(row.request),
        payload=row.payload,
        text=row.text,
        finished=Finished(row.finish_reason, row.transport, row.model, row.usage, row.request_id, row.error),
        judgement=Judgement(row.verdict, tuple(row.signals), row.detector_version),
        mode=row.mode,
        press=Press(row.pressed_on, row.idempotency_key) if row.pressed_on else None,
        dropped=row.dropped,
        is_withdrawn=row.withdrawn_at is not None,
    )


def as_history(recorded: Sequence[Message]) -> tuple[ChatMessage, ...]:
    """What the model is shown of a conversation: every turn that was answered, in the words the user saw."""
    answered = {message.reply_to for message in recorded if message.role == "assistant" and message.whole}
    shown = [m for m in recorded if m.whole and (m.role == "assistant" or m.id in answered)]
    return tuple(ChatMessage(message.role, message.whole) for message in shown)


def _withdraw(connection: Connection, segment_ids: Sequence[str]) -> None:
    if segment_ids:
        connection.execute(update(segments).where(segments.c.id.in_(segment_ids)).values(withdrawn_at=utc_now()))


def _is_there(connection: Connection, message_id: str) -> bool:
    return connection.scalar(select(messages.c.id).where(messages.c.id == message_id)) is not None


def _ensure_conversation(connection: Connection, conversation_id: str, user_id: str, at: datetime) -> None:
    known = connection.scalar(select(conversations.c.id).where(conversations.c.id == conversation_id))
    if known is None:
        connection.execute(insert(conversations), [{"id": conversation_id, "user_id": user_id, "created_at": at}])


def _message(row: Row[Any], parts: tuple[Segment, ...]) -> Message:
    return Message(
        row.id, row.conversation_id, row.user_id, row.role, row.text, row.reply_to, row.decided, parts, row.created_at
    )


def _message_row(message: Message) -> dict[str, Any]:
    names = ("id", "conversation_id", "role", "text", "reply_to", "decided", "created_at")
    return {name: getattr(message, name) for name in names}


def _segment_row(message_id: str, position: int, segment: Segment, at: datetime) -> dict[str, Any]:
    return {
        "id": segment.id,
        "message_id": message_id,
        "position": position,
        "mode": segment.mode,
        "text": segment.text,
        "request": segment.request.as_json(),
        "payload": dict(segment.payload),
        **asdict(segment.finished),
        "verdict": segment.judgement.verdict,
        "signals": list(segment.judgement.signals),
        "detector_version": segment.judgement.detector_version,
        "pressed_on": segment.press.message_id if segment.press else None,
        "idempotency_key": segment.press.idempotency_key if segment.press else None,
        "dropped": segment.dropped,
        "created_at": at,
    }
