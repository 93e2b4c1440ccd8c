"""Replay: runs bad cases again, in every configuration that is asked for, and records each run beside the original.

Every run is recorded as it ends, in a place of its own, so that a replay that was broken off is taken up where it was
and no run is there twice. Who runs a replay holds it for a few seconds at a time; once that is over, another may.
"""

import asyncio
import time
from collections import deque
from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import aclosing
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from typing import Any, Literal

from sqlalchemy import ColumnElement, Connection, Engine, Row, Select, insert, or_, select, update

from memory.database import new_id, reading, utc_now, write
from service.bad_cases.checks import failures
from service.bad_cases.grid import Cell, Configuration, cells, is_original
from service.bad_cases.log import BadCase, BadCaseLog
from service.bad_cases.pricing import Estimate, Prices, estimate
from service.bad_cases.proving import Proof, prove
from service.continuation.saying import Saying
from service.continuation.segment import Segment
from service.continuation.truncation import Judgement
from service.errors import LanguageModelBusy, LanguageModelFailed, NotFound, ReplayInUse
from service.llm.port import Finished, LanguageModel
from service.prompts import Prompt
from service.tables import bad_cases, replay_runs, replays

# A process that dies lets its replay wait for so long; one that lives says five times as often that it does.
HELD_SECONDS = 6.0
BUSY_SECONDS = 5.0
"""How long is waited where a server is busy and does not say for how long."""
LONGEST_WAIT_SECONDS = 120.0
BUSY_TRIES = 5
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
        if len(self.runs) >= len(self.plan.cells):
            return "done"
        return "running" if self.is_held else "interrupted"


@dataclass(frozen=True, slots=True)
class ReplayLog:
    """Reads replays. Raises `NotFound`, and `memory.errors.StoreUnavailable`."""

    engine: Engine

    def get(self, replay_id: str) -> Replay:
        found = self._replays(select(replays).where(replays.c.id == replay_id))
        if not found:
            raise NotFound(f"there is no replay {replay_id!r}")
        return found[0]

    def newest(self, limit: int = 20) -> list[Replay]:
        return self._replays(select(replays).order_by(replays.c.id.desc()).limit(limit))

    def of_case(self, bad_case_id: str, limit: int = 30) -> list[Replay]:
        """The newest replays that ran the case."""
        ran = select(replay_runs.c.replay_id).where(replay_runs.c.bad_case_id == bad_case_id)
        return self._replays(select(replays).where(replays.c.id.in_(ran)).order_by(replays.c.id.desc()).limit(limit))

    def left(self) -> list[Replay]:
        """Those that the service began and nobody runs any more, unfinished."""
        query = select(replays).where(replays.c.is_served, _is_free()).order_by(replays.c.id)
        return [replay for replay in self._replays(query) if replay.status == "interrupted"]

    def runs_of(self, bad_case_id: str) -> tuple[Run, ...]:
        """Every run of the case, oldest first."""
        with reading(self.engine) as connection:
            rows = connection.execute(_runs().where(replay_runs.c.bad_case_id == bad_case_id)).all()
        return tuple(_run(row) for row in rows)

    def _replays(self, query: Select[Any]) -> list[Replay]:
        with reading(self.engine) as connection:
            rows = connection.execute(query).all()
            wanted = [row.id for row in rows]
            found = connection.execute(_runs().where(replay_runs.c.replay_id.in_(wanted))).all()
        runs: dict[str, list[Run]] = {row.id: [] for row in rows}
        for each in found:
            runs[each.replay_id].append(_run(each))
        return [_replay(row, runs[row.id]) for row in rows]


