"""What one configuration made of one case: the figures, and each run with its difference to the cut answer."""

import asyncio
from collections import Counter
from collections.abc import Mapping, Sequence
from statistics import mean

from nicegui import ui

from service.bad_cases.comparing import diff
from service.bad_cases.grid import Cell
from service.bad_cases.log import BadCase
from service.bad_cases.pricing import Prices, cost
from service.bad_cases.replay import Run
from service.web.cases.cut_answer import compared
from service.web.cases.frame import fact, heading, quiet
from service.web.cases.words import cost_words, ended, failure_words
from service.web.words import verdict_label


class ResultCell:
    """To be made inside the row that shall hold it."""

    def __init__(self, title: str, case: BadCase, repeat: int, prices: Prices) -> None:
        self._case = case
        self._repeat = repeat
        self._prices = prices
        self._shown: set[int] = set()
        with ui.column().classes("w-full min-w-0 gap-1 rounded-xl bg-white shadow-sm p-3 jide-cell").props("role=cell"):
            heading(title, 3)
            self._figures = ui.element("div").classes("w-full")
            self._runs = ui.column().classes("w-full gap-0")
        self._show_figures([], {})

    def show(self, runs: Sequence[Run], overlaps: Mapping[Cell, float]) -> None:
        new = [run for run in runs if run.cell.attempt not in self._shown]
        for run in new:
            self._shown.add(run.cell.attempt)
            with self._runs:
                self._show_run(run)
        if new:
            self._show_figures(runs, overlaps)

    def _show_figures(self, runs: Sequence[Run], overlaps: Mapping[Cell, float]) -> None:
        self._figures.clear()
        with self._figures:
            if not runs:
                quiet("还没有跑")
                return
            passed = sum(not run.failures for run in runs)
            mark = "✓" if passed == len(runs) else "✗"
            ui.label(f"{mark} {len(runs)} 次里通过 {passed} 次").classes("font-medium")
            with ui.element("dl").classes("jide-facts w-full"):
                for name, value in self._figured(runs, overlaps).items():
                    fact(name, value)

    def _figured(self, runs: Sequence[Run], overlaps: Mapping[Cell, float]) -> dict[str, str]:
        verdicts = Counter(_ended(run) for run in runs)
        failures = Counter(failure_words(failure) for run in runs for failure in run.failures)
        written = [run.finished.usage["output"] for run in runs if "output" in run.finished.usage]
        costs = [cost(self._prices, str(run.configured.get("model") or run.model), run.finished.usage) for run in runs]
        shared = [overlaps[run.cell] for run in runs if run.text and run.cell in overlaps]
        told = [each for each in costs if each is not None]
        return {
            "怎么结束": _counted(verdicts),
            **({"没通过": _counted(failures)} if failures else {}),
            "词元": f"平均写 {mean(written):.0f} 个" if written else "服务器没有说",
            "用时": f"平均 {mean(run.latency_ms for run in runs) / 1000:.1f} 秒",
            "花费": cost_words(sum(told) if told else None) if written else "–",
            "与断掉的重合": f"平均 {mean(shared):.0%}" if shared else "–",
        }

    def _show_run(self, run: Run) -> None:
        """Closed at first; what it says is compared only where somebody looks."""
        mark = "✗" if run.failures else "✓"
        opened = ui.expansion(f"{mark} 第 {run.cell.attempt + 1} 次").classes("w-full jide-run")
        opened.props("dense header-class='px-0 min-h-[44px]'")
        with opened:
            body = ui.column().classes("w-full gap-1")

        async def fill() -> None:
            if not body.default_slot.children:
                edits = await asyncio.to_thread(diff, self._case.partial, whole_of(run, self._case))
                body.clear()
                with body:
                    quiet(ended(run.judgement.verdict, run.judgement.signals))
                    quiet("、".join(map(failure_words, run.failures)) or "检查全部通过")
                    compared(edits)

        opened.on_value_change(fill)


def whole_of(run: Run, case: BadCase) -> str:
    """The answer as it would stand: where it was gone on with, behind what was there."""
    return case.partial + run.text if run.configured.get("strategy") == "resume" else run.text


def _ended(run: Run) -> str:
    return "模型没有回应" if run.judgement.verdict == "unavailable" else verdict_label(run.judgement.verdict)


def _counted(words: Counter[str]) -> str:
    return "；".join(f"{word} {count} 次" for word, count in words.most_common())
