"""The questions that wait for a yes or a no: the two buttons under the reply that asked, and what was decided."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass

from nicegui import ui

from memory.errors import AskNotFound
from memory.model import Ask
from memory.store import Memory
from service.web.undo_button import Undoable
from service.web.words import ANSWERS, question, settled

Answer = Callable[[Ask, bool], Awaitable[None]]
OfferUndo = Callable[[ui.element, Sequence[Undoable]], None]


@dataclass(frozen=True, slots=True)
class Asked:
    """A question as memory has it now, and the change that its answer made, where it made one."""

    ask: Ask
    done: Undoable | None = None

    @property
    def waits(self) -> bool:
        held = self.ask.preference
        return self.ask.answer is None and (held is None or held.status == "active")


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a question stands, and where the undo of its answer goes."""

    row: ui.row
    undos: ui.element


def answer_buttons(ask: Ask, answer: Answer) -> None:
    """The yes and the no; read out, they say to which question."""
    for words, yes in zip(ANSWERS[ask.question], (True, False), strict=True):
        button = ui.button(words, on_click=lambda yes=yes: answer(ask, yes))
        button.props(f"{'unelevated' if yes else 'outline'} no-caps size=12px padding='4px 14px'").classes("jide-tap")
        if yes and ask.question == "forget_all":
            button.props("color=negative")
        button.props["aria-label"] = f"{words}：{question(ask)}"


class AskButtons:
    """All of one chat. A question shows nothing until it was first asked how it stands."""

    def __init__(self, memory: Memory, answer: Answer, offer_undo: OfferUndo) -> None:
        self._memory = memory
        self._answer = answer
        self._offer_undo = offer_undo
        self._places: dict[str, _Place] = {}
        self._shown: dict[str, Asked] = {}

    def clear(self) -> None:
        self._places.clear()
        self._shown.clear()

    def offer(self, place: ui.element, undos: ui.element, ask_ids: Sequence[str]) -> None:
        place.visible = bool(ask_ids)
        with place:
            for ask_id in ask_ids:
                row = ui.row().classes("items-center gap-2 max-w-full").props("role=group")
                self._places[ask_id] = _Place(row, undos)

    async def review(self) -> None:
        """Asks memory how each question stands that was not seen answered, and shows it."""
        unsettled = [each for each in self._places if each not in self._shown or not self._shown[each].ask.answer]
        for now in await asyncio.to_thread(self._states, unsettled):
            place = self._places.get(now.ask.id)
            if place and not place.row.is_deleted and now != self._shown.get(now.ask.id):
                self._shown[now.ask.id] = now
                self._show(now, place)

    def _states(self, ask_ids: Sequence[str]) -> list[Asked]:
        found = []
        for ask_id in ask_ids:
            with suppress(AskNotFound):  # forgotten with all else of its user
                ask = self._memory.ask(ask_id)
                found.append(Asked(ask, done_by(self._memory, ask)))
        return found

    def _show(self, now: Asked, place: _Place) -> None:
        place.row.clear()
        place.row.props["aria-label"] = question(now.ask)
        with place.row:
            if now.waits:
                if len(self._places) > 1 and self._has_neighbour(place):
                    ui.label(question(now.ask)).classes("text-xs text-stone-600 [overflow-wrap:anywhere]")
                answer_buttons(now.ask, self._answer)
            else:
                ui.label(settled(now.ask)).classes("text-xs text-stone-600 px-1 [overflow-wrap:anywhere]")
        if now.done:
            self._offer_undo(place.undos, [now.done])

    def _has_neighbour(self, place: _Place) -> bool:
        """Whether the reply asked more than this, so that bare buttons would not say which is meant."""
        return any(other is not place and other.undos is place.undos for other in self._places.values())


def done_by(memory: Memory, ask: Ask) -> Undoable | None:
    """The change that the answer made: the event of that very moment."""
    if ask.answer is None or ask.answer == "moot":
        return None
    if ask.preference is not None:
        events = memory.history(ask.preference.id)
    else:
        events = memory.events_of(ask.user_id, ask.message_id) if ask.message_id else ()
    made = next((event for event in events if event.at == ask.answered_at), None)
    return Undoable(made.id, made.preference_id) if made else None