@dataclass(frozen=True, slots=True)
class Replayer:
    """Opens and runs replays, and settles the cases by what they prove. `today` is the prompt in use now."""

    engine: Engine
    cases: BadCaseLog
    model: LanguageModel
    today: Prompt
    prices: Prices = field(default_factory=dict)

    @property
    def log(self) -> ReplayLog:
        return ReplayLog(self.engine)

    def estimate(self, plan: Plan) -> Estimate:
        """What the plan will take at most. Raises `NotFound` for an unknown case."""
        known, controls = self._known(plan.bad_case_ids), self._known(plan.control_ids)
        return estimate(known, controls, plan.configurations, plan.repeat, self.today, self.model.name, self.prices)

    def open(self, plan: Plan, *, is_served: bool = False) -> Replay:
        """Records what is to be run, and runs nothing yet. Raises `NotFound` for an unknown case.

        One that `is_served` is taken up again by the service where it was broken off.
        """
        self._known((*plan.bad_case_ids, *plan.control_ids))
        at = utc_now()
        row = {
            "id": new_id("rep"),
            "bad_case_ids": list(plan.bad_case_ids),
            "control_ids": list(plan.control_ids),
            "configurations": [configuration.as_json() for configuration in plan.configurations],
            "repeat": plan.repeat,
            "parallel": plan.parallel,
            "per_minute": plan.per_minute,
            "is_served": is_served,
            "held_until": at + timedelta(seconds=HELD_SECONDS) if is_served else None,
            "created_at": at,
            "updated_at": at,
        }
        write(self.engine, lambda connection: connection.execute(insert(replays), [row]))
        return Replay(str(row["id"]), plan, (), is_served, at, at)

    async def run(self, replay_id: str, *, just_opened: bool = False) -> AsyncGenerator[Run]:
        """Yields each run as it ends, of those that are still to be; a model that fails is a run too, with its error.

        Settles the cases at the end. Raises `ReplayInUse` where somebody else runs it.
        """
        await asyncio.to_thread(self._take, replay_id, even_if_held=just_opened)
        replay = await asyncio.to_thread(self.log.get, replay_id)
        holding = asyncio.create_task(self._hold(replay_id))
        try:
            async with aclosing(self._run_all(replay)) as runs:
                async for run in runs:
                    yield run
            await asyncio.to_thread(self._settle, replay_id)
        finally:
            holding.cancel()
            await asyncio.shield(asyncio.to_thread(self._let_go, replay_id))

    async def _run_all(self, replay: Replay) -> AsyncGenerator[Run]:
        """The pending cells by some workers, in order."""
        pending, ended, pace = deque(replay.pending), asyncio.Queue[Run | None](), _Pace(replay.plan.per_minute)

        async def work() -> None:
            while pending:
                run = await self._run(pending.popleft(), replay.plan, pace)
                if run is not None:
                    await asyncio.to_thread(self._record, replay.id, run)
                    ended.put_nowait(run)

        workers = asyncio.gather(*(work() for _ in range(min(replay.plan.parallel, MOST_PARALLEL))))
        workers.add_done_callback(lambda _: ended.put_nowait(None))
        try:
            while (run := await ended.get()) is not None:
                yield run
            await workers
        finally:
            workers.cancel()

    async def _run(self, cell: Cell, plan: Plan, pace: "_Pace") -> Run | None:
        """None where the case is no more: its user was forgotten."""
        known = await asyncio.to_thread(self.cases.several, [cell.bad_case_id])
        if not known:
            return None
        case, configured = known[0], plan.configurations[cell.configuration].of(known[0])
        request = configured.request(case, self.today)
        for tried in range(1, BUSY_TRIES + 1):
            await pace.turn()
            saying, started = Saying(self.model, request, configured.strategy), time.monotonic()
            try:
                async with aclosing(saying.pieces()) as pieces:
                    async for _ in pieces:
                        pass
            except LanguageModelBusy as busy:
                if tried < BUSY_TRIES:
                    pace.wait(BUSY_SECONDS if busy.retry_after_seconds is None else busy.retry_after_seconds)
                    continue
            except LanguageModelFailed:
                pass  # the segment tells it
            break
        latency_ms = round((time.monotonic() - started) * 1000)
        same = is_original(case, request, self.model.name)
        return _as_run(cell, configured, case, saying.segment(), is_same=same, latency_ms=latency_ms)

    def _record(self, replay_id: str, run: Run) -> None:
        """Beside nothing that is there: a cell that was run meanwhile keeps its first run."""
        row = _row(replay_id, run)

        def work(connection: Connection) -> None:
            is_this = [getattr(replay_runs.c, name) == row[name] for name in CELL]
            is_there = connection.scalar(select(replay_runs.c.id).where(*is_this)) is not None
            moved = connection.execute(
                update(replays).where(replays.c.id == replay_id).values(updated_at=row["created_at"])
            )
            if moved.rowcount and not is_there and _is_known(connection, run.bad_case_id):
                connection.execute(insert(replay_runs), [row])

        write(self.engine, work, lock=replay_id)

    def _settle(self, replay_id: str) -> None:
        """Each case of a replay that is done gets the status that its runs prove."""
        replay = self.log.get(replay_id)
        if replay.status != "done":
            return
        for case in self.cases.several(replay.plan.bad_case_ids):
            proof = proof_of(case, replay, self.log.runs_of(case.id))
            if proof is not None:
                self.cases.settle(case.id, proof.status, proof.as_json())
        # Nobody has to look at it again, so that looking for what was broken off stays quick.
        ended = update(replays).where(replays.c.id == replay_id).values(is_served=False)
        write(self.engine, lambda connection: connection.execute(ended))

    def _known(self, case_ids: Sequence[str]) -> list[BadCase]:
        found = self.cases.several(case_ids)
        missing = set(case_ids) - {case.id for case in found}
        if missing:
            raise NotFound(f"there is no bad case {min(missing)!r}")
        return found

    def _take(self, replay_id: str, *, even_if_held: bool) -> None:
        mine = [replays.c.id == replay_id, *([] if even_if_held else [_is_free()])]
        taking = update(replays).where(*mine).values(held_until=utc_now() + timedelta(seconds=HELD_SECONDS))
        if write(self.engine, lambda connection: connection.execute(taking).rowcount) == 0:
            self.log.get(replay_id)  # raises where there is none
            raise ReplayInUse(f"replay {replay_id!r} is being run by another process; wait until it has ended")

    async def _hold(self, replay_id: str) -> None:
        while True:
            await asyncio.sleep(HELD_SECONDS / 5)
            await asyncio.to_thread(self._take, replay_id, even_if_held=True)

    def _let_go(self, replay_id: str) -> None:
        freed = update(replays).where(replays.c.id == replay_id).values(held_until=None)
        write(self.engine, lambda connection: connection.execute(freed))


