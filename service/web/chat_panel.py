"""The chat: what was said, what is being said, and 「你还没说完呢」 under every answer of the model."""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable, Collection, Mapping, Sequence
from contextlib import aclosing
from dataclasses import dataclass, field

from nicegui import ui

from memory.errors import MemoryFault
from service.assembly import Parts
from service.chat.conversation import Utterance
from service.chat.pressing import MOST_TRIES, Pressed
from service.continuation.segment import Segment
from service.errors import ServiceError
from service.events import ChatEvent, Done, IntentRead, MemoryChanged, Said
from service.feedback.store import Feedback
from service.turns import Message
from service.web.ask_buttons import Answer, AskButtons
from service.web.bubble import Again, Bubble, Presses
from service.web.correcting import Correcting
from service.web.message_box import MessageBox
from service.web.said_bubble import SaidBubble
from service.web.under_way import UnderWay
from service.web.undo_button import Undoable, UndoButtons, made_by
from service.web.words import told, unanswered, unavailable

OPENINGS = ("我喜欢下雨天", "我对花生过敏", "我喜欢什么？", "周末推荐我做什么？")
CONTINUED = "↑ 已接着上面的回答说下去"
NOTHING_MORE = "↑ 上面的回答没有更多要说的了"

Marks = tuple[tuple[str, ...], tuple[tuple[str, ...], ...]]


@dataclass
class Thread:
    """A conversation as this page has it open. `turn` keeps its messages in order: each is answered after the last."""

    conversation_id: str | None = None
    is_new: bool = False
    marks: Marks | None = None
    turn: asyncio.Lock = field(default_factory=asyncio.Lock)


