"""A replay in words: how far it is, what it is made of, and what passed in each of its configurations. Pure."""

from collections.abc import Sequence

from service.bad_cases.grid import Configuration
from service.bad_cases.replay import Plan, Replay, Run
from service.web.cases.words import configuration_words

STATES = {"running": "正在跑", "done": "跑完了", "interrupted": "断了，没跑完"}


def progress(replay: Replay) -> str:
    """How far it is, of how many runs, and what makes up that number."""
    return f"{STATES[replay.status]} {len(replay.runs)}/{len(replay.plan.cells)} · {made_up(replay.plan)}"


def made_up(plan: Plan) -> str:
    """A control is run in what is new only, never as it came up."""
    made = f"{len(plan.bad_case_ids)} 条 × {len(plan.configurations)} 种配置 × {plan.repeat} 次"
    controls, given = _controls(plan), sum(each.kind == "given" for each in plan.configurations)
    return f"{made}，另有 {len(controls)} 条对照 × {given} 种配置 × {plan.repeat} 次" if controls else made


def passed_lines(replay: Replay, own_model: str) -> list[str]:
    """A line for each configuration that something was run in, and one for the controls of all of them."""
    plan, of_controls = replay.plan, _controls(replay.plan)
    lines = []
    for place, configuration in enumerate(plan.configurations):
        runs = [run for run in replay.runs if run.cell.configuration == place and run.bad_case_id not in of_controls]
        lines += [f"{_called(configuration, own_model)}：{_passed(runs)}"] if runs else []
    controls = [run for run in replay.runs if run.bad_case_id in of_controls]
    return [*lines, *([f"对照：{_passed(controls)}"] if controls else [])]


def _controls(plan: Plan) -> set[str]:
    return set(plan.control_ids) - set(plan.bad_case_ids)


def _called(configuration: Configuration, own_model: str) -> str:
    if configuration.kind == "original":
        return "原来的配置"
    return configuration_words(configuration.as_json(), own_model)


def _passed(runs: Sequence[Run]) -> str:
    return f"{len(runs)} 次里通过 {sum(not run.failures for run in runs)} 次"
