"""What is remembered: every preference with its source, to be corrected, deleted, added, and each step undone."""

import asyncio
from collections.abc import Callable
from typing import Any

from nicegui import ui

from memory.errors import MemoryFault
from memory.model import Change, Preference, PreferenceChanges, Statement
from memory.store import Memory
from service.chat.receipts import described
from service.web.words import KINDS, POLARITIES, STRENGTHS, event_line, source_line


class PreferencePanel:
    """One user's preferences."""

    def __init__(self, memory: Memory, user_id: str) -> None:
        self._memory = memory
        self._user_id = user_id

    async def build(self) -> None:
        with ui.card().classes("w-full flex-1 min-h-0 p-0 gap-0 shadow-sm rounded-xl"):
            with ui.row().classes("w-full items-center px-4 py-3 border-b border-stone-200"):
                ui.label("我记住的").classes("text-base font-bold text-stone-800")
                self._count = ui.badge("0").props("color=grey-4 text-color=grey-9").mark("count")
                ui.space()
                ui.button("添加", icon="add", on_click=self._add).props("flat dense no-caps").mark("add")
            self._undo_row = ui.row().classes("w-full items-center px-4 py-2 bg-teal-50 flex-nowrap")
            self._undo_row.visible = False
            with ui.scroll_area().classes("w-full flex-1 max-md:min-h-[50vh]"):
                self._list = ui.column().classes("w-full gap-2")
        await self.refresh()

    async def refresh(self) -> None:
        """Shows what is held now."""
        held = await asyncio.to_thread(self._memory.active, self._user_id)
        self._count.text = str(len(held))
        self._list.clear()
        with self._list:
            if not held:
                ui.label("还什么都没有。说一句「我喜欢下雨天」试试。").classes("text-sm text-stone-500 py-6")
            for kind, title in KINDS.items():
                those = [preference for preference in held if preference.kind == kind]
                if those:
                    ui.label(title).classes("text-xs text-stone-500 mt-1")
                for preference in those:
                    self._show(preference)

    def _show(self, preference: Preference) -> None:
        likes = preference.polarity == "like"
        with (
            ui.row()
            .classes("w-full items-start gap-2 rounded-lg border border-stone-200 bg-white px-3 py-2 flex-nowrap")
            .mark("preference")
        ):
            ui.icon("favorite" if likes else "heart_broken", color="positive" if likes else "negative").classes("mt-1")
            with ui.column().classes("flex-1 min-w-0 gap-0"):
                with ui.row().classes("items-center gap-1"):
                    ui.label(described(preference, "zh")).classes("text-stone-800 break-words")
                    if preference.locked:
                        ui.icon("lock", size="xs", color="grey-6").tooltip("你亲手定的，聊天里的话不会改掉它")
                ui.label(source_line(preference)).classes("text-xs text-stone-500 break-words")
            with ui.row().classes("gap-0 flex-nowrap"):
                self._action("history", "历史", lambda: self._history(preference))
                self._action("edit", "修改", lambda: self._edit(preference))
                self._action("delete", "删除", lambda: self._do(self._memory.delete, preference.id, told="已删除"))

    def _action(self, icon: str, label: str, do: Callable[[], Any]) -> None:
        ui.button(icon=icon, on_click=do).props(f"flat round dense size=sm color=grey-7 aria-label={label}").tooltip(
            label
        )

    async def _do(self, call: Callable[..., Change], *arguments: Any, told: str) -> bool:
        """Does one thing to memory, shows it, and offers to undo it."""
        try:
            change = await asyncio.to_thread(call, *arguments)
        except MemoryFault as fault:
            ui.notify(str(fault), type="negative")
            return False
        await self.refresh()
        self._offer_undo(change, told)
        return True

    def _offer_undo(self, change: Change, told: str) -> None:
        self._undo_row.clear()
        self._undo_row.visible = change.event_id is not None
        with self._undo_row:
            ui.label(f"{told}：{described(change.preference, 'zh')}").classes("flex-1 min-w-0 truncate text-sm")
            undo = ui.button("撤销", on_click=lambda: self._do(self._memory.undo, change.event_id, told="已撤销"))
            undo.props("flat dense no-caps size=sm").mark("undo")

    async def _history(self, preference: Preference) -> None:
        events = await asyncio.to_thread(self._memory.history, preference.id)
        with ui.dialog(value=True) as dialog, ui.card().classes("min-w-80 gap-1").mark("history"):
            ui.label(f"「{preference.object}」的历史").classes("font-bold")
            for event in events:
                ui.label(event_line(event)).classes("text-sm text-stone-700")
            ui.button("关闭", on_click=dialog.close).props("flat no-caps").classes("self-end")

    def _add(self) -> None:
        async def save(values: dict[str, Any]) -> bool:
            statement = Statement(**values, origin="page")
            return await self._do(self._memory.create, self._user_id, statement, told="已添加")

        _form(
            "添加一条", {"object": "", "polarity": "like", "kind": "taste", "condition": "", "strength": "normal"}, save
        )

    def _edit(self, preference: Preference) -> None:
        shown = ("object", "polarity", "kind", "condition", "strength")

        async def save(values: dict[str, Any]) -> bool:
            changes = PreferenceChanges(**values)  # type: ignore[typeddict-item]  # the form's fields are its keys
            return await self._do(self._memory.edit, preference.id, changes, told="已修改")

        _form("修改", {name: getattr(preference, name) or "" for name in shown}, save)


def _form(title: str, values: dict[str, str], save: Callable[[dict[str, Any]], Any]) -> None:
    """A dialog for the fields of a preference; closes when `save` says that it is saved."""

    async def submit() -> None:
        given = {**values, "object": values["object"].strip(), "condition": values["condition"].strip() or None}
        if not given["object"]:
            ui.notify("写下喜欢或不喜欢的是什么", type="warning")
        elif await save(given):
            dialog.close()

    with ui.dialog(value=True) as dialog, ui.card().classes("min-w-96 gap-3").mark("form"):
        ui.label(title).classes("font-bold")
        ui.toggle(POLARITIES).bind_value(values, "polarity").props("no-caps unelevated")
        ui.input("什么", placeholder="下雨天").props("outlined dense autofocus").classes("w-full").bind_value(
            values, "object"
        )
        with ui.row().classes("w-full gap-2 flex-nowrap"):
            ui.select(dict(KINDS), label="哪一类").props("outlined dense").classes("flex-1").bind_value(values, "kind")
            ui.select(dict(STRENGTHS), label="程度").props("outlined dense").classes("flex-1").bind_value(
                values, "strength"
            )
        ui.input("什么时候（可不填）", placeholder="夏天").props("outlined dense").classes("w-full").bind_value(
            values, "condition"
        )
        with ui.row().classes("self-end gap-1"):
            ui.button("取消", on_click=dialog.close).props("flat no-caps")
            ui.button("保存", on_click=submit).props("unelevated no-caps").mark("save")
