"""Bad cases, replays and their runs as JSON."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from itertools import product
from typing import Annotated, Any

from pydantic import Field, StringConstraints

from service.bad_cases.afterwards import Next
from service.bad_cases.comparing import diff, overlap
from service.bad_cases.grid import Configuration, PromptOf, Strategy, before
from service.bad_cases.log import BadCase, BadCaseLog
from service.bad_cases.pricing import Estimate, Prices, cost
from service.bad_cases.replay import MOST_PARALLEL, Plan, Replay, Run, summary
from service.continuation.wire import ended_json, segment_json
from service.wire import Body, Id, Storable

Model = Annotated[str, StringConstraints(min_length=1, max_length=255), Storable]
Repeat = Annotated[int, Field(ge=1, le=100)]
MOST_CONTROLS = 3
"""So many are chosen where the caller leaves it to us: enough to see harm, few enough to be paid for."""


class Params(Body):
    """What is sampled with; what is left out stays as it was."""

    temperature: Annotated[float, Field(ge=0, le=2)] | None = None
    max_tokens: Annotated[int, Field(ge=1, le=1_000_000)] | None = None


class Grid(Body):
    """How cases are asked again: every model with every params, strategy and so often."""

    repeat: Repeat = 1
    params: Annotated[tuple[Params, ...], Field(min_length=1, max_length=10)] = (Params(),)
    strategies: Annotated[tuple[Strategy, ...], Field(min_length=1, max_length=2)] = ("rerun",)
    prompt: PromptOf = "frozen"
    original: bool = False
    controls: list[Id] | bool = False
    parallel: Annotated[int, Field(ge=1, le=MOST_PARALLEL)] = 1
    per_minute: Annotated[int, Field(ge=1, le=10_000)] | None = None
    dry_run: bool = False

    def _plan(self, case_ids: Sequence[str], models: Sequence[str | None], cases: BadCaseLog) -> Plan:
        given = [
            Configuration(model, params.temperature, params.max_tokens, strategy, self.prompt)
            for model, params, strategy in product(models, self.params, dict.fromkeys(self.strategies))
        ]
        wanted = tuple(dict.fromkeys(case_ids))
        return Plan(
            wanted,
            (*([Configuration(kind="original")] if self.original else []), *given),
            self.repeat,
            tuple(cases.controls(wanted, MOST_CONTROLS) if self.controls is True else self.controls or ()),
            self.parallel,
            self.per_minute,
        )


class OneReplay(Grid):
    model: Model | None = None

    def plan(self, case_ids: Sequence[str], cases: BadCaseLog) -> Plan:
        return self._plan(case_ids, [self.model], cases)


class ManyReplays(Grid):
    bad_case_ids: Annotated[list[Id], Field(min_length=1, max_length=200)]
    models: Annotated[list[Model], Field(max_length=10, default_factory=list)]

    def plan(self, case_ids: Sequence[str], cases: BadCaseLog) -> Plan:
        return self._plan(case_ids, list(dict.fromkeys(self.models)) or [None], cases)


def case_json(case: BadCase) -> dict[str, Any]:
    same = (
        "id", "user_id", "conversation_id", "message_id", "trigger", "mode", "partial", "outcome", "label", "status",
        "note", "assignee", "group_id", "group_count", "proof", "created_at", "updated_at",
    )  # fmt: skip
    return {name: getattr(case, name) for name in same} | {
        "request": case.cut.request.as_json(),
        "payload": dict(case.cut.payload),
        "prompt": case.cut.request.prompt,
        "cut": segment_json(case.cut),
        "continuation": segment_json(case.continuation) if case.continuation else None,
        "tags": list(case.tags),
    }


def next_json(deed: Next | None) -> dict[str, Any] | None:
    return asdict(deed) if deed else None


def run_json(run: Run, case: BadCase | None = None, prices: Prices | None = None) -> dict[str, Any]:
    """A run; beside a case with how far it says what the cut answer said, and where it differs."""
    shown = {
        "bad_case_id": run.bad_case_id,
        "configuration": run.cell.configuration,
        "attempt": run.cell.attempt,
        "configured": dict(run.configured),
        "is_original": run.is_original,
        "text": run.text,
        "latency_ms": run.latency_ms,
        "cost": cost(prices or {}, str(run.configured.get("model") or run.model), run.finished.usage),
        "failures": list(run.failures),
        **ended_json(run.finished, run.judgement),
    }
    if case is None:
        return shown
    whole = before(case, run.configured.get("strategy", "rerun")) + run.text
    return shown | {"overlap": overlap(case.partial, whole), "diff": diff(case.partial, whole)}


def replay_json(
    replay: Replay, prices: Prices, cases: Mapping[str, BadCase] | None = None, *, with_runs: bool = True
) -> dict[str, Any]:
    plan, known = replay.plan, cases or {}
    shown = {
        "id": replay.id,
        "status": replay.status,
        "bad_case_ids": list(plan.bad_case_ids),
        "control_ids": list(plan.control_ids),
        "configurations": [configuration.as_json() for configuration in plan.configurations],
        "models": [configuration.model for configuration in plan.configurations],
        "repeat": plan.repeat,
        "parallel": plan.parallel,
        "per_minute": plan.per_minute,
        "total": len(plan.cells),
        "summary": summary(replay.runs),
        "created_at": replay.created_at,
        "updated_at": replay.updated_at,
    }
    if not with_runs:
        return shown
    return shown | {"runs": [run_json(run, known.get(run.bad_case_id), prices) for run in replay.runs]}


def estimate_json(estimate: Estimate) -> dict[str, Any]:
    return asdict(estimate) | {"unpriced": list(estimate.unpriced)}
