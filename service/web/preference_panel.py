"""What is remembered: every preference with its source, to be corrected, deleted, added, and each step undone."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

from nicegui import ui

from memory.errors import MemoryFault
from memory.model import Change, Kind, Preference, PreferenceChanges, Statement
from memory.store import Memory
from service.web.history import open_history, open_past
from service.web.preference_form import EMPTY, Values, open_form, values_of
from service.web.preference_row import Actions, preference_row
from service.web.undo_button import Undoable, state_of
from service.web.words import KINDS, changed, told


class PreferencePanel:
    """One user's preferences. `on_change` is awaited after each change made here."""

    def __init__(self, memory: Memory, user_id: str, on_change: Callable[[], Awaitable[None]]) -> None:
        self._memory = memory
        self._user_id = user_id
        self._on_change = on_change
        self._rows: dict[str, tuple[Preference, ui.row]] = {}
        self._held: tuple[Preference, ...] | None = None
        self._undoable: Undoable | None = None
        self._refreshing = asyncio.Lock()
        self._actions = Actions(self._history, self._edit, self._delete)

    async def build(self) -> None:
        with ui.card().classes("w-full flex-1 min-h-0 p-0 gap-0 shadow-sm rounded-xl") as self._card:
            with ui.row().classes("w-full items-center px-4 py-2 border-b border-stone-200"):
                ui.label("我记住的").classes("text-base font-bold text-stone-800")
                self.count = ui.badge("0").props("color=grey-4 text-color=grey-10")
                ui.space()
                add = ui.button("添加", icon="add", on_click=self._add)
                add.props("flat dense no-caps padding='4px 8px'").classes("jide-tap")
            self._undo_row = ui.row().classes("w-full items-center px-4 py-1 gap-2 bg-teal-50 flex-nowrap")
            self._undo_row.props("role=status").visible = False
            with self._undo_row:
                self._told = ui.label().classes("flex-1 min-w-0 truncate text-sm")
                undo = ui.button("撤销", icon="undo", on_click=self._undo_last)
                undo.props("flat dense no-caps size=12px").classes("jide-tap")
            with ui.column().classes("w-full flex-1 min-h-0 overflow-y-auto flex-nowrap p-4 gap-4"):
                self._build_list()
        await self.refresh()

    def _build_list(self) -> None:
        self._empty = ui.label("还什么都没有。在聊天里说一句「我喜欢下雨天」，或者点上面的「添加」。")
        self._empty.classes("text-sm text-stone-600 py-4")
        self._sections: dict[Kind, ui.column] = {}
        for kind, title in KINDS.items():
            with ui.column().classes("w-full gap-2") as self._sections[kind]:
                ui.label(title).classes("text-xs font-medium text-stone-600")
        past = ui.button("不再作数的……", on_click=lambda: open_past(self._memory, self._user_id, self._undo))
        past.props("flat dense no-caps size=12px color=grey-8").classes("jide-tap")

    async def refresh(self) -> bool:
        """Shows what is held now. True where that is something else than was shown."""
        async with self._refreshing:  # else an older reading could be shown over a newer one
            return await self._refresh()

    async def _refresh(self) -> bool:
        held = await asyncio.to_thread(self._memory.active, self._user_id)
        if held == self._held or self._undo_row.is_deleted:
            return False
        self._held = held
        self.count.text = str(len(held))
        self._empty.visible = not held
        for gone in self._rows.keys() - {preference.id for preference in held}:
            self._rows.pop(gone)[1].delete()
        for kind, section in self._sections.items():
            those = [preference for preference in held if preference.kind == kind]
            section.visible = bool(those)
            for place, preference in enumerate(those, start=1):  # the title comes first
                self._place(preference, section, place)
        await self._withdraw_undo()
        return True

    def _place(self, preference: Preference, section: ui.column, place: int) -> None:
        """A row that is right already stays as it is, so that nothing flickers and the keyboard's focus remains."""
        shown, row = self._rows.get(preference.id, (None, None))
        if row is None or shown != preference:
            if row is not None:
                row.delete()
            with section:
                row = preference_row(preference, self._actions)
            self._rows[preference.id] = (preference, row)
        if row.parent_slot is None or row.parent_slot.children.index(row) != place:
            row.move(section, target_index=place)

    async def _do(self, call: Callable[..., Change], *arguments: Any) -> bool:
        """Does one thing to memory, shows it, and offers to undo it."""
        try:
            change = await asyncio.to_thread(call, *arguments)
        except MemoryFault as fault:
            ui.notify(told(fault), type="warning")
            await self._on_change()
            return False
        self._undoable = None
        await self._on_change()
        self._told.text = changed(change)
        if change.event_id is None:
            ui.notify("没有改动。")
        else:
            self._undoable = Undoable(change.event_id, change.preference.id)
        self._undo_row.visible = self._undoable is not None
        return True

    async def _withdraw_undo(self) -> None:
        """What was changed again since, in the chat say, can no longer be undone from here."""
        if self._undoable is not None:
            state = await asyncio.to_thread(state_of, self._memory, self._undoable, self._held or ())
            self._undo_row.visible = state is not None and state[1] == "open"

    async def _undo_last(self) -> None:
        if self._undoable is not None:
            await self._undo(self._undoable.event_id)

    async def _undo(self, event_id: str) -> bool:
        return await self._do(self._memory.undo, event_id)

    async def _delete(self, preference: Preference) -> None:
        await self._do(self._memory.delete, preference.id)

    async def _history(self, preference: Preference) -> None:
        with self._card:
            await open_history(self._memory, preference)

    async def _add(self) -> None:
        async def save(values: Values) -> bool:
            return await self._do(self._memory.create, self._user_id, Statement(**values, origin="page"))

        open_form("添加一条", {**EMPTY}, save)

    async def _edit(self, preference: Preference) -> None:
        async def save(values: Values) -> bool:
            changes = PreferenceChanges(**values)  # type: ignore[typeddict-item]  # the form's fields are its keys
            return await self._do(self._memory.edit, preference.id, changes)

        with self._card:  # a dialog goes with the place it was opened in, and a row goes when it changes
            open_form("修改", values_of(preference), save)
