"""Runs replays: as many at once and as fast as is allowed, each run recorded as it ends, and settles the cases.

Who runs a replay holds it for a few seconds at a time; once that is over, another may.
"""

import asyncio
import time
from collections import deque
from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from dataclasses import dataclass, field

from sqlalchemy import Engine

from service.bad_cases.checks import failures
from service.bad_cases.grid import Cell, Configuration, is_original
from service.bad_cases.log import BadCase, BadCaseLog
from service.bad_cases.pricing import Estimate, Prices, estimate
from service.bad_cases.replay import MOST_PARALLEL, Plan, Replay, Run
from service.bad_cases.replay_log import HELD_SECONDS, ReplayLog
from service.bad_cases.settling import Settling
from service.continuation.saying import Saying
from service.continuation.segment import Segment
from service.errors import LanguageModelBusy, LanguageModelFailed, NotFound
from service.llm.port import LanguageModel
from service.prompts import Prompt

BUSY_SECONDS = 5.0
"""How long is waited where a server is busy and does not say for how long."""
LONGEST_WAIT_SECONDS = 120.0
BUSY_TRIES = 5


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
        return self.log.open(plan, is_served=is_served)

    async def run(self, replay_id: str, *, just_opened: bool = False) -> AsyncGenerator[Run]:
        """Yields each run as it ends, of those that are still to be; a model that fails is a run too, with its error.

        Settles the cases at the end. Raises `ReplayInUse` where somebody else runs it.
        """
        await asyncio.to_thread(self.log.take, replay_id, even_if_held=just_opened)
        replay = await asyncio.to_thread(self.log.get, replay_id)
        holding = asyncio.create_task(self._hold(replay_id))
        try:
            async with aclosing(self._run_all(replay)) as runs:
                async for run in runs:
                    yield run
            await asyncio.to_thread(self._settle, replay_id)
        finally:
            holding.cancel()
            await asyncio.shield(asyncio.to_thread(self.log.let_go, replay_id))

    async def _run_all(self, replay: Replay) -> AsyncGenerator[Run]:
        """The pending cells by some workers, in order."""
        pending, ended, pace = deque(replay.pending), asyncio.Queue[Run | None](), _Pace(replay.plan.per_minute)

        async def work() -> None:
            while pending:
                run = await self._run(pending.popleft(), replay.plan, pace)
                if run is not None:
                    await asyncio.to_thread(self.log.record, replay.id, run)
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

    def _settle(self, replay_id: str) -> None:
        """Each case of a replay that is done gets the status that its runs prove."""
        replay = self.log.get(replay_id)
        if replay.status != "done":
            return
        for case in self.cases.several(replay.plan.bad_case_ids):
            ever = self.log.runs_of(case.id)
            proof = Settling(case, replay, ever, self.today, self.model.name).proof()
            if proof is not None:
                self.cases.settle(case.id, proof.status, proof.as_json())
        self.log.close(replay_id)

    def _known(self, case_ids: Sequence[str]) -> list[BadCase]:
        found = self.cases.several(case_ids)
        missing = set(case_ids) - {case.id for case in found}
        if missing:
            raise NotFound(f"there is no bad case {min(missing)!r}")
        return found

    async def _hold(self, replay_id: str) -> None:
        while True:
            await asyncio.sleep(HELD_SECONDS / 5)
            await asyncio.to_thread(self.log.take, replay_id, even_if_held=True)


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
