"""What an export holds: counts, checksums, and whose deletion must be followed up. Pure."""

import hashlib
from collections import Counter
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from service.bad_cases.export.rows import Reason
from service.bad_cases.export.schemas import FORMAT_VERSION, Format, features
from service.bad_cases.export.splits import SPLITS, Split
from service.bad_cases.log import Status


@dataclass(frozen=True, slots=True)
class Exported:
    """One case of an export: its line, UTF-8 with its end, or why it has none.

    A case whose line is there already, a `duplicate`, is in the split where that line is.
    """

    case_id: str
    status: Status
    prompt: str
    split: Split
    line: bytes | None
    left_out: Reason | None = None

    @property
    def is_in(self) -> bool:
        """Whether its words are in the export, by its own line or by one that is the same."""
        return self.line is not None or self.left_out == "duplicate"


@dataclass
class Tally:
    """What has been exported so far."""

    rows: Counter[Split] = field(default_factory=Counter)
    statuses: Counter[Status] = field(default_factory=Counter)
    left_out: Counter[Reason] = field(default_factory=Counter)
    prompts: set[str] = field(default_factory=set)
    case_ids: dict[Split, list[str]] = field(default_factory=lambda: {split: [] for split in SPLITS})
    _all: Any = field(default_factory=hashlib.sha256)
    _of_split: dict[Split, Any] = field(default_factory=lambda: {split: hashlib.sha256() for split in SPLITS})

    def add(self, each: Exported) -> None:
        self.statuses[each.status] += 1
        if each.left_out is not None:
            self.left_out[each.left_out] += 1
        if each.is_in:
            self.prompts.add(each.prompt)
            self.case_ids[each.split].append(each.case_id)
        if each.line is not None:
            self.rows[each.split] += 1
            self._all.update(each.line)
            self._of_split[each.split].update(each.line)

    def counts(self) -> dict[str, Any]:
        return {
            "cases": self.statuses.total(),
            "rows": self.rows.total(),
            "by_split": {split: self.rows[split] for split in SPLITS},
            "by_status": dict(sorted(self.statuses.items())),
            "left_out": dict(sorted(self.left_out.items())),
        }

    def checksums(self) -> dict[str, str]:
        return {"all": self._all.hexdigest()} | {split: self._of_split[split].hexdigest() for split in SPLITS}


@dataclass(frozen=True, slots=True)
class Made:
    """With what, when and of what an export was made."""

    row_format: Format
    jide_version: str
    detector_version: str
    created_at: datetime
    redacted: bool
    status: Status | None = None
    split: Split | None = None
    of_one_user: bool = False


def manifest(made: Made, tally: Tally) -> dict[str, Any]:
    """The manifest as JSON values. `sha256` is of the lines that the export gives, byte by byte; none: of no bytes.

    `case_ids` names every case whose words are in a split, also where another had the same; `by_status` counts cases.
    `features` are the columns, for `datasets.Features.from_dict`. It does not say whose cases they are.
    """
    return {
        "format": made.row_format,
        "format_version": FORMAT_VERSION,
        "jide_version": made.jide_version,
        "detector_version": made.detector_version,
        "prompts": sorted(tally.prompts),
        "created_at": made.created_at,
        "redacted": made.redacted,
        "filters": {"status": made.status, "split": made.split, "of_one_user": made.of_one_user},
        "counts": tally.counts(),
        "sha256": tally.checksums(),
        "case_ids": tally.case_ids,
        "features": features(made.row_format),
    }


def tallied(cases: Iterable[Exported]) -> Tally:
    tally = Tally()
    for each in cases:
        tally.add(each)
    return tally


def only(case_ids: Mapping[str, Sequence[str]], gone: Container[str]) -> dict[str, list[str]]:
    """Those ids of a manifest that are gone, by split; splits without one are left out."""
    missing = {split: [each for each in ids if each in gone] for split, ids in case_ids.items()}
    return {split: ids for split, ids in missing.items() if ids}
