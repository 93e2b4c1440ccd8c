"""The chat: what was said, what is being said, and 「你还没说完呢」 under every answer of the model."""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import aclosing

from nicegui import ui

from memory.errors import MemoryFault
from service.assembly import Parts
from service.chat.conversation import Utterance
from service.chat.pressing import Pressed
from service.errors import ServiceError
from service.events import ChatEvent, Completion, Done, MemoryChanged, Said
from service.turns import Message
from service.web.words import undo_label, verdict_label
from service.wire import MOST_CHARACTERS

OPENINGS = ("我喜欢下雨天", "我对花生过敏", "我喜欢什么？", "周末推荐我做什么？")


class ChatPanel:
    """One user's conversation. `on_memory` is awaited whenever a message may have changed what is remembered."""

    def __init__(self, parts: Parts, user_id: str, on_memory: Callable[[], Awaitable[None]]) -> None:
        self._parts = parts
        self._user_id = user_id
        self._on_memory = on_memory
        self._conversation_id: str | None = None

    async def build(self) -> None:
        with ui.card().classes("w-full flex-1 min-h-0 p-0 gap-0 shadow-sm rounded-xl"):
            self._scroll = ui.scroll_area().classes("w-full flex-1")
            with self._scroll:
                self._messages = ui.column().classes("w-full gap-3 p-2")
            self._build_input()
        await self._show_latest()

    async def start_anew(self) -> None:
        self._conversation_id = None
        self._messages.clear()
        self._greet()
        self._input.run_method("focus")

    def _build_input(self) -> None:
        with ui.row().classes("w-full items-end gap-2 p-3 border-t border-stone-200 flex-nowrap"):
            self._input = (
                ui.textarea(placeholder="说说你喜欢什么、不喜欢什么，或者问点什么……")
                .props(f"autogrow outlined dense rows=1 maxlength={MOST_CHARACTERS} input-style='max-height: 9rem'")
                .classes("flex-1")
                # Enter sends; Shift+Enter breaks the line; Enter that only ends an input method's word does neither.
                .on(
                    "keydown",
                    self._send,
                    js_handler="(e) => { if (e.key === 'Enter' && !e.shiftKey && !e.isComposing) "
                    "{ e.preventDefault(); emit(); } }",
                )
                .mark("message")
            )
            self._button = ui.button(icon="send", on_click=self._send).props("round dense unelevated aria-label=发送")

    async def _show_latest(self) -> None:
        turns = self._parts.turns
        self._conversation_id = await asyncio.to_thread(turns.latest_conversation, self._user_id)
        recorded = await asyncio.to_thread(turns.conversation, self._conversation_id) if self._conversation_id else ()
        if not recorded:
            self._greet()
        for message in recorded:
            self._show(message)
        self._scroll.scroll_to(percent=1.0)

    def _greet(self) -> None:
        with self._messages, ui.column().classes("w-full items-center gap-3 py-10") as self._greeting:
            ui.label("你好，我会记住你喜欢和不喜欢的。").classes("text-lg text-stone-700")
            ui.label("右边随时能看到我记住了什么，可以改，可以删，可以撤销。").classes("text-sm text-stone-500")
            with ui.row().classes("justify-center gap-2"):
                for opening in OPENINGS:
                    ui.chip(opening, on_click=lambda text=opening: self._say(text)).props("outline color=primary")

    def _show(self, message: Message) -> None:
        if message.role == "user":
            self._show_user(message.text)
            return
        bubble = self._bubble()
        bubble.receipt(message.text)
        if message.segments:
            bubble.say(message.answer)
            bubble.close(message.id, Completion(message.segments[-1]))

    def _show_user(self, text: str) -> None:
        with self._messages, ui.row().classes("w-full justify-end"):
            ui.label(text).classes(
                "max-w-[80%] whitespace-pre-wrap break-words rounded-2xl rounded-br-sm bg-primary text-white px-4 py-2"
            )

    def _bubble(self) -> "Bubble":
        with self._messages:
            return Bubble(self._press, self._undo)

    async def _send(self) -> None:
        text = (self._input.value or "").strip()
        if text and self._button.enabled:
            self._input.value = ""
            await self._say(text)

    async def _say(self, text: str) -> None:
        if not self._conversation_id:
            self._messages.clear()
        self._show_user(text)
        utterance = Utterance(text, self._user_id, self._conversation_id)
        await self._play(self._parts.conversation.reply(utterance), self._bubble())

    async def _press(self, bubble: "Bubble", message_id: str) -> None:
        await self._play(self._parts.continuation.press(Pressed(message_id)), bubble)

    async def _play(self, events: AsyncGenerator[ChatEvent], bubble: "Bubble") -> None:
        """Shows what happens as it happens; one message at a time."""
        self._button.disable()
        bubble.wait()
        try:
            async with aclosing(events) as open_events:
                async for event in open_events:
                    await self._show_event(event, bubble)
                    self._scroll.scroll_to(percent=1.0)
        except (ServiceError, MemoryFault) as error:
            bubble.fail(str(error))
        finally:
            bubble.stop_waiting()
            self._button.enable()

    async def _show_event(self, event: ChatEvent, bubble: "Bubble") -> None:
        match event:
            case MemoryChanged():
                bubble.changed(event)
                await self._on_memory()
            case Said(text):
                bubble.say(text)
            case Done():
                self._conversation_id = event.conversation_id
                bubble.close(event.message_id, event.completion)

    async def _undo(self, event_id: str) -> bool:
        try:
            await asyncio.to_thread(self._parts.memory.undo, event_id)
        except MemoryFault as fault:
            ui.notify(str(fault), type="warning")
            return False
        await self._on_memory()
        return True


