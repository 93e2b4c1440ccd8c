"""One reply: the receipt with its questions and its undo, the model's words, how they ended, and 「你还没说完呢」."""

import time
from collections.abc import Awaitable, Callable

from nicegui import ui

from service.continuation.segment import Segment
from service.web.markdown import rendered
from service.web.words import verdict_label

# Rendering costs more than a token is worth: so often is as smooth to the eye as each time.
RENDER_EVERY_SECONDS = 0.08

# A link in an answer leaves this page open.
OPEN_OUTSIDE = (
    "(e) => { const link = e.target.closest('a[href]'); "
    "if (link) { e.preventDefault(); window.open(link.href, '_blank', 'noopener'); } }"
)

Again = Callable[[], Awaitable[None]] | None
Press = Callable[["Bubble"], Awaitable[None]]


class Bubble:
    """To be made inside the element that shall hold it. `message_id` is known once the answer is recorded."""

    def __init__(self, press: Press) -> None:
        self._press = press
        self._again: Again = None
        self._answer, self._rendered_at = "", 0.0
        self.message_id: str | None = None
        self.has_receipt = False
        with ui.column().classes("w-full items-start gap-1 jide-reply") as self._column:
            with ui.column().classes(
                "max-w-[92%] md:max-w-[85%] gap-2 rounded-2xl rounded-bl-sm bg-stone-100 text-stone-800 px-4 py-1.5"
            ):
                self._receipt = ui.label().classes("jide-receipt whitespace-pre-wrap [overflow-wrap:anywhere]")
                self._words = ui.html("").classes("jide-answer").on("click", js_handler=OPEN_OUTSIDE)
                self._waiting = ui.spinner("dots", size="md").props('role=status aria-label="正在回答"')
                self._error = ui.label().classes("text-negative whitespace-pre-wrap [overflow-wrap:anywhere]")
                self._error.props("role=alert")
                self._retry = ui.button("再问一次", icon="refresh", on_click=self._ask_again)
                self._retry.props("outline no-caps size=12px color=negative").classes("jide-tap")
            self.asks = ui.column().classes("gap-1 px-1 max-w-full")
            self.undos = ui.row().classes("gap-1 px-1 max-w-full")
            self._foot = ui.row().classes("items-center gap-2 px-1 min-h-0")
        told = (self._receipt, self._words, self._waiting, self._error)
        for part in (*told, self._retry, self.asks, self.undos, self._foot):
            part.visible = False

    @property
    def is_gone(self) -> bool:
        """Whether its page or its place on it is no more."""
        return self._column.is_deleted

    @property
    def is_busy(self) -> bool:
        return bool(self._waiting.visible)

    def remove(self) -> None:
        self._column.delete()

    def wait(self) -> None:
        self._waiting.visible = True
        self._error.visible = self._foot.visible = self._retry.visible = False
        self._column.props("aria-busy=true")

    def rest(self) -> None:
        self._waiting.visible = False
        self._foot.visible = bool(self.message_id)
        self._column.props("aria-busy=false")
        self._render()

    def say(self, text: str) -> None:
        """A piece of the reply: first the receipt, if there is one, then the answer."""
        if self.has_receipt and not self._receipt.text:
            self.receipt(text)
            return
        self._answer += text if self._answer else text.lstrip("\n")
        if time.monotonic() - self._rendered_at > RENDER_EVERY_SECONDS:
            self._render()

    def receipt(self, text: str) -> None:
        self._receipt.text = text
        self._receipt.visible = bool(text)

    def fail(self, words: str, again: Again = None) -> None:
        """What went wrong, and a button that asks once more where that can help."""
        self._again = again
        self._error.text, self._error.visible, self._retry.visible = words, True, again is not None

    async def _ask_again(self) -> None:
        if self._again:
            self._retry.visible = False
            await self._again()

    def close(self, message_id: str, whole: str, last: Segment) -> None:
        """The message as recorded, and the button; highlighted where the answer seems to be cut."""
        self.message_id = message_id
        self._answer = whole.removeprefix(f"{self._receipt.text}\n\n") if self._receipt.text else whole
        self._render()
        cut, added = last.judgement.is_cut, bool(last.text) or last.mode == "answer"
        self._foot.clear()
        self._foot.visible = True
        with self._foot:
            button = ui.button("你还没说完呢", icon="more_horiz", on_click=lambda: self._press(self))
            button.props(f"no-caps size=12px padding='4px 10px' {'unelevated color=secondary' if cut else 'flat'}")
            button.props('title="让它从断的地方接着说"').classes("jide-tap")
            if cut:
                button.classes("jide-cut")
            end = verdict_label(last.judgement.verdict) if added else "没有更多要说的了"
            ui.label(f"{end} · {last.finished.model}").classes("text-xs text-stone-600")

    def _render(self) -> None:
        self._words.content = rendered(self._answer)
        self._words.visible = bool(self._answer)
        self._rendered_at = time.monotonic()
