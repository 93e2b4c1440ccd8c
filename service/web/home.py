"""The page at `/`: the chat on the left, what is remembered on the right; on a phone, one of them at a time."""

from nicegui import ui
from pydantic import TypeAdapter, ValidationError

from service.assembly import Parts
from service.web.cases.frame import LIST_PATH
from service.web.chat_panel import ChatPanel
from service.web.look import dress
from service.web.preference_panel import PreferencePanel
from service.web.under_way import UnderWay
from service.web.words import NO_MODEL_HERE
from service.wire import DEFAULT_USER, UserId

# Two reads of a few rows: cheap enough to be quick in showing what another tab or the API has done.
FOLLOW_EVERY_SECONDS = 2.0

COLUMN = "h-[calc(100dvh-6.75rem)] md:h-[calc(100dvh-5.5rem)] gap-2 max-md:w-full"


async def build(parts: Parts, user: str, under_way: UnderWay) -> None:
    dress()
    try:
        user_id = TypeAdapter(UserId).validate_python(user or DEFAULT_USER)
    except ValidationError:
        ui.label("网址里 user= 后面的名字不能用：请写 1 到 128 个普通的字。").classes("p-8")
        ui.link("回到默认的页面", "/").classes("px-8")
        return
    await _Home(parts, user_id, under_way).build()


class _Home:
    """The two panels, each of which shows at once what the other has done."""

    def __init__(self, parts: Parts, user_id: str, under_way: UnderWay) -> None:
        self._parts = parts
        self._user_id = user_id
        self._preferences = PreferencePanel(parts, user_id, self._memory_changed, self._forgotten)
        self._chat = ChatPanel(parts, user_id, under_way, self._memory_changed, self._preferences.answer)

    async def build(self) -> None:
        self._build_header()
        tabs = self._build_tabs()
        with ui.row().classes("w-full max-w-6xl mx-auto p-2 md:p-4 gap-4 items-stretch flex-nowrap"):
            with ui.column().classes(f"flex-1 min-w-0 {COLUMN}") as chat:
                _model_notice(self._parts)
                await self._chat.build()
            with ui.column().classes(f"w-96 shrink-0 max-md:hidden {COLUMN}") as preferences:
                await self._preferences.build()
        badge = self._badge
        badge.bind_text_from(self._preferences.count)
        tabs.on_value_change(lambda: chat.classes(toggle="max-md:hidden"))
        tabs.on_value_change(lambda: preferences.classes(toggle="max-md:hidden"))
        ui.timer(FOLLOW_EVERY_SECONDS, self._follow)

    def _build_header(self) -> None:
        with ui.header().classes("bg-white text-stone-800 shadow-sm h-14 items-center px-4 md:px-6 flex-nowrap"):
            ui.label("记得").classes("text-xl font-bold text-primary shrink-0")
            ui.label("记住你喜欢什么，给你看，也由你改").classes("text-sm text-stone-600 max-md:hidden")
            ui.space()
            if self._user_id != DEFAULT_USER:
                ui.label(self._user_id).classes("text-sm text-stone-600 truncate min-w-0")
            cases = ui.button("断掉的回答", icon="content_cut").props(f"href={LIST_PATH} flat dense no-caps")
            cases.props("color=grey-8 padding='4px 8px'").classes("shrink-0 jide-tap")
            new = ui.button("新对话", icon="add_comment", on_click=self._chat.start_anew)
            new.props("flat dense no-caps padding='4px 8px'").classes("shrink-0 jide-tap")

    def _build_tabs(self) -> ui.tabs:
        with (
            ui.tabs()
            .props("dense no-caps inline-label")
            .classes("w-full md:hidden bg-white border-t border-stone-200") as tabs
        ):
            ui.tab("chat", label="聊天")
            with ui.tab("preferences", label="我记住的"):
                self._badge = ui.badge("0").props("color=primary").classes("ml-2")
        tabs.value = "chat"
        return tabs

    async def _memory_changed(self) -> None:
        await self._preferences.refresh()
        await self._chat.review()

    async def _forgotten(self) -> None:
        await self._preferences.refresh()
        await self._chat.start_anew()

    async def _follow(self) -> None:
        if await self._preferences.refresh():
            await self._chat.review()
        await self._chat.follow()


def _model_notice(parts: Parts) -> None:
    """Whoever reads the answers is told what gives them, if that needs telling."""
    notice = NO_MODEL_HERE if parts.model is None else parts.model.notice
    if notice:
        with ui.row().classes("w-full items-center gap-2 rounded-lg bg-amber-50 px-3 py-2 flex-nowrap"):
            ui.icon("info", color="amber-9").classes("text-lg")
            ui.label(notice).classes("text-xs md:text-sm text-amber-900")