class Bubble:
    """One reply: the receipt with its undo, the model's words, and how they ended."""

    def __init__(
        self, press: Callable[["Bubble", str], Awaitable[None]], undo: Callable[[str], Awaitable[bool]]
    ) -> None:
        self._press = press
        self._undo = undo
        self._text = ""
        with ui.column().classes("w-full items-start gap-1"):
            with ui.column().classes(
                "max-w-[85%] gap-1 rounded-2xl rounded-bl-sm bg-stone-100 text-stone-800 px-4 py-2"
            ):
                self._words = ui.markdown("").classes("break-words [&_p]:my-0.5").mark("reply")
                self._waiting = ui.spinner("dots", size="md")
                self._error = ui.label().classes("text-negative whitespace-pre-wrap break-words").mark("error")
            self._foot = ui.row().classes("items-center gap-1 px-1 min-h-0")
        self._waiting.visible = self._error.visible = False

    def receipt(self, text: str) -> None:
        if text:
            self.say(f"{text}\n\n")

    def changed(self, memory: MemoryChanged) -> None:
        """One undo for each change that can be undone."""
        with self._foot:
            for change in memory.changes:
                if change.event_id:
                    chip = ui.chip(undo_label(change), icon="undo").props("dense outline color=primary size=sm")
                    chip.on_click(lambda chip=chip, event_id=change.event_id: self._undone(chip, event_id))

    async def _undone(self, chip: ui.chip, event_id: str) -> None:
        if await self._undo(event_id):
            chip.text = "已撤销"
            chip.disable()

    def say(self, text: str) -> None:
        self._text += text
        self._words.content = self._text

    def wait(self) -> None:
        self._waiting.visible = True
        self._error.visible = False

    def stop_waiting(self) -> None:
        self._waiting.visible = False

    def fail(self, detail: str) -> None:
        self._error.text = detail
        self._error.visible = True

    def close(self, message_id: str, completion: Completion | None) -> None:
        """What is known of the end, and the button; highlighted where the answer seems to be cut."""
        if completion is None:
            return
        if completion.segment is None:
            self.fail(completion.unavailable or "")
            return
        judgement = completion.segment.judgement
        self._foot.clear()
        with self._foot:
            button = ui.button("你还没说完呢", icon="more_horiz", on_click=lambda: self._press(self, message_id))
            button.props(f"dense no-caps size=sm {'unelevated color=secondary' if judgement.is_cut else 'flat'}")
            button.mark("continue")
            ui.label(f"{verdict_label(judgement.verdict)} · {completion.segment.finished.model}").classes(
                "text-xs text-stone-400"
            )
