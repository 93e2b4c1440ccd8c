"""One message of the user's: its words, and beneath them the way to say that it was read wrongly."""

from collections.abc import Awaitable, Callable

from nicegui import ui

from service.events import ChatEvent, IntentRead, MemoryChanged

NOT_A_PREFERENCE, MISSED, TAKE_BACK = "这不是偏好", "你漏了这句", "撤销更正"

Press = Callable[["SaidBubble"], Awaitable[None]]


class SaidBubble:
    """To be made inside the element that shall hold it. Nothing can be corrected before `recorded` was called.

    `changed` says whether the message changed what is remembered: it decides what there is to correct.
    """

    def __init__(self, text: str, correct: Press, take_back: Press) -> None:
        self.text = text
        self.message_id: str | None = None
        self.feedback_id: str | None = None
        self.changed = False
        with ui.column().classes("w-full items-end gap-0 jide-spoken") as self._column:
            ui.label(text).classes(
                "max-w-[85%] whitespace-pre-wrap [overflow-wrap:anywhere] rounded-2xl rounded-br-sm "
                "bg-primary text-white px-4 py-1.5 jide-said"
            )
            self._correct = _quiet_button(lambda: correct(self))
            with ui.row().classes("items-center justify-end gap-x-1 gap-y-0 max-w-full") as self._corrected:
                # On the left: the second click of a double click must not take back what the first has done.
                back = _quiet_button(lambda: take_back(self), "primary")
                self._note = ui.label().classes("text-xs text-stone-600 px-1 min-w-0 [overflow-wrap:anywhere]")
            _name(back, TAKE_BACK, text)
            self._corrected.props("role=status")
        self._correct.visible = self._corrected.visible = False

    @property
    def is_gone(self) -> bool:
        return self._column.is_deleted

    def recorded(self, message_id: str, *, changed: bool) -> None:
        self.message_id, self.changed = message_id, changed

    def heed(self, event: ChatEvent) -> None:
        """Learns from what happens while it is answered; there is nothing to correct about 你还没说完呢."""
        match event:
            case IntentRead(reading, message_id) if reading.intent != "continue":
                self.recorded(message_id, changed=False)
            case MemoryChanged(changes):
                self.changed = any(change.event_id for change in changes)

    def offer(self) -> None:
        """Shows what can be said of it, once it is recorded."""
        self.feedback_id = None
        _name(self._correct, NOT_A_PREFERENCE if self.changed else MISSED, self.text)
        self._correct.visible = self.message_id is not None
        self._corrected.visible = False

    def settle(self, feedback_id: str, note: str) -> None:
        """Shows that it was corrected, and the way back."""
        self.feedback_id, self._note.text = feedback_id, note
        self._correct.visible, self._corrected.visible = False, True


def _quiet_button(press: Callable[[], Awaitable[None]], color: str = "grey-8") -> ui.button:
    button = ui.button(on_click=press).props(f"flat no-caps size=12px padding='2px 6px' color={color}")
    return button.classes("jide-tap")


def _name(button: ui.button, words: str, text: str) -> None:
    """Read out, it says which message is meant. Set by itself, since the message may hold quotes."""
    button.text = words
    button.props["aria-label"] = f"{words}：{text[:60]}"
