"""Carrying a user's whole memory elsewhere, by API: export and import as JSON Lines."""

from collections.abc import Iterator
from dataclasses import asdict
from itertools import chain
from typing import Any
from urllib.parse import quote

import anyio.to_thread
from fastapi import APIRouter, Request
from fastapi.responses import StreamingResponse

from memory.store import Memory
from service.wire import DEFAULT_USER, UserId

LINES = "application/x-ndjson"
BODY = {
    "requestBody": {"required": True, "content": {LINES: {"schema": {"type": "string", "description": "JSON Lines"}}}}
}


def routes(memory: Memory) -> APIRouter:
    """To be included before the routes of single preferences, whose ids would else match `export`."""
    router = APIRouter(prefix="/api/v1", tags=["preferences"])

    @router.get("/preferences/export", response_class=StreamingResponse)
    def export(user_id: UserId = DEFAULT_USER) -> StreamingResponse:
        """All that memory keeps of the user: what holds, what held, every event, every question."""
        lines = memory.export(user_id)
        first = next(lines)  # taken before the answer begins, so that a fault of the database is told as one
        name = quote(f"jide-{user_id}.jsonl", safe="")
        headers = {"Content-Disposition": f"attachment; filename=\"jide-memory.jsonl\"; filename*=UTF-8''{name}"}
        return StreamingResponse(chain([first], lines), media_type=LINES, headers=headers)

    @router.post("/preferences/import", openapi_extra=BODY)
    async def take_in(request: Request, user_id: UserId = DEFAULT_USER) -> dict[str, Any]:
        """Bring what was exported, or statements from elsewhere; all lines or none, whatever the body's type."""
        body = await request.body()
        taken = await anyio.to_thread.run_sync(memory.take_in, user_id, lines_of(body))
        return asdict(taken)

    return router


def lines_of(body: bytes) -> Iterator[bytes]:
    """The body line by line; it is not copied as a whole."""
    start = 0
    while start < len(body):
        end = body.find(b"\n", start)
        end = len(body) if end < 0 else end
        yield body[start:end]
        start = end + 1
