"""What a list of bad cases shows: one of each group, by its status and by whether the answer turned out to be whole."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import ColumnElement, Engine, func, select

from memory.database import reading
from service.bad_cases.log import BadCase, BadCaseLog, Status
from service.bad_cases.outcome import LABELS
from service.tables import bad_cases

Which = Literal["cut", "complete", "all"]
"""`complete` are those labelled so: pressed on, and nothing was missing. `cut` are all others."""
WHOLE = [outcome for outcome, label in LABELS.items() if label == "complete"]


@dataclass(frozen=True, slots=True)
class Count:
    """How many cases there are, and of how many groups."""

    cases: int = 0
    groups: int = 0


@dataclass(frozen=True, slots=True)
class Filter:
    which: Which = "cut"
    status: Status | None = None

    @property
    def clauses(self) -> list[ColumnElement[bool]]:
        is_whole = bad_cases.c.outcome.in_(WHOLE)
        by_label = {"cut": [~is_whole], "complete": [is_whole], "all": []}[self.which]
        return [*by_label, *([bad_cases.c.status == self.status] if self.status else [])]


def count(engine: Engine, wanted: Filter) -> Count:
    """Raises `memory.errors.StoreUnavailable`."""
    query = select(func.count(), func.count(bad_cases.c.group_id.distinct())).where(*wanted.clauses)
    with reading(engine) as connection:
        cases, groups = connection.execute(query).one()
    return Count(cases, groups)


def newest_of_groups(
    log: BadCaseLog, wanted: Filter, limit: int, cursor: str | None = None
) -> tuple[Sequence[BadCase], str | None]:
    """The newest of each group's cases that are wanted, newest first, and the cursor of the next page, if there is one.

    Raises `memory.errors.StoreUnavailable`.
    """
    newest = func.max(bad_cases.c.id)
    query: Any = select(newest).where(*wanted.clauses).group_by(bad_cases.c.group_id)
    query = query.having(newest < cursor) if cursor is not None else query
    with reading(log.engine) as connection:
        ids = list(connection.scalars(query.order_by(newest.desc()).limit(limit + 1)))
    return log.several(ids[:limit]), ids[limit - 1] if len(ids) > limit else None
