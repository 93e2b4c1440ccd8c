"""The page at `/`: the chat on the left, what is remembered on the right."""

from nicegui import ui

from service.assembly import Parts
from service.errors import NO_MODEL
from service.web.chat_panel import ChatPanel
from service.web.preference_panel import PreferencePanel
from service.wire import DEFAULT_USER

__all__ = ["DEFAULT_USER", "build"]


async def build(parts: Parts, user_id: str) -> None:
    ui.colors(primary="#2f6f73", secondary="#c2703d", accent="#2f6f73", positive="#3b7a57", negative="#b4483c")
    ui.query("body").classes("bg-stone-100")
    ui.query(".nicegui-content").classes("p-0")
    preferences = PreferencePanel(parts.memory, user_id)
    chat = ChatPanel(parts, user_id, preferences.refresh)
    _header(user_id, chat)
    with ui.row().classes("w-full max-w-6xl mx-auto p-4 gap-4 items-stretch flex-nowrap max-md:flex-wrap"):
        with ui.column().classes("flex-1 min-w-0 max-md:w-full h-[calc(100vh-5.5rem)] gap-2"):
            _model_notice(parts)
            await chat.build()
        with ui.column().classes("w-96 max-md:w-full md:h-[calc(100vh-5.5rem)] gap-2"):
            await preferences.build()


def _header(user_id: str, chat: ChatPanel) -> None:
    with ui.header().classes("bg-white text-stone-800 shadow-sm h-14 items-center px-6"):
        ui.label("记得").classes("text-xl font-bold text-primary")
        ui.label("记住你喜欢什么，给你看，也由你改").classes("text-sm text-stone-500 max-sm:hidden")
        ui.space()
        if user_id != DEFAULT_USER:
            ui.label(user_id).classes("text-sm text-stone-500")
        ui.button("新对话", icon="add_comment", on_click=chat.start_anew).props("flat dense no-caps").mark("new-chat")


def _model_notice(parts: Parts) -> None:
    """Whoever reads the answers is told what gives them, if that needs telling."""
    notice = NO_MODEL if parts.model is None else parts.model.notice
    if notice:
        with ui.row().classes("w-full items-center gap-2 rounded-lg bg-amber-50 px-3 py-2 flex-nowrap"):
            ui.icon("info", color="amber-8").classes("text-lg")
            ui.label(notice).classes("text-sm text-amber-900").mark("model-notice")
