"""The log of bad cases: answers that somebody found unfinished, with all that is needed to run them again."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import Connection, Engine, Row, Select, insert, select, update

from memory.database import new_id, reading, utc_now, write
from service.continuation.segment import Segment
from service.errors import NotFound
from service.tables import bad_cases, segments
from service.turns import Message, segment_from

Trigger = Literal["button", "typed", "detected"]
Outcome = Literal["untried", "pending", "extended", "already_complete", "rerun", "failed"]
Status = Literal["open", "candidate", "fixed", "not_reproduced", "closed"]


@dataclass(frozen=True, slots=True)
class BadCase:
    """One press, or one answer that was found cut and not pressed on; `cut` is its last segment, its request exact.

    `partial` is the whole answer as it stood then. `outcome` says what came of going on: `untried` until somebody asked
    for it, `pending` until it ended, `already_complete` where the model added nothing.
    """

    id: str
    user_id: str
    conversation_id: str
    message_id: str
    cut: Segment
    partial: str
    trigger: Trigger
    mode: str
    outcome: Outcome
    continuation: Segment | None
    status: Status
    note: str | None
    tags: tuple[str, ...]
    created_at: datetime
    updated_at: datetime


@dataclass(frozen=True, slots=True)
class BadCaseLog:
    """Reads and writes bad cases. Raises `NotFound`, and `memory.errors.StoreUnavailable`."""

    engine: Engine

    def log(self, message: Message, trigger: Trigger, mode: str) -> str:
        """Logs a press on the message, before anything is tried, and returns the case's id.

        Where the cut was detected before, that case becomes the press's.
        """
        found = self._detected(message.segments[-1].id)
        if found is not None:
            self._update(found, {"trigger": trigger, "mode": mode, "outcome": "pending"})
            return found
        return self._log(message, trigger, mode, "pending")

    def detected(self, message: Message) -> str:
        """Logs an answer that was found cut, and returns the case's id."""
        return self._log(message, "detected", "resume", "untried")

    def _detected(self, segment_id: str) -> str | None:
        query = select(bad_cases.c.id).where(bad_cases.c.segment_id == segment_id, bad_cases.c.outcome == "untried")
        with reading(self.engine) as connection:
            found: str | None = connection.scalar(query)
        return found

    def _log(self, message: Message, trigger: Trigger, mode: str, outcome: Outcome) -> str:
        at = utc_now()
        case = {
            "id": new_id("bad"),
            "user_id": message.user_id,
            "conversation_id": message.conversation_id,
            "message_id": message.id,
            "segment_id": message.segments[-1].id,
            "trigger": trigger,
            "mode": mode,
            "partial": message.answer,
            "outcome": outcome,
            "status": "open",
            "tags": [],
            "created_at": at,
            "updated_at": at,
        }

        def work(connection: Connection) -> None:
            # Its user may have been forgotten while it was answered.
            if connection.scalar(select(segments.c.id).where(segments.c.id == case["segment_id"])) is not None:
                connection.execute(insert(bad_cases), [case])

        write(self.engine, work)
        return str(case["id"])

    def conclude(self, case_id: str, outcome: Outcome, continuation_id: str | None) -> None:
        self._update(case_id, {"outcome": outcome, "continuation_id": continuation_id})

    def of_continuation(self, segment_id: str) -> str | None:
        """The id of the case that this segment went on with."""
        query = select(bad_cases.c.id).where(bad_cases.c.continuation_id == segment_id)
        with reading(self.engine) as connection:
            found: str | None = connection.scalar(query)
        return found

    def amend(self, case_id: str, changes: Mapping[str, Any]) -> BadCase:
        """Changes `status`, `note` or `tags`, and returns the case as it is then."""
        self._update(case_id, changes)
        return self.get(case_id)

    def get(self, case_id: str) -> BadCase:
        found = self._read(select(bad_cases).where(bad_cases.c.id == case_id))
        if not found:
            raise NotFound(f"there is no bad case {case_id!r}")
        return found[0]

    def find(
        self, *, user_id: str | None = None, status: Status | None = None, limit: int = 50, cursor: str | None = None
    ) -> tuple[Sequence[BadCase], str | None]:
        """The cases by filter, newest first, and the cursor of the next page, if there is one."""
        query = select(bad_cases).order_by(bad_cases.c.id.desc()).limit(limit + 1)
        if user_id is not None:
            query = query.where(bad_cases.c.user_id == user_id)
        if status is not None:
            query = query.where(bad_cases.c.status == status)
        if cursor is not None:
            query = query.where(bad_cases.c.id < cursor)
        found = self._read(query)
        return found[:limit], found[limit - 1].id if len(found) > limit else None

    def ids(self, status: Status | None = None) -> list[str]:
        """The ids of all cases, or of those with this status, oldest first."""
        query = select(bad_cases.c.id).order_by(bad_cases.c.id)
        if status is not None:
            query = query.where(bad_cases.c.status == status)
        with reading(self.engine) as connection:
            return list(connection.scalars(query))

    def _update(self, case_id: str, changes: Mapping[str, Any]) -> None:
        change = update(bad_cases).where(bad_cases.c.id == case_id).values(**changes, updated_at=utc_now())
        if write(self.engine, lambda connection: connection.execute(change).rowcount) == 0:
            raise NotFound(f"there is no bad case {case_id!r}")

    def _read(self, query: Select[Any]) -> Sequence[BadCase]:
        with reading(self.engine) as connection:
            rows = connection.execute(query).all()
            wanted = {row.segment_id for row in rows} | {row.continuation_id for row in rows if row.continuation_id}
            parts = _segments(connection, wanted)
        return [_case(row, parts) for row in rows]


def _segments(connection: Connection, ids: set[str]) -> dict[str, Segment]:
    rows = connection.execute(select(segments).where(segments.c.id.in_(ids)))
    return {row.id: segment_from(row) for row in rows}


def _case(row: Row[Any], parts: Mapping[str, Segment]) -> BadCase:
    return BadCase(
        id=row.id,
        user_id=row.user_id,
        conversation_id=row.conversation_id,
        message_id=row.message_id,
        cut=parts[row.segment_id],
        partial=row.partial,
        trigger=row.trigger,
        mode=row.mode,
        outcome=row.outcome,
        continuation=parts.get(row.continuation_id),
        status=row.status,
        note=row.note,
        tags=tuple(row.tags),
        created_at=row.created_at,
        updated_at=row.updated_at,
    )
