"""A replay: bad cases run again, in every configuration that is asked for, each run beside the original."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from service.bad_cases.grid import Cell, Configuration, cells
from service.continuation.truncation import Judgement
from service.llm.port import Finished

MOST_PARALLEL = 8


@dataclass(frozen=True, slots=True)
class Run:
    """One run of one case: how it was configured, what the model said, how it ended, the verdict, and what is wrong.

    `text` is what the model said this time; where it was to go on, what it added.
    """

    cell: Cell
    configured: Mapping[str, Any]
    is_original: bool
    model: str
    text: str
    finished: Finished
    judgement: Judgement
    failures: tuple[str, ...]
    latency_ms: int

    @property
    def bad_case_id(self) -> str:
        return self.cell.bad_case_id


@dataclass(frozen=True, slots=True)
class Plan:
    """What shall be run: cases and controls, each in every configuration, `repeat` times.

    At most `parallel` at once, and at most `per_minute` begun in a minute, None for as many as go.
    """

    bad_case_ids: tuple[str, ...]
    configurations: tuple[Configuration, ...] = (Configuration(),)
    repeat: int = 1
    control_ids: tuple[str, ...] = ()
    parallel: int = 1
    per_minute: int | None = None

    @property
    def cells(self) -> list[Cell]:
        return list(cells(self.bad_case_ids, self.control_ids, self.configurations, self.repeat))


@dataclass(frozen=True, slots=True)
class Replay:
    """A plan, and what has been run of it. `running` where somebody holds it, `interrupted` where nobody does."""

    id: str
    plan: Plan
    runs: tuple[Run, ...]
    is_held: bool
    created_at: datetime
    updated_at: datetime

    @property
    def pending(self) -> list[Cell]:
        done = {run.cell for run in self.runs}
        return [cell for cell in self.plan.cells if cell not in done]

    @property
    def status(self) -> Literal["running", "done", "interrupted"]:
        if not self.pending:
            return "done"
        return "running" if self.is_held else "interrupted"


def summary(runs: Sequence[Run]) -> Mapping[str, int]:
    """How many runs were complete, cut, or failed; and how many passed every check."""
    failed = sum(run.judgement.verdict == "unavailable" for run in runs)
    cut = sum(run.judgement.is_cut for run in runs) - failed
    return {"runs": len(runs), "complete": len(runs) - cut - failed, "cut": cut, "failed": failed}
