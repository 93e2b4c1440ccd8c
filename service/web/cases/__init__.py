"""The pages of bad cases and their replays, for whoever replays a case until it is proven fixed."""

from nicegui import ui

from service.assembly import Parts
from service.web.cases import case_page, list_page, replay_page, replays_page
from service.web.cases.frame import LIST_PATH, REPLAYS_PATH


def mount(parts: Parts) -> None:
    @ui.page(LIST_PATH, title="断掉的回答 · 记得")
    async def _cases(status: str = "", which: str = "") -> None:
        await list_page.build(parts, status, which)

    @ui.page(f"{LIST_PATH}/{{case_id}}", title="断掉的回答 · 记得")
    async def _case(case_id: str) -> None:
        await case_page.build(parts, case_id)

    @ui.page(REPLAYS_PATH, title="回放 · 记得")
    async def _replays() -> None:
        await replays_page.build(parts)

    @ui.page(f"{REPLAYS_PATH}/{{replay_id}}", title="回放 · 记得")
    async def _replay(replay_id: str) -> None:
        await replay_page.build(parts, replay_id)
