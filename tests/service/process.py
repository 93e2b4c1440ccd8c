"""`jide` as a process of its own, as a person starts it."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Self

import httpx2
from pydantic import AliasChoices

from service.settings import Settings
from tests.service.running import Json, answered
from tests.service.waiting import until

JIDE: Sequence[str] = (str(Path(sys.executable).with_name("jide")),)
START_SECONDS = 60.0


class Process:
    """`jide serve` on a free port of loopback, with `folder` as its working directory and its data in `folder/data`.

    `environment` is all that configures it; nothing of this machine's does. It may be ended and started again.
    `command` stands in for `jide`, to run it under a guard.
    """

    def __init__(self, folder: Path, command: Sequence[str] = JIDE, **environment: str) -> None:
        self.folder = folder
        self.ready_seconds = 0.0
        self._command = command
        self._environment = bare_environment() | {"LLM_PROVIDER": "none"} | environment
        self._process: subprocess.Popen[bytes] | None = None
        self._port = _free_port()
        self._client = httpx2.Client()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._port}"

    @property
    def log(self) -> str:
        return (self.folder / "serve.log").read_text(encoding="utf-8")

    def __enter__(self) -> Self:
        """Returns once it is ready to answer; `ready_seconds` is how long that took."""
        try:
            self._start()
        except BaseException:
            self.end(signal.SIGKILL)
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self.end(signal.SIGTERM)

    def _start(self) -> None:
        begin = time.monotonic()
        self._client = httpx2.Client(base_url=self.url, timeout=30)
        with (self.folder / "serve.log").open("ab") as log:
            self._process = subprocess.Popen(
                [*self._command, "serve", "--port", str(self._port)],
                cwd=self.folder,
                env=self._environment,
                stdout=log,
                stderr=log,
            )
        until(self._is_ready, "jide serve was ready", START_SECONDS)
        self.ready_seconds = time.monotonic() - begin

    def end(self, how: signal.Signals) -> int:
        """Ends it unless it has ended, and returns its exit code."""
        assert self._process is not None
        self._client.close()
        if self._process.poll() is None:
            self._process.send_signal(how)
        return self._process.wait(20)

    def jide(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Another `jide` command, beside the service, with the same settings."""
        return subprocess.run(
            [*self._command, *arguments],
            cwd=self.folder,
            env=self._environment,
            capture_output=True,
            text=True,
            encoding="utf-8",
            timeout=120,
            check=False,
        )

    def begun(self, *arguments: str) -> subprocess.Popen[str]:
        """The same, not waited for."""
        return subprocess.Popen(
            [*self._command, *arguments],
            cwd=self.folder,
            env=self._environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            encoding="utf-8",
        )

    def post(self, path: str, body: Any = None, **headers: str) -> httpx2.Response:
        return self._client.post(f"/api/v1{path}", json=body, headers=headers)

    def chat(self, message: str, **body: Any) -> Json:
        return answered(self.post("/chat", {"message": message, **body}))

    def go_on(self, message_id: str, **body: Any) -> Json:
        return answered(self.post(f"/messages/{message_id}/continue", body))

    def get(self, path: str, **query: Any) -> Json:
        return answered(self._client.get(f"/api/v1{path}", params=query))

    def readiness(self) -> Json:
        return answered(self._client.get("/readyz"))

    @property
    def resident_megabytes(self) -> float:
        """The memory it holds now, without what is swapped out."""
        assert self._process is not None
        status = Path(f"/proc/{self._process.pid}/status").read_text(encoding="ascii")
        return next(int(line.split()[1]) / 1024 for line in status.splitlines() if line.startswith("VmRSS:"))

    def _is_ready(self) -> bool:
        assert self._process is not None
        assert self._process.poll() is None, f"jide serve ended with {self._process.returncode}:\n{self.log}"
        try:
            return self._client.get("/readyz").is_success
        except httpx2.TransportError:
            return False


def bare_environment() -> dict[str, str]:
    """This environment without what configures the service."""
    names = set()
    for name, field in Settings.model_fields.items():
        alias = field.validation_alias
        names |= {str(each).upper() for each in (alias.choices if isinstance(alias, AliasChoices) else (name,))}
    return {name: value for name, value in os.environ.items() if name.upper() not in names}


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])
