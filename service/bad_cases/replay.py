"""Replay: runs a bad case's exact request again, and records what came beside the original."""

import time
from collections.abc import AsyncGenerator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Literal

import anyio.to_thread
from sqlalchemy import Engine, Row, Select, insert, select, update

from memory.database import new_id, reading, utc_now, write
from service.bad_cases.log import BadCase, BadCaseLog
from service.continuation.saying import Saying
from service.continuation.truncation import Judgement
from service.errors import LanguageModelFailed, NotFound
from service.llm.port import Finished, LanguageModel
from service.tables import replay_runs, replays

# No single run lasts that long: a replay that has not moved for it has lost its process.
STALLED_AFTER = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Run:
    """One run of one case: what the model said this time, how it ended, and the verdict."""

    bad_case_id: str
    model: str
    text: str
    finished: Finished
    judgement: Judgement
    latency_ms: int


@dataclass(frozen=True, slots=True)
class Replay:
    """Cases × models × repeats. `models` entries of None mean the model that the service is set to."""

    id: str
    bad_case_ids: tuple[str, ...]
    models: tuple[str | None, ...]
    repeat: int
    runs: tuple[Run, ...]
    created_at: datetime
    updated_at: datetime

    @property
    def total(self) -> int:
        return len(self.bad_case_ids) * len(self.models) * self.repeat

    @property
    def status(self) -> Literal["running", "done", "interrupted"]:
        if len(self.runs) >= self.total:
            return "done"
        return "running" if utc_now() - self.updated_at < STALLED_AFTER else "interrupted"


@dataclass(frozen=True, slots=True)
class Replayer:
    """Runs replays one request at a time, so that a provider's rate limit is met by nobody else's work."""

    engine: Engine
    cases: BadCaseLog
    model: LanguageModel

    def open(self, bad_case_ids: Sequence[str], models: Sequence[str | None] = (None,), repeat: int = 1) -> Replay:
        """Records what is to be run, and runs nothing yet. Raises `NotFound` for an unknown case."""
        for case_id in bad_case_ids:
            self.cases.get(case_id)
        at = utc_now()
        replay = Replay(new_id("rep"), tuple(bad_case_ids), tuple(models), repeat, (), at, at)
        row = {
            "id": replay.id,
            "bad_case_ids": list(bad_case_ids),
            "models": list(models),
            "repeat": repeat,
            "created_at": at,
            "updated_at": at,
        }
        write(self.engine, lambda connection: connection.execute(insert(replays), [row]))
        return replay

    async def run(self, replay: Replay) -> AsyncGenerator[Run]:
        """Yields each run as it ends; a model that fails is a run too, with its error."""
        for case_id in replay.bad_case_ids:
            case = await anyio.to_thread.run_sync(self.cases.get, case_id)
            for model in replay.models:
                for _ in range(replay.repeat):
                    run = await self._run(case, model)
                    await anyio.to_thread.run_sync(self._record, replay.id, run)
                    yield run

    async def _run(self, case: BadCase, model: str | None) -> Run:
        request = replace(case.cut.request, model=model or case.cut.request.model)
        saying, started = Saying(self.model, request, "rerun"), time.monotonic()
        try:
            async for _ in saying.pieces():
                pass
            segment = saying.segment()
            finished, judgement, text = segment.finished, segment.judgement, segment.text
        except LanguageModelFailed as failure:
            finished = Finished(None, "error", model or self.model.name, error=str(failure))
            judgement, text = Judgement("unavailable", ("model:failed",)), ""
        latency_ms = round((time.monotonic() - started) * 1000)
        return Run(case.id, finished.model, text, finished, judgement, latency_ms)

    def _record(self, replay_id: str, run: Run) -> None:
        facts = {k: v for k, v in asdict(run.finished).items() if k != "request_id"}
        row = {
            **facts,
            "id": new_id("run"),
            "replay_id": replay_id,
            "bad_case_id": run.bad_case_id,
            "text": run.text,
            "verdict": run.judgement.verdict,
            "signals": list(run.judgement.signals),
            "detector_version": run.judgement.detector_version,
            "latency_ms": run.latency_ms,
            "created_at": utc_now(),
        }
        moved = update(replays).where(replays.c.id == replay_id).values(updated_at=utc_now())
        write(self.engine, lambda c: (c.execute(insert(replay_runs), [row]), c.execute(moved)))


@dataclass(frozen=True, slots=True)
class ReplayLog:
    """Reads replays. Raises `NotFound`, and `memory.errors.StoreUnavailable`."""

    engine: Engine

    def get(self, replay_id: str) -> Replay:
        with reading(self.engine) as connection:
            row = connection.execute(select(replays).where(replays.c.id == replay_id)).first()
            if row is None:
                raise NotFound(f"there is no replay {replay_id!r}")
            runs = connection.execute(_runs().where(replay_runs.c.replay_id == replay_id)).all()
        return Replay(
            row.id,
            tuple(row.bad_case_ids),
            tuple(row.models),
            row.repeat,
            tuple(_run(r) for r in runs),
            row.created_at,
            row.updated_at,
        )

    def runs_of(self, bad_case_id: str) -> tuple[Run, ...]:
        """Every run of the case, oldest first."""
        with reading(self.engine) as connection:
            rows = connection.execute(_runs().where(replay_runs.c.bad_case_id == bad_case_id)).all()
        return tuple(_run(row) for row in rows)


def _runs() -> Select[Any]:
    return select(replay_runs).order_by(replay_runs.c.id)


def _run(row: Row[Any]) -> Run:
    finished = Finished(row.finish_reason, row.transport or "error", row.model, row.usage, None, row.error)
    return Run(
        row.bad_case_id,
        row.model,
        row.text,
        finished,
        Judgement(row.verdict, tuple(row.signals), row.detector_version),
        row.latency_ms,
    )


def summary(runs: Sequence[Run]) -> Mapping[str, int]:
    """How many runs were complete, cut, or failed."""
    failed = sum(run.judgement.verdict == "unavailable" for run in runs)
    cut = sum(run.judgement.is_cut for run in runs) - failed
    return {"runs": len(runs), "complete": len(runs) - cut - failed, "cut": cut, "failed": failed}
