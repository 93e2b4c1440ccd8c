"""The page of one case: what was asked, where the answer broke off, what was tried, and what there is to do."""

import asyncio
from dataclasses import dataclass

from nicegui import ui

from memory.errors import MemoryFault
from service.assembly import Parts
from service.bad_cases.afterwards import Next, what_came_next
from service.bad_cases.alike import question
from service.bad_cases.log import BadCase
from service.bad_cases.replay import Replay
from service.errors import NotFound
from service.web.cases.amending import amending
from service.web.cases.case_row import case_row, status_badge
from service.web.cases.cut_answer import cut_answer
from service.web.cases.facts import facts, raw_request
from service.web.cases.frame import LIST_PATH, card, fact, framed, heading, missing, quiet
from service.web.cases.proof_words import proof_lines
from service.web.cases.replay_form import open_replay_form
from service.web.cases.replays_page import replay_row
from service.web.cases.words import NO_MODEL, OUTCOMES, TRIGGERS, next_words, shortened, told
from service.web.words import moment

MOST_OF_GROUP = 20
SHOWN_AT_FIRST = 5


@dataclass(frozen=True, slots=True)
class _Shown:
    """All that the page tells of a case."""

    case: BadCase
    next: Next | None
    group: list[BadCase]
    similar: list[BadCase]
    replays: list[Replay]


async def build(parts: Parts, case_id: str) -> None:
    with framed(LIST_PATH):
        try:
            shown = await asyncio.to_thread(_read, parts, case_id)
        except NotFound:
            missing("没有这一条：可能已经随它的用户一起忘掉了，或者网址不对。")
        except MemoryFault as fault:
            missing(told(fault))
        else:
            _build(parts, shown)


def _read(parts: Parts, case_id: str) -> _Shown:
    cases = parts.bad_cases
    case = cases.get(case_id)
    group, _ = cases.find(group_id=case.group_id, limit=MOST_OF_GROUP)
    begun = [each for each in parts.replays.newest() if case.id in each.plan.bad_case_ids and not each.runs]
    return _Shown(
        case,
        what_came_next(cases.engine, case),
        [other for other in group if other.id != case.id],
        [other for other, _ in cases.similar(case)],
        [*begun, *parts.replays.of_case(case.id)],
    )


def _build(parts: Parts, shown: _Shown) -> None:
    case = shown.case
    with ui.row().classes("w-full items-center gap-2"):
        heading(shortened(question(case.cut.request)), 1)
        status_badge(case)
    quiet(f"{moment(case.created_at)} · {TRIGGERS[case.trigger]} · 用户 {case.user_id}")
    with ui.row().classes("w-full items-start gap-4 max-md:flex-col"):
        with ui.column().classes("flex-1 min-w-0 gap-4 max-md:w-full"):
            _said(shown)
            _proof(parts, shown)
            raw_request(case)
        with ui.column().classes("w-80 shrink-0 gap-4 max-md:w-full"):
            with card("处理"):
                amending(parts.bad_cases, case)
            with card("事实"):
                facts(case)
            _others("同类的", shown.group)
            _others("问得相近的", shown.similar)


def _said(shown: _Shown) -> None:
    case = shown.case
    with card("问的是"):
        ui.label(question(case.cut.request)).classes("jide-text")
    with card("断掉的回答" if case.cut.judgement.is_cut else "被按的回答"):
        cut_answer(case)
    with card("结果"), ui.element("dl").classes("jide-facts"):
        fact("接着说", OUTCOMES[case.outcome])
        fact("用户接下来", next_words(shown.next))


def _proof(parts: Parts, shown: _Shown) -> None:
    case = shown.case
    with card("证明"):
        if case.proof is None:
            quiet("还没有。回放跑够次数，就知道修没修好。")
        else:
            own = parts.model.name if parts.model else ""
            first, *others = proof_lines(case.proof, own)
            ui.label(first).classes("font-medium")
            for line in others:
                quiet(line)
        place = ui.row().classes("w-full items-center")
        with place:
            if parts.replayer:
                button = ui.button("回放", icon="replay", on_click=lambda: open_replay_form(parts, [case.id]))
                button.props("unelevated no-caps").classes("jide-tap")
            else:
                quiet(NO_MODEL)
        for replay in shown.replays:
            replay_row(replay, parts)


def _others(title: str, cases: list[BadCase]) -> None:
    """The first of them, and a press shows the others: few pages are read for these."""
    if not cases:
        return
    with card(title):
        rows = ui.column().classes("w-full gap-2").props("role=list")
        more = ui.button(f"更多（{len(cases) - SHOWN_AT_FIRST} 条）").props("outline no-caps").classes("jide-tap")

    def show(some: list[BadCase]) -> None:
        with rows:
            for other in some:
                case_row(other)

    def show_rest() -> None:
        more.visible = False
        show(cases[SHOWN_AT_FIRST:])

    more.visible = len(cases) > SHOWN_AT_FIRST
    more.on_click(show_rest)
    show(cases[:SHOWN_AT_FIRST])
