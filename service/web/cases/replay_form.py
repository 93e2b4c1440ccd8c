"""The form that asks how cases shall be replayed; then what that takes, and only when that is agreed to, the replay."""

import asyncio
from dataclasses import dataclass
from itertools import product
from typing import Any

from nicegui import ui
from pydantic import ValidationError

from memory.errors import MemoryFault
from service.assembly import Parts
from service.bad_cases.pricing import Estimate
from service.bad_cases.proving import LEAST_RUNS
from service.bad_cases.replay import MOST_PARALLEL, Plan
from service.bad_cases.replay_routes import MOST_RUNS, run_through
from service.bad_cases.replayer import Replayer
from service.bad_cases.wire import MOST_CONTROLS, ManyReplays
from service.errors import ServiceError
from service.web.cases.frame import REPLAYS_PATH, quiet
from service.web.cases.replay_words import made_up
from service.web.cases.typed import numbers, refused, split
from service.web.cases.words import NO_MODEL, cost_words, told
from service.web.dialog import shown_dialog


async def open_replay_form(parts: Parts, case_ids: list[str]) -> None:
    with shown_dialog(f"回放 {len(case_ids)} 条"):
        if parts.replayer is None:
            quiet(NO_MODEL)
            return
        _Form(parts, parts.replayer, case_ids)


@dataclass(frozen=True, slots=True)
class _Fields:
    """What is typed and ticked."""

    models: ui.input
    temperatures: ui.input
    caps: ui.input
    rerun: ui.checkbox
    resume: ui.checkbox
    prompt: ui.radio
    repeat: ui.number
    original: ui.checkbox
    controls: ui.checkbox
    parallel: ui.number

    def body(self, case_ids: list[str]) -> dict[str, Any]:
        """As the API takes it. Raises `ValueError` where a number is none."""
        pairs = product(numbers(self.temperatures.value, float), numbers(self.caps.value, int))
        return {
            "bad_case_ids": case_ids,
            "models": split(self.models.value),
            "params": [{"temperature": temperature, "max_tokens": cap} for temperature, cap in pairs],
            "strategies": [name for name, box in (("rerun", self.rerun), ("resume", self.resume)) if box.value],
            "prompt": self.prompt.value,
            "repeat": self.repeat.value,
            "original": bool(self.original.value),
            "controls": bool(self.controls.value),
            "parallel": self.parallel.value,
        }


class _Form:
    def __init__(self, parts: Parts, replayer: Replayer, case_ids: list[str]) -> None:
        self._parts = parts
        self._replayer = replayer
        self._case_ids = case_ids
        self._asking = ui.column().classes("w-full gap-2")
        self._agreeing = ui.column().classes("w-full gap-3")
        self._agreeing.visible = False
        with self._asking:
            self._fields = _fields(replayer.model.name)
            self._fault = ui.label().classes("text-sm text-negative").props("role=alert")
            button = ui.button("算一算要花多少", on_click=self._reckon).props("unelevated no-caps")
            button.classes("self-end jide-tap")

    async def _reckon(self) -> None:
        """Shows what is wrong with the form, or what it takes."""
        self._fault.text = ""
        try:
            wanted = ManyReplays.model_validate(self._fields.body(self._case_ids))
            plan = await asyncio.to_thread(wanted.plan, wanted.bad_case_ids, self._parts.bad_cases)
            if len(plan.cells) > MOST_RUNS:
                self._fault.text = f"一次最多跑 {MOST_RUNS} 次，这样有 {len(plan.cells)} 次：请少选一些。"
                return
            estimate = await asyncio.to_thread(self._replayer.estimate, plan)
        except ValidationError as fault:
            self._fault.text = refused(fault)
        except ValueError as fault:
            self._fault.text = str(fault)
        except (ServiceError, MemoryFault) as fault:
            self._fault.text = told(fault)
        else:
            self._ask(plan, estimate)

    def _ask(self, plan: Plan, estimate: Estimate) -> None:
        self._asking.visible, self._agreeing.visible = False, True
        self._agreeing.clear()
        with self._agreeing:
            ui.label(f"一共跑 {estimate.runs} 次").classes("font-medium").props("role=status")
            quiet(f"{made_up(plan)}；同时跑 {plan.parallel} 个。")
            if self._fields.controls.value and not plan.control_ids:
                quiet("还没有能当对照的：要有一条本来就说完了的，或者已修好的。")
            quiet(f"最多读 {estimate.input_tokens:,} 个词元，写 {estimate.output_tokens:,} 个。")
            cost = cost_words(estimate.cost, estimate.unpriced)
            quiet(cost if estimate.cost is None else f"最多花 {cost}（价格按 LLM_PRICES）。")
            with ui.row().classes("self-end gap-2"):
                ui.button("再改改", on_click=self._back).props("flat no-caps").classes("jide-tap")
                start = ui.button("开始", icon="play_arrow").props("unelevated no-caps autofocus").classes("jide-tap")
                start.on_click(lambda: self._start(plan, start))

    def _back(self) -> None:
        self._asking.visible, self._agreeing.visible = True, False

    async def _start(self, plan: Plan, button: ui.button) -> None:
        """Begins the replay behind the page, and goes where its progress is shown."""
        button.disable()  # a double click begins once
        try:
            replay = await asyncio.to_thread(self._replayer.open, plan, is_served=True)
        except (ServiceError, MemoryFault) as fault:
            button.enable()
            ui.notify(told(fault), type="warning")
            return
        self._parts.late.start(run_through(self._replayer, replay.id, just_opened=True))
        ui.navigate.to(f"{REPLAYS_PATH}/{replay.id}")


def _fields(own_model: str) -> _Fields:
    return _Fields(
        models=_input("模型（用逗号隔开）", f"空着就用现在的：{own_model}"),
        temperatures=_input("温度（用逗号隔开）", "空着就照当时的"),
        caps=_input("上限（用逗号隔开）", "空着就照当时的"),
        **_choices(),
    )


def _choices() -> dict[str, Any]:
    with ui.row().classes("w-full gap-x-4 gap-y-0"):
        rerun = ui.checkbox("重新生成", value=True).classes("jide-tap")
        resume = ui.checkbox("接着说").classes("jide-tap")
    with ui.row().classes("w-full items-center gap-2"):
        quiet("提示词")
        prompt = ui.radio({"frozen": "当时的", "today": "现在的"}, value="frozen").props("inline aria-label=提示词")
        prompt.classes("jide-tap")
    with ui.row().classes("w-full gap-2 flex-nowrap"):
        repeat = _number(f"每种跑几次（证明要 {LEAST_RUNS} 次）", LEAST_RUNS, 100)
        parallel = _number("同时跑几个", 1, MOST_PARALLEL)
    original = ui.checkbox("也跑原来的配置（证明它会断）", value=True).classes("jide-tap")
    controls = ui.checkbox(f"也跑对照（最多 {MOST_CONTROLS} 条好的，看有没有被弄坏）").classes("jide-tap")
    names = ("rerun", "resume", "prompt", "repeat", "parallel", "original", "controls")
    return dict(zip(names, (rerun, resume, prompt, repeat, parallel, original, controls), strict=True))


def _input(label: str, placeholder: str) -> ui.input:
    field = ui.input(label, placeholder=placeholder).props("outlined dense stack-label").classes("w-full")
    field.props["aria-label"] = label
    return field


def _number(label: str, value: int, most: int) -> ui.number:
    return ui.number(label, value=value, min=1, max=most, precision=0).props("outlined dense").classes("flex-1 min-w-0")
