"""The page at `/replays`: the newest replays, with how far they are and what came of them."""

import asyncio

from nicegui import ui

from memory.errors import MemoryFault
from service.assembly import Parts
from service.bad_cases.replay import Replay
from service.web.cases.frame import REPLAYS_PATH, framed, heading, missing, quiet
from service.web.cases.words import told
from service.web.words import moment

NEWEST = 50
STATES = {"running": "正在跑", "done": "跑完了", "interrupted": "断了，没跑完"}


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
                replay_row(replay)


def replay_row(replay: Replay) -> None:
    """One line, which leads to the replay."""
    with (
        ui.row().classes("w-full items-center gap-x-3 gap-y-0 rounded-xl bg-white shadow-sm p-3").props("role=listitem")
    ):
        link = ui.link(f"{moment(replay.created_at)} 的回放", f"{REPLAYS_PATH}/{replay.id}")
        link.classes("font-medium text-stone-800 max-md:py-3")
        ui.label(progress(replay)).classes("text-sm text-stone-600 [overflow-wrap:anywhere]")


def progress(replay: Replay) -> str:
    """How far it is and what it is made of."""
    plan, total = replay.plan, len(replay.plan.cells)
    made = f"{len(plan.bad_case_ids)} 条 × {len(plan.configurations)} 种配置 × {plan.repeat} 次"
    passed = sum(not run.failures for run in replay.runs)
    return f"{STATES[replay.status]} {len(replay.runs)}/{total} · 通过 {passed} · {made}"
