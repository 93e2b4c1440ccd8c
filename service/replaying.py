"""`jide replay`: bad cases run again, their proofs, and the gate that fails where a fixed one broke."""

import asyncio
import sys
from collections.abc import Sequence
from contextlib import aclosing
from typing import TYPE_CHECKING, Annotated, TypeVar

import typer

from service.commanding import DataDir, progress_bar, settings_for

if TYPE_CHECKING:
    from service.bad_cases.grid import Configuration, PromptOf, Strategy
    from service.bad_cases.log import BadCase
    from service.bad_cases.pricing import Estimate
    from service.bad_cases.replay import Replay
    from service.bad_cases.replayer import Replayer

Given = TypeVar("Given")

REGRESSED, UNREACHED = 1, 3
"""Exit codes of a check: something failed; nothing failed, but not everything could be run."""
MOST_TOKENS = 1_000_000
CHOICES = "`open`, `candidate`, `fixed`, `regressed`, `all`, or ids with commas between them"


def replay(  # noqa: PLR0913, PLR0917 - one an option
    case: Annotated[list[str] | None, typer.Option(help="A bad case's id; may be given again.")] = None,
    cases: Annotated[str | None, typer.Option(help=f"{CHOICES}.")] = None,
    model: Annotated[
        list[str] | None, typer.Option(help="A model of the configured server; may be given again.")
    ] = None,
    temperature: Annotated[list[float] | None, typer.Option(help="May be given again.", min=0, max=2)] = None,
    max_tokens: Annotated[
        list[int] | None, typer.Option(help="The cap; may be given again.", min=1, max=MOST_TOKENS)
    ] = None,
    strategy: Annotated[
        list[str] | None, typer.Option(help="`rerun` the request, or `resume` behind the cut; may be given again.")
    ] = None,
    prompt: Annotated[str, typer.Option(help="`frozen` as it was, or `today`: the one in use now.")] = "frozen",
    repeat: Annotated[
        int | None,
        typer.Option(help="Runs of each case in each configuration. [default: 1; with --check 5]", min=1, max=100),
    ] = None,
    control: Annotated[
        list[str] | None, typer.Option(help="A case that must not be harmed; may be given again.")
    ] = None,
    parallel: Annotated[
        int, typer.Option(help="Runs at once; a server on your own machine is no faster with more.", min=1, max=8)
    ] = 1,
    per_minute: Annotated[int | None, typer.Option(help="Runs begun in a minute at most.", min=1)] = None,
    resume: Annotated[
        str | None, typer.Option(help="The id of a replay that was broken off: run what is left.")
    ] = None,
    *,
    original: Annotated[
        bool, typer.Option("--original", help="Also in the configuration that each case came up with.")
    ] = False,
    controls: Annotated[
        bool, typer.Option("--controls", help="Also the newest cases that are whole or fixed.")
    ] = False,
    check: Annotated[
        bool, typer.Option("--check", help="Run what is fixed as it was proven; exit 1 where one fails.")
    ] = False,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask what it may cost.")] = False,
    data_dir: DataDir = None,
) -> None:
    """Run bad cases again, record the results beside the originals, and print them as JSON.

    A case is fixed once its original configuration has failed and another passes 5 of 5 runs or more.
    """
    from service.assembly import opened_replayer
    from service.bad_cases.replay import Plan
    from service.bad_cases.wire import MOST_CONTROLS

    with opened_replayer(settings_for(data_dir)) as replayer:
        if resume is not None:
            ended = _played(replayer, resume)
            if check:
                _tell_the_check(ended)
            return
        if check and (original or control or controls):
            raise typer.BadParameter("--check runs what is fixed as it was proven: leave out --original and controls")
        wanted = [*(case or []), *(_chosen(replayer, cases) if cases else [])]
        if check and not (case or cases):
            wanted = replayer.cases.ids("fixed", "regressed")
            if not wanted:
                typer.echo("No case is fixed yet, so that none can have broken.", err=True)
                return
        if not wanted:
            raise typer.BadParameter(f"name a case with --case, or take --cases with {CHOICES}")
        given = _configurations(model, temperature, max_tokens, strategy, prompt, original=original, check=check)
        plan = Plan(
            tuple(dict.fromkeys(wanted)),
            given,
            repeat or (5 if check else 1),
            (*(control or ()), *(replayer.cases.controls(wanted, MOST_CONTROLS) if controls else ())),
            parallel,
            per_minute,
        )
        _agree(replayer.estimate(plan), yes=yes)
        ended = _played(replayer, replayer.open(plan).id)
        if check:
            _tell_the_check(ended)


