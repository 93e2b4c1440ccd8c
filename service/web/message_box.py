"""Where a message is written. Enter sends, Shift+Enter breaks the line, and an input method keeps its own Enter."""

from collections.abc import Awaitable, Callable

from nicegui import ui
from nicegui.events import GenericEventArguments

from service.wire import MOST_CHARACTERS, said

# The box is emptied in the browser, at once: emptied from here, it would lose what is typed in the meantime. The text
# is sent after the emptying, so that the server can put it back. Safari ends a composition before its Enter: code 229.
SEND_ON_ENTER = """(e) => {
  if (e.key !== 'Enter' || e.shiftKey || e.isComposing || e.keyCode === 229) return;
  e.preventDefault();
  const box = e.target, text = box.value;
  box.value = '';
  box.dispatchEvent(new Event('input', {bubbles: true}));
  setTimeout(() => emit(text));
}"""


class MessageBox:
    """Awaits `send` with each message that can be one."""

    def __init__(self, send: Callable[[str], Awaitable[None]]) -> None:
        self._send = send
        with ui.row().classes("w-full items-end gap-2 p-3 border-t border-stone-200 flex-nowrap"):
            self._box = ui.textarea(placeholder="说说你的喜好，或者问点什么")
            self._box.props("autogrow outlined dense rows=1 autofocus aria-label=消息 input-style='max-height: 9rem'")
            self._box.classes("flex-1 min-w-0").on("keydown", self._enter, js_handler=SEND_ON_ENTER)
            button = ui.button(icon="send", on_click=self._click)
            button.props("round unelevated padding=sm aria-label=发送 title=发送").classes("jide-tap")

    def focus(self) -> None:
        self._box.run_method("focus")

    async def _enter(self, event: GenericEventArguments) -> None:
        await self._submit(str(event.args))

    async def _click(self) -> None:
        text, self._box.value = self._box.value or "", ""
        await self._submit(text)

    async def _submit(self, text: str) -> None:
        fault = _fault(text)
        if fault:
            self._box.value = text
            ui.notify(fault, type="warning")
        elif text.strip():
            await self._send(text.strip())


def _fault(text: str) -> str | None:
    """Why this cannot be sent; None where it can, or where there is nothing to send."""
    if len(text) > MOST_CHARACTERS:
        return f"太长了：最多 {MOST_CHARACTERS} 字，现在有 {len(text)} 字。"
    try:
        said(text or "-")
    except ValueError:
        return "这里面没有可以发送的文字。" if text.strip() else None
    return None
