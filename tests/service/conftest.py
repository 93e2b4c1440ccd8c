"""The service in this process, with every part real but the language model, which says what the test wrote for it."""

import shutil
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from service.assembly import open_database
from service.settings import Settings
from tests.postgres import PostgresCluster
from tests.service.running import InProcess, Served


@pytest.fixture(scope="session")
def sqlite_service_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("sqlite") / "template.db"
    _migrate(f"sqlite:///{path}", path.parent)
    return path


@pytest.fixture(scope="session")
def postgres_service_template(postgres_cluster: PostgresCluster, tmp_path_factory: pytest.TempPathFactory) -> str:
    name = postgres_cluster.create()
    _migrate(postgres_cluster.url(name), tmp_path_factory.mktemp("postgres"))
    return name


@pytest.fixture
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A new database with every table: SQLite, or of the kind that `on_both_databases` asks for."""
    if getattr(request, "param", "sqlite") == "sqlite":
        path = tmp_path / "jide.db"
        shutil.copy(request.getfixturevalue("sqlite_service_template"), path)
        yield f"sqlite:///{path}"
        return
    cluster: PostgresCluster = request.getfixturevalue("postgres_cluster")
    name = cluster.create(request.getfixturevalue("postgres_service_template"))
    yield cluster.url(name)
    cluster.drop(name)


@pytest.fixture
def settings(database_url: str, tmp_path: Path) -> Settings:
    return Settings(data_dir=tmp_path / "data", database_url=database_url, llm_provider="none")


@pytest.fixture
def serve(settings: Settings) -> Iterator[Served]:
    """Starts the service in this process with a given model; closed at the end of the test."""
    with ExitStack() as closing:
        yield Served(settings, closing)


@pytest.fixture
def service(serve: Served) -> InProcess:
    """The service with a scripted model that has no answers yet: a test adds those it needs."""
    return serve()


def _migrate(url: str, data_dir: Path) -> None:
    open_database(Settings(data_dir=data_dir, database_url=url)).dispose()
