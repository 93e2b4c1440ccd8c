"""The panel's menu: carrying all that is remembered out and in, and having everything forgotten."""

import asyncio
from collections.abc import Awaitable, Callable
from urllib.parse import urlencode

from nicegui import events, ui

from memory.errors import MemoryFault
from memory.store import Memory
from service.carrying import lines_of
from service.forgetting import Forgetting
from service.limits import MOST_IMPORTED_BYTES
from service.web.preference_form import SAVE_ON_ENTER
from service.web.words import taken_in, told

EXPORT_PATH = "/api/v1/preferences/export"
MOST_MEGABYTES = MOST_IMPORTED_BYTES // 1024 // 1024
SURE = "忘掉"
WILL_GO = (
    "我记住的每一条，连同它们的历史和撤销",
    "我问过你的问题",
    "所有对话：你说的话和得到的回答",
    "你对误读的更正，以及断掉的回答的记录",
)

Do = Callable[[], Awaitable[None]]


class PanelMenu:
    """To be made where its button shall stand. `on_import` and `on_forgotten` are awaited once that is done."""

    def __init__(  # noqa: PLR0913, PLR0917 - its parts, wired in one place
        self, memory: Memory, forgetting: Forgetting, user_id: str, place: ui.element, on_import: Do, on_forgotten: Do
    ) -> None:
        self._memory = memory
        self._forgetting = forgetting
        self._user_id = user_id
        self._place = place
        self._on_import = on_import
        self._on_forgotten = on_forgotten
        self._build()

    def _build(self) -> None:
        upload = ui.upload(
            auto_upload=True, max_file_size=MOST_IMPORTED_BYTES, on_upload=self._import, on_rejected=self._refuse
        ).classes("hidden")
        upload.props('accept=".jsonl,.ndjson,.txt"')
        button = ui.button(icon="more_vert").props("flat round dense aria-label=更多 title=更多").classes("jide-tap")
        with button, ui.menu().props("auto-close anchor='bottom right' self='top right'"):
            out = _item("download", "导出", "一个文件，装着我记住的全部")
            out.props["href"] = f"{EXPORT_PATH}?{urlencode({'user_id': self._user_id})}"
            out.props["download"] = ""
            # In the browser, which opens the choice of files only where the user has just pressed something.
            _item("upload", "导入", "导出的文件，或别处的偏好").on(
                "click", js_handler=f"() => runMethod({upload.id}, 'pickFiles', [])"
            )
            ui.separator()
            _item("delete_forever", "忘掉我的一切", "偏好和对话都删掉", color="negative").on("click", self._ask)

    async def _import(self, event: events.UploadEventArguments) -> None:
        event.sender.run_method("reset")
        if event.file.size() > MOST_IMPORTED_BYTES:  # the browser refuses it too, where it is asked
            self._refuse()
            return
        body = await event.file.read()
        try:
            taken = await asyncio.to_thread(self._memory.take_in, self._user_id, lines_of(body))
        except MemoryFault as fault:
            ui.notify(told(fault), type="warning", multi_line=True, timeout=10_000)
            return
        ui.notify(taken_in(taken))
        await self._on_import()

    def _refuse(self) -> None:
        ui.notify(f"这个文件不能导入：要 .jsonl 文件，最大 {MOST_MEGABYTES} MB。", type="warning")

    async def _ask(self) -> None:
        held = await asyncio.to_thread(self._memory.active, self._user_id)
        with self._place:
            _open_forget(len(held), self._forget)

    async def _forget(self) -> bool:
        try:
            await asyncio.to_thread(self._forgetting.forget, self._user_id)
        except MemoryFault as fault:
            ui.notify(told(fault), type="warning")
            return False
        ui.notify("都忘掉了，什么也没有留下。")
        await self._on_forgotten()
        return True


def _item(icon: str, title: str, caption: str, color: str = "grey-8") -> ui.item:
    with ui.item().props("clickable dense").classes("py-2") as item:
        with ui.item_section().props("avatar").classes("min-w-0 pr-3"):
            ui.icon(icon, color=color).classes("text-lg")
        with ui.item_section():
            ui.item_label(title).classes("text-negative" if color == "negative" else "")
            ui.item_label(caption).props("caption")
    item.props["role"] = "menuitem"
    return item


def _open_forget(count: int, forget: Callable[[], Awaitable[bool]]) -> None:
    """A dialog that says what will be gone, and wants a word typed that nobody types by chance."""

    async def submit() -> None:
        if str(word.value or "").strip() == SURE and await forget():
            dialog.close()

    with ui.dialog(value=True) as dialog, ui.card().classes("w-[26rem] max-w-full gap-3"):
        dialog.on("hide", dialog.delete)
        ui.label("忘掉我的一切").classes("text-base font-bold")
        ui.label(f"这些会删得干干净净，再也找不回来（现在记着 {count} 条）：").classes("text-sm")
        with ui.element("ul").classes("list-disc pl-5 text-sm text-stone-700"):
            for line in WILL_GO:
                with ui.element("li"):
                    ui.label(line)
        ui.label("想留一份的话，先「导出」。已经导出的文件和别处的备份，我删不到。").classes("text-sm text-stone-600")
        word = ui.input(f"确定的话，请输入「{SURE}」").props("outlined dense autofocus").classes("w-full")
        word.on("keydown", submit, js_handler=SAVE_ON_ENTER)
        with ui.row().classes("self-end gap-2"):
            ui.button("取消", on_click=dialog.close).props("flat no-caps").classes("jide-tap")
            sure = ui.button("全部忘掉", on_click=submit).props("unelevated no-caps color=negative").classes("jide-tap")
            sure.bind_enabled_from(word, "value", lambda typed: str(typed or "").strip() == SURE)
