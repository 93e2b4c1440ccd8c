"""The page at `/bad-cases`: the newest case of each group, by what became of it; some can be replayed together."""

import asyncio
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import TypeVar
from urllib.parse import urlencode

from nicegui import ui

from memory.errors import MemoryFault
from service.assembly import Parts
from service.bad_cases.listing import Count, Filter, count, newest_of_groups
from service.bad_cases.log import BadCase, Status
from service.web.cases.case_row import case_row
from service.web.cases.frame import LIST_PATH, framed, heading, quiet
from service.web.cases.replay_form import open_replay_form
from service.web.cases.words import EMPTY, EXPORTS, STATUSES, WHICH, told

PAGE = 30
EXPORT_PATH = "/api/v1/bad-cases/export"

Name = TypeVar("Name", bound=str)


async def build(parts: Parts, status: str, which: str) -> None:
    wanted = Filter(_named(WHICH, which) or "cut", _named(STATUSES, status))
    with framed(LIST_PATH):
        try:
            await _List(parts, wanted).build()
        except MemoryFault as fault:
            quiet(told(fault)).props("role=alert")


class _List:
    def __init__(self, parts: Parts, wanted: Filter) -> None:
        self._parts = parts
        self._wanted = wanted
        self._cursor: str | None = None
        self._ticked: dict[str, None] = {}

    async def build(self) -> None:
        with ui.row().classes("w-full items-center gap-2"):
            heading("断掉的回答", 1)
            ui.space()
            _export_menu()
        quiet("同样的问题、模型、参数和断法算一类，每类只列最新的一条。")
        self._whiches = ui.row().classes("w-full gap-2").props("role=group aria-label=按是不是断了筛选")
        self._statuses = ui.row().classes("w-full gap-2").props("role=group aria-label=按状态筛选")
        self._counted = quiet("").props("role=status")
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

    async def _choose(self, wanted: Filter) -> None:
        self._wanted = wanted
        chosen = {"status": wanted.status, "which": wanted.which if wanted.which != "cut" else None}
        query = urlencode({name: value for name, value in chosen.items() if value})
        ui.navigate.history.replace(f"{LIST_PATH}?{query}" if query else LIST_PATH)
        await self._show()

    async def _show(self) -> None:
        counts = await asyncio.to_thread(self._count)
        is_empty = counts[Filter("all")].groups == 0
        self._show_filters(counts)
        self._rows.clear()
        self._ticked.clear()
        self._cursor = None
        await self._show_more()
        if is_empty:
            with self._rows:
                quiet(EMPTY).classes("py-8")
        elif not self._rows.default_slot.children:
            with self._rows:
                quiet("这里一条也没有。").classes("py-8")

    def _count(self) -> dict[Filter, Count]:
        """Of the chosen filter, and of every other that is one press away."""
        choices = {Filter("all"), *self._choices_of_which(), *self._choices_of_status()}
        return {wanted: count(self._parts.bad_cases.engine, wanted) for wanted in choices}

    def _choices_of_which(self) -> dict[Filter, str]:
        return {Filter(which): words for which, words in WHICH.items()}

    def _choices_of_status(self) -> dict[Filter, str]:
        named: list[tuple[Status | None, str]] = [(None, "所有状态"), *STATUSES.items()]
        return {replace(self._wanted, status=status): words for status, words in named}

    def _show_filters(self, counts: dict[Filter, Count]) -> None:
        """The numbers are those of the rows, which are groups."""
        chosen = Filter(self._wanted.which)
        self._show_choices(self._whiches, self._choices_of_which(), chosen, counts)
        self._show_choices(self._statuses, self._choices_of_status(), self._wanted, counts)
        counted = counts[self._wanted]
        self._counted.text = f"{counted.cases} 次，归成 {counted.groups} 类。" if counted.cases else ""

    def _show_choices(
        self, place: ui.row, choices: dict[Filter, str], chosen: Filter, counts: dict[Filter, Count]
    ) -> None:
        place.clear()
        with place:
            for wanted, words in choices.items():
                is_chosen = wanted == chosen
                told_of = f"{words} {counts[wanted].groups}"
                button = ui.button(told_of, on_click=lambda wanted=wanted: self._choose(wanted))
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
        return newest_of_groups(self._parts.bad_cases, self._wanted, PAGE, self._cursor)

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


def _named(names: Iterable[Name], given: str) -> Name | None:
    """The name that the address gives; None where it gives none that there is."""
    return next((each for each in names if each == given), None)


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
