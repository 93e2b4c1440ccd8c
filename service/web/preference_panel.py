"""What is remembered: every preference with its source, to be corrected, deleted, added, and each step undone.

Above it stands what only the user can decide: the questions that wait, and what may be one thing.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Any

from nicegui import ui

from memory.errors import MemoryFault
from memory.model import Ask, Change, Kind, Preference, PreferenceChanges, Statement
from service.assembly import Parts
from service.web.ask_buttons import answer_buttons
from service.web.duplicates import Duplicates
from service.web.history import open_history, open_past
from service.web.panel_menu import PanelMenu
from service.web.preference_form import EMPTY, Values, open_form, values_of
from service.web.preference_row import Actions, preference_row
from service.web.then import open_then
from service.web.undo_button import Undoable, state_of
from service.web.words import KINDS, changed, parted, question, settled, told, undone


@dataclass(frozen=True, slots=True)
class _Kept:
    """What the panel shows: all that is held, and the questions that wait."""

    held: tuple[Preference, ...] = ()
    asks: tuple[Ask, ...] = ()


class PreferencePanel:
    """One user's preferences.

    `on_change` is awaited after each change made here, `on_forgotten` when there is nothing of the user any more.
    """

    def __init__(
        self,
        parts: Parts,
        user_id: str,
        on_change: Callable[[], Awaitable[None]],
        on_forgotten: Callable[[], Awaitable[None]],
    ) -> None:
        self._memory = parts.memory
        self._forgetting = parts.forgetting
        self._user_id = user_id
        self._on_change = on_change
        self._on_forgotten = on_forgotten
        self._rows: dict[str, tuple[Preference, ui.row]] = {}
        self._kept = _Kept()
        self._undoable: Undoable | None = None
        self._refreshing = asyncio.Lock()
        self._actions = Actions(self._history, self._edit, self._delete)

    async def build(self) -> None:
        with ui.card().classes("w-full flex-1 min-h-0 p-0 gap-0 shadow-sm rounded-xl") as self._card:
            with ui.row().classes("w-full items-center px-4 py-2 border-b border-stone-200 flex-nowrap gap-2"):
                ui.label("我记住的").classes("text-base font-bold text-stone-800")
                self.count = ui.badge("0").props("color=grey-4 text-color=grey-10")
                ui.space()
                add = ui.button("添加", icon="add", on_click=self._add)
                add.props("flat dense no-caps padding='4px 8px'").classes("jide-tap")
                PanelMenu(
                    self._memory, self._forgetting, self._user_id, self._card, self._on_change, self._on_forgotten
                )
            self._undo_row = ui.row().classes("w-full items-center px-4 py-1 gap-2 bg-teal-50 flex-nowrap")
            self._undo_row.props("role=status").visible = False
            with self._undo_row:
                self._told = ui.label().classes("flex-1 min-w-0 truncate text-sm")
                undo = ui.button("撤销", icon="undo", on_click=self._undo_last)
                undo.props("flat dense no-caps size=12px").classes("jide-tap")
            with ui.column().classes("w-full flex-1 min-h-0 overflow-y-auto flex-nowrap p-4 gap-4"):
                self._build_list()
        self._show_held(())
        await self.refresh()

    def _build_list(self) -> None:
        self._questions = ui.column().classes("w-full gap-2")
        self._questions.props('role=region aria-label="等你回答的"').visible = False
        self._duplicates = Duplicates(self._memory, self._user_id, self._unite, self._part)
        self._empty = ui.label("还什么都没有。在聊天里说一句「我喜欢下雨天」，或者点上面的「添加」。")
        self._empty.classes("text-sm text-stone-600 py-4")
        self._sections: dict[Kind, ui.column] = {}
        for kind, title in KINDS.items():
            with ui.column().classes("w-full gap-2") as self._sections[kind]:
                ui.label(title).classes("text-xs font-medium text-stone-600")
        with ui.row().classes("w-full justify-between gap-x-2 gap-y-0"):
            past = ui.button("不再作数的……", on_click=lambda: open_past(self._memory, self._user_id, self._undo))
            then = ui.button("那天我记得什么", on_click=lambda: open_then(self._memory, self._user_id))
            for button in (past, then):
                button.props("flat dense no-caps size=12px color=grey-8").classes("jide-tap")

    async def refresh(self) -> bool:
        """Shows what is held and asked now. True where that is something else than was shown."""
        async with self._refreshing:  # else an older reading could be shown over a newer one
            return await self._refresh()

    async def _refresh(self) -> bool:
        kept = await asyncio.to_thread(self._read)
        before = self._kept
        if kept == before or self._undo_row.is_deleted:
            return False
        self._kept = kept
        if kept.asks != before.asks:
            self._show_questions(kept.asks)
        if kept.held != before.held:
            self._show_held(kept.held)
        self._duplicates.look_again(kept.asks)
        await self._withdraw_undo()
        return True

    def _read(self) -> _Kept:
        return _Kept(self._memory.active(self._user_id), self._memory.asks(self._user_id))

    def _show_questions(self, asks: Sequence[Ask]) -> None:
        self._questions.clear()
        self._questions.visible = bool(asks)
        with self._questions:
            for ask in asks:
                with ui.column().classes(
                    "jide-question w-full gap-2 rounded-lg border border-amber-300 bg-amber-50 px-3 py-2"
                ):
                    ui.label(question(ask)).classes("text-sm text-stone-800 [overflow-wrap:anywhere]")
                    with ui.row().classes("gap-2"):
                        answer_buttons(ask, self.answer)

    def _show_held(self, held: Sequence[Preference]) -> None:
        self.count.text = str(len(held))
        self._empty.visible = not held
        for gone in self._rows.keys() - {preference.id for preference in held}:
            self._rows.pop(gone)[1].delete()
        for kind, section in self._sections.items():
            those = [preference for preference in held if preference.kind == kind]
            section.visible = bool(those)
            for place, preference in enumerate(those, start=1):  # the title comes first
                self._place(preference, section, place)

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

    async def answer(self, ask: Ask, yes: bool) -> None:  # noqa: FBT001 - the answer itself
        """Decides a question, here or under the reply that asked it."""

        def decide() -> tuple[tuple[Change, ...], str]:
            done = self._memory.answer(ask.id, yes=yes)
            return done, settled(self._memory.ask(ask.id))

        await self._do_all(decide)

    async def _do(self, call: Callable[..., Change], *arguments: Any, telling: str | None = None) -> bool:
        """Does one thing to memory, shows it, and offers to undo it."""

        def do() -> tuple[tuple[Change, ...], str]:
            change = call(*arguments)
            return (change,), telling or self._told_of(change)

        return await self._do_all(do)

    def _told_of(self, change: Change) -> str:
        if change.event_id is None:
            return "没有改动。"
        return undone(self._memory.event(change.event_id)) if change.action == "undo" else changed(change)

    async def _do_all(self, do: Callable[[], tuple[tuple[Change, ...], str]]) -> bool:
        """Does what is one step to the user, tells it in the words given back, and offers to undo it."""
        try:
            changes, words = await asyncio.to_thread(do)
        except MemoryFault as fault:
            ui.notify(told(fault), type="warning")
            await self._on_change()
            return False
        self._undoable = None
        await self._on_change()
        self._duplicates.look_again(self._kept.asks)
        self._told.text = words
        self._undoable = next((Undoable(each.event_id, each.preference.id) for each in changes if each.event_id), None)
        self._undo_row.visible = self._undoable is not None
        if self._undoable is None:
            with self._card:  # the button that was pressed may be gone by now
                ui.notify(words)
        return True

    async def _withdraw_undo(self) -> None:
        """What was changed again since, in the chat say, can no longer be undone from here."""
        if self._undoable is not None:
            state = await asyncio.to_thread(state_of, self._memory, self._undoable, self._kept.held)
            self._undo_row.visible = state is not None and state[1] == "open"

    async def _undo_last(self) -> None:
        if self._undoable is not None:
            await self._undo(self._undoable.event_id)

    async def _undo(self, event_id: str) -> bool:
        return await self._do(self._memory.undo, event_id)

    async def _delete(self, preference: Preference) -> None:
        await self._do(self._memory.delete, preference.id)

    async def _unite(self, gone: Preference, kept: Preference) -> None:
        await self._do(self._memory.merge, gone.id, kept.id)

    async def _part(self, one: Preference, other: Preference) -> None:
        await self._do(self._memory.split, one.id, other.id, telling=parted(one.object, other.object))

    async def _history(self, preference: Preference) -> None:
        async def split(name: str) -> bool:
            telling = parted(preference.object, name)
            return await self._do(self._memory.split_name, preference.id, name, telling=telling)

        with self._card:
            await open_history(self._memory, preference, split)

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
