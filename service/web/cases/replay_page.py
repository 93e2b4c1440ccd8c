"""The page of one replay: how far it is, and its results side by side; it follows while the replay runs."""

import asyncio
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass

from nicegui import ui

from memory.errors import MemoryFault
from service.assembly import Parts
from service.bad_cases.comparing import overlap
from service.bad_cases.grid import Cell
from service.bad_cases.log import BadCase
from service.bad_cases.replay import Replay
from service.bad_cases.replay_routes import run_through
from service.bad_cases.replayer import Replayer
from service.errors import ReplayInUse, ServiceError
from service.web.cases.frame import REPLAYS_PATH, framed, heading, missing, quiet
from service.web.cases.replay_words import passed_lines, progress
from service.web.cases.result_cell import whole_of
from service.web.cases.results import Results, own_model
from service.web.cases.words import NO_MODEL
from service.web.words import moment

# A run takes seconds; one is soon enough to see it, and cheap for as long as the page is open.
FOLLOW_EVERY_SECONDS = 1.0


async def build(parts: Parts, replay_id: str) -> None:
    with framed(REPLAYS_PATH):
        try:
            seen = await asyncio.to_thread(_read, parts, replay_id, {})
        except (ServiceError, MemoryFault):
            missing("没有这次回放：网址不对，或者数据库暂时用不了。")
        else:
            _Replay(parts, seen)


@dataclass(frozen=True, slots=True)
class _Seen:
    """A replay with the cases that there still are of it, as they stand."""

    replay: Replay
    cases: list[BadCase]
    overlaps: dict[Cell, float]


def _read(parts: Parts, replay_id: str, compared: Mapping[Cell, float]) -> _Seen:
    """What is there now; what was `compared` before is not compared again, since that takes a while."""
    replay = parts.replays.get(replay_id)
    cases = parts.bad_cases.several([*replay.plan.bad_case_ids, *replay.plan.control_ids])
    known, overlaps = {case.id: case for case in cases}, dict(compared)
    for run in replay.runs:
        if run.cell not in overlaps and run.bad_case_id in known:
            case = known[run.bad_case_id]
            overlaps[run.cell] = overlap(case.partial, whole_of(run, case))
    return _Seen(replay, cases, overlaps)


class _Replay:
    def __init__(self, parts: Parts, seen: _Seen) -> None:
        self._parts = parts
        self._id = seen.replay.id
        self._resuming = False
        self._overlaps: Mapping[Cell, float] = {}
        self._lines: list[str] = []
        heading(f"{moment(seen.replay.created_at)} 的回放", 1)
        with ui.row().classes("w-full items-center gap-3"):
            self._told = quiet("").props("role=status")
            self._go_on = ui.button("继续", icon="play_arrow", on_click=self._resume)
            self._go_on.props("unelevated no-caps").classes("jide-tap")
        self._bar = ui.linear_progress(value=0, show_value=False, size="8px").props("rounded aria-label=进度")
        self._passed = ui.column().classes("w-full gap-0").props("role=group aria-label=各种配置")
        self._hint = quiet("可以离开这一页，它会接着跑；回来就能看到。")
        self._results = Results(seen.cases, seen.replay, parts)
        self._timer = ui.timer(FOLLOW_EVERY_SECONDS, self._follow)
        self._show(seen)

    async def _follow(self) -> None:
        try:
            seen = await asyncio.to_thread(_read, self._parts, self._id, self._overlaps)
        except (ServiceError, MemoryFault):  # the next look may find it well
            return
        if not self._told.is_deleted:
            self._show(seen)

    def _show(self, seen: _Seen) -> None:
        replay, self._overlaps = seen.replay, seen.overlaps
        self._resuming = self._resuming and replay.status == "interrupted"
        self._told.text = progress(replay)
        self._bar.value = len(replay.runs) / max(1, len(replay.plan.cells))
        self._show_passed(passed_lines(replay, own_model(self._parts)))
        self._hint.visible = replay.status == "running"
        self._go_on.visible = replay.status == "interrupted" and not self._resuming
        self._results.show(replay, seen.cases, seen.overlaps)
        # Settled by what was run a moment after the last run, so that one more look is taken once nobody holds it.
        if replay.status == "done" and not replay.is_held:
            self._timer.deactivate()

    def _show_passed(self, lines: list[str]) -> None:
        if lines != self._lines:
            self._lines = lines
            self._passed.clear()
            with self._passed:
                for line in lines:
                    quiet(line)

    async def _resume(self) -> None:
        """Runs what is left behind the page."""
        if self._parts.replayer is None:
            ui.notify(NO_MODEL, type="warning")
            return
        self._resuming, self._go_on.visible = True, False
        self._parts.late.start(_take_up(self._parts.replayer, self._id))


async def _take_up(replayer: Replayer, replay_id: str) -> None:
    with suppress(ReplayInUse):  # somebody was quicker, and the page shows how far they are
        await run_through(replayer, replay_id)
