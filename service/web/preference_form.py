"""The form in which a preference is added or corrected."""

from collections.abc import Awaitable, Callable
from typing import Any

from nicegui import ui

from memory.model import Preference
from memory.validation import CONDITION_CHARACTERS, OBJECT_CHARACTERS
from service.web.words import KIND_CHOICES, POLARITIES, STRENGTHS

Values = dict[str, Any]
Save = Callable[[Values], Awaitable[bool]]

EMPTY: Values = {"object": "", "polarity": "like", "kind": "taste", "condition": "", "strength": "normal"}

# Enter that only ends an input method's word does not save.
SAVE_ON_ENTER = "(e) => { if (e.key === 'Enter' && !e.isComposing && e.keyCode !== 229) emit(); }"


def values_of(preference: Preference) -> Values:
    return {name: getattr(preference, name) or "" for name in EMPTY}


def open_form(title: str, values: Values, save: Save) -> None:
    """A dialog over `values`; it closes when `save` says that they are saved."""

    async def submit() -> None:
        given = {**values, "object": values["object"].strip(), "condition": values["condition"].strip() or None}
        if not given["object"]:
            ui.notify("请写下是什么，比如「下雨天」。", type="warning")
        elif await save(given):
            dialog.close()

    with ui.dialog(value=True) as dialog, ui.card().classes("w-[26rem] max-w-full gap-4"):
        dialog.on("hide", dialog.delete)
        ui.label(title).classes("text-base font-bold")
        kind = ui.select(dict(KIND_CHOICES), label="哪一类").props("outlined dense behavior=menu").classes("w-full")
        polarity = ui.toggle(dict(POLARITIES["taste"])).props("no-caps unelevated")
        kind.on_value_change(lambda change: polarity.set_options(dict(POLARITIES[change.value])))
        kind.bind_value(values, "kind")
        polarity.bind_value(values, "polarity")
        _text("是什么", "比如：下雨天", OBJECT_CHARACTERS, submit).props("autofocus").bind_value(values, "object")
        _text("什么时候（可不填）", "比如：夏天", CONDITION_CHARACTERS, submit).bind_value(values, "condition")
        with ui.row().classes("items-center gap-3"):
            ui.label("程度").classes("text-sm text-stone-600")
            ui.toggle(dict(STRENGTHS)).props("no-caps unelevated").bind_value(values, "strength")
        with ui.row().classes("self-end gap-2"):
            ui.button("取消", on_click=dialog.close).props("flat no-caps").classes("jide-tap")
            ui.button("保存", on_click=submit).props("unelevated no-caps").classes("jide-tap")


def _text(label: str, example: str, longest: int, submit: Callable[[], Awaitable[None]]) -> ui.input:
    box = ui.input(label, placeholder=example).props(f"outlined dense maxlength={longest}").classes("w-full")
    return box.on("keydown", submit, js_handler=SAVE_ON_ENTER)
