"""The log of bad cases: answers that somebody found unfinished, with all that is needed to run them again."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import Connection, Engine, Row, Select, func, insert, or_, select, update

from memory.database import new_id, reading, utc_now, write
from service.bad_cases.alike import ALIKE, Questions, conditions, fingerprint, question
from service.bad_cases.outcome import LABELS, Label, Outcome, outcome_of
from service.continuation.segment import Segment
from service.errors import NotFound
from service.tables import bad_cases, segments
from service.turns import Message, segment_from

Trigger = Literal["button", "typed", "detected"]
Status = Literal["open", "candidate", "fixed", "regressed", "not_reproduced", "closed"]


@dataclass(frozen=True, slots=True)
class BadCase:
    """One press, or one answer that was found cut and not pressed on; `cut` is the segment that it ended with.

    `partial` is the whole answer as it stood then. `outcome` says what came of going on: `untried` until somebody asked
    for it, `pending` until it ended, `already_complete` where the model added nothing. `group_id` is shared by the
    cases of its group, `group_count` how many they are. `proof` is the last one as JSON, see `proving`.
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
    assignee: str | None
    group_id: str
    group_count: int
    proof: Mapping[str, Any] | None
    created_at: datetime
    updated_at: datetime

    @property
    def label(self) -> Label | None:
        """What the case teaches the detector: a press on a finished answer is a whole one, one that grew was cut."""
        return LABELS.get(self.outcome)


@dataclass(frozen=True, slots=True)
class BadCaseLog:
    """Reads and writes bad cases. Raises `NotFound`, and `memory.errors.StoreUnavailable`."""

    engine: Engine
    questions: Questions | None = None

    def log(self, message: Message, trigger: Trigger, mode: str) -> str:
        """Logs a press on the message, before anything is tried, and returns the case's id.

        Where the cut was detected before, that case becomes the press's.
        """
        found = self._detected(message.last.id)
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
        at, cut, case_id = utc_now(), message.last, new_id("bad")
        group_id = self._group(cut)
        case = {
            "id": case_id,
            "user_id": message.user_id,
            "conversation_id": message.conversation_id,
            "message_id": message.id,
            "segment_id": cut.id,
            "trigger": trigger,
            "mode": mode,
            "partial": message.answer,
            "outcome": outcome,
            "status": "open",
            "tags": [],
            "fingerprint": fingerprint(cut),
            "group_id": group_id or new_id("grp"),
            "created_at": at,
            "updated_at": at,
        }

        def work(connection: Connection) -> None:
            # Its user may have been forgotten while it was answered.
            if connection.scalar(select(segments.c.id).where(segments.c.id == case["segment_id"])) is not None:
                connection.execute(insert(bad_cases), [case])

        write(self.engine, work)
        if group_id is None and self.questions is not None:
            self.questions.add(case_id, question(cut.request))
        return case_id

    def _group(self, cut: Segment) -> str | None:
        """The group of the first case that is alike, by its words or else by its meaning; None where there is none."""
        alike = select(bad_cases.c.group_id).where(bad_cases.c.fingerprint == fingerprint(cut)).limit(1)
        with reading(self.engine) as connection:
            found: str | None = connection.scalar(alike)
        if found is not None or self.questions is None:
            return found
        near = [case_id for case_id, cosine in self.questions.near(question(cut.request)) if cosine >= ALIKE]
        return next((case.group_id for case in self.several(near) if conditions(case.cut) == conditions(cut)), None)

    def similar(self, case: BadCase) -> list[tuple[BadCase, float]]:
        """Cases of other groups that ask nearly the same, with the cosine of the questions, nearest first."""
        near = self.questions.near(question(case.cut.request)) if self.questions else []
        cosines = dict(near)
        found = [other for other in self.several(list(cosines)) if other.group_id != case.group_id]
        return [(other, cosines[other.id]) for other in found]

    def reindex(self) -> int:
        """Builds the index of questions anew, from the first case of each group; how many they are."""
        if self.questions is None:
            return 0
        self.questions.clear()
        with reading(self.engine) as connection:
            first = list(connection.scalars(select(func.min(bad_cases.c.id)).group_by(bad_cases.c.group_id)))
        for start in range(0, len(first), 100):
            for case in self.several(first[start : start + 100]):
                self.questions.add(case.id, question(case.cut.request))
        return len(first)

    def conclude(self, case_id: str, outcome: Outcome, continuation_id: str | None) -> None:
        self._update(case_id, {"outcome": outcome, "continuation_id": continuation_id})

    def give_up(self, message_id: str | None = None) -> int:
        """Concludes the presses, of one message or all, that nobody is at any more, since their process has died.

        One whose words were recorded has what came of it, any other has failed. Should somebody be at it all the same,
        `conclude` says later what really came of it. How many they were.
        """
        of_these = [bad_cases.c.message_id == message_id] if message_id else []
        pending = select(bad_cases).where(bad_cases.c.outcome == "pending", *of_these).order_by(bad_cases.c.id)
        with reading(self.engine) as connection:
            left = connection.execute(pending).all()
        for row in left:
            with reading(self.engine) as connection:
                added = _added_by(connection, row)
                cut = _segments(connection, {row.segment_id})[row.segment_id]
            with suppress(NotFound):  # its user was forgotten meanwhile
                self.conclude(row.id, outcome_of(added, cut) if added else "failed", added.id if added else None)
        return len(left)

    def settle(self, case_id: str, status: Status, proof: Mapping[str, Any]) -> None:
        """What a replay has shown."""
        self._update(case_id, {"status": status, "proof": proof})

    def of_continuation(self, segment_id: str) -> str | None:
        """The id of the case that this segment went on with."""
        query = select(bad_cases.c.id).where(bad_cases.c.continuation_id == segment_id)
        with reading(self.engine) as connection:
            found: str | None = connection.scalar(query)
        return found

    def amend(self, case_id: str, changes: Mapping[str, Any]) -> BadCase:
        """Changes `status`, `note`, `tags` or `assignee`, and returns the case as it is then.

        Whoever marks a case as not reproduced says so in place of what replays have proven.
        """
        is_marked = changes.get("status") == "not_reproduced"
        self._update(case_id, {**changes, "proof": None} if is_marked else changes)
        return self.get(case_id)

    def get(self, case_id: str) -> BadCase:
        found = self._read(select(bad_cases).where(bad_cases.c.id == case_id))
        if not found:
            raise NotFound(f"there is no bad case {case_id!r}")
        return found[0]

    def several(self, case_ids: Sequence[str]) -> list[BadCase]:
        """Those of the cases that there are, in this order."""
        found = {case.id: case for case in self._read(select(bad_cases).where(bad_cases.c.id.in_(case_ids)))}
        return [found[case_id] for case_id in case_ids if case_id in found]

    def find(  # noqa: PLR0913 - one a filter
        self,
        *,
        user_id: str | None = None,
        status: Status | None = None,
        group_id: str | None = None,
        first_of_group: bool = False,
        limit: int = 50,
        cursor: str | None = None,
    ) -> tuple[Sequence[BadCase], str | None]:
        """The cases by filter, newest first, and the cursor of the next page, if there is one.

        With `first_of_group` only the newest of each group.
        """
        filters = [
            column == value
            for column, value in (
                (bad_cases.c.user_id, user_id),
                (bad_cases.c.status, status),
                (bad_cases.c.group_id, group_id),
            )
            if value is not None
        ]
        query = select(bad_cases).where(*filters).order_by(bad_cases.c.id.desc()).limit(limit + 1)
        if first_of_group:
            newest = select(func.max(bad_cases.c.id)).where(*filters).group_by(bad_cases.c.group_id)
            query = query.where(bad_cases.c.id.in_(newest))
        if cursor is not None:
            query = query.where(bad_cases.c.id < cursor)
        found = self._read(query)
        return found[:limit], found[limit - 1].id if len(found) > limit else None

    def ids(self, *statuses: Status, user_id: str | None = None) -> list[str]:
        """The ids of all cases, or of those with one of these statuses, or of one user, oldest first."""
        query = select(bad_cases.c.id).order_by(bad_cases.c.id)
        if user_id is not None:
            query = query.where(bad_cases.c.user_id == user_id)
        if statuses:
            query = query.where(bad_cases.c.status.in_(statuses))
        with reading(self.engine) as connection:
            return list(connection.scalars(query))

    def controls(self, besides: Sequence[str], limit: int) -> list[str]:
        """The newest cases whose answer was whole, or is proven to be: what a change may not harm."""
        is_whole = (bad_cases.c.outcome == "already_complete") | (bad_cases.c.status == "fixed")
        query = select(bad_cases.c.id).where(is_whole, bad_cases.c.id.not_in(besides)).order_by(bad_cases.c.id.desc())
        with reading(self.engine) as connection:
            return list(connection.scalars(query.limit(limit)))

    def _update(self, case_id: str, changes: Mapping[str, Any]) -> None:
        change = update(bad_cases).where(bad_cases.c.id == case_id).values(**changes, updated_at=utc_now())
        if write(self.engine, lambda connection: connection.execute(change).rowcount) == 0:
            raise NotFound(f"there is no bad case {case_id!r}")

    def _read(self, query: Select[Any]) -> Sequence[BadCase]:
        with reading(self.engine) as connection:
            rows = connection.execute(query).all()
            wanted = {row.segment_id for row in rows} | {row.continuation_id for row in rows if row.continuation_id}
            parts = _segments(connection, wanted)
            counts = _group_counts(connection, {row.group_id for row in rows})
        return [_case(row, parts, counts) for row in rows]


