"""One preference as the page shows it, with what can be done to it."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from nicegui import ui

from memory.model import Preference
from service.chat.receipts import described
from service.web.words import STRENGTHS, source_line

Do = Callable[[Preference], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Actions:
    """What the three buttons of a row do."""

    history: Do
    edit: Do
    delete: Do


def preference_row(preference: Preference, actions: Actions | None = None) -> ui.row:
    """The row; without `actions` to be read only."""
    with ui.row().classes(
        "jide-preference w-full items-start gap-2 rounded-lg border border-stone-200 px-3 py-2 flex-nowrap"
    ) as row:
        ui.icon(_icon(preference), color="positive" if preference.polarity == "like" else "negative").classes("mt-1")
        with ui.column().classes("flex-1 min-w-0 gap-0"):
            with ui.row().classes("items-center gap-x-2 gap-y-0"):
                ui.label(described(preference, "zh")).classes("text-stone-800 [overflow-wrap:anywhere]")
                if preference.strength != "normal":
                    ui.badge(STRENGTHS[preference.strength]).props("color=grey-3 text-color=grey-10")
            if preference.quote:
                ui.label(f"「{preference.quote}」").classes(
                    "text-xs text-stone-600 line-clamp-2 [overflow-wrap:anywhere]"
                )
            with ui.row().classes("items-center gap-1 flex-nowrap"):
                if preference.locked:
                    ui.icon("lock", size="xs", color="grey-7").props('role=img aria-label="你亲手定的"').tooltip(
                        "你亲手定的，聊天里的话不会悄悄改掉它"
                    )
                ui.label(source_line(preference)).classes("text-xs text-stone-600")
        if actions is not None:
            with ui.row().classes("gap-0 flex-nowrap -mr-2"):
                _button("history", "历史", preference, actions.history)
                _button("edit", "修改", preference, actions.edit)
                _button("delete", "删除", preference, actions.delete)
    return row


def _button(icon: str, label: str, preference: Preference, do: Do) -> None:
    button = ui.button(icon=icon, on_click=lambda: do(preference))
    button.props("flat round dense size=sm color=grey-8").classes("jide-tap")
    # Set one by one, since a name may hold quotes, which a string of properties would read as its own.
    button.props["aria-label"] = f"{label}：{preference.object}"
    button.props["title"] = label


def _icon(preference: Preference) -> str:
    if preference.kind == "constraint":
        return "verified_user" if preference.polarity == "like" else "block"
    if preference.kind == "style":
        return "tune"
    return "favorite" if preference.polarity == "like" else "heart_broken"
