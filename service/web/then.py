"""「那天我记得什么」: what memory believed at a moment, as it stood then."""

import asyncio
from datetime import datetime, timedelta

from nicegui import ui

from memory.model import Preference
from memory.store import Memory
from service.web.dialog import shown_dialog
from service.web.preference_row import preference_row
from service.web.words import moment

WHOLE_MINUTE = timedelta(minutes=1, microseconds=-1)
"""A moment is named to the minute, and what was said within it counts."""


def open_then(memory: Memory, user_id: str) -> None:
    """A dialog with a moment to choose, now at first; to be read only."""
    now = datetime.now().astimezone()

    async def show() -> None:
        at = _moment(str(when.value or ""))
        if at is None:
            return
        believed = await asyncio.to_thread(memory.held_at, user_id, at, at)
        if not rows.is_deleted:
            _show(believed, at)

    def _show(believed: tuple[Preference, ...], at: datetime) -> None:
        told.text = f"{moment(at)}，我记着 {len(believed)} 条：" if believed else f"{moment(at)}，我什么都还没有记着。"
        rows.clear()
        with rows:
            for preference in believed:
                preference_row(preference)

    with shown_dialog("那天我记得什么"):
        when = ui.input("哪天几点", value=f"{now:%Y-%m-%dT%H:%M}", on_change=show)
        when.props(f"type=datetime-local stack-label outlined dense max={now:%Y-%m-%dT%H:%M}").classes("w-full")
        told = ui.label().classes("text-sm text-stone-600").props("role=status")
        rows = ui.column().classes("w-full gap-2")
    ui.timer(0, show, once=True)


def _moment(value: str) -> datetime | None:
    """The end of that minute, here; None where the date is not complete yet."""
    try:
        return datetime.fromisoformat(value).astimezone() + WHOLE_MINUTE
    except (ValueError, OverflowError):
        return None
