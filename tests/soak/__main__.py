"""Progress goes to standard error, a summary to standard output; the exit code is 1 where something did not hold."""

import argparse
import random
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.postgres import PostgresCluster
from tests.soak.running import Soak, SoakFailed


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.soak", description=__doc__)
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(1_000_000))
    parser.add_argument("--database", choices=("sqlite", "postgres"), default="sqlite")
    wanted = parser.parse_args()
    _progress(f"seed {wanted.seed}")
    folder = Path(tempfile.mkdtemp(prefix="jide-soak-"))
    with _database(wanted.database) as url:
        soak = Soak(folder, wanted.seed, url, _progress)
        try:
            print(soak.run(wanted.kills))  # noqa: T201 - the summary is what it is run for
        except SoakFailed as failed:
            print(f"{failed}\n{soak.summary}\nThe data is left in {folder}")  # noqa: T201 - so is this
            return 1
    shutil.rmtree(folder)
    return 0


@contextmanager
def _database(kind: str) -> Iterator[str | None]:
    """The URL of an empty database; None for SQLite, which the service makes itself."""
    if kind == "sqlite":
        yield None
        return
    cluster = PostgresCluster()
    try:
        cluster.start()
        yield cluster.url(cluster.create())
    finally:
        cluster.stop()


def _progress(told: str) -> None:
    print(told, file=sys.stderr, flush=True)  # noqa: T201 - whoever waits wants to see it


if __name__ == "__main__":
    sys.exit(main())
