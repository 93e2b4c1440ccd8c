"""The page at `/replays`: the newest replays, with how far they are and what came of them."""

import asyncio

from nicegui import ui

from memory.errors import MemoryFault
from service.assembly import Parts
from service.bad_cases.replay import Replay
from service.web.cases.frame import REPLAYS_PATH, framed, heading, missing, quiet
from service.web.cases.replay_words import passed_lines, progress
from service.web.cases.results import own_model
from service.web.cases.words import told
from service.web.words import moment

NEWEST = 50
MOST_LINES = 3


async def build(parts: Parts) -> None:
    with framed(REPLAYS_PATH):
        try:
            newest = await asyncio.to_thread(parts.replays.newest, NEWEST)
        except MemoryFault as fault:
            missing(told(fault))
            return
        heading("回放", 1)
        if not newest:
            quiet("还没有回放过。打开一条断掉的回答，点「回放」，就会用当时的请求再问一遍模型。").classes("py-8")
        with ui.column().classes("w-full gap-2").props("role=list aria-label=回放"):
            for replay in newest:
                replay_row(replay, parts)


def replay_row(replay: Replay, parts: Parts) -> None:
    """What was run and what passed; it leads to the replay, which tells of all configurations."""
    with (
        ui.row().classes("w-full items-center gap-x-3 gap-y-0 rounded-xl bg-white shadow-sm p-3").props("role=listitem")
    ):
        link = ui.link(f"{moment(replay.created_at)} 的回放", f"{REPLAYS_PATH}/{replay.id}")
        link.classes("font-medium text-stone-800 max-md:py-3")
        quiet(progress(replay))
        lines = passed_lines(replay, own_model(parts))
        with ui.column().classes("w-full gap-0"):
            for line in lines[:MOST_LINES]:
                quiet(line)
            if len(lines) > MOST_LINES:
                quiet(f"还有 {len(lines) - MOST_LINES} 种，点开看。")