def _configurations(  # noqa: PLR0913 - one an option
    models: Sequence[str] | None,
    temperatures: Sequence[float] | None,
    caps: Sequence[int] | None,
    strategies: Sequence[str] | None,
    prompt: str,
    *,
    original: bool,
    check: bool,
) -> "tuple[Configuration, ...]":
    from itertools import product

    from service.bad_cases.grid import Configuration

    if check and not (models or temperatures or caps or strategies or prompt != "frozen"):
        return (Configuration(kind="proven"),)
    given = tuple(
        Configuration(model, temperature, cap, _strategy(strategy), _prompt(prompt))
        for model, temperature, cap, strategy in product(
            _any(models), _any(temperatures), _any(caps), strategies or ["rerun"]
        )
    )
    return (*([Configuration(kind="original")] if original else []), *given)


def _any(given: Sequence[Given] | None) -> Sequence[Given | None]:
    """What was given; else one that leaves it as it was."""
    return given or (None,)


def _strategy(word: str) -> "Strategy":
    match word:
        case "rerun" | "resume":
            return word
    raise typer.BadParameter("--strategy takes `rerun` or `resume`")


def _prompt(word: str) -> "PromptOf":
    match word:
        case "frozen" | "today":
            return word
    raise typer.BadParameter("--prompt takes `frozen` or `today`")


def _chosen(replayer: "Replayer", which: str) -> list[str]:
    match which:
        case "all":
            return replayer.cases.ids()
        case "open" | "candidate" | "fixed" | "regressed" | "not_reproduced" | "closed":
            return replayer.cases.ids(which)
    ids = [word.strip() for word in which.split(",") if word.strip()]
    if not all(each.startswith("bad_") for each in ids):
        raise typer.BadParameter(f"--cases takes {CHOICES}")
    return ids


def _agree(estimate: "Estimate", *, yes: bool) -> None:
    """Says what it may take before anything is sent, and asks whoever sits there."""
    money = (
        f"cost at most {estimate.cost}"
        if estimate.cost is not None
        else (f"cost not known: set LLM_PRICES for {', '.join(estimate.unpriced)}")
    )
    tokens = f"{estimate.input_tokens} tokens in, at most {estimate.output_tokens} out"
    typer.echo(f"{estimate.runs} runs, {tokens}; {money}", err=True)
    if not yes and sys.stdin.isatty():
        typer.confirm("Go on?", default=True, abort=True, err=True)


def _played(replayer: "Replayer", replay_id: str) -> "Replay":
    """Runs what is left of the replay, and prints it with what it proves."""
    from service.bad_cases.replay import summary
    from service.bad_cases.wire import replay_json
    from service.wire import as_json

    opened = replayer.log.get(replay_id)
    typer.echo(f"replay {replay_id} (if it is broken off: jide replay --resume {replay_id})", err=True)
    asyncio.run(_run(replayer, opened))
    ended = replayer.log.get(replay_id)
    typer.echo(", ".join(f"{count} {name}" for name, count in summary(ended.runs).items()), err=True)
    settled = replayer.cases.several(ended.plan.bad_case_ids)
    for each in settled:
        typer.echo(_told(each), err=True)
    shown = replay_json(ended, replayer.prices)
    print(as_json(shown, indent=2))  # noqa: T201 - the command's output
    return ended


def _told(case: "BadCase") -> str:
    proof = case.proof
    bound = proof.get("failure_bound") if proof else None
    sure = f"; fewer than {bound:.0%} of answers fail, with 95 % confidence" if bound is not None else ""
    return f"{case.id}: {case.status}" + (f" ({proof['why']}{sure})" if proof else "")


def _tell_the_check(ended: "Replay") -> None:
    """Ends the command with the code that a gate goes by."""
    from service.bad_cases.proving import UNREACHED as NOT_REACHED

    failed = sorted({run.bad_case_id for run in ended.runs if run.failures and NOT_REACHED not in run.failures})
    unreached = sorted({run.bad_case_id for run in ended.runs if NOT_REACHED in run.failures})
    if failed:
        typer.echo(f"Failed: {', '.join(failed)}", err=True)
        raise typer.Exit(REGRESSED)
    if unreached:
        typer.echo(f"Not checked, since the model could not be reached: {', '.join(unreached)}", err=True)
        raise typer.Exit(UNREACHED)
    typer.echo(f"All {len(ended.runs)} runs passed.", err=True)


async def _run(replayer: "Replayer", opened: "Replay") -> None:
    with progress_bar() as progress:
        task = progress.add_task("replay", total=len(opened.plan.cells), completed=len(opened.runs))
        async with aclosing(replayer.run(opened.id)) as runs:
            async for _ in runs:
                progress.advance(task)
