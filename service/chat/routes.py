"""POST /api/v1/chat and POST /api/v1/messages/{message_id}/continue."""

import asyncio
from collections.abc import AsyncGenerator
from typing import Annotated

from fastapi import APIRouter, Header
from fastapi.responses import Response
from fastapi.sse import EventSourceResponse

from service.chat.conversation import Conversation, Utterance
from service.chat.pressing import Continuation, Pressed
from service.chat.wire import ChatBody, ContinueBody, RetryBody, collected, message_json, streamed
from service.events import ChatEvent
from service.turns import Message
from service.wire import Id, Storable, as_json


def routes(conversation: Conversation, continuation: Continuation) -> APIRouter:
    router = APIRouter(prefix="/api/v1", tags=["chat"])

    @router.post("/chat")
    async def chat(body: ChatBody) -> Response:
        """Read a message, remember what it states, answer what it asks."""
        utterance = Utterance(body.message, body.user_id, body.conversation_id, body.remember, body.auto_continue)
        return await _answer(conversation.reply(utterance), stream=body.stream)

    @router.post("/messages/{message_id}/continue")
    async def go_on(
        message_id: Id,
        body: ContinueBody | None = None,
        idempotency_key: Annotated[str | None, Header(min_length=1, max_length=255), Storable] = None,
    ) -> Response:
        """「你还没说完呢」: go on with a cut answer, or run its question again, and log the case."""
        wanted = body or ContinueBody()
        pressed = Pressed(message_id, wanted.mode, "button", idempotency_key)
        return await _answer(continuation.press(pressed), stream=wanted.stream)

    @router.get("/messages/{message_id}")
    async def get(message_id: Id) -> Response:
        """One message as recorded, with every part of its answer, the undone ones too."""
        return _json(await asyncio.to_thread(continuation.message, message_id))

    @router.post("/messages/{message_id}/segments/{segment_id}/undo")
    async def undo(message_id: Id, segment_id: Id) -> Response:
        """Take out what was added to an answer, and what stands behind that."""
        return _json(await continuation.undo(message_id, segment_id))

    @router.post("/messages/{message_id}/segments/{segment_id}/retry")
    async def retry(message_id: Id, segment_id: Id, body: RetryBody | None = None) -> Response:
        """Ask once more for what was added to an answer; the new part takes its place."""
        return await _answer(continuation.retry(message_id, segment_id), stream=bool(body and body.stream))

    return router


def _json(message: Message) -> Response:
    return Response(as_json(message_json(message)), media_type="application/json")


async def _answer(events: AsyncGenerator[ChatEvent], *, stream: bool) -> Response:
    if stream:
        headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
        first = await anext(events)  # until something was sent, an error can still become a status
        return EventSourceResponse(streamed(first, events), headers=headers)
    return Response(await collected(events), media_type="application/json")