def _added_by(connection: Connection, case: Row[Any]) -> Segment | None:
    """The segment that a press added before its process died, and that no case tells of yet."""
    told = select(bad_cases.c.continuation_id).where(bad_cases.c.continuation_id.is_not(None))
    added = (
        select(segments)
        .where(
            # What an answer added by itself was pressed on by nobody, and a rerun stands in a message of its own.
            or_(segments.c.message_id == case.message_id, segments.c.pressed_on == case.message_id),
            segments.c.mode == case.mode,
            segments.c.created_at >= case.updated_at,
            segments.c.id.not_in(told),
        )
        .order_by(segments.c.created_at)
        .limit(1)
    )
    row = connection.execute(added).first()
    return segment_from(row) if row else None


def _segments(connection: Connection, ids: set[str]) -> dict[str, Segment]:
    rows = connection.execute(select(segments).where(segments.c.id.in_(ids)))
    return {row.id: segment_from(row) for row in rows}


def _group_counts(connection: Connection, group_ids: set[str]) -> dict[str, int]:
    query = select(bad_cases.c.group_id, func.count()).where(bad_cases.c.group_id.in_(group_ids))
    return dict(connection.execute(query.group_by(bad_cases.c.group_id)).all())


def _case(row: Row[Any], parts: Mapping[str, Segment], counts: Mapping[str, int]) -> BadCase:
    same = ("id", "user_id", "conversation_id", "message_id", "partial", "trigger", "mode", "outcome", "status", "note")
    return BadCase(
        **{name: getattr(row, name) for name in (*same, "assignee", "group_id", "proof", "created_at", "updated_at")},
        cut=parts[row.segment_id],
        continuation=parts.get(row.continuation_id),
        tags=tuple(row.tags),
        group_count=counts[row.group_id],
    )
