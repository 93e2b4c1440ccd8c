"""The frame of these pages: the header with the ways around, the column in the middle, cards, and what is missing."""

from collections.abc import Iterator
from contextlib import contextmanager

from nicegui import ui

from service.web.look import dress

LIST_PATH, REPLAYS_PATH = "/bad-cases", "/replays"


@contextmanager
def framed(here: str) -> Iterator[None]:
    """A dressed page, whose header marks the path that it belongs to; the block fills its column."""
    dress()
    with ui.header().classes("bg-white text-stone-800 shadow-sm h-14 items-center px-2 md:px-6 gap-1 flex-nowrap"):
        ui.button("记得").props("href=/ flat no-caps dense padding='4px 8px' title=回到聊天").classes(
            "text-xl font-bold shrink-0 jide-tap"
        )
        ui.space()
        for words, path in (("断掉的回答", LIST_PATH), ("回放", REPLAYS_PATH)):
            button = ui.button(words).props(f"href={path} flat dense no-caps padding='4px 10px'")
            button.classes("shrink-0 jide-tap")
            button.props("aria-current=page" if path == here else "color=grey-8")
    with ui.column().classes("w-full max-w-5xl mx-auto p-3 md:p-6 gap-4"):
        yield


@contextmanager
def card(title: str) -> Iterator[ui.card]:
    """A part of the page, named for a screen reader by its heading."""
    with ui.card().classes("w-full gap-2 shadow-sm rounded-xl p-4").props("role=region") as made:
        made.props["aria-label"] = title
        heading(title, 2)
        yield made


def heading(words: str, level: int) -> None:
    size = "text-xl" if level == 1 else "text-base"
    label = ui.label(words).classes(f"{size} font-bold [overflow-wrap:anywhere]")
    label.props(f"role=heading aria-level={level}")


def quiet(words: str) -> ui.label:
    return ui.label(words).classes("text-sm text-stone-600 [overflow-wrap:anywhere]")


def fact(name: str, value: str) -> None:
    """One line of a `dl`."""
    with ui.element("dt"):
        ui.label(name)
    with ui.element("dd"):
        ui.label(value)


def missing(words: str) -> None:
    """What is said where the address names nothing there is."""
    heading("没有找到", 1)
    quiet(words)
    ui.link("回到列表", LIST_PATH).classes("py-3")
