"""What the README says is so: its conversation runs as it stands there, and its settings are those of the code."""

import os
import re
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from service.llm import demo
from service.settings import Settings
from tests.requirements import skip_or_fail
from tests.service.waiting import until

README = (Path(__file__).parent.parent / "README.md").read_text(encoding="utf-8")
ADDRESS = "http://127.0.0.1:8000"
ANYTHING = "…"


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Where `jide serve` answers, with the demo model capped so low that its answers are cut."""
    if not demo.is_installed():
        skip_or_fail("the `demo` extra is not installed")
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    folder = tmp_path_factory.mktemp("readme")
    environment = os.environ | {"JIDE_DATA_DIR": str(folder), "LLM_PROVIDER": "demo", "LLM_MAX_TOKENS": "8"}
    command = [sys.executable, "-m", "service.cli", "serve", "--port", str(port)]
    with subprocess.Popen(command, cwd=folder, env=environment) as process:
        try:
            until(lambda: _answers(f"http://127.0.0.1:{port}/readyz"), "the service is ready")
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=2) as response:
            return bool(response.status == 200)
    except OSError:
        return False


def blocks(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", README, re.DOTALL)


def definitions() -> str:
    """The shell functions that the README defines before it uses them."""
    return "\n".join(re.findall(r"^\w+\(\) (?:\{\n.*?^\}|\{.*?\})$", "\n".join(blocks("sh")), re.DOTALL | re.MULTILINE))


def shell(command: str, address: str) -> str:
    """What the command prints, run as a reader of the README would, but at the test's address."""
    script = f"set -euo pipefail\n{definitions()}\n{command}".replace(ADDRESS, address)
    run = subprocess.run(["bash", "-c", script], capture_output=True, text=True, timeout=60, check=False)
    assert run.returncode == 0, f"{command}: {run.stderr}"
    return run.stdout.strip()


def examples() -> list[tuple[str, str]]:
    """Each command of the README's conversations, with what is printed after it."""
    found = []
    for block in blocks("console"):
        for part in block.split("$ ")[1:]:
            command, _, printed = part.partition("\n")
            found.append((command, printed.strip()))
    return found


def test_the_conversation_runs_as_the_readme_shows_it(address: str) -> None:
    """Every command gives what stands under it; … stands for what a model says, which is never nothing."""
    for command, printed in examples():
        said = shell(command, address)
        assert said if printed == ANYTHING else said == printed, f"$ {command}\n{said}"


def test_the_calls_beside_the_conversation_work(address: str) -> None:
    """The lists, the history and the undo that the README shows answer as they stand there."""
    pick = "import json, sys; print(json.load(sys.stdin)['items'][0]['id'])"
    shell("say 我喜欢金鱼", address)
    preference = shell(f'get preferences --data-urlencode q=金鱼 | python3 -c "{pick}"', address)
    event = shell(f'get preferences/{preference}/history | python3 -c "{pick}"', address)
    for line in "\n".join(blocks("sh")).splitlines():
        if line.startswith(("get ", "curl ")):
            filled = line.replace("{id}", preference).replace("{event_id}", event)
            assert shell(filled, address).startswith("{"), line


def test_the_readme_names_every_setting_and_no_other() -> None:
    """The table of settings is the Settings class, by the names of the environment."""
    table = README.split("## Settings")[1].split("\n## ")[0]
    rows = re.findall(r"^\| (`[^|]+)\|", table, re.MULTILINE)
    named = {name for row in rows for name in re.findall(r"`([A-Z_]+)`", row)}
    assert named == {_environment_name(field) for field in Settings.model_fields}


def _environment_name(field: str) -> str:
    return f"JIDE_{field}".upper() if field in {"data_dir", "allowed_hosts"} else field.upper()
