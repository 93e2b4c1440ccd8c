"""The undo beside a receipt. It tells what holds now: open, undone already, or overtaken by a later change."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Literal

from nicegui import ui

from memory.model import Event
from memory.store import Memory
from service.web.words import undo_label

Standing = Literal["open", "undone", "overtaken"]
CLOSED = {"undone": "已撤销", "overtaken": "后来又改过"}


@dataclass(frozen=True, slots=True)
class Undoable:
    """A change that a message made: the event that can be undone, and the preference in whose history it stands."""

    event_id: str
    preference_id: str


def standing(event: Event, history: Sequence[Event]) -> Standing:
    """Whether the event can be undone, by the rule that memory goes by; `history` is its preference's, oldest first."""
    if event.undone_by is not None:
        return "undone"
    touched = {preference.id for preference in event.after}
    later = history[[each.id for each in history].index(event.id) + 1 :]
    stands_on_it = (
        each.undone_by is None and each.action != "undo" and not touched.isdisjoint(p.id for p in each.after)
        for each in later
    )
    return "overtaken" if any(stands_on_it) else "open"


def state_of(memory: Memory, done: Undoable) -> tuple[Event, Standing] | None:
    """The event with how it stands; None where there is no such event. Raises what `Memory.history` raises."""
    history = memory.history(done.preference_id)
    event = next((event for event in history if event.id == done.event_id), None)
    return (event, standing(event, history)) if event else None


class UndoButtons:
    """All of one chat. A button shows nothing until it was first asked how things stand."""

    def __init__(self, memory: Memory, undo: Callable[[str], Awaitable[None]]) -> None:
        self._memory = memory
        self._undo = undo
        self._buttons: dict[Undoable, ui.button] = {}

    def clear(self) -> None:
        self._buttons.clear()

    def offer(self, place: ui.element, changes: Sequence[Undoable]) -> None:
        place.visible = bool(changes)
        with place:
            for done in changes:
                button = ui.button(icon="undo", on_click=lambda done=done: self._undo(done.event_id))
                button.props("flat no-caps size=12px padding='2px 10px'")
                button.classes("jide-tap max-w-full").visible = False
                self._buttons[done] = button

    async def review(self) -> None:
        """Asks memory how every change stands, and shows it."""
        states = await asyncio.to_thread(lambda: {done: state_of(self._memory, done) for done in [*self._buttons]})
        for done, state in states.items():
            button = self._buttons.get(done)
            if state and button and not button.is_deleted:
                _show(button, *state)


def _show(button: ui.button, event: Event, now: Standing) -> None:
    button.visible = True
    button.text = undo_label(event) if now == "open" else CLOSED[now]
    button.set_enabled(now == "open")
    button.props(f"color={'primary' if now == 'open' else 'grey-8'}")
