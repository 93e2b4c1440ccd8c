"""What was: the history of one preference, and all that holds no longer, each of it to be brought back."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import contextmanager

from nicegui import ui

from memory.model import Event, Preference, Status
from memory.store import Memory
from service.chat.receipts import described
from service.web.words import CLOSED, event_line, moment

NO_LONGER: tuple[Status, ...] = ("replaced", "retracted", "deleted")

Undo = Callable[[str], Awaitable[bool]]


async def open_history(memory: Memory, preference: Preference) -> None:
    """A dialog with every change, newest first."""
    events = await asyncio.to_thread(memory.history, preference.id)
    with _dialog(f"「{preference.object}」的历史"):
        for event in reversed(events):
            _line(event)


async def open_past(memory: Memory, user_id: str, undo: Undo) -> None:
    """A dialog with the newest of what holds no longer; `undo` is given the event that closed it."""
    past = await asyncio.to_thread(_past, memory, user_id)
    with _dialog("不再作数的") as dialog:
        if not past:
            ui.label("还没有。被取代、忘掉或删除的，都会留在这里。").classes("text-sm text-stone-600")
        for preference, event_id in past:

            async def restore(event_id: str = event_id) -> None:
                if await undo(event_id):
                    dialog.close()

            with ui.row().classes("w-full items-center gap-2 flex-nowrap"):
                with ui.column().classes("flex-1 min-w-0 gap-0"):
                    ui.label(described(preference, "zh")).classes("[overflow-wrap:anywhere]")
                    when = f" · {moment(preference.valid_until)}" if preference.valid_until else ""
                    ui.label(f"{CLOSED[preference.status]}{when}").classes("text-xs text-stone-600")
                ui.button("恢复", on_click=restore).props("flat no-caps").classes("jide-tap")


def _past(memory: Memory, user_id: str) -> list[tuple[Preference, str]]:
    """What holds no longer, newest first, each with the event that closed it."""
    closed = [each for status in NO_LONGER for each in memory.find(user_id, status=status).items]
    closed.sort(key=lambda each: each.valid_until or each.valid_from, reverse=True)
    return [(each, _last_event(memory.history(each.id), each)) for each in closed[:50]]


def _last_event(history: Sequence[Event], preference: Preference) -> str:
    return next(event.id for event in reversed(history) if preference.id in {each.id for each in event.after})


def _line(event: Event) -> None:
    undone = "line-through text-stone-500" if event.undone_by else "text-stone-800"
    with ui.column().classes("w-full gap-0"):
        ui.label(event_line(event)).classes(f"text-sm [overflow-wrap:anywhere] {undone}")
        ui.label(f"{moment(event.at)}{'（已撤销）' if event.undone_by else ''}").classes("text-xs text-stone-600")


@contextmanager
def _dialog(title: str) -> Iterator[ui.dialog]:
    """An open dialog, whose body scrolls by itself; gone for good once it is closed."""
    with ui.dialog(value=True) as dialog, ui.card().classes("w-[28rem] max-w-full gap-3"):
        dialog.on("hide", dialog.delete)
        with ui.row().classes("w-full items-center flex-nowrap"):
            ui.label(title).classes("text-base font-bold flex-1 min-w-0 [overflow-wrap:anywhere]")
            close = ui.button(icon="close", on_click=dialog.close)
            close.props("flat round dense aria-label=关闭 title=关闭").classes("jide-tap")
        with ui.column().classes("w-full gap-3 max-h-[60dvh] overflow-y-auto flex-nowrap"):
            yield dialog
