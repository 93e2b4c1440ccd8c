"""The `jide` command."""

import gc
import json
import shutil
import socket
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, NoReturn

import typer
from pydantic import ValidationError
from rich.console import Console

from service.commanding import DataDir, progress_bar, settings_for
from service.exporting import export
from service.replaying import replay
from service.settings import Settings

cli = typer.Typer(
    help="记得 jide: a chatbot that remembers what a person likes.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_show_locals=False,  # a traceback goes to logs, and what users said does not
)

FAILED = 2
"""The exit code of a command that could not do what it was asked to; 1 is a check's that found something wrong."""


def main() -> None:
    """The entry point of the `jide` command; a known fault is one sentence, and exits with `FAILED`."""
    from intent.artifact import ArtifactUnusable
    from memory.errors import MemoryFault
    from service.errors import ServiceError

    try:
        cli()
    except ValidationError as error:
        _fail(_about_settings(error))
    except (ServiceError, MemoryFault, ArtifactUnusable, OSError, ValueError) as error:
        _fail(f"{type(error).__name__}: {error}")


def _fail(sentence: str) -> NoReturn:
    Console(stderr=True, highlight=False, soft_wrap=True).print(sentence, style="red", markup=False)
    sys.exit(FAILED)


def _about_settings(error: ValidationError) -> str:
    """What is wrong with which setting, by the names of the environment."""
    faults = (f"{str(fault['loc'][0]).upper()}: {fault['msg']}" for fault in error.errors(include_url=False))
    return f"A setting cannot be used. {'; '.join(faults)}."