class _Pace:
    """Lets runs begin no faster than allowed, and none while the server has asked to wait."""

    def __init__(self, per_minute: int | None) -> None:
        self._apart = 60.0 / per_minute if per_minute else 0.0
        self._next = time.monotonic()

    async def turn(self) -> None:
        while (early := self._next - time.monotonic()) > 0:  # noqa: ASYNC110 - it may be put off meanwhile
            await asyncio.sleep(early)
        self._next = max(self._next, time.monotonic()) + self._apart

    def wait(self, seconds: float) -> None:
        self._next = max(self._next, time.monotonic() + min(seconds, LONGEST_WAIT_SECONDS))


def proof_of(case: BadCase, replay: Replay, ever: Sequence[Run]) -> Proof | None:
    """What a replay proves of a case, by the best of its configurations; None where it has run none of it.

    `ever` are all runs of the case, those of the original configuration among them.
    """
    original = [run for run in ever if run.is_original]
    mine = [run for run in replay.runs if run.bad_case_id == case.id]
    # Who marks a case as fixed by hand says so of the service as it is, whatever the case came up with.
    is_fixed = case.status in {"fixed", "regressed"}
    proven = case.proof["configured"] if case.proof else None
    tried = [run for run in mine if not run.is_original or (is_fixed and proven in (None, run.configured))]
    others = sorted({run.cell.configuration for run in tried})
    if not others:
        return prove(case.status, None, (), original, ()) if mine and case.proof is None else None
    proofs = [proof for place in others if (proof := _proof_by(case, replay, place, original))]
    fixed = next((proof for proof in proofs if proof.status == "fixed"), None)
    return fixed or max(proofs, key=lambda proof: proof.candidate.passed, default=None)


