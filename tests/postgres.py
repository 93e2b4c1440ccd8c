"""A throw-away PostgreSQL cluster on loopback for one test run."""

import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any

import psycopg

BINARIES = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: int(path.parent.name))
START_SECONDS = 30.0


class PostgresMissing(Exception):
    """No PostgreSQL server is installed here; `apt-get install postgresql` brings one."""


@dataclass(frozen=True)
class Account:
    """Who runs the server: PostgreSQL refuses to be root, so root lends itself another account."""

    uid: int
    gid: int

    @property
    def popen_arguments(self) -> dict[str, Any]:
        return {"user": self.uid, "group": self.gid, "extra_groups": []} if os.geteuid() == 0 else {}


class PostgresCluster:
    """Started by `start`, ended by `stop`, which leaves nothing behind. `durable` keeps fsync on, for measurements."""

    def __init__(self, *, durable: bool = False) -> None:
        self._durable = durable
        self._account = _account()
        self._folder = Path(tempfile.mkdtemp(prefix="jide-postgres-"))
        self._port = _free_port()
        self._numbers = count(1)
        self._given_back: dict[str, list[str]] = {}
        self._server: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        if os.geteuid() == 0:
            os.chown(self._folder, self._account.uid, self._account.gid)
        self._run("initdb", "--auth=trust", "--username=jide", "--encoding=UTF8", "--locale=C", "--no-sync")
        durability = [] if self._durable else ["-c", "fsync=off", "-c", "synchronous_commit=off"]
        self._server = subprocess.Popen(
            [
                *(_binary("postgres"), "-D", str(self._data), "-p", str(self._port), "-k", str(self._folder)),
                *("-c", "listen_addresses=127.0.0.1", *durability),
            ],
            stdout=subprocess.DEVNULL,
            stderr=(self._folder / "log").open("wb"),
            cwd=self._folder,
            **self._account.popen_arguments,
        )
        self._wait_until_it_answers()

    def stop(self) -> None:
        if self._server is not None:
            self._server.send_signal(signal.SIGINT)  # a fast shutdown: open connections are cut
            self._server.wait(START_SECONDS)
        shutil.rmtree(self._folder, ignore_errors=True)

    def url(self, database: str) -> str:
        return f"postgresql://jide@127.0.0.1:{self._port}/{database}"

    def create(self, template: str = "template1") -> str:
        """The name of a new database, a copy of `template`."""
        name = f"t{next(self._numbers)}"
        self._execute(f"CREATE DATABASE {name} TEMPLATE {template}")
        return name

    def drop(self, database: str) -> None:
        self._execute(f"DROP DATABASE IF EXISTS {database} WITH (FORCE)")

    def lend(self, template: str) -> str:
        """A database that looks like a new copy of `template`, which must hold nothing but tables without rows.

        One that was given back is emptied and lent again: that takes a tenth of the time of copying.
        """
        idle = self._given_back.get(template)
        return idle.pop() if idle else self.create(template)

    def give_back(self, database: str, template: str) -> None:
        """Cut what is still connected, empty the tables of the template, and drop all others."""
        self._execute(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{database}'")
        own = self._tables(template)
        strangers = self._tables(database) - own
        emptied = sorted(table for table in own if not table.endswith("_version"))
        with psycopg.connect(self.url(database), autocommit=True) as connection:
            if strangers:
                connection.execute(f"DROP TABLE {', '.join(strangers)} CASCADE".encode())
            connection.execute(f"TRUNCATE {', '.join(emptied)} RESTART IDENTITY CASCADE".encode())
        self._given_back.setdefault(template, []).append(database)

    def _tables(self, database: str) -> set[str]:
        with psycopg.connect(self.url(database)) as connection:
            found = connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
            return {str(name) for (name,) in found.fetchall()}

    @property
    def _data(self) -> Path:
        return self._folder / "data"

    def _execute(self, statement: str) -> None:
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            connection.execute(statement.encode())

    def _run(self, program: str, *arguments: str) -> None:
        subprocess.run(
            [_binary(program), "-D", str(self._data), *arguments],
            check=True,
            capture_output=True,
            cwd=self._folder,
            **self._account.popen_arguments,
        )

    def _wait_until_it_answers(self) -> None:
        deadline = time.monotonic() + START_SECONDS
        while True:
            try:
                psycopg.connect(self.url("postgres"), connect_timeout=2).close()
            except psycopg.OperationalError as error:
                if time.monotonic() > deadline:
                    log = (self._folder / "log").read_text(errors="replace")
                    raise RuntimeError(f"PostgreSQL did not start: {log}") from error
                time.sleep(0.05)
            else:
                return


def _binary(program: str) -> str:
    if BINARIES:
        return str(BINARIES[-1] / program)
    found = shutil.which(program)
    if found is None:
        raise PostgresMissing("no PostgreSQL server is installed: apt-get install postgresql")
    return found


def _account() -> Account:
    _binary("postgres")
    if os.geteuid() != 0:
        return Account(os.geteuid(), os.getegid())
    for name in ("postgres", "nobody"):
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return Account(entry.pw_uid, entry.pw_gid)
    raise PostgresMissing("PostgreSQL refuses to run as root and there is no account `postgres` or `nobody`")


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])