@cli.command()
def serve(
    host: Annotated[str, typer.Option(help="The address to listen on; 0.0.0.0 for every one.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="The port to listen on.", min=0, max=65535)] = 8000,
    data_dir: DataDir = None,
) -> None:
    """Serve the API and the pages."""
    import uvicorn

    from service.app import create_app
    from service.assembly import assembled

    with _listening(host, port) as listener, assembled(settings_for(data_dir)) as parts:
        server = uvicorn.Server(
            uvicorn.Config(create_app(parts, host), log_level="warning", timeout_graceful_shutdown=5)
        )
        shown = f"[{host}]" if ":" in host else host
        _settle()
        print(f"记得 jide: http://{shown}:{listener.getsockname()[1]}", flush=True)  # noqa: T201 - who starts it reads it
        server.run(sockets=[listener])


def _settle() -> None:
    """What was loaded stays: to look through the vocabulary and the reader for garbage stops everyone for 0.1 s."""
    gc.collect()
    gc.freeze()


def _listening(host: str, port: int) -> socket.socket:
    """Taken before anything is opened, so that a port in use is told at once."""
    try:
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        return socket.create_server((host, port), family=family, backlog=2048)
    except OSError as error:
        _fail(
            f"Cannot listen on {host}:{port} ({error.strerror or error}). Stop what uses it, or choose another --port."
        )


@cli.command()
def classify(
    file: Annotated[Path, typer.Argument(help='JSON lines {"id", "text"}.', exists=True, dir_okay=False)],
) -> None:
    """Read each line of a file without any language model; one JSON prediction a line."""
    from intent.classifier import Reader
    from intent.evaluation import classify_file

    for prediction in classify_file(Reader.load(), file):
        print(json.dumps(prediction, ensure_ascii=False))  # noqa: T201 - the command's output


@cli.command()
def truncation(
    file: Annotated[Path, typer.Argument(help='JSON lines {"id", "prompt", "text"}.', exists=True, dir_okay=False)],
) -> None:
    """Judge for each answer in a file whether it is cut, by its text alone; one JSON verdict a line."""
    from service.continuation.truncation import judge_file

    for verdict in judge_file(file):
        print(json.dumps(verdict, ensure_ascii=False))  # noqa: T201 - the command's output


@cli.command()
def train(
    out: Annotated[Path | None, typer.Option(help="The folder to write. [default: the one that ships]")] = None,
    *,
    encoder: Annotated[
        bool, typer.Option("--encoder", help="Fine-tune the encoder first: needs the extra `train`, half an hour.")
    ] = False,
    with_feedback: Annotated[
        bool, typer.Option("--with-feedback", help="Learn from the users' corrections, for this service alone.")
    ] = False,
    data_dir: DataDir = None,
) -> None:
    """Train the reader from the utterances in intent/data, and with --with-feedback from the users' corrections too.

    A reader trained with feedback goes into the data folder, where `jide serve` finds it, unless it reads worse.
    """
    if with_feedback:
        if out is not None:
            raise typer.BadParameter("a reader trained with feedback goes into the data folder; leave --out away")
        _train_with_feedback(settings_for(data_dir))
        return
    if data_dir is not None:
        raise typer.BadParameter("--data-dir is for --with-feedback")
    from intent.artifact import default_folder
    from intent.training import train as fit

    shipped = Path(str(default_folder()))
    if encoder:
        from intent.encoder.training import train as fine_tune

        fine_tune(shipped, say=_progress_line)
    folder = out or shipped
    card = fit(folder, say=_progress_line)
    typer.echo(f"{card.examples} examples, version {card.version}, written to {folder}")


def _train_with_feedback(settings: Settings) -> None:
    from service.errors import RetrainingRefused
    from service.feedback.comparing import table
    from service.feedback.retraining import retrain_with_feedback

    retrained = retrain_with_feedback(settings, _progress_line)
    typer.echo(table(retrained.compared))
    if retrained.refused is not None:
        raise RetrainingRefused(f"The new reader is not taken, and nothing was written: {retrained.refused}.")
    typer.echo(f"The new reader is in {settings.reader_dir}; restart `jide serve` to have it read.")


@cli.command()
def evaluate(
    out: Annotated[Path, typer.Option(help="The Markdown report to write.")] = Path("docs/reader.md"),
) -> None:
    """Measure the reader on utterances that it was not trained on; prints the tables as JSON, writes them as a page."""
    from intent.evaluation import report
    from intent.reporting import markdown

    measured = report(_progress_line)
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_text(markdown(measured), encoding="utf-8")
    print(json.dumps(measured.as_dict(), ensure_ascii=False, indent=1))  # noqa: T201 - the command's output


def _progress_line(told: str) -> None:
    typer.echo(told, err=True)


@cli.command()
def reindex(data_dir: DataDir = None) -> None:
    """Compute every vector anew, and rebuild Chroma from the database."""
    from memory.reindex import reindex as rebuild
    from service.assembly import embedder_of, index_of, open_database, sole_user_of_chroma
    from service.bad_cases.alike import Questions
    from service.bad_cases.log import BadCaseLog

    settings = settings_for(data_dir)
    engine = open_database(settings)
    with sole_user_of_chroma(settings), progress_bar() as progress:
        if not settings.chroma_url:
            # Nothing in it is not in the database too, and a damaged one cannot be emptied any other way.
            _remove(settings.chroma_dir)
        task = progress.add_task("reindex", total=None)
        embedder = embedder_of(settings)
        count = rebuild(
            engine,
            index_of(settings),
            embedder,
            lambda done, total: progress.update(task, completed=done, total=total),
        )
        asked = BadCaseLog(engine, Questions(index_of(settings, "questions"), embedder)).reindex()
    engine.dispose()
    typer.echo(f"{count} preferences and {asked} questions of bad cases indexed")


cli.command()(replay)
cli.command()(export)


User = Annotated[str, typer.Option("--user", help="The user's id.")]


@cli.command("import")
def import_(
    file: Annotated[Path, typer.Argument(help="JSON lines.", exists=True, dir_okay=False)],
    user: User,
    data_dir: DataDir = None,
) -> None:
    """Bring what was exported, or statements {"object", "polarity", …}, to a user; all lines or none."""
    from service.assembly import opened_memory

    with opened_memory(settings_for(data_dir)) as memory, file.open("rb") as lines:
        with file.open("rb") as counted:
            total = sum(1 for _ in counted)
        with progress_bar() as progress:
            taken = memory.take_in(user, progress.track(lines, total=total, description="import"))
    print(json.dumps(asdict(taken)))  # noqa: T201 - the command's output


@cli.command()
def forget(
    user: User,
    *,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    data_dir: DataDir = None,
) -> None:
    """Remove all that is kept of a user, for good: what they said, what was answered, what was learned."""
    from service.assembly import opened_forgetting

    if not yes:
        if not sys.stdin.isatty():
            raise typer.BadParameter("there is nobody to ask; say --yes")
        typer.confirm(f"Forget {user!r} for good?", abort=True)
    with opened_forgetting(settings_for(data_dir)) as forgetting:
        print(json.dumps(forgetting.forget(user)))  # noqa: T201 - the command's output


def _remove(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


if __name__ == "__main__":
    main()
