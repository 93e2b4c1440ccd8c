"""What happens when the user says that a message was read wrongly, and when they take that back."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence

from nicegui import ui

from memory.errors import MemoryFault
from service.errors import ServiceError
from service.feedback.correcting import Corrected, Correction, Corrections
from service.feedback.store import Feedback, Named
from service.turns import Message
from service.web.missed_form import open_missed_form
from service.web.said_bubble import SaidBubble
from service.web.words import corrected, correction_told, told


class Correcting:
    """One user's corrections. `on_memory` is awaited after each, since it may have changed what is remembered."""

    def __init__(self, corrections: Corrections, user_id: str, on_memory: Callable[[], Awaitable[None]]) -> None:
        self._corrections = corrections
        self._user_id = user_id
        self._on_memory = on_memory

    def known(self, recorded: Sequence[Message]) -> Mapping[str, Feedback]:
        """What was said of these messages before, by the message's id."""
        ids = [message.id for message in recorded if message.role == "user"]
        return self._corrections.store.on(ids) if ids else {}

    def show(self, said: SaidBubble, feedback: Feedback | None) -> None:
        """What was said of the message; where nothing was, what there is to say."""
        if feedback is None:
            said.offer()
        else:
            said.settle(feedback.id, corrected(feedback.example))

    async def correct(self, said: SaidBubble) -> None:
        if said.changed:
            await self._send(said, Correction("not_a_preference"))
        else:
            await self._ask(said)

    async def take_back(self, said: SaidBubble) -> None:
        done = await self._do(self._corrections.take_back, str(said.feedback_id))
        if done is not None:
            said.offer()

    async def _ask(self, said: SaidBubble) -> None:
        async def save(named: Named) -> bool:
            return await self._send(said, Correction("missed", (named,)))

        try:
            suggested = await asyncio.to_thread(self._corrections.suggestion, str(said.message_id), self._user_id)
        except (ServiceError, MemoryFault) as error:
            ui.notify(told(error), type="warning")
        else:
            open_missed_form(said.text, suggested[0] if suggested else None, save)

    async def _send(self, said: SaidBubble, correction: Correction) -> bool:
        done = await self._do(self._corrections.correct, str(said.message_id), self._user_id, correction)
        if done is not None:
            self.show(said, done.feedback)
        return done is not None

    async def _do(self, call: Callable[..., Corrected], *arguments: object) -> Corrected | None:
        """Does one thing, tells what became of memory, and shows it; None where it could not be done."""
        try:
            done = await asyncio.to_thread(call, *arguments)
        except (ServiceError, MemoryFault) as error:
            ui.notify(told(error), type="warning")
            return None
        ui.notify(correction_told(done))
        await self._on_memory()
        return done
