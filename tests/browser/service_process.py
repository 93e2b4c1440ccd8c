"""The service as a process of its own, the way a user starts it."""

import os
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.service.waiting import until

SERVICE = ("-c", "from service.cli import main; main()", "serve")
WORDED = ("-m", "tests.browser.worded_service")
# Of this machine's environment only what a program needs to run: no key, no model, no database of somebody else.
KEPT = ("PATH", "HOME", "LANG", "VIRTUAL_ENV")
ROOT = Path(__file__).parents[2]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def serving(
    folder: Path, port: int | None = None, program: tuple[str, ...] = SERVICE, **settings: str
) -> Iterator[str]:
    """The address of a running service with its data in `folder`; it ends with the block."""
    port = port or free_port()
    environment = {name: os.environ[name] for name in KEPT if name in os.environ} | settings
    environment |= {"JIDE_DATA_DIR": str(folder / "data"), "PYTHONPATH": str(ROOT)}
    folder.mkdir(parents=True, exist_ok=True)
    log = folder / "service.log"
    with log.open("ab") as output:
        command = (sys.executable, *program, "--port", str(port))
        process = subprocess.Popen(command, cwd=folder, env=environment, stdout=output, stderr=output)
    try:
        url = f"http://127.0.0.1:{port}"
        until(lambda: _is_ready(url, process, log), f"{url} is ready", seconds=60)
        yield url
    finally:
        process.terminate()
        process.wait(20)


def _is_ready(url: str, process: subprocess.Popen[bytes], log: Path) -> bool:
    assert process.poll() is None, f"the service ended:\n{log.read_text(encoding='utf-8')}"
    try:
        with urllib.request.urlopen(f"{url}/readyz", timeout=2) as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, TimeoutError, ConnectionError):
        return False
