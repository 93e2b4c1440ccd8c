"""The ASGI app: the API, and the pages on it."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from importlib.metadata import version

from fastapi import FastAPI, Request
from starlette.routing import Match

from service import carrying, decisions, errors, health, preferences, users, web
from service.assembly import Parts
from service.bad_cases import replay_routes
from service.bad_cases import routes as bad_cases
from service.bad_cases.export import routes as exporting
from service.bad_cases.keeping import keep_replaying
from service.chat import routes as chat
from service.errors import ErrorBody, MethodNotAllowed, NotFound
from service.feedback import routes as feedback
from service.guard import Guard, allowed
from service.limits import BodyLimit

METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"]

# Enough to record a half answer whose reader has left; a replay that still runs is taken up again at the next start.
GRACE_SECONDS = 5


def create_app(parts: Parts, host: str) -> FastAPI:
    """API and pages, to be served at the address `host`.

    The pages' framework is one for the whole process, so that there can be one such app.
    """
    app = create_api(parts)
    web.mount(app, parts)
    app.add_middleware(Guard, hosts=allowed(host, parts.settings.allowed_host_names))
    return app


def create_api(parts: Parts) -> FastAPI:
    """The API alone."""

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncGenerator[None]:
        keeping = asyncio.create_task(keep_replaying(parts.replayer)) if parts.replayer else None
        yield
        if keeping:
            keeping.cancel()
        await parts.late.finish(GRACE_SECONDS)

    # No page of documentation: the framework's own loads its parts from other hosts. docs/api.md tells all.
    app = FastAPI(
        title="记得 jide",
        version=version("jide"),
        lifespan=lifespan,
        docs_url=None,
        redoc_url=None,
        responses={422: {"model": ErrorBody}, "4XX": {"model": ErrorBody}, "5XX": {"model": ErrorBody}},
    )
    app.add_middleware(BodyLimit)
    errors.install(app)
    app.include_router(chat.routes(parts.conversation, parts.continuation))
    # What has a path of its own among the preferences, or the bad cases, comes before the routes that take any id.
    app.include_router(decisions.routes(parts.memory))
    app.include_router(carrying.routes(parts.memory))
    app.include_router(preferences.routes(parts.memory))
    app.include_router(exporting.routes(parts.exporter))
    app.include_router(bad_cases.routes(parts.bad_cases, parts.replays, parts.settings.llm_prices))
    app.include_router(replay_routes.routes(parts.bad_cases, parts.replays, parts.replayer, parts.late))
    app.include_router(feedback.routes(parts.corrections))
    app.include_router(users.routes(parts.forgetting))
    app.include_router(health.routes(parts.memory, parts.model))
    _refuse_other_paths(app)
    return app


def _refuse_other_paths(app: FastAPI) -> None:
    """What else is asked of the API is told in the API's words; without this the pages would answer, in HTML."""

    @app.api_route("/api/{path:path}", methods=METHODS, include_in_schema=False)
    async def refuse(request: Request, path: str) -> None:
        partial = [route for route in app.routes if route.matches(request.scope)[0] is Match.PARTIAL]
        if partial:
            raise MethodNotAllowed(f"/api/{path} does not take {request.method}.")
        raise NotFound(f"There is nothing at /api/{path}.")
