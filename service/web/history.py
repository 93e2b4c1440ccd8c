"""What was: the history of one preference, and all that holds no longer, each of it to be brought back."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence

from nicegui import ui

from memory.model import Event, Preference, Status
from memory.store import Memory
from service.chat.receipts import described
from service.web.dialog import shown_dialog
from service.web.names import also_called
from service.web.words import CLOSED, event_line, moment

NO_LONGER: tuple[Status, ...] = ("replaced", "retracted", "deleted")

Undo = Callable[[str], Awaitable[bool]]
Split = Callable[[str], Awaitable[bool]]


async def open_history(memory: Memory, preference: Preference, split: Split) -> None:
    """A dialog with its other names and every change, newest first; `split` is given a name that is another thing."""
    events = await asyncio.to_thread(memory.history, preference.id)
    with shown_dialog(f"「{preference.object}」的历史") as dialog:
        names = also_called(preference, events)
        if names:
            _other_names(names, split, dialog)
        for event in reversed(events):
            _line(event)


def _other_names(names: Sequence[str], split: Split, dialog: ui.dialog) -> None:
    with ui.column().classes("w-full gap-0 rounded-lg bg-stone-100 px-3 py-2"):
        ui.label(f"也叫：{'、'.join(names)}").classes("text-sm [overflow-wrap:anywhere]")
        for name in names:

            async def part(name: str = name) -> None:
                if await split(name):
                    dialog.close()

            button = ui.button(f"「{name}」不是一回事", on_click=part)
            button.props("flat dense no-caps align=left size=12px padding='2px 0'").classes("jide-tap max-w-full")


async def open_past(memory: Memory, user_id: str, undo: Undo) -> None:
    """A dialog with the newest of what holds no longer; `undo` is given the event that closed it."""
    past = await asyncio.to_thread(_past, memory, user_id)
    with shown_dialog("不再作数的") as dialog:
        if not past:
            ui.label("还没有。被取代、忘掉或删除的，都会留在这里。").classes("text-sm text-stone-600")
        for event, closed in past:

            async def restore(event_id: str = event.id) -> None:
                if await undo(event_id):
                    dialog.close()

            with ui.row().classes("w-full items-center gap-2 flex-nowrap"):
                with ui.column().classes("flex-1 min-w-0 gap-0"):
                    ui.label("；".join(described(each, "zh") for each in closed)).classes("[overflow-wrap:anywhere]")
                    ui.label(_how_it_went(closed)).classes("text-xs text-stone-600")
                back = ui.button("恢复" if len(closed) == 1 else "全部恢复", on_click=restore)
                back.props("flat no-caps").classes("jide-tap shrink-0")


def _how_it_went(closed: Sequence[Preference]) -> str:
    first = closed[0]
    together = f"一起{CLOSED[first.status]}的 {len(closed)} 条" if len(closed) > 1 else CLOSED[first.status]
    return f"{together} · {moment(first.valid_until)}" if first.valid_until else together


def _past(memory: Memory, user_id: str) -> list[tuple[Event, list[Preference]]]:
    """What holds no longer, newest first, each with the event that closed it; what went by one event together."""
    closed = [each for status in NO_LONGER for each in memory.find(user_id, status=status).items]
    closed.sort(key=lambda each: each.valid_until or each.valid_from, reverse=True)
    found: dict[str, tuple[Event, list[Preference]]] = {}
    for each in closed[:50]:
        event = _last_event(memory.history(each.id), each)
        found.setdefault(event.id, (event, []))[1].append(each)
    return list(found.values())


def _last_event(history: Sequence[Event], preference: Preference) -> Event:
    return next(event for event in reversed(history) if preference.id in {each.id for each in event.after})


def _line(event: Event) -> None:
    undone = "line-through text-stone-500" if event.undone_by else "text-stone-800"
    with ui.column().classes("w-full gap-0"):
        ui.label(event_line(event)).classes(f"text-sm [overflow-wrap:anywhere] {undone}")
        ui.label(f"{moment(event.at)}{'（已撤销）' if event.undone_by else ''}").classes("text-xs text-stone-600")
