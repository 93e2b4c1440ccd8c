"""`jide export`: a user's memory to be carried elsewhere, or bad cases to train with."""

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, get_args

import typer

from service.commanding import DataDir, settings_for

if TYPE_CHECKING:
    from service.bad_cases.export.exporter import Exporter, Wanted
    from service.bad_cases.export.schemas import Format
    from service.bad_cases.log import Status
    from service.settings import Settings

GONE = 1
"""Exit code of a check: cases of the export are no more, so that what was made of it must be made anew."""


def export(  # noqa: PLR0913 - one an option
    user: Annotated[str | None, typer.Option(help="The user's id; with --cases only their cases.")] = None,
    out: Annotated[
        Path | None, typer.Option(help="The file to write; with --cases the folder. [default: standard output]")
    ] = None,
    cases: Annotated[
        str | None, typer.Option(help="Bad cases to train with: `sft`, `dpo`, `continuation` or `raw`.")
    ] = None,
    status: Annotated[str | None, typer.Option(help="Only cases of this status.")] = None,
    check: Annotated[
        Path | None, typer.Option(help="A folder written before: tell its cases that are no more, exit 1 if any.")
    ] = None,
    *,
    no_redact: Annotated[bool, typer.Option("--no-redact", help="Leave personal words as they are.")] = False,
    data_dir: DataDir = None,
) -> None:
    """Write all that memory keeps of a user as JSON lines, or with --cases bad cases to train with, into a folder."""
    settings = settings_for(data_dir)
    if check is not None:
        _check(settings, check, None if cases is None else _format(cases))
    elif cases is not None:
        _export_cases(settings, _wanted(cases, user, status, redact=not no_redact), out)
    elif user is None:
        raise typer.BadParameter("name a user with --user, or take --cases with a format")
    elif status is not None or no_redact:
        raise typer.BadParameter("--status and --no-redact are for --cases")
    else:
        _export_memory(settings, user, out)


def _export_memory(settings: "Settings", user: str, out: Path | None) -> None:
    from service.assembly import opened_memory

    with opened_memory(settings) as memory:
        lines = memory.export(user)
        if out is None:
            sys.stdout.reconfigure(encoding="utf-8")  # type: ignore[union-attr]  # whatever the terminal's is
            sys.stdout.writelines(lines)
            return
        with out.open("w", encoding="utf-8", newline="\n") as file:
            file.writelines(lines)


def _export_cases(settings: "Settings", wanted: "Wanted", folder: Path | None) -> None:
    from service.assembly import opened_exporter
    from service.bad_cases.export.files import write_export

    if folder is None:
        raise typer.BadParameter("name the folder to write with --out")
    with opened_exporter(settings) as exporter:
        made = write_export(exporter, wanted, folder)
    print(json.dumps(made["counts"]))  # noqa: T201 - the command's output
    if not wanted.redact:
        typer.echo("Not redacted: the files hold what users said, word for word.", err=True)


def _check(settings: "Settings", folder: Path, row_format: "Format | None") -> None:
    from service.assembly import opened_exporter
    from service.bad_cases.export.files import case_ids_in

    case_ids = case_ids_in(folder, row_format)
    with opened_exporter(settings) as exporter:
        gone = _gone(exporter, case_ids)
    print(json.dumps({"cases": sum(map(len, case_ids.values())), "gone": gone}))  # noqa: T201 - the command's output
    if gone:
        typer.echo(f"Export anew, and train anew, without {sum(map(len, gone.values()))} cases.", err=True)
        raise typer.Exit(GONE)


def _gone(exporter: "Exporter", case_ids: dict[str, list[str]]) -> dict[str, list[str]]:
    from service.bad_cases.export.manifest import only

    return only(case_ids, exporter.gone(each for ids in case_ids.values() for each in ids))


def _wanted(cases: str, user: str | None, status: str | None, *, redact: bool) -> "Wanted":
    from service.bad_cases.export.exporter import Wanted

    return Wanted(_format(cases), user, _status(status), redact=redact)


def _format(word: str) -> "Format":
    match word:
        case "sft" | "dpo" | "continuation" | "raw":
            return word
    raise typer.BadParameter("--cases takes `sft`, `dpo`, `continuation` or `raw`")


def _status(word: str | None) -> "Status | None":
    from service.bad_cases.log import Status

    match word:
        case None | "open" | "candidate" | "fixed" | "regressed" | "not_reproduced" | "closed":
            return word
    raise typer.BadParameter(f"--status takes {', '.join(get_args(Status))}")
