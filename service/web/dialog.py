"""The frame of a dialog that shows something."""

from collections.abc import Iterator
from contextlib import contextmanager

from nicegui import ui


@contextmanager
def shown_dialog(title: str) -> Iterator[ui.dialog]:
    """An open dialog, whose body scrolls by itself; gone for good once it is closed."""
    with ui.dialog(value=True) as dialog, ui.card().classes("w-[28rem] max-w-full gap-3"):
        dialog.on("hide", dialog.delete)
        with ui.row().classes("w-full items-center flex-nowrap"):
            ui.label(title).classes("text-base font-bold flex-1 min-w-0 [overflow-wrap:anywhere]")
            close = ui.button(icon="close", on_click=dialog.close)
            close.props("flat round dense aria-label=关闭 title=关闭").classes("jide-tap")
        with ui.column().classes("w-full gap-3 max-h-[60dvh] overflow-y-auto flex-nowrap"):
            yield dialog
