"""The page at `/bad-cases`: the newest case of each group, by status; some of them can be replayed together."""

import asyncio
from collections.abc import Sequence

from nicegui import ui

from memory.errors import MemoryFault
from service.assembly import Parts
from service.bad_cases.log import BadCase, Status
from service.web.cases.case_row import case_row
from service.web.cases.frame import LIST_PATH, framed, heading, quiet
from service.web.cases.replay_form import open_replay_form
from service.web.cases.words import EMPTY, EXPORTS, STATUSES, told

PAGE = 30
EXPORT_PATH = "/api/v1/bad-cases/export"


async def build(parts: Parts, status: str) -> None:
    with framed(LIST_PATH):
        try:
            await _List(parts, status).build()
        except MemoryFault as fault:
            quiet(told(fault)).props("role=alert")


class _List:
    def __init__(self, parts: Parts, status: str) -> None:
        self._parts = parts
        self._status: Status | None = next((each for each in STATUSES if each == status), None)
        self._cursor: str | None = None
        self._ticked: dict[str, None] = {}

    async def build(self) -> None:
        with ui.row().classes("w-full items-center gap-2"):
            heading("断掉的回答", 1)
            ui.space()
            _export_menu()
        quiet("同样的问题、模型、参数和断法算一类，每类只列最新的一条。")
        self._filters = ui.row().classes("w-full gap-2").props("role=group aria-label=按状态筛选")
        self._rows = ui.column().classes("w-full gap-2").props("role=list aria-label=断掉的回答")
        self._more = (
            ui.button("更多", on_click=self._show_more).props("outline no-caps").classes("self-center jide-tap")
        )
        with ui.row().classes(
            "sticky bottom-0 z-10 w-full items-center gap-2 rounded-t-xl bg-white px-4 py-2 shadow-lg"
        ) as self._bar:
            self._told = ui.label().classes("text-sm").props("role=status")
            ui.space()
            ui.button("不选了", on_click=self._untick).props("flat no-caps").classes("jide-tap")
            ui.button("一起回放", icon="replay", on_click=self._replay).props("unelevated no-caps").classes("jide-tap")
        await self._show()

    async def _choose(self, status: Status | None) -> None:
        self._status = status
        ui.navigate.history.replace(f"{LIST_PATH}?status={status}" if status else LIST_PATH)
        await self._show()

    async def _show(self) -> None:
        counts = await asyncio.to_thread(self._parts.bad_cases.counts)
        self._show_filters(counts)
        self._rows.clear()
        self._ticked.clear()
        self._cursor = None
        await self._show_more()
        if not counts:
            with self._rows:
                quiet(EMPTY).classes("py-8")
        elif not self._rows.default_slot.children:
            with self._rows:
                quiet("这里一条也没有。").classes("py-8")

    def _show_filters(self, counts: dict[str, int]) -> None:
        self._filters.clear()
        choices: list[tuple[Status | None, str, int]] = [(None, "全部", sum(counts.values()))]
        choices += [(status, words, counts.get(status, 0)) for status, words in STATUSES.items()]
        with self._filters:
            for status, words, count in choices:
                is_chosen = status == self._status
                button = ui.button(f"{words} {count}", on_click=lambda status=status: self._choose(status))
                button.props(f"rounded no-caps dense padding='4px 12px' {'unelevated' if is_chosen else 'outline'}")
                button.props(f"aria-pressed={str(is_chosen).lower()}").classes("jide-tap")

    async def _show_more(self) -> None:
        found, self._cursor = await asyncio.to_thread(self._find)
        with self._rows:
            for case in found:
                case_row(case, self._tick)
        self._more.visible = self._cursor is not None
        self._tell()

    def _find(self) -> tuple[Sequence[BadCase], str | None]:
        cases = self._parts.bad_cases
        return cases.find(status=self._status, first_of_group=True, limit=PAGE, cursor=self._cursor)

    def _tick(self, case_id: str, *, ticked: bool) -> None:
        if ticked:
            self._ticked[case_id] = None
        else:
            self._ticked.pop(case_id, None)
        self._tell()

    def _tell(self) -> None:
        self._bar.visible = bool(self._ticked)
        self._told.text = f"选了 {len(self._ticked)} 条"

    async def _untick(self) -> None:
        await self._show()

    async def _replay(self) -> None:
        with self._bar:
            await open_replay_form(self._parts, list(self._ticked))


def _export_menu() -> None:
    button = ui.button("导出", icon="download").props("outline no-caps dense padding='4px 12px'").classes("jide-tap")
    with button, ui.menu().props("auto-close anchor='bottom right' self='top right'"):
        for name, words in EXPORTS.items():
            with ui.item().props("clickable dense").classes("py-2 jide-tap") as item, ui.item_section():
                ui.item_label(name)
                ui.item_label(words).props("caption")
            item.props["href"] = f"{EXPORT_PATH}?format={name}"
            item.props["download"] = ""
            item.props["role"] = "menuitem"
