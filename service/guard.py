"""Keeps other websites out: a page in the user's browser may not read or write through the user's own loopback.

A foreign page can have its name resolve to 127.0.0.1 (DNS rebinding), so that the browser takes the service for that
page's own server; the Host header still says the foreign name. And it can send requests, whose Origin says where they
come from.
"""

from collections.abc import Collection
from urllib.parse import urlsplit

from fastapi.responses import JSONResponse
from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from service.errors import ForeignRequest, body_of

LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})


class Guard:
    """ASGI middleware: 403 for a Host that is not one of `hosts`, and for what another origin would change.

    Without `hosts` any Host will do: a service that listens to others is reached by names it cannot know.
    """

    def __init__(self, app: ASGIApp, hosts: Collection[str] | None) -> None:
        self._app = app
        self._hosts = hosts

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan" or (refusal := self._refusal(scope)) is None:
            await self._app(scope, receive, send)
        elif scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1008})
        else:
            error = ForeignRequest(refusal)
            await JSONResponse(body_of(error), error.status)(scope, receive, send)

    def _refusal(self, scope: Scope) -> str | None:
        headers = Headers(scope=scope)
        host, origin = _name(f"//{headers.get('host', '')}"), headers.get("origin")
        if self._hosts is not None and host not in self._hosts:
            return f"This service does not go by the name {host!r}; add it to JIDE_ALLOWED_HOSTS if it should."
        changes = scope["type"] == "websocket" or scope["method"] not in SAFE_METHODS
        if changes and origin is not None and _name(origin) != host:
            return f"A page of {origin!r} may not use this service."
        return None


def allowed(listening_on: str, also: Collection[str]) -> Collection[str] | None:
    """The names a service goes by; None where it listens to more than this machine and nothing else is said."""
    if also:
        return {*LOOPBACK, *also}
    return LOOPBACK if listening_on in LOOPBACK else None


def _name(url: str) -> str:
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""
