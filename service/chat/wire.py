"""A chat's requests and answers as JSON, and the events of a stream."""

from collections.abc import AsyncGenerator
from contextlib import aclosing
from typing import Annotated, Any, Literal

from fastapi.sse import format_sse_event
from pydantic import Field

from memory.errors import MemoryFault
from service.chat.pressing import MOST_TRIES
from service.continuation.wire import segment_json
from service.errors import ServiceError, body_of
from service.events import ChatEvent, Completion, Done, IntentRead, MemoryChanged, Said
from service.turns import Message
from service.wire import DEFAULT_USER, Body, Id, MessageText, UserId, as_json, ask_json, change_json, preference_json


class ChatBody(Body):
    message: MessageText
    user_id: UserId = DEFAULT_USER
    conversation_id: Id | None = None
    stream: bool = False
    remember: bool = True
    auto_continue: Annotated[int, Field(ge=0, le=MOST_TRIES, strict=True)] = 0


class ContinueBody(Body):
    mode: Literal["resume", "rerun"] = "resume"
    stream: bool = False


class RetryBody(Body):
    stream: bool = False


def done_json(done: Done) -> dict[str, Any]:
    """The contract's answer. `reply` is what this call added; `answer` the whole message it stands in."""
    return {
        "conversation_id": done.conversation_id,
        "message_id": done.message_id,
        "user_message_id": done.user_message_id,
        "intent": intent_json(done),
        "reply": done.reply,
        "answer": done.answer,
        "memory": memory_json(done.memory),
        "completion": completion_json(done.completion) if done.completion else None,
        "bad_case_id": done.bad_case_id,
        "segment_id": _segment_id(done.completion),
    }


def _segment_id(completion: Completion | None) -> str | None:
    return completion.segment.id if completion and completion.segment and completion.is_new else None


def intent_json(event: Done | IntentRead) -> dict[str, Any] | None:
    if event.reading is None:
        return None
    probabilities = {intent: round(p, 4) for intent, p in event.reading.probabilities.items()}
    return {
        "label": event.reading.intent,
        "probabilities": probabilities,
        "model_version": event.reading.model_version,
    }


def memory_json(memory: MemoryChanged) -> dict[str, Any]:
    shown: dict[str, Any] = {
        "changes": [change_json(change) for change in memory.changes],
        "used": [preference_json(preference) for preference in memory.used],
    }
    return shown | ({"asks": ask_json(memory.asks[0])} if memory.asks else {})


def completion_json(completion: Completion) -> dict[str, Any]:
    """How the model's part ended. The button works on every answer of a model, so that all of them can continue."""
    segment = completion.segment
    if segment is None or completion.unavailable is not None:
        return {
            "verdict": "unavailable",
            "finish_reason": None,
            "signals": [completion.unavailable],
            "can_continue": segment is not None,
            "model": segment.finished.model if segment else None,
            "usage": {},
            "notice": completion.notice,
        }
    return {
        "verdict": segment.judgement.verdict,
        "finish_reason": segment.finished.finish_reason,
        "signals": list(segment.judgement.signals),
        "can_continue": True,
        "model": segment.finished.model,
        "usage": dict(segment.finished.usage),
        "notice": completion.notice,
    }


def message_json(message: Message) -> dict[str, Any]:
    """A recorded message; `text` is what its user said, or the receipt, `answer` the model's words behind that."""
    return {
        "id": message.id,
        "conversation_id": message.conversation_id,
        "user_id": message.user_id,
        "role": message.role,
        "text": message.text,
        "answer": message.answer,
        "reply_to": message.reply_to,
        "segments": [segment_json(segment) for segment in message.segments],
        "created_at": message.created_at,
    }


async def collected(events: AsyncGenerator[ChatEvent]) -> str:
    """The answer of a request that does not stream."""
    answer: dict[str, Any] = {}
    async for event in events:
        if isinstance(event, Done):
            answer = done_json(event)
    return as_json(answer)


async def streamed(first: ChatEvent, events: AsyncGenerator[ChatEvent]) -> AsyncGenerator[bytes]:
    """The same as server-sent events; an error that can no longer become a status is the stream's last event."""
    try:
        async with aclosing(events) as open_events:
            yield _sent(*_named(first))
            async for event in open_events:
                yield _sent(*_named(event))
    except (ServiceError, MemoryFault) as error:
        yield _sent("error", body_of(error))


def _named(event: ChatEvent) -> tuple[str, Any]:
    match event:
        case IntentRead():
            return "intent", intent_json(event)
        case MemoryChanged():
            return "memory", memory_json(event)
        case Said(text):
            return "delta", {"text": text}
        case Done():
            return "done", done_json(event)


def _sent(name: str, data: Any) -> bytes:
    return format_sse_event(event=name, data_str=as_json(data))
