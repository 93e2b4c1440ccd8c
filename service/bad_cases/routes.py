"""Bad cases and their replays, by API."""

import asyncio
from contextlib import aclosing
from typing import Annotated, Any

from fastapi import APIRouter, Query
from pydantic import Field, StringConstraints

from service.bad_cases.log import BadCase, BadCaseLog, Status
from service.bad_cases.replay import Replay, Replayer, ReplayLog, Run, summary
from service.continuation.segment import Segment
from service.errors import InvalidRequest, LanguageModelUnavailable
from service.late import LateWork
from service.wire import Body, Id, Storable, UserId, page_json

Word = Annotated[str, StringConstraints(min_length=1, max_length=64, strip_whitespace=True), Storable]
Model = Annotated[str, StringConstraints(min_length=1, max_length=255), Storable]
Repeat = Annotated[int, Field(ge=1, le=20)]
MOST_RUNS = 1000


class Amendment(Body):
    """What a PATCH may set; what is left out stays."""

    status: Status | None = None
    note: Annotated[str, StringConstraints(max_length=8000), Storable] | None = None
    tags: Annotated[list[Word], Field(max_length=20)] | None = None


class OneReplay(Body):
    model: Model | None = None
    repeat: Repeat = 1


class ManyReplays(Body):
    bad_case_ids: Annotated[list[Id], Field(min_length=1, max_length=200)]
    models: Annotated[list[Model], Field(max_length=10, default_factory=list)]
    repeat: Repeat = 1


def routes(cases: BadCaseLog, replays: ReplayLog, replayer: Replayer | None, late: LateWork) -> APIRouter:
    router = APIRouter(prefix="/api/v1", tags=["bad cases"])

    async def start(bad_case_ids: list[str], models: list[str], repeat: int) -> dict[str, Any]:
        """Begins a replay behind the request's back; GET /api/v1/replays/{id} tells how far it is."""
        if replayer is None:
            raise LanguageModelUnavailable
        if len(bad_case_ids) * max(1, len(models)) * repeat > MOST_RUNS:
            raise InvalidRequest(f"this is more than {MOST_RUNS} runs at once; ask for fewer")
        replay = await asyncio.to_thread(replayer.open, bad_case_ids, models or [None], repeat)
        late.start(_run(replayer, replay))
        return replay_json(replay)

    @router.get("/bad-cases")
    def find(
        user_id: UserId | None = None,
        status: Status | None = None,
        limit: Annotated[int, Query(ge=1, le=200)] = 50,
        cursor: Annotated[str | None, Query(max_length=500), Storable] = None,
    ) -> dict[str, Any]:
        found, next_cursor = cases.find(user_id=user_id, status=status, limit=limit, cursor=cursor)
        return page_json(found, case_json, next_cursor)

    @router.get("/bad-cases/{bad_case_id}")
    def get(bad_case_id: Id) -> dict[str, Any]:
        """One case, with every replay of it."""
        runs = replays.runs_of(bad_case_id)
        return case_json(cases.get(bad_case_id)) | {"runs": [run_json(run) for run in runs], "summary": summary(runs)}

    @router.patch("/bad-cases/{bad_case_id}")
    def amend(bad_case_id: Id, body: Amendment) -> dict[str, Any]:
        given = {k: v for k, v in body.model_dump(exclude_unset=True).items() if v is not None or k == "note"}
        return case_json(cases.amend(bad_case_id, given))

    @router.post("/bad-cases/{bad_case_id}/replays", status_code=202)
    async def replay_one(bad_case_id: Id, body: OneReplay | None = None) -> dict[str, Any]:
        """Run the case's exact request again, and record the result beside the original."""
        wanted = body or OneReplay()
        return await start([bad_case_id], [wanted.model] if wanted.model else [], wanted.repeat)

    @router.post("/replays", status_code=202)
    async def replay_many(body: ManyReplays) -> dict[str, Any]:
        return await start(body.bad_case_ids, body.models, body.repeat)

    @router.get("/replays/{replay_id}")
    def get_replay(replay_id: Id) -> dict[str, Any]:
        return replay_json(replays.get(replay_id))

    return router


async def _run(replayer: Replayer, replay: Replay) -> None:
    async with aclosing(replayer.run(replay)) as runs:
        async for _ in runs:
            pass


def case_json(case: BadCase) -> dict[str, Any]:
    return {
        "id": case.id,
        "user_id": case.user_id,
        "conversation_id": case.conversation_id,
        "message_id": case.message_id,
        "trigger": case.trigger,
        "mode": case.mode,
        "request": case.cut.request.as_json(),
        "payload": dict(case.cut.payload),
        "prompt": case.cut.request.prompt,
        "partial": case.partial,
        "cut": segment_json(case.cut),
        "continuation": segment_json(case.continuation) if case.continuation else None,
        "outcome": case.outcome,
        "status": case.status,
        "note": case.note,
        "tags": list(case.tags),
        "created_at": case.created_at,
        "updated_at": case.updated_at,
    }


def segment_json(segment: Segment) -> dict[str, Any]:
    return {"id": segment.id, "mode": segment.mode, "text": segment.text} | _facts(segment)


def run_json(run: Run) -> dict[str, Any]:
    return {"bad_case_id": run.bad_case_id, "text": run.text, "latency_ms": run.latency_ms} | _facts(run)


def replay_json(replay: Replay) -> dict[str, Any]:
    return {
        "id": replay.id,
        "status": replay.status,
        "bad_case_ids": list(replay.bad_case_ids),
        "models": list(replay.models),
        "repeat": replay.repeat,
        "total": replay.total,
        "summary": summary(replay.runs),
        "runs": [run_json(run) for run in replay.runs],
        "created_at": replay.created_at,
        "updated_at": replay.updated_at,
    }


def _facts(said: Segment | Run) -> dict[str, Any]:
    """How it ended, and the verdict on it."""
    finished, judgement = said.finished, said.judgement
    return {
        "model": finished.model,
        "finish_reason": finished.finish_reason,
        "transport": finished.transport,
        "error": finished.error,
        "usage": dict(finished.usage),
        "verdict": judgement.verdict,
        "signals": list(judgement.signals),
        "detector_version": judgement.detector_version,
    }
