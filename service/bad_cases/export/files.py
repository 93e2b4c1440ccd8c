"""Writes an export into a folder, and reads its manifest again."""

import json
from contextlib import ExitStack
from pathlib import Path
from typing import IO, Any

from service.bad_cases.export.exporter import Exporter, Wanted
from service.bad_cases.export.manifest import Tally
from service.bad_cases.export.schemas import Format
from service.bad_cases.export.splits import SPLITS, Split
from service.wire import as_json

MANIFEST = "manifest.json"


def write_export(exporter: Exporter, wanted: Wanted, folder: Path) -> dict[str, Any]:
    """Writes `train.jsonl`, `validation.jsonl`, `test.jsonl` and `manifest.json`; returns the manifest.

    A split without rows has no file, since nothing that loads JSON Lines loads an empty one; one of an earlier export
    is removed. What is there is replaced once all is written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    tally = Tally()
    with ExitStack() as closing:
        files: dict[Split, IO[bytes]] = {
            split: closing.enter_context(_part(folder, split).open("wb")) for split in SPLITS
        }
        for each in exporter.exported(wanted):
            tally.add(each)
            if each.line is not None:
                files[each.split].write(each.line)
    made = exporter.manifest_of(wanted, tally)
    (folder / MANIFEST).unlink(missing_ok=True)
    for split in SPLITS:
        if tally.rows[split]:
            _part(folder, split).replace(folder / f"{split}.jsonl")
        else:
            _part(folder, split).unlink()
            (folder / f"{split}.jsonl").unlink(missing_ok=True)
    (folder / MANIFEST).write_text(as_json(made, indent=2) + "\n", encoding="utf-8")
    return made


def case_ids_in(folder: Path, row_format: Format | None = None) -> dict[str, list[str]]:
    """The case ids in the folder's manifest, by split. Raises `ValueError` where it is none of such rows."""
    path = folder / MANIFEST
    if not path.is_file():
        raise ValueError(f"there is no {path}; name a folder that `jide export --cases … --out` wrote")
    try:
        manifest = json.loads(path.read_text(encoding="utf-8"))
        case_ids, written = manifest["case_ids"], manifest["format"]
        found = {str(split): [str(each) for each in ids] for split, ids in case_ids.items()}
    except (json.JSONDecodeError, KeyError, TypeError, AttributeError) as fault:
        raise ValueError(f"{path} is no manifest of an export of bad cases") from fault
    if row_format not in {None, written}:
        raise ValueError(f"{path} is of rows in the format {written}, not {row_format}")
    return found


def _part(folder: Path, split: Split) -> Path:
    return folder / f"{split}.jsonl.part"
