"""What is shown at an address that names no page: a way back."""

from fastapi import Request
from fastapi.exception_handlers import http_exception_handler
from fastapi.responses import Response
from nicegui import Client, app, ui
from starlette.exceptions import HTTPException

from service.web.cases.frame import framed, heading, quiet

FRAMEWORK_PATH = "/_nicegui"


def mount() -> None:
    """In place of the framework's own page, which is in English and leads nowhere. What the framework serves is not."""

    @app.exception_handler(404)
    async def _unknown(request: Request, error: HTTPException) -> Response:
        if request.url.path.startswith(FRAMEWORK_PATH):
            return await http_exception_handler(request, error)
        with Client(ui.page("", title="没有这一页 · 记得"), request=request) as client:
            _build()
        return client.build_response(request, 404)


def _build() -> None:
    with framed(""):
        heading("没有这一页", 1)
        quiet("网址可能写错了，或者这一页已经不在了。")
        ui.link("回到聊天", "/").classes("py-3")
