"""POST /api/v1/chat and POST /api/v1/messages/{message_id}/continue."""

from collections.abc import AsyncGenerator
from typing import Annotated

from fastapi import APIRouter, Header
from fastapi.responses import Response
from fastapi.sse import EventSourceResponse

from service.chat.conversation import Conversation, Utterance
from service.chat.pressing import Continuation, Pressed
from service.chat.wire import ChatBody, ContinueBody, collected, streamed
from service.events import ChatEvent
from service.wire import Id, Storable


def routes(conversation: Conversation, continuation: Continuation) -> APIRouter:
    router = APIRouter(prefix="/api/v1", tags=["chat"])

    @router.post("/chat")
    async def chat(body: ChatBody) -> Response:
        """Read a message, remember what it states, answer what it asks."""
        utterance = Utterance(body.message, body.user_id, body.conversation_id, body.remember)
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

    return router


async def _answer(events: AsyncGenerator[ChatEvent], *, stream: bool) -> Response:
    if stream:
        headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
        first = await anext(events)  # until something was sent, an error can still become a status
        return EventSourceResponse(streamed(first, events), headers=headers)
    return Response(await collected(events), media_type="application/json")