class ChatPanel:
    """One user's conversation.

    `on_memory` is awaited whenever a message may have changed what is remembered, `answer` when a question is answered.
    """

    def __init__(
        self,
        parts: Parts,
        user_id: str,
        under_way: UnderWay,
        on_memory: Callable[[], Awaitable[None]],
        answer: Answer,
    ) -> None:
        self._parts = parts
        self._user_id = user_id
        self._under_way = under_way
        self._on_memory = on_memory
        self._thread = Thread()
        self._answers: list[Bubble] = []
        self._undos = UndoButtons(parts.memory, user_id, self._undo)
        self._asks = AskButtons(parts.memory, answer, self._undos.offer)
        self._correcting = Correcting(parts.corrections, user_id, on_memory)
        self._greeting: ui.column | None = None

    async def build(self) -> None:
        with ui.card().classes("w-full flex-1 min-h-0 p-0 gap-0 shadow-sm rounded-xl") as self._card:
            # Reversed, so that the browser itself stays at the newest message, unless the reader has scrolled up.
            self._scroll = ui.element("div").classes("w-full flex-1 min-h-0 flex flex-col-reverse overflow-y-auto")
            self._scroll.props("role=log aria-label=对话 tabindex=0")
            with self._scroll:
                self._messages = ui.column().classes("w-full gap-2 p-3 md:px-4 mb-auto")
            self._box = MessageBox(self._say)
        await self.follow()

    async def start_anew(self) -> None:
        self._thread = Thread(is_new=True)
        await self.follow()
        self._box.focus()

    async def follow(self) -> None:
        """Shows what was recorded elsewhere: in another tab, through the API, or for a page that was left meanwhile."""
        thread = self._thread
        if thread.turn.locked():
            return
        recorded, marks = await asyncio.to_thread(self._recorded, thread)
        corrected = await asyncio.to_thread(self._correcting.known, recorded)
        if marks != thread.marks and thread is self._thread and not thread.turn.locked() and not self._is_gone:
            thread.marks = marks
            self._show_all(recorded, corrected)
            await self.review()

    async def review(self) -> None:
        """Lets every question and every undo in the chat tell how things stand now."""
        await self._asks.review()
        await self._undos.review()

    def _recorded(self, thread: Thread) -> tuple[tuple[Message, ...], Marks]:
        """The conversation, read whole only where something about its end is new."""
        turns = self._parts.turns
        if thread.conversation_id is None and not thread.is_new:
            thread.conversation_id = turns.latest_conversation(self._user_id)
        here = thread.conversation_id
        end = turns.conversation(here, limit=4) if here else ()
        if here and not end:  # its user was forgotten, and so the conversation is no more
            thread.conversation_id, thread.is_new = None, True
        marks = (
            self._under_way.texts(self._user_id, here, _unanswered(end)),
            tuple((message.id, *(segment.id for segment in message.standing)) for message in end),
        )
        unchanged = marks == thread.marks or here is None
        return (() if unchanged or here is None else turns.conversation(here)), marks

    def _show_all(self, recorded: tuple[Message, ...], corrected: Mapping[str, Feedback]) -> None:
        self._messages.clear()
        self._answers.clear()
        self._undos.clear()
        self._asks.clear()
        answered = {message.reply_to for message in recorded}
        changed = {message.reply_to for message in recorded if made_by(message)}
        stands = {segment.id for message in recorded for segment in message.standing}
        pending = self._under_way.texts(self._user_id, self._thread.conversation_id, _unanswered(recorded))
        for message in recorded:
            if message.role == "user" and message.id not in answered and message.text in pending:
                continue  # recorded, and being answered: it is shown below
            if message.role == "user":
                said = self._show_user(message, stands, is_answered=message.id in answered)
                said.recorded(message.id, changed=message.id in changed)
                if not message.decided.get("continues"):
                    self._correcting.show(said, corrected.get(message.id))
            else:
                self._show_reply(message)
        for text in pending:
            self._show_words(text)
            self._bubble().wait()
        self._greeting = None if recorded or pending else self._greet()

    def _greet(self) -> ui.column:
        with self._messages, ui.column().classes("w-full items-center gap-3 py-10 text-center") as greeting:
            ui.label("你好，我会记住你喜欢和不喜欢的。").classes("text-lg text-stone-700")
            ui.label("我记住了什么，你随时能看到，可以改，可以删，也可以撤销。").classes("text-sm text-stone-600")
            with ui.row().classes("justify-center gap-2"):
                for opening in OPENINGS:
                    button = ui.button(opening, on_click=lambda text=opening: self._begin(text))
                    button.props("outline rounded no-caps").classes("jide-tap")
        return greeting

    def _show_user(self, message: Message, stands: Collection[str], *, is_answered: bool) -> SaidBubble:
        said = self._show_words(message.text)
        if message.decided.get("continues"):
            added = message.decided.get("added", "")
            if added is None or added in stands:
                self._show_note(CONTINUED if added else NOTHING_MORE)
        elif not is_answered:
            self._bubble().fail("这条没有得到回答。", lambda: self._say(message.text))
        return said

    def _show_words(self, text: str) -> SaidBubble:
        with self._messages:
            return SaidBubble(text, self._correct, self._correcting.take_back)

    async def _correct(self, said: SaidBubble) -> None:
        with self._card:  # a dialog goes with the place it was opened in, and messages go when they are shown anew
            await self._correcting.correct(said)

    def _show_note(self, words: str) -> None:
        with self._messages:
            ui.label(words).classes("self-end text-xs text-stone-600 px-1")

    def _show_reply(self, message: Message) -> None:
        bubble = self._bubble()
        bubble.receipt(message.text)
        if message.standing:
            self._show_answer(bubble, message, message.standing[-1])
        self._undos.offer(bubble.undos, made_by(message))
        self._asks.offer(bubble.asks, bubble.undos, message.decided.get("open", ()))

    def _show_answer(self, bubble: Bubble, message: Message, last: Segment) -> None:
        """The answer with what can be done about it; where the model failed before it said anything, once more."""
        if last.judgement.verdict == "unavailable":
            bubble.fail(unanswered(last.finished), lambda: self._press(bubble, message.id))
            return
        bubble.close(message.id, message.whole, last, _added(message))
        if bubble not in self._answers:
            self._answers.append(bubble)

    def _bubble(self) -> Bubble:
        with self._messages:
            return Bubble(Presses(self._press, self._take_out, self._have_anew))

    async def _say(self, text: str) -> None:
        if self._greeting:
            self._greeting.visible = False  # not deleted: the click that begins is handled in its place
        said, bubble, thread = self._show_words(text), self._bubble(), self._thread
        bubble.wait()
        self._scroll_down()
        async with thread.turn:
            utterance = Utterance(text, self._user_id, thread.conversation_id, tries=MOST_TRIES)
            with self._under_way.holding(utterance):
                reply = self._parts.conversation.reply(utterance)
                await self._play(reply, bubble, lambda: self._ask_again(said, bubble), said)
            await self._note_marks(thread)

    async def _begin(self, text: str) -> None:
        if self._greeting and self._greeting.visible:
            await self._say(text)

    async def _ask_again(self, said: SaidBubble, bubble: Bubble) -> None:
        """Presses what was recorded as unanswered; where nothing was, the message is said again."""
        answer = await asyncio.to_thread(self._failed_answer, said.message_id) if said.message_id else None
        if answer is None:
            await self._say(said.text)
            return
        self._thread.conversation_id = answer.conversation_id
        await self._press(bubble, answer.id)

    def _failed_answer(self, message_id: str) -> Message | None:
        turns = self._parts.turns
        said = turns.message(message_id)
        recorded = turns.conversation(said.conversation_id) if said else ()
        return next((message for message in recorded if message.reply_to == message_id and message.standing), None)

    async def _press(self, bubble: Bubble, message_id: str | None = None) -> None:
        """Goes on with the bubble's answer, or with the message, where the bubble has none yet."""
        pressed_on = bubble.message_id or message_id
        if pressed_on is not None:
            await self._go_on(bubble, lambda: self._parts.continuation.press(Pressed(pressed_on)), message_id)

    async def _have_anew(self, bubble: Bubble) -> None:
        if bubble.message_id is None or bubble.added is None or bubble.is_busy:
            return
        message_id, segment_id = bubble.message_id, bubble.added.id
        bubble.go_back()
        await self._go_on(bubble, lambda: self._parts.continuation.retry(message_id, segment_id))
        await self._show_recorded(bubble, message_id)

    async def _take_out(self, bubble: Bubble) -> None:
        thread = self._thread
        if bubble.message_id is None or bubble.added is None or bubble.is_busy:
            return
        try:
            await self._parts.continuation.undo(bubble.message_id, bubble.added.id)
        except (ServiceError, MemoryFault) as error:
            ui.notify(told(error), type="warning")
        await self._show_recorded(bubble, bubble.message_id)
        await self._note_marks(thread)

    async def _go_on(
        self, bubble: Bubble, begin: Callable[[], AsyncGenerator[ChatEvent]], failed_id: str | None = None
    ) -> None:
        """Plays what goes on in a bubble, one at a time; a `failed_id` can be pressed again where it fails again."""
        thread = self._thread
        if bubble.is_busy:
            return
        bubble.wait()
        async with thread.turn:
            await self._play(begin(), bubble, (lambda: self._press(bubble, failed_id)) if failed_id else None)
            await self._note_marks(thread)

    async def _show_recorded(self, bubble: Bubble, message_id: str) -> None:
        """The answer as it stands now, whatever became of what was tried."""
        message = await asyncio.to_thread(self._parts.turns.message, message_id)
        if message and message.standing and not bubble.is_gone:
            bubble.close(message.id, message.whole, message.standing[-1], _added(message))

    async def _play(
        self,
        events: AsyncGenerator[ChatEvent],
        bubble: Bubble,
        again: Again = None,
        said: SaidBubble | None = None,
    ) -> None:
        """Shows what happens as it happens. A page that was left goes on listening, so that the answer is recorded."""
        thread = self._thread
        try:
            async with aclosing(events) as open_events:
                async for event in open_events:
                    bubble = self._bubble_for(event, bubble)
                    if isinstance(event, Done):
                        thread.conversation_id = event.conversation_id
                    if not bubble.is_gone:
                        await self._show_event(event, bubble)
                        if said:
                            said.heed(event)
        except (ServiceError, MemoryFault) as error:
            if not bubble.is_gone:
                bubble.fail(told(error), again)
        finally:
            if not bubble.is_gone:
                bubble.rest()
                if said:
                    said.offer()

    def _bubble_for(self, event: ChatEvent, bubble: Bubble) -> Bubble:
        """A typed 你还没说完呢 goes on where the answer stands, as it will be shown from then on."""
        typed = isinstance(event, IntentRead) and event.reading.intent == "continue"
        if not typed or bubble.is_gone or not self._answers:
            return bubble
        bubble.remove()
        self._answers[-1].wait()
        return self._answers[-1]

    async def _show_event(self, event: ChatEvent, bubble: Bubble) -> None:
        match event:
            case IntentRead(reading):
                bubble.has_receipt = reading.intent not in {"chat", "continue"}
            case MemoryChanged(changes, _, asks) if changes or asks:
                done = [Undoable(change.event_id, change.preference.id) for change in changes if change.event_id]
                self._undos.offer(bubble.undos, done)
                self._asks.offer(bubble.asks, bubble.undos, [ask.id for ask in asks])
                await self._on_memory()
            case Said(text):
                bubble.say(text)
            case Done():
                await self._close(event, bubble)

    async def _close(self, event: Done, bubble: Bubble) -> None:
        if event.completion is None:
            return
        last = event.completion.segment
        if last is None:
            bubble.fail(unavailable(event.completion.unavailable))
            return
        if event.reading and event.reading.intent == "continue":
            self._show_note(CONTINUED if last.text else NOTHING_MORE)
        message = await asyncio.to_thread(self._parts.turns.message, event.message_id)
        if bubble.is_gone:
            return
        if message is not None:
            self._show_answer(bubble, message, last)
        elif last.text:  # it was said, and could not be recorded
            bubble.close(event.message_id, event.answer, last, None)

    async def _undo(self, event_id: str) -> None:
        try:
            await asyncio.to_thread(self._parts.memory.undo, event_id)
        except MemoryFault as fault:
            ui.notify(told(fault), type="warning")
        await self._on_memory()

    async def _note_marks(self, thread: Thread) -> None:
        """What this page has shown itself is not shown again."""
        _, thread.marks = await asyncio.to_thread(self._recorded, thread)

    def _scroll_down(self) -> None:
        self._scroll.client.run_javascript(f"getHtmlElement({self._scroll.id}).scrollTop = 0")

    @property
    def _is_gone(self) -> bool:
        return self._messages.is_deleted


def _unanswered(recorded: Sequence[Message]) -> set[str]:
    answered = {message.reply_to for message in recorded}
    return {message.text for message in recorded if message.role == "user" and message.id not in answered}


def _added(message: Message) -> Segment | None:
    """The last part that was added to words that were there; None where the answer came in one piece."""
    spoken = [segment for segment in message.standing if segment.text]
    return spoken[-1] if len(spoken) > 1 else None