def _proof_by(case: BadCase, replay: Replay, place: int, original: Sequence[Run]) -> Proof | None:
    here = [run for run in replay.runs if run.cell.configuration == place]
    mine = [run for run in here if run.bad_case_id == case.id]
    controls = [run for run in here if run.bad_case_id in replay.plan.control_ids]
    proven = case.proof["configured"] if case.proof and case.status in {"fixed", "regressed"} else None
    if proven is None or case.proof is None:
        return prove(case.status, mine[0].configured, mine, original, controls)
    if proven == mine[0].configured:
        proof = prove(case.status, proven, mine, original, controls)
        is_weaker = proof.status == "fixed" and proof.candidate.runs < case.proof["candidate"]["runs"]
        return None if is_weaker else proof
    # Another configuration than the proven one cannot break what holds; it can take its place.
    proof = prove("regressed", mine[0].configured, mine, original, controls)
    return proof if proof.status == "fixed" else None


CELL = ("replay_id", "bad_case_id", "configuration", "attempt")


def _is_free() -> ColumnElement[bool]:
    return or_(replays.c.held_until.is_(None), replays.c.held_until < utc_now())


def _is_known(connection: Connection, case_id: str) -> bool:
    return connection.scalar(select(bad_cases.c.id).where(bad_cases.c.id == case_id)) is not None


def _runs() -> Select[Any]:
    return select(replay_runs).order_by(replay_runs.c.id)


def _replay(row: Row[Any], runs: Sequence[Run]) -> Replay:
    plan = Plan(
        tuple(row.bad_case_ids),
        tuple(Configuration.from_json(each) for each in row.configurations),
        row.repeat,
        tuple(row.control_ids),
        row.parallel,
        row.per_minute,
    )
    order = {case_id: at for at, case_id in enumerate((*plan.bad_case_ids, *plan.control_ids))}
    in_order = sorted(runs, key=lambda run: (order.get(run.bad_case_id, 0), run.cell.configuration, run.cell.attempt))
    is_held = row.held_until is not None and row.held_until > utc_now()
    return Replay(row.id, plan, tuple(in_order), is_held, row.created_at, row.updated_at)


def _as_run(  # noqa: PLR0913 - what a run is made of
    cell: Cell, configured: Configuration, case: BadCase, segment: Segment, *, is_same: bool, latency_ms: int
) -> Run:
    return Run(
        cell,
        configured.as_json(),
        is_same,
        segment.finished.model,
        segment.text,
        segment.finished,
        segment.judgement,
        failures(case, segment),
        latency_ms,
    )


def _row(replay_id: str, run: Run) -> dict[str, Any]:
    return {
        **{name: value for name, value in asdict(run.finished).items() if name != "request_id"},
        **asdict(run.cell),
        "id": new_id("run"),
        "replay_id": replay_id,
        "configured": dict(run.configured),
        "is_original": run.is_original,
        "text": run.text,
        "verdict": run.judgement.verdict,
        "signals": list(run.judgement.signals),
        "detector_version": run.judgement.detector_version,
        "failures": list(run.failures),
        "latency_ms": run.latency_ms,
        "created_at": utc_now(),
    }


def _run(row: Row[Any]) -> Run:
    finished = Finished(row.finish_reason, row.transport or "error", row.model, row.usage, None, row.error)
    judgement = Judgement(row.verdict, tuple(row.signals), row.detector_version)
    cell = Cell(row.bad_case_id, row.configuration, row.attempt)
    return Run(
        cell,
        row.configured,
        row.is_original,
        row.model,
        row.text,
        finished,
        judgement,
        tuple(row.failures),
        row.latency_ms,
    )


def summary(runs: Sequence[Run]) -> Mapping[str, int]:
    """How many runs were complete, cut, or failed; and how many passed every check."""
    failed = sum(run.judgement.verdict == "unavailable" for run in runs)
    cut = sum(run.judgement.is_cut for run in runs) - failed
    return {"runs": len(runs), "complete": len(runs) - cut - failed, "cut": cut, "failed": failed}
