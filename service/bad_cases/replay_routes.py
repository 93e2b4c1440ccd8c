"""Replays of bad cases, by API."""

import asyncio
from contextlib import aclosing
from typing import Annotated, Any

from fastapi import APIRouter, Query
from fastapi.responses import Response

from service.bad_cases.log import BadCaseLog
from service.bad_cases.replay import Plan
from service.bad_cases.replay_log import ReplayLog
from service.bad_cases.replayer import Replayer
from service.bad_cases.wire import ManyReplays, OneReplay, estimate_json, replay_json
from service.errors import InvalidRequest, LanguageModelUnavailable, ReplayInUse
from service.late import LateWork
from service.wire import Id, as_json

MOST_RUNS = 1000


def routes(cases: BadCaseLog, replays: ReplayLog, replayer: Replayer | None, late: LateWork) -> APIRouter:
    router = APIRouter(prefix="/api/v1", tags=["replays"])
    prices = replayer.prices if replayer else {}

    @router.post("/bad-cases/{bad_case_id}/replays", status_code=202)
    async def replay_one(bad_case_id: Id, body: OneReplay | None = None) -> Response:
        """Run the case's exact request again, or as configured, and record the results beside the original."""
        wanted = body or OneReplay()
        return await _begin(replayer, late, wanted.plan([bad_case_id], cases), dry_run=wanted.dry_run)

    @router.post("/replays", status_code=202)
    async def replay_many(body: ManyReplays) -> Response:
        return await _begin(replayer, late, body.plan(body.bad_case_ids, cases), dry_run=body.dry_run)

    @router.get("/replays")
    def newest(limit: Annotated[int, Query(ge=1, le=200)] = 50) -> dict[str, Any]:
        """The newest replays, without the words of their runs."""
        return {"items": [replay_json(replay, prices, with_runs=False) for replay in replays.newest(limit)]}

    @router.get("/replays/{replay_id}")
    def get_replay(replay_id: Id, *, diff: bool = False) -> dict[str, Any]:
        """A replay with its runs; with `diff` each beside the answer that was cut."""
        replay = replays.get(replay_id)
        known = {case.id: case for case in cases.several(list({run.bad_case_id for run in replay.runs}))}
        return replay_json(replay, prices, known if diff else {})

    @router.post("/replays/{replay_id}/resume", status_code=202)
    async def resume(replay_id: Id) -> Response:
        """Run what is left of a replay that was broken off."""
        if replayer is None:
            raise LanguageModelUnavailable
        replay = await asyncio.to_thread(replays.get, replay_id)
        if replay.status == "running":
            raise ReplayInUse(f"replay {replay_id!r} is running")
        if replay.status == "interrupted":
            late.start(run_through(replayer, replay_id))
        return _answer(replay_json(replay, replayer.prices), 202)

    return router


async def _begin(replayer: Replayer | None, late: LateWork, plan: Plan, *, dry_run: bool) -> Response:
    """Begins a replay behind the request's back; GET /api/v1/replays/{id} tells how far it is."""
    if replayer is None:
        raise LanguageModelUnavailable
    if len(plan.cells) > MOST_RUNS:
        raise InvalidRequest(f"this is more than {MOST_RUNS} runs at once; ask for fewer")
    estimate = {"estimate": estimate_json(await asyncio.to_thread(replayer.estimate, plan))}
    if dry_run:
        return _answer(estimate, 200)
    replay = await asyncio.to_thread(replayer.open, plan, is_served=True)
    late.start(run_through(replayer, replay.id, just_opened=True))
    return _answer(replay_json(replay, replayer.prices) | estimate, 202)


def _answer(value: dict[str, Any], status: int) -> Response:
    return Response(as_json(value), status, media_type="application/json")


async def run_through(replayer: Replayer, replay_id: str, *, just_opened: bool = False) -> None:
    """Runs what is left of a replay, for whoever asks the log how far it is."""
    async with aclosing(replayer.run(replay_id, just_opened=just_opened)) as runs:
        async for _ in runs:
            pass
