"""What is published: the lock, the wheel, the image, the compose file, and the two commands of the quick start."""

import ast
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
import tomllib
import urllib.error
import urllib.request
import zipfile
from collections.abc import Iterator
from importlib.metadata import packages_distributions
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version
from pydantic import AliasChoices

from service.settings import Settings
from tests.requirements import skip_or_fail

ROOT = Path(__file__).parent.parent
PACKAGES = ("service", "memory", "intent")
LOCKS = ("requirements.txt", "requirements-dev.txt")
PROJECT: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
EXTRAS: dict[str, list[str]] = PROJECT["project"]["optional-dependencies"]
RUNTIME = [Requirement(line) for line in PROJECT["project"]["dependencies"]]
DEMO = [Requirement(line) for line in EXTRAS["demo"]]
TRAIN = [Requirement(line) for line in EXTRAS["train"]]
DEV = [Requirement(line) for line in EXTRAS["dev"]]
BUILD = [Requirement(line) for line in PROJECT["dependency-groups"]["build"]]


# -- the lock ----------


class Pin(NamedTuple):
    requirement: Requirement
    hashes: list[str]

    @property
    def name(self) -> str:
        return canonicalize_name(self.requirement.name)

    @property
    def version(self) -> Version:
        return Version(str(self.requirement.specifier).removeprefix("=="))


def pins(lock: str) -> list[Pin]:
    text = (ROOT / lock).read_text(encoding="utf-8").replace("\\\n", " ")
    entries = (line.split(" --hash=") for line in text.splitlines() if line.strip())
    return [Pin(Requirement(words[0].strip()), [word.strip() for word in words[1:]]) for words in entries]


def versions(lock: str) -> dict[str, set[Version]]:
    """A package has several versions where its newest no longer supports the oldest Python."""
    found: dict[str, set[Version]] = {}
    for pin in pins(lock):
        found.setdefault(pin.name, set()).add(pin.version)
    return found


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_names_no_registry_no_address_and_no_path(lock: str) -> None:
    text = (ROOT / lock).read_text(encoding="utf-8")
    assert not re.search(r"://|index-url|find-links|trusted-host|(?m:^-)| @ |(?<!\\)/|\.whl|\.tar", text)


@pytest.mark.parametrize("lock", LOCKS)
def test_each_locked_package_has_one_exact_version_and_its_hashes(lock: str) -> None:
    for pin in pins(lock):
        assert [clause.operator for clause in pin.requirement.specifier] == ["=="], pin
        assert pin.hashes, pin
        assert all(re.fullmatch(r"sha256:[0-9a-f]{64}", value) for value in pin.hashes), pin


@pytest.mark.parametrize(
    ("lock", "required"),
    [("requirements.txt", RUNTIME + DEMO + BUILD), ("requirements-dev.txt", RUNTIME + DEMO + BUILD + DEV)],
)
def test_what_the_project_depends_on_is_locked_at_a_version_it_accepts(lock: str, required: list[Requirement]) -> None:
    locked = versions(lock)
    for requirement in required:
        chosen = locked.get(canonicalize_name(requirement.name), set())
        assert chosen, f"{requirement} is not in {lock}: make lock"
        assert all(requirement.specifier.contains(version) for version in chosen), f"{requirement}: {chosen}"


def test_the_developers_lock_contains_the_runtime_lock() -> None:
    assert versions("requirements.txt").items() <= versions("requirements-dev.txt").items()


def test_no_deep_learning_framework_comes_in() -> None:
    assert (
        not {"torch", "tensorflow", "transformers", "sentence-transformers"} & versions("requirements-dev.txt").keys()
    )


