"""The results of a replay side by side: a row for each case, a column for each configuration."""

from collections.abc import Mapping, Sequence

from nicegui import ui

from service.assembly import Parts
from service.bad_cases.alike import question
from service.bad_cases.grid import Cell, Configuration
from service.bad_cases.log import BadCase
from service.bad_cases.replay import Replay, Run
from service.web.cases.case_row import status_badge
from service.web.cases.cut_answer import LEGEND
from service.web.cases.frame import LIST_PATH, quiet
from service.web.cases.proof_words import proof_lines
from service.web.cases.result_cell import ResultCell
from service.web.cases.words import configuration_words, shortened

Place = tuple[str, int]


def own_model(parts: Parts) -> str:
    """What a configuration that names no model is asked of."""
    return parts.model.name if parts.model else "现在的模型"


class Results:
    """To be made inside the element that shall hold it. `show` adds what is new, and leaves open what was opened."""

    def __init__(self, cases: Sequence[BadCase], replay: Replay, parts: Parts) -> None:
        self._own_model = own_model(parts)
        self._cells: dict[Place, ResultCell] = {}
        self._heads: dict[str, ui.column] = {}
        self._seen: dict[str, BadCase] = {}
        quiet(LEGEND)
        columns = len(replay.plan.configurations)
        with ui.element("div").classes("jide-results w-full").style(f"--columns: {columns}").props("role=table"):
            for case in cases:
                self._build_row(case, replay, parts)

    def _build_row(self, case: BadCase, replay: Replay, parts: Parts) -> None:
        is_control = case.id in replay.plan.control_ids
        with ui.element("div").classes("contents").props("role=row"):
            with ui.column().classes("jide-row-head w-full gap-0 pt-3").props("role=rowheader"):
                with ui.row().classes("w-full items-center gap-2"):
                    told = f"{'对照：' if is_control else ''}{shortened(question(case.cut.request))}"
                    link = ui.link(told, f"{LIST_PATH}/{case.id}").classes("font-medium text-stone-800 max-md:py-3")
                    link.classes("[overflow-wrap:anywhere]")
                self._heads[case.id] = ui.column().classes("w-full gap-0")
            for place, configuration in enumerate(replay.plan.configurations):
                if not is_control or configuration.kind == "given":
                    title = self._title(configuration, case)
                    prices = parts.settings.llm_prices
                    self._cells[case.id, place] = ResultCell(title, case, replay.plan.repeat, prices)
                else:
                    ui.element("div").classes("max-md:hidden").props("role=cell")

    def show(self, replay: Replay, cases: Sequence[BadCase], overlaps: Mapping[Cell, float]) -> None:
        found: dict[Place, list[Run]] = {}
        for run in replay.runs:
            found.setdefault((run.bad_case_id, run.cell.configuration), []).append(run)
        for at, cell in self._cells.items():
            cell.show(found.get(at, []), overlaps)
        for case in cases:
            if self._seen.get(case.id) != case and case.id in self._heads:
                self._seen[case.id] = case
                self._show_standing(case)

    def _show_standing(self, case: BadCase) -> None:
        """What the case has come to, and what proves it."""
        head = self._heads[case.id]
        head.clear()
        with head, ui.row().classes("items-center gap-2"):
            status_badge(case)
            if case.proof:
                quiet(proof_lines(case.proof, self._own_model)[0])

    def _title(self, configuration: Configuration, case: BadCase) -> str:
        return configuration_words(configuration.of(case).as_json(), self._own_model)
