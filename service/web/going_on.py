"""What can be done with an answer in the chat: go on with it, have its last part anew, take that out, ask once more."""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable

from nicegui import ui

from memory.errors import MemoryFault
from service.chat.pressing import Continuation, Pressed
from service.continuation.segment import Segment
from service.errors import ServiceError
from service.events import ChatEvent
from service.turns import Message, Turns
from service.web.bubble import Again, Bubble, Presses
from service.web.words import told, unanswered

Begin = Callable[[], AsyncGenerator[ChatEvent]]
Noted = Callable[[], Awaitable[None]]
Play = Callable[[Begin, Bubble, Again], Awaitable[None]]


class GoingOn:
    """All of one chat. `play` shows in a bubble what happens once it is its turn; `noted` is awaited after an undo."""

    def __init__(self, continuation: Continuation, turns: Turns, play: Play, noted: Noted) -> None:
        self._continuation = continuation
        self._turns = turns
        self._play = play
        self._noted = noted

    @property
    def presses(self) -> Presses:
        return Presses(self.press, self._take_out, self._have_anew)

    def show(self, bubble: Bubble, message: Message) -> None:
        """The answer as recorded; where the model failed before it said anything, the way to ask once more."""
        last = message.last
        if last.judgement.verdict == "unavailable":
            bubble.fail(unanswered(last.finished), lambda: self.press(bubble, message.id))
        else:
            in_vain = message.standing[-1] is not last
            bubble.close(message.id, message.whole, last, _added(message), in_vain=in_vain)

    async def press(self, bubble: Bubble, failed_id: str | None = None) -> None:
        """Goes on with the bubble's answer; where it has none yet, with the message that failed."""
        pressed_on = bubble.message_id or failed_id
        if pressed_on is None or bubble.is_busy:
            return
        again = (lambda: self.press(bubble, failed_id)) if failed_id else None
        await self._play(lambda: self._continuation.press(Pressed(pressed_on)), bubble, again)

    async def press_unanswered(self, user_message_id: str, bubble: Bubble) -> bool:
        """Presses what was recorded as the failed answer to a message; False where nothing was recorded."""
        failed = await asyncio.to_thread(self._failed, user_message_id)
        if failed is not None:
            await self.press(bubble, failed.id)
        return failed is not None

    def _failed(self, user_message_id: str) -> Message | None:
        said = self._turns.message(user_message_id)
        recorded = self._turns.conversation(said.conversation_id) if said else ()
        return next((each for each in recorded if each.reply_to == user_message_id and each.standing), None)

    async def _have_anew(self, bubble: Bubble) -> None:
        if bubble.message_id is None or bubble.added is None or bubble.is_busy:
            return
        message_id, segment_id = bubble.message_id, bubble.added.id
        bubble.go_back()
        await self._play(lambda: self._continuation.retry(message_id, segment_id), bubble, None)
        await self._show_recorded(bubble, message_id)

    async def _take_out(self, bubble: Bubble) -> None:
        if bubble.message_id is None or bubble.added is None or bubble.is_busy:
            return
        try:
            await self._continuation.undo(bubble.message_id, bubble.added.id)
        except (ServiceError, MemoryFault) as error:
            ui.notify(told(error), type="warning")
        await self._show_recorded(bubble, bubble.message_id)
        await self._noted()

    async def _show_recorded(self, bubble: Bubble, message_id: str) -> None:
        """The answer as it stands now, whatever became of what was tried."""
        message = await asyncio.to_thread(self._turns.message, message_id)
        if message and message.standing and not bubble.is_gone:
            self.show(bubble, message)


def _added(message: Message) -> Segment | None:
    """The last part that was added to words that were there; None where the answer came in one piece."""
    spoken = [segment for segment in message.standing if segment.text]
    return spoken[-1] if len(spoken) > 1 else None