def imported(source: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(source.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
            yield node.module.partition(".")[0]


@pytest.mark.parametrize(
    ("folders", "declared"),
    [(PACKAGES, RUNTIME + DEMO + TRAIN), (("tests",), RUNTIME + DEMO + TRAIN + DEV)],
    ids=["packages", "tests"],
)
def test_every_imported_library_is_a_declared_dependency(folders: tuple[str, ...], declared: list[Requirement]) -> None:
    names = {canonicalize_name(requirement.name) for requirement in declared}
    distributions = packages_distributions()
    own = {*PACKAGES, "tests", *sys.stdlib_module_names}
    for source in (source for folder in folders for source in (ROOT / folder).rglob("*.py")):
        for module in set(imported(source)) - own:
            providers = {canonicalize_name(name) for name in distributions.get(module, [])}
            assert providers & names, (
                f"{source.relative_to(ROOT)} imports {module}, of {providers or 'nothing installed'}"
            )


# -- the wheel ----------


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Built from a copy: a build in the work tree would leave its products there, and take up stale ones."""
    source = tmp_path_factory.mktemp("source")
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, source)
    for package in PACKAGES:
        shutil.copytree(ROOT / package, source / package, ignore=shutil.ignore_patterns("__pycache__"))
    out = tmp_path_factory.mktemp("wheel")
    run(sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(out), cwd=source)
    return next(out.glob("jide-*.whl"))


def run(*command: str, cwd: Path, env: dict[str, str] | None = None) -> str:
    done = subprocess.run(command, cwd=cwd, env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"{' '.join(command)}\n{done.stdout}\n{done.stderr}"
    return done.stdout


def test_every_file_of_the_packages_is_in_the_wheel(wheel: Path) -> None:
    files = (path for package in PACKAGES for path in (ROOT / package).rglob("*") if path.is_file())
    expected = {str(path.relative_to(ROOT)) for path in files if "__pycache__" not in path.parts}
    with zipfile.ZipFile(wheel) as archive:
        names = {name for name in archive.namelist() if ".dist-info/" not in name}
        assert names == expected
        assert any(name.endswith("/licenses/LICENSE") for name in archive.namelist())


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The `jide` of a fresh environment with the wheel, this one's libraries, and no work tree."""
    venv = tmp_path_factory.mktemp("installed")
    run(sys.executable, "-m", "venv", "--without-pip", str(venv), cwd=venv)
    python = venv / "bin" / "python"
    run(
        sys.executable, "-m", "pip", "--python", str(python), "install", "--no-index", "--no-deps", str(wheel), cwd=venv
    )
    own = next((venv / "lib").glob("python*/site-packages"))
    libraries = {str(Path(entry)) for entry in sys.path if entry.endswith("-packages")}
    (own / "libraries.pth").write_text("\n".join(sorted(libraries)), encoding="utf-8")
    return venv / "bin" / "jide"


def bare_environment() -> dict[str, str]:
    """This environment without what would configure the service or lead its imports back to the work tree."""
    configured = environment_names() | {"PYTHONPATH"}
    return {name: value for name, value in os.environ.items() if name not in configured}


def test_the_installed_command_runs_the_wheel_and_not_the_work_tree(installed: Path, tmp_path: Path) -> None:
    assert "serve" in run(str(installed), "--help", cwd=tmp_path, env=bare_environment())
    code = "import intent, memory, service; print(service.__file__, memory.__file__, intent.__file__)"
    places = run(str(installed.with_name("python")), "-c", code, cwd=tmp_path, env=bare_environment()).split()
    assert all(place.startswith(str(installed.parents[1])) for place in places)


def test_the_installed_wheel_serves_from_an_empty_folder(installed: Path, tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    log = tmp_path.with_suffix(".log")
    with log.open("w") as output:
        process = subprocess.Popen(
            [str(installed), "serve", "--port", str(port)],
            cwd=tmp_path, env=bare_environment(), stdout=output, stderr=output,
        )  # fmt: skip
        try:
            status, body = first_answer(f"http://127.0.0.1:{port}/readyz", process, log)
        finally:
            process.send_signal(signal.SIGTERM)
            code = process.wait(timeout=20)
    assert status == 200, body
    assert json.loads(body)["ready"] is True
    assert code in {0, -signal.SIGTERM}, log.read_text()
    assert [path.name for path in tmp_path.iterdir()] == ["data"]


def first_answer(url: str, process: subprocess.Popen[bytes], log: Path) -> tuple[int, str]:
    deadline = time.monotonic() + 90
    while time.monotonic() < deadline:
        assert process.poll() is None, f"jide serve ended with {process.returncode}:\n{log.read_text()}"
        try:
            with urllib.request.urlopen(url, timeout=10) as response:
                return response.status, response.read().decode()
        except urllib.error.HTTPError as error:
            return error.code, error.read().decode()
        except OSError:
            time.sleep(0.1)
    pytest.fail(f"no answer from {url}:\n{log.read_text()}")


# -- the image and the compose file ----------


def environment_names() -> set[str]:
    names: set[str] = set()
    for name, field in Settings.model_fields.items():
        alias = field.validation_alias
        choices = alias.choices if isinstance(alias, AliasChoices) else [alias or name]
        names |= {str(choice).upper() for choice in choices}
    return names


@pytest.fixture(scope="module")
def compose() -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text(encoding="utf-8"))
    return loaded


def dockerfile() -> str:
    return (ROOT / "Dockerfile").read_text(encoding="utf-8").replace("\\\n", " ")


def test_compose_itself_accepts_the_file_with_and_without_a_local_model() -> None:
    compose_command = next((each for each in (["docker-compose"], ["docker", "compose"]) if _answers(each)), None)
    if compose_command is None:
        skip_or_fail("docker-compose is not installed")
    run(*compose_command, "config", "--quiet", cwd=ROOT)
    services = run(*compose_command, "--profile", "ollama", "config", "--services", cwd=ROOT).split()
    assert set(services) == {"app", "postgres", "chroma", "ollama"}


def _answers(command: list[str]) -> bool:
    """A docker without the plug-in is there, and knows no `compose`."""
    found = shutil.which(command[0]) is not None
    return found and subprocess.run([*command, "version"], capture_output=True, check=False).returncode == 0


def test_compose_and_the_image_set_only_settings_that_exist(compose: dict[str, Any]) -> None:
    image = re.findall(r"\b(JIDE_\w+|\w+_URL)=", dockerfile())
    assert image == ["JIDE_DATA_DIR"]
    assert set(image) | set(compose["services"]["app"]["environment"]) <= environment_names()


def test_compose_gives_the_service_its_servers_and_hands_on_the_model(compose: dict[str, Any]) -> None:
    environment = compose["services"]["app"]["environment"]
    assert environment["DATABASE_URL"].startswith("postgresql+psycopg://")
    assert "@postgres:5432/jide" in environment["DATABASE_URL"]
    assert environment["CHROMA_URL"] == "http://chroma:8000"
    assert {"OPENAI_API_KEY", "LLM_BASE_URL", "LLM_MODEL"} <= environment.keys()


def test_only_the_service_is_published_and_only_to_this_machine(compose: dict[str, Any]) -> None:
    ports = {name: service["ports"] for name, service in compose["services"].items() if "ports" in service}
    assert list(ports) == ["app"]
    assert all(port.startswith("127.0.0.1:") for port in ports["app"])


def test_every_server_beside_the_service_has_a_health_check_and_keeps_its_data(compose: dict[str, Any]) -> None:
    servers = {name: service for name, service in compose["services"].items() if name != "app"}
    for name, server in servers.items():
        assert server["healthcheck"]["test"], name
        assert [mount.partition(":")[0] in compose["volumes"] for mount in server["volumes"]] == [True], name
    assert compose["services"]["app"]["volumes"] == ["jide-data:/data"]


def test_the_chroma_server_is_of_the_locked_client_version(compose: dict[str, Any]) -> None:
    (client,) = versions("requirements.txt")["chromadb"]
    assert compose["services"]["chroma"]["image"] == f"chromadb/chroma:{client}"


def test_the_image_runs_the_locked_packages_as_an_ordinary_user() -> None:
    text = dockerfile()
    assert "--require-hashes --requirement requirements.txt" in text
    _, _, final = text.rpartition("\nFROM ")
    assert re.search(r"^USER jide$", final, re.MULTILINE)
    assert re.search(r"^VOLUME /data$", final, re.MULTILINE)
    assert "JIDE_DATA_DIR=/data" in final
    assert "http://127.0.0.1:8000/healthz" in final
    assert json.loads(final[final.rindex("\nCMD ") + 5 :]) == ["jide", "serve", "--host", "0.0.0.0"]


def test_the_images_python_is_one_the_project_supports() -> None:
    for version in re.findall(r"^FROM python:(\d+\.\d+)", dockerfile(), re.MULTILINE):
        assert Requirement(f"python{PROJECT['project']['requires-python']}").specifier.contains(version)


def test_the_image_is_given_all_that_it_copies() -> None:
    copied = {
        word for line in re.findall(r"^COPY (?!--from)(.+)$", dockerfile(), re.MULTILINE) for word in line.split()[:-1]
    }
    allowed = {
        line.removeprefix("!")
        for line in (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
        if line.startswith("!")
    }
    assert copied == allowed
    assert all((ROOT / name).exists() for name in copied)


# -- the quick start ----------


def test_the_quick_start_is_make_run_and_make_test_and_nothing_else() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    section = re.search(
        r"^## [^\n]*(?:快速开始|Quick start)[^\n]*\n(.*?)(?=^## |\Z)", readme, re.DOTALL | re.MULTILINE | re.IGNORECASE
    )
    assert section, "README.md has no section 快速开始 / Quick start"
    blocks = re.findall(r"^```[^\n]*\n(.*?)^```", section[1], re.DOTALL | re.MULTILINE)
    commands = [line.partition("#")[0].removeprefix("$ ").strip() for block in blocks for line in block.splitlines()]
    assert [command for command in commands if command] == ["make run", "make test"]


def test_make_knows_the_targets_that_the_documents_name() -> None:
    if not shutil.which("make"):
        skip_or_fail("make is not installed")
    listed = run("make", "--no-print-directory", "help", cwd=ROOT, env={**os.environ, "MAKEFLAGS": ""})
    assert {"run", "test", "check", "bench", "clean"} <= set(re.findall(r"^ *make (\w+)", listed, re.MULTILINE))
