"""The chat: what was said, what is being said, and 「你还没说完呢」 under every answer of the model."""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable, Collection, Mapping
from contextlib import aclosing

from nicegui import ui

from memory.errors import MemoryFault
from service.assembly import Parts
from service.chat.conversation import Utterance
from service.chat.pressing import MOST_TRIES
from service.errors import ServiceError
from service.events import ChatEvent, Done, IntentRead, MemoryChanged, Said
from service.feedback.store import Feedback
from service.turns import Message
from service.web.ask_buttons import Answer, AskButtons
from service.web.bubble import Again, Bubble
from service.web.correcting import Correcting
from service.web.going_on import Begin, GoingOn
from service.web.message_box import MessageBox
from service.web.said_bubble import SaidBubble
from service.web.thread import Marks, Thread, read
from service.web.under_way import UnderWay
from service.web.undo_button import Undoable, UndoButtons, made_by
from service.web.words import told, unavailable

OPENINGS = ("我喜欢下雨天", "我对花生过敏", "我喜欢什么？", "周末推荐我做什么？")
CONTINUED = "↑ 已接着上面的回答说下去"
NOTHING_MORE = "↑ 上面的回答没有再加什么"


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
        self._going_on = GoingOn(parts.continuation, parts.turns, self._play_next, self._note_marks)
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
        return read(thread, self._parts.turns, self._under_way, self._user_id)

    def _show_all(self, recorded: tuple[Message, ...], corrected: Mapping[str, Feedback]) -> None:
        self._messages.clear()
        self._answers.clear()
        self._undos.clear()
        self._asks.clear()
        answered = {message.reply_to for message in recorded}
        changed = {message.reply_to for message in recorded if made_by(message)}
        stands = {segment.id for message in recorded for segment in message.standing}
        pending = self._under_way.texts(self._user_id, self._thread.conversation_id, recorded)
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
            self._show_answer(bubble, message)
        self._undos.offer(bubble.undos, made_by(message))
        self._asks.offer(bubble.asks, bubble.undos, message.decided.get("open", ()))

    def _show_answer(self, bubble: Bubble, message: Message) -> None:
        self._going_on.show(bubble, message)
        self._add_answer(bubble)

    def _add_answer(self, bubble: Bubble) -> None:
        if bubble not in self._answers:
            self._answers.append(bubble)

    def _bubble(self) -> Bubble:
        with self._messages:
            return Bubble(self._going_on.presses)

    async def _say(self, text: str) -> None:
        if self._greeting:
            self._greeting.visible = False  # not deleted: the click that begins is handled in its place
        said, bubble, thread = self._show_words(text), self._bubble(), self._thread
        bubble.wait()
        self._scroll_down()
        async with thread.turn:
            utterance = Utterance(text, self._user_id, thread.conversation_id, tries=MOST_TRIES)
            with self._under_way.holding(utterance, lambda: said.message_id):
                reply = self._parts.conversation.reply(utterance)
                await self._play(reply, bubble, lambda: self._ask_again(said, bubble), said)
            await self._note_marks(thread)

    async def _begin(self, text: str) -> None:
        if self._greeting and self._greeting.visible:
            await self._say(text)

    async def _ask_again(self, said: SaidBubble, bubble: Bubble) -> None:
        """Asks once more where the answer failed; where nothing was recorded of it, the message is said again."""
        if not (said.message_id and await self._going_on.press_unanswered(said.message_id, bubble)):
            await self._say(said.text)

    async def _play_next(self, begin: Begin, bubble: Bubble, again: Again) -> None:
        thread = self._thread
        bubble.wait()
        async with thread.turn:
            await self._play(begin(), bubble, again)
            await self._note_marks(thread)

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
                self._add_answer(bubble)
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
            self._show_note(CONTINUED if event.completion.is_new else NOTHING_MORE)
        message = await asyncio.to_thread(self._parts.turns.message, event.message_id)
        if bubble.is_gone:
            return
        if message is not None:
            self._show_answer(bubble, message)
        elif last.text:  # it was said, and could not be recorded
            bubble.close(event.message_id, event.answer, last, None)

    async def _undo(self, event_id: str) -> None:
        try:
            await asyncio.to_thread(self._parts.memory.undo, event_id)
        except MemoryFault as fault:
            ui.notify(told(fault), type="warning")
        await self._on_memory()

    async def _note_marks(self, thread: Thread | None = None) -> None:
        """What this page has shown itself is not shown again."""
        thread = thread or self._thread
        _, thread.marks = await asyncio.to_thread(self._recorded, thread)

    def _scroll_down(self) -> None:
        self._scroll.client.run_javascript(f"getHtmlElement({self._scroll.id}).scrollTop = 0")

    @property
    def _is_gone(self) -> bool:
        return self._messages.is_deleted
