"""Reads bad cases and exports them, line by line; nothing is kept of a case but the checksum of its line."""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from importlib.metadata import version
from typing import Any

from sqlalchemy import select

from memory.database import reading, utc_now
from memory.store import Memory
from service.bad_cases.afterwards import what_came_next
from service.bad_cases.alike import folded
from service.bad_cases.export.manifest import Exported, Made, Tally, manifest, tallied
from service.bad_cases.export.redaction import Plain, Redaction, Terms, words_of
from service.bad_cases.export.rows import JsonRow, Reason, row_of, texts_of
from service.bad_cases.export.schemas import Format
from service.bad_cases.export.splits import Belonging, Split, splits
from service.bad_cases.export.verified import KnownCase
from service.bad_cases.log import BadCase, BadCaseLog, Status
from service.bad_cases.replay_log import ReplayLog
from service.continuation.detector import shipped
from service.tables import bad_cases, messages
from service.turns import segments_of
from service.wire import as_json

AT_ONCE = 100
"""Cases read at a time."""
USERS_REMEMBERED = 100
"""Of so many users at once it is kept what memory holds of them, to be replaced in their cases."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which rows are wanted: the format, the filters (None: all), and whether personal words are replaced."""

    row_format: Format
    user_id: str | None = None
    status: Status | None = None
    split: Split | None = None
    redact: bool = True


@dataclass(frozen=True, slots=True)
class Exporter:
    """Exports bad cases to train with. Raises `memory.errors.StoreUnavailable`.

    `names` gives the other names of a thing, under which it is replaced, too.
    """

    cases: BadCaseLog
    replays: ReplayLog
    memory: Memory
    names: Callable[[str], Iterable[str]] = lambda _: ()

    def lines(self, wanted: Wanted) -> Iterator[bytes]:
        """The rows as JSON Lines, UTF-8, each with its end; oldest case first, the same for the same database."""
        return (each.line for each in self.exported(wanted) if each.line is not None)

    def manifest(self, wanted: Wanted) -> dict[str, Any]:
        """What `lines` gives for the same, see `manifest.manifest`."""
        return self.manifest_of(wanted, tallied(self.exported(wanted)))

    def manifest_of(self, wanted: Wanted, tally: Tally) -> dict[str, Any]:
        made = Made(
            wanted.row_format,
            version("jide"),
            shipped().version,
            utc_now(),
            wanted.redact,
            wanted.status,
            wanted.split,
            wanted.user_id is not None,
        )
        return manifest(made, tally)

    def exported(self, wanted: Wanted) -> Iterator[Exported]:
        """Every case that the filters let through, with its line or why it has none.

        A line stands in one split, also where only one is asked for: all are made, to know which was there first.
        """
        split_by_group = self._splits()
        there: dict[bytes, Split] = {}
        terms: dict[str, Terms] = {}
        for known in self._known(wanted):
            row = self._row(known, wanted, terms)
            each = _exported(known.case, row, split_by_group.get(known.case.group_id, "train"))
            if each.line is not None:
                digest = hashlib.sha256(each.line).digest()
                if digest in there:
                    each = replace(each, line=None, left_out="duplicate", split=there[digest])
                there.setdefault(digest, each.split)
            if wanted.split in {None, each.split}:
                yield each

    def gone(self, case_ids: Iterable[str]) -> set[str]:
        """Those of the cases that are no more."""
        asked = set(case_ids)
        known: set[str] = set()
        with reading(self.cases.engine) as connection:
            ordered = sorted(asked)
            for start in range(0, len(ordered), AT_ONCE):
                some = bad_cases.c.id.in_(ordered[start : start + AT_ONCE])
                known.update(connection.scalars(select(bad_cases.c.id).where(some)))
        return asked - known

    def _known(self, wanted: Wanted) -> Iterator[KnownCase]:
        ids = self.cases.ids(*([wanted.status] if wanted.status else []), user_id=wanted.user_id)
        for start in range(0, len(ids), AT_ONCE):
            # Whoever was forgotten or amended since the ids were read is not among these.
            found = [case for case in self.cases.several(ids[start : start + AT_ONCE]) if _is_wanted(case, wanted)]
            with reading(self.cases.engine) as connection:
                parts = segments_of(connection, list({case.message_id for case in found}))
            for case in found:
                standing = tuple(part for part in parts.get(case.message_id, ()) if not part.is_withdrawn)
                came_next = what_came_next(self.cases.engine, case) if wanted.row_format == "raw" else None
                yield KnownCase(case, standing, self.replays.runs_of(case.id), came_next)

    def _row(self, known: KnownCase, wanted: Wanted, terms: dict[str, Terms]) -> JsonRow | Reason:
        if not wanted.redact:
            return row_of(known, wanted.row_format, Plain())
        user_id = known.case.user_id
        if user_id not in terms:
            if len(terms) >= USERS_REMEMBERED:
                terms.clear()
            said = set(words_of(self.memory.export(user_id)))
            terms[user_id] = Terms.of(said.union(*(self.names(each) for each in said)))
        return row_of(known, wanted.row_format, Redaction(terms[user_id], texts_of(known)))

    def _splits(self) -> dict[str, Split]:
        """Of every group there is, so that a filter changes nothing."""
        said = messages.alias()
        query = (
            select(bad_cases.c.group_id, bad_cases.c.message_id, said.c.text)
            .join(messages, messages.c.id == bad_cases.c.message_id)
            .outerjoin(said, said.c.id == messages.c.reply_to)
            .order_by(bad_cases.c.id)
        )
        with reading(self.cases.engine) as connection:
            rows: Sequence[Any] = connection.execute(query).all()
        return splits(Belonging(row.group_id, row.message_id, folded(row.text or "")) for row in rows)


def _is_wanted(case: BadCase, wanted: Wanted) -> bool:
    return wanted.user_id in {None, case.user_id} and wanted.status in {None, case.status}


def _exported(case: BadCase, row: JsonRow | Reason, split: Split) -> Exported:
    prompt = case.cut.request.prompt
    if isinstance(row, str):
        return Exported(case.id, case.status, prompt, split, None, row)
    return Exported(case.id, case.status, prompt, split, (as_json(row) + "\n").encode())
