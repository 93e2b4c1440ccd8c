"""Refuses bodies that no request of this service can need, before they fill the memory."""

import json

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from service.errors import PayloadTooLarge, body_of

# 8,000 characters are at most 96 kB as escaped JSON; the longest list of cases to replay is far below that too.
MOST_BYTES = 256 * 1024


class BodyLimit:
    """ASGI middleware: 413 for a body of more than `MOST_BYTES`, announced or not."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or not scope["path"].startswith("/api/"):
            await self._app(scope, receive, send)
            return
        announced = Headers(scope=scope).get("content-length", "0")
        if announced.isdigit() and int(announced) > MOST_BYTES:
            await _refuse(send)
            return
        body = await _whole_body(receive)
        if body is None:
            await _refuse(send)
            return
        await self._app(scope, _replayed(body, receive), send)


async def _whole_body(receive: Receive) -> bytes | None:
    """The body; None where it is too long. No request of ours is so long that it had to be read piece by piece."""
    body = b""
    while True:
        message = await receive()
        piece: bytes = message.get("body", b"")
        body += piece
        if len(body) > MOST_BYTES:
            return None
        if not message.get("more_body", False):
            return body


def _replayed(body: bytes, receive: Receive) -> Receive:
    pending: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

    async def replay() -> Message:
        return pending.pop() if pending else await receive()

    return replay


async def _refuse(send: Send) -> None:
    error = PayloadTooLarge(f"The body is longer than {MOST_BYTES} bytes; shorten the message.")
    body = json.dumps(body_of(error)).encode()
    headers = [(b"content-type", b"application/json"), (b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": error.status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
