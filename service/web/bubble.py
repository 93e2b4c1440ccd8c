"""One reply: the receipt with its questions and its undo, the model's words, how they ended, and 「你还没说完呢」."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from nicegui import ui

from service.continuation.segment import Segment
from service.web.markdown import rendered
from service.web.words import silence, verdict_label

# Rendering costs more than a token is worth: so often is as smooth to the eye as each time.
RENDER_EVERY_SECONDS = 0.08

# A link in an answer leaves this page open.
OPEN_OUTSIDE = (
    "(e) => { const link = e.target.closest('a[href]'); "
    "if (link) { e.preventDefault(); window.open(link.href, '_blank', 'noopener'); } }"
)

TAKE_OUT, ANEW = "撤掉接上的这段", "换一种接法"

Again = Callable[[], Awaitable[None]] | None
Press = Callable[["Bubble"], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Presses:
    """What can be done with an answer: go on with it, and take its last added part out or have it anew."""

    go_on: Press
    undo: Press
    retry: Press


class Bubble:
    """To be made inside the element that shall hold it. `message_id` is known once the answer is recorded."""

    def __init__(self, presses: Presses) -> None:
        self._presses = presses
        self._again: Again = None
        self._answer, self._rendered_at = "", 0.0
        self._due: asyncio.TimerHandle | None = None
        self.message_id: str | None = None
        self.added: Segment | None = None
        self.has_receipt = False
        with ui.column().classes("w-full items-start gap-1 jide-reply") as self._column:
            with ui.column().classes(
                "max-w-[92%] md:max-w-[85%] gap-2 rounded-2xl rounded-bl-sm bg-stone-100 text-stone-800 px-4 py-1.5"
            ):
                self._receipt = ui.label().classes("jide-receipt whitespace-pre-wrap [overflow-wrap:anywhere]")
                self._words = ui.html("").classes("jide-answer").on("click", js_handler=OPEN_OUTSIDE)
                self._silence = ui.label().classes("jide-silence text-stone-600")
                self._waiting = ui.spinner("dots", size="md").props('role=status aria-label="正在回答"')
                self._error = ui.label().classes("text-negative whitespace-pre-wrap [overflow-wrap:anywhere]")
                self._error.props("role=alert")
                self._retry = ui.button("再问一次", icon="refresh", on_click=self._ask_again)
                self._retry.props("outline no-caps size=12px color=negative").classes("jide-tap")
            self.asks = ui.column().classes("gap-1 px-1 max-w-full")
            self.undos = ui.row().classes("gap-1 px-1 max-w-full")
            self._foot = ui.row().classes("items-center gap-x-2 gap-y-0 px-1 min-h-0 max-w-full")
        told = (self._receipt, self._words, self._silence, self._waiting, self._error)
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
        self._error.visible = self._foot.visible = self._retry.visible = self._silence.visible = False
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
        elif self._due is None:  # what came last before a pause is shown, too
            self._due = asyncio.get_running_loop().call_later(RENDER_EVERY_SECONDS, self._render)

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

    def close(
        self, message_id: str, whole: str, last: Segment, added: Segment | None, *, in_vain: bool = False
    ) -> None:
        """The message as recorded, and the button; highlighted where the answer seems to be cut.

        `last` is the part it ends with, `added` the last that was added to others; `in_vain` where more was asked for
        since, and nothing came.
        """
        self.message_id, self.added = message_id, added
        self._answer = whole.removeprefix(self._receipt.text).lstrip("\n") if self._receipt.text else whole
        self._render()
        self._silence.text, self._silence.visible = silence(last.judgement.verdict), not self._words.visible
        self._foot.clear()
        self._foot.visible = True
        with self._foot:
            self._build_foot(last, in_vain=in_vain)

    def go_back(self) -> None:
        """Shows the answer as it was before the part that is to be had anew."""
        if self.added:
            self._answer = self._answer.removesuffix(self.added.text)
            self._render()

    def _build_foot(self, last: Segment, *, in_vain: bool) -> None:
        cut = last.judgement.is_cut
        button = ui.button("你还没说完呢", icon="more_horiz", on_click=lambda: self._presses.go_on(self))
        button.props(f"no-caps size=12px padding='4px 10px' {'unelevated color=secondary' if cut else 'flat'}")
        button.props('title="让它从断的地方接着说"').classes("jide-tap")
        if cut:
            button.classes("jide-cut")
        end = verdict_label(last.judgement.verdict)
        if in_vain:
            end = f"{end} · 模型没有再往下说" if cut else "没有更多要说的了"
        ui.label(f"{end} · {last.finished.model}").classes("text-xs text-stone-600")
        if self.added:
            _small_button(TAKE_OUT, lambda: self._presses.undo(self))
            _small_button(ANEW, lambda: self._presses.retry(self))

    def _render(self) -> None:
        if self._due:
            self._due.cancel()
            self._due = None
        if self.is_gone:
            return
        self._words.content = rendered(self._answer)
        self._words.visible = bool(self._answer.strip())
        self._rendered_at = time.monotonic()


def _small_button(words: str, press: Callable[[], Awaitable[None]]) -> None:
    ui.button(words, on_click=press).props("flat no-caps size=12px padding='2px 6px' color=grey-8").classes("jide-tap")
