"""One case in a list."""

from collections.abc import Sequence
from typing import Protocol

from nicegui import ui

from service.bad_cases.alike import question
from service.bad_cases.grid import original_model
from service.bad_cases.log import BadCase
from service.web.cases.frame import LIST_PATH
from service.web.cases.words import BY_HAND, OUTCOMES, STATUS_COLORS, STATUSES, TRIGGERS, ended, is_by_hand, shortened
from service.web.words import moment


class Tick(Protocol):
    def __call__(self, case_id: str, *, ticked: bool) -> None: ...


def case_row(case: BadCase, tick: Tick | None = None) -> None:
    """What was asked, how it ended, and what became of it; with `tick` it can be chosen."""
    with ui.row().classes("w-full items-start gap-1 flex-nowrap rounded-xl bg-white shadow-sm p-2 jide-case") as row:
        row.props("role=listitem")
        if tick:
            box = ui.checkbox(on_change=lambda event: tick(case.id, ticked=bool(event.value))).props("dense")
            box.classes("jide-tap justify-center md:p-2")
            box.props["aria-label"] = f"选中：{shortened(question(case.cut.request))}"
        with ui.column().classes("flex-1 min-w-0 gap-0.5 p-1"):
            _head(case)
            ended_as = ended(case.cut.judgement.verdict, case.cut.judgement.signals)
            ui.label(ended_as).classes("text-sm text-stone-800 [overflow-wrap:anywhere]")
            ui.label(_told(case)).classes("text-xs text-stone-600 [overflow-wrap:anywhere]")
            _tags(case.tags)


def _head(case: BadCase) -> None:
    with ui.row().classes("w-full items-center gap-x-2 gap-y-0"):
        asked = shortened(question(case.cut.request)) or "（没有文字）"
        link = ui.link(asked, f"{LIST_PATH}/{case.id}").classes("flex-1 min-w-[10rem] font-medium text-stone-800")
        link.classes("[overflow-wrap:anywhere] max-md:py-3")
        if case.group_count > 1:
            ui.label(f"同类 {case.group_count} 条").classes("text-xs text-stone-600 shrink-0")
        status_badge(case)


def status_badge(case: BadCase) -> None:
    ui.badge(STATUSES[case.status], color=STATUS_COLORS[case.status]).classes("shrink-0 px-2 py-1")
    if is_by_hand(case):
        ui.label(BY_HAND).classes("text-xs text-secondary shrink-0")


def _told(case: BadCase) -> str:
    told = [moment(case.created_at), original_model(case), TRIGGERS[case.trigger], OUTCOMES[case.outcome]]
    return " · ".join([*told, *([f"交给 {case.assignee}"] if case.assignee else [])])


def _tags(tags: Sequence[str]) -> None:
    if tags:
        with ui.row().classes("gap-1"):
            for tag in tags:
                ui.label(tag).classes("text-xs rounded bg-stone-200 px-1.5 py-0.5 [overflow-wrap:anywhere]")
