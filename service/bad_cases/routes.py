"""Bad cases, by API."""

from typing import Annotated, Any

from fastapi import APIRouter, Query
from pydantic import Field, StringConstraints

from service.bad_cases.afterwards import what_came_next
from service.bad_cases.log import BadCaseLog, Status
from service.bad_cases.pricing import Prices
from service.bad_cases.replay import summary
from service.bad_cases.replay_log import ReplayLog
from service.bad_cases.wire import case_json, next_json, run_json
from service.wire import Body, Id, Storable, UserId, checked_cursor, page_json

Word = Annotated[str, StringConstraints(min_length=1, max_length=64, strip_whitespace=True), Storable]
CLEARABLE = {"note", "assignee"}


class Amendment(Body):
    """What a PATCH may set; what is left out stays."""

    status: Status | None = None
    note: Annotated[str, StringConstraints(max_length=8000), Storable] | None = None
    tags: Annotated[list[Word], Field(max_length=20)] | None = None
    assignee: UserId | None = None


def routes(cases: BadCaseLog, replays: ReplayLog, prices: Prices) -> APIRouter:
    router = APIRouter(prefix="/api/v1", tags=["bad cases"])

    @router.get("/bad-cases")
    def find(  # noqa: PLR0913 - one a filter
        *,
        user_id: UserId | None = None,
        status: Status | None = None,
        group_id: Id | None = None,
        grouped: bool = False,
        limit: Annotated[int, Query(ge=1, le=200)] = 50,
        cursor: Annotated[str | None, Query(max_length=500), Storable] = None,
    ) -> dict[str, Any]:
        found, next_cursor = cases.find(
            user_id=user_id,
            status=status,
            group_id=group_id,
            first_of_group=grouped,
            limit=limit,
            cursor=checked_cursor(cursor, "bad"),
        )
        return page_json(found, case_json, next_cursor)

    @router.get("/bad-cases/{bad_case_id}")
    def get(bad_case_id: Id) -> dict[str, Any]:
        """One case, with what its user did next, cases like it, and every run of it."""
        case, runs = cases.get(bad_case_id), replays.runs_of(bad_case_id)
        return case_json(case) | {
            "next": next_json(what_came_next(cases.engine, case)),
            "similar": [{"id": other.id, "cosine": round(cosine, 4)} for other, cosine in cases.similar(case)],
            "runs": [run_json(run, case, prices) for run in runs],
            "summary": summary(runs),
        }

    @router.patch("/bad-cases/{bad_case_id}")
    def amend(bad_case_id: Id, body: Amendment) -> dict[str, Any]:
        given = {
            k: v for k, v in body.model_dump(exclude_unset=True).items() if v is not None or k in {"note", "assignee"}
        }
        return case_json(cases.amend(bad_case_id, given))

    return router
