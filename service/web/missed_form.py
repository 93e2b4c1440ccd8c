"""The form in which the user says what a message stated and was missed."""

from collections.abc import Awaitable, Callable
from dataclasses import replace

from nicegui import ui

from memory.validation import OBJECT_CHARACTERS
from service.feedback.store import Named
from service.web.preference_form import SAVE_ON_ENTER
from service.web.said_bubble import MISSED
from service.web.words import POLARITIES

Save = Callable[[Named], Awaitable[bool]]


def open_missed_form(text: str, suggested: Named | None, save: Save) -> None:
    """A dialog on the message `text`; it closes when `save` says that it is saved."""
    values = suggested or Named("", "like")

    async def submit() -> None:
        thing = str(name.value or "").strip()
        if not thing or thing not in text:
            ui.notify("请照这句话里的原话写，一个字也不要改。", type="warning")
        elif await save(replace(values, object=thing, polarity=polarity.value)):
            dialog.close()

    with ui.dialog(value=True) as dialog, ui.card().classes("w-[26rem] max-w-full gap-4"):
        dialog.on("hide", dialog.delete)
        ui.label(MISSED).classes("text-base font-bold")
        ui.label(f"「{text}」").classes(
            "w-full max-h-[30dvh] overflow-y-auto text-sm text-stone-600 whitespace-pre-wrap [overflow-wrap:anywhere]"
        )
        name = ui.input("说的是什么", placeholder="这句话里的词", value=values.object)
        name.props(f"outlined dense autofocus maxlength={OBJECT_CHARACTERS}").classes("w-full")
        name.on("keydown", submit, js_handler=SAVE_ON_ENTER)
        polarity = ui.toggle(dict(POLARITIES["taste"]), value=values.polarity)
        polarity.props("no-caps unelevated")
        with ui.row().classes("self-end gap-2"):
            ui.button("取消", on_click=dialog.close).props("flat no-caps").classes("jide-tap")
            ui.button("保存", on_click=submit).props("unelevated no-caps").classes("jide-tap")
