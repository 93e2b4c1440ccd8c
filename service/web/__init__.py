"""The pages, on the same app: NiceGUI, whose assets come with its package."""

from fastapi import FastAPI
from nicegui import background_tasks, ui

from service.assembly import Parts
from service.web import cases, home, unknown_page
from service.web.security import PagePolicy
from service.web.under_way import UnderWay
from service.wire import DEFAULT_USER


def mount(app: FastAPI, parts: Parts) -> None:
    """Puts the pages on the app, behind every path that the API has not taken. To be called once in a process."""
    app.add_middleware(PagePolicy)
    under_way = UnderWay()

    @ui.page("/", title="记得 jide")
    async def _home(user: str = DEFAULT_USER) -> None:
        await home.build(parts, user, under_way)
        if parts.model is not None:
            background_tasks.create(parts.model.prepare(), name="prepare the model")

    cases.mount(parts)
    unknown_page.mount()
    ui.run_with(app, title="记得 jide", language="zh-CN", favicon="🌧️", show_welcome_message=False)
