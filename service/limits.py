"""Refuses bodies that no request of this service can need, before they fill the memory."""

import json

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from service.errors import PayloadTooLarge, body_of

# 8,000 characters are at most 96 kB as escaped JSON; the longest list of cases to replay is far below that too.
MOST_BYTES = 256 * 1024
# A whole memory is brought at once: 64 MB are some 50,000 preferences with their events.
IMPORT_PATH = "/api/v1/preferences/import"
MOST_IMPORTED_BYTES = 64 * 1024 * 1024


class BodyLimit:
    """ASGI middleware: 413 for a body that is longer than its path takes, announced or not."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or not scope["path"].startswith("/api/"):
            await self._app(scope, receive, send)
            return
        most = MOST_IMPORTED_BYTES if scope["path"].rstrip("/") == IMPORT_PATH else MOST_BYTES
        announced = Headers(scope=scope).get("content-length", "0")
        if announced.isdigit() and int(announced) > most:
            await _refuse(send, most)
            return
        body = await _whole_body(receive, most)
        if body is None:
            await _refuse(send, most)
            return
        await self._app(scope, _replayed(body, receive), send)


async def _whole_body(receive: Receive, most: int) -> bytes | None:
    """The body; None where it is too long. No request of ours is so long that it had to be read piece by piece."""
    body = bytearray()
    while True:
        message = await receive()
        body += message.get("body", b"")
        if len(body) > most:
            return None
        if not message.get("more_body", False):
            return bytes(body)


def _replayed(body: bytes, receive: Receive) -> Receive:
    pending: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

    async def replay() -> Message:
        return pending.pop() if pending else await receive()

    return replay


async def _refuse(send: Send, most: int) -> None:
    error = PayloadTooLarge(f"The body is longer than {most} bytes; shorten the message, or send it in parts.")
    body = json.dumps(body_of(error)).encode()
    headers = [(b"content-type", b"application/json"), (b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": error.status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
