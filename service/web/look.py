"""What every page wears: the colours, the style sheet, and what is said where something unforeseen goes wrong."""

from pathlib import Path

from nicegui import ui

from service.web.words import UNEXPECTED


def dress() -> None:
    ui.colors(primary="#2f6f73", secondary="#a8541f", accent="#2f6f73", positive="#3b7a57", negative="#b4483c")
    ui.add_css(Path(__file__).with_name("style.css"))
    ui.query("body").classes("bg-stone-100")
    ui.query(".nicegui-content").classes("p-0 gap-0")
    ui.on_exception(lambda: ui.notify(UNEXPECTED, type="negative"))
