"""The undo beside a receipt. It tells what holds now: open, undone already, or overtaken by a later change."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Literal

from nicegui import ui

from memory.errors import PreferenceNotFound
from memory.model import Event, Preference
from memory.store import Memory
from memory.transitions import key_of
from service.turns import Message
from service.web.words import undo_label

Standing = Literal["open", "undone", "overtaken"]
CLOSED = {"undone": "已撤销", "overtaken": "后来又改过"}


@dataclass(frozen=True, slots=True)
class Undoable:
    """A change that a message made: the event that can be undone, and the preference in whose history it stands."""

    event_id: str
    preference_id: str


def made_by(reply: Message) -> list[Undoable]:
    """What a recorded reply says that the message it answers changed in memory."""
    changes = reply.decided.get("changes", ())
    return [Undoable(change["event_id"], change["preference_id"]) for change in changes if change["event_id"]]


def standing(event: Event, history: Sequence[Event], held: Sequence[Preference]) -> Standing:
    """Whether the event can be undone, by the rules that memory goes by.

    `history` is that of the event's preference, oldest first; `held` is what its user holds now.
    """
    if event.undone_by is not None:
        return "undone"
    touched = {preference.id for preference in event.after}
    later = history[[each.id for each in history].index(event.id) + 1 :]
    stands_on_it = (
        each.undone_by is None and each.action != "undo" and not touched.isdisjoint(p.id for p in each.after)
        for each in later
    )
    return "overtaken" if any(stands_on_it) or _is_stated_anew(event, touched, held) else "open"


def _is_stated_anew(event: Event, touched: set[str], held: Sequence[Preference]) -> bool:
    """Whether something else now holds the place of what would come back."""
    places = {key_of(old) for old in event.before if old is not None and old.status == "active"}
    return any(key_of(other) in places and other.id not in touched for other in held)


def state_of(memory: Memory, done: Undoable, held: Sequence[Preference]) -> tuple[Event, Standing] | None:
    """The event with how it stands; None where there is no such event, as when its user was forgotten."""
    try:
        history = memory.history(done.preference_id)
    except PreferenceNotFound:
        return None
    event = next((event for event in history if event.id == done.event_id), None)
    return (event, standing(event, history, held)) if event else None


class UndoButtons:
    """All of one chat. A button shows nothing until it was first asked how things stand."""

    def __init__(self, memory: Memory, user_id: str, undo: Callable[[str], Awaitable[None]]) -> None:
        self._memory = memory
        self._user_id = user_id
        self._undo = undo
        self._buttons: dict[Undoable, ui.button] = {}

    def clear(self) -> None:
        self._buttons.clear()

    def offer(self, place: ui.element, changes: Sequence[Undoable]) -> None:
        """One button an event, however many preferences it changed, and wherever it was offered first."""
        offered = {done.event_id for done in self._buttons}
        new = {done.event_id: done for done in changes if done.event_id not in offered}
        place.visible = place.visible or bool(new)
        with place:
            for done in new.values():
                button = ui.button(icon="undo", on_click=lambda done=done: self._undo(done.event_id))
                button.props("flat no-caps size=12px padding='2px 10px'")
                button.classes("jide-tap max-w-full").visible = False
                self._buttons[done] = button

    async def review(self) -> None:
        """Asks memory how every change stands, and shows it."""
        states = await asyncio.to_thread(self._states, tuple(self._buttons))
        for done, state in states.items():
            button = self._buttons.get(done)
            if state and button and not button.is_deleted:
                _show(button, *state)

    def _states(self, changes: Sequence[Undoable]) -> dict[Undoable, tuple[Event, Standing] | None]:
        held = self._memory.active(self._user_id) if changes else ()
        return {done: state_of(self._memory, done, held) for done in changes}


def _show(button: ui.button, event: Event, now: Standing) -> None:
    button.visible = True
    button.text = undo_label(event) if now == "open" else CLOSED[now]
    button.set_enabled(now == "open")
    button.props(f"color={'primary' if now == 'open' else 'grey-8'}")
