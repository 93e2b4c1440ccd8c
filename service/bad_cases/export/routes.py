"""Bad cases to train with, by API."""

from collections.abc import Iterator
from itertools import chain
from typing import Annotated, Any

from fastapi import APIRouter, Query
from fastapi.responses import Response, StreamingResponse
from pydantic import Field

from service.bad_cases.export.exporter import Exporter, Wanted
from service.bad_cases.export.schemas import Format
from service.bad_cases.export.splits import Split
from service.bad_cases.log import Status
from service.carrying import LINES
from service.wire import Body, UserId, as_json


class Filter(Body):
    """What is exported; what is left out is not filtered by."""

    row_format: Annotated[Format, Field(alias="format")]
    user_id: UserId | None = None
    status: Status | None = None
    split: Split | None = None
    redact: bool = True

    @property
    def wanted(self) -> Wanted:
        return Wanted(self.row_format, self.user_id, self.status, self.split, self.redact)


def routes(exporter: Exporter) -> APIRouter:
    """To be included before the routes of single bad cases, whose ids would else match `export`."""
    router = APIRouter(prefix="/api/v1", tags=["bad cases"])

    @router.get("/bad-cases/export", response_class=StreamingResponse)
    def export(given: Annotated[Filter, Query()]) -> StreamingResponse:
        """Verified answers to train with, one row a line, personal words replaced unless it is asked otherwise."""
        name = f"jide-bad-cases-{given.row_format}.jsonl"
        headers = {"Content-Disposition": f'attachment; filename="{name}"'}
        return StreamingResponse(_begun(exporter.lines(given.wanted)), media_type=LINES, headers=headers)

    @router.get("/bad-cases/export/manifest")
    def manifest(given: Annotated[Filter, Query()]) -> Response:
        """What the export of the same filters holds: counts, checksums, the ids of its cases."""
        shown: dict[str, Any] = exporter.manifest(given.wanted)
        return Response(as_json(shown), media_type="application/json")

    return router


def _begun(lines: Iterator[bytes]) -> Iterator[bytes]:
    """The first is taken before the answer begins, so that a fault of the database is told as one."""
    first = next(lines, None)
    return iter(()) if first is None else chain([first], lines)
