"""The record of replays: every run in a place of its own, so that one that broke off is taken up where it was."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, Engine, Row, Select, insert, or_, select, update

from memory.database import new_id, reading, utc_now, write
from service.bad_cases.grid import Cell, Configuration
from service.bad_cases.replay import Plan, Replay, Run
from service.continuation.truncation import Judgement
from service.errors import NotFound, ReplayInUse
from service.llm.port import Finished
from service.tables import bad_cases, replay_runs, replays

# A process that dies lets its replay wait for so long; one that lives says five times as often that it does.
HELD_SECONDS = 6.0

CELL = ("replay_id", "bad_case_id", "configuration", "attempt")


@dataclass(frozen=True, slots=True)
class ReplayLog:
    """Reads and writes replays; who runs one holds it. Raises `NotFound`, and `memory.errors.StoreUnavailable`."""

    engine: Engine

    def open(self, plan: Plan, *, is_served: bool) -> Replay:
        """Records what is to be run. One that `is_served` is taken up again by the service where it was broken off."""
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
        """Those that the service began and nobody runs any more: not run to the end, or not settled."""
        query = select(replays).where(replays.c.is_served, _is_free()).order_by(replays.c.id)
        return self._replays(query)

    def runs_of(self, bad_case_id: str) -> tuple[Run, ...]:
        """Every run of the case, oldest first."""
        with reading(self.engine) as connection:
            rows = connection.execute(_runs().where(replay_runs.c.bad_case_id == bad_case_id)).all()
        return tuple(_run(row) for row in rows)

    def record(self, replay_id: str, run: Run) -> None:
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

    def take(self, replay_id: str, *, even_if_held: bool = False) -> None:
        """Holds the replay for a few seconds. Raises `ReplayInUse` where somebody else does."""
        mine = [replays.c.id == replay_id, *([] if even_if_held else [_is_free()])]
        taking = update(replays).where(*mine).values(held_until=utc_now() + timedelta(seconds=HELD_SECONDS))
        if write(self.engine, lambda connection: connection.execute(taking).rowcount) == 0:
            self.get(replay_id)  # raises where there is none
            raise ReplayInUse(f"replay {replay_id!r} is being run by another process; wait until it has ended")

    def let_go(self, replay_id: str) -> None:
        freed = update(replays).where(replays.c.id == replay_id).values(held_until=None)
        write(self.engine, lambda connection: connection.execute(freed))

    def close(self, replay_id: str) -> None:
        """Nobody has to look at it again, so that looking for what was broken off stays quick."""
        ended = update(replays).where(replays.c.id == replay_id).values(is_served=False)
        write(self.engine, lambda connection: connection.execute(ended))

    def _replays(self, query: Select[Any]) -> list[Replay]:
        with reading(self.engine) as connection:
            rows = connection.execute(query).all()
            wanted = [row.id for row in rows]
            found = connection.execute(_runs().where(replay_runs.c.replay_id.in_(wanted))).all()
        runs: dict[str, list[Run]] = {row.id: [] for row in rows}
        for each in found:
            runs[each.replay_id].append(_run(each))
        return [_replay(row, runs[row.id]) for row in rows]


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
