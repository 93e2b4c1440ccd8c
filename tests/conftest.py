"""What all tests share: fresh databases of both kinds, and Chroma, in the process and as a server."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine

from memory.database import open_engine
from memory.index import ChromaIndex, embedded, server
from memory.store import migrate_memory
from tests.chroma_server import ChromaServer
from tests.postgres import PostgresCluster, PostgresMissing
from tests.requirements import skip_or_fail

DATABASES = ("sqlite", "postgresql")


@pytest.fixture(scope="session")
def postgres_cluster() -> Iterator[PostgresCluster]:
    """A PostgreSQL cluster for this run; tests that need one skip without a server, and fail without it in CI."""
    try:
        cluster = PostgresCluster()
    except PostgresMissing as error:
        skip_or_fail(str(error))
    try:
        cluster.start()
        yield cluster
    finally:
        cluster.stop()


@pytest.fixture(scope="session")
def postgres_template(postgres_cluster: PostgresCluster) -> str:
    """The name of a database with memory's tables, to copy from: a copy takes a tenth of a migration's time."""
    name = postgres_cluster.create()
    _migrated(postgres_cluster.url(name))
    return name


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("sqlite") / "template.db"
    _migrated(f"sqlite:///{path}")
    return path


@pytest.fixture(params=DATABASES)
def empty_database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The URL of a new database without any table, once for each kind."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'empty.db'}"
        return
    cluster: PostgresCluster = request.getfixturevalue("postgres_cluster")
    name = cluster.create()
    yield cluster.url(name)
    cluster.drop(name)


@pytest.fixture(params=DATABASES)
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The URL of a new database with memory's tables, once for each kind."""
    if request.param == "sqlite":
        path = tmp_path / "jide.db"
        shutil.copy(request.getfixturevalue("sqlite_template"), path)
        yield f"sqlite:///{path}"
        return
    cluster: PostgresCluster = request.getfixturevalue("postgres_cluster")
    template = request.getfixturevalue("postgres_template")
    name = cluster.lend(template)
    yield cluster.url(name)
    cluster.give_back(name, template)


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    opened = open_engine(database_url)
    yield opened
    opened.dispose()


@pytest.fixture
def chroma_server(tmp_path: Path) -> Iterator[ChromaServer]:
    """A running Chroma server with nothing in it."""
    running = ChromaServer(tmp_path / "chroma-server")
    running.start()
    yield running
    running.stop()


@pytest.fixture(params=["embedded", "server"])
def chroma_index(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[ChromaIndex]:
    """An empty Chroma index, once inside this process and once on a server."""
    if request.param == "embedded":
        index = ChromaIndex(embedded(tmp_path / "chroma"), "preferences")
    else:
        index = ChromaIndex(server(request.getfixturevalue("chroma_server").url), "preferences")
    yield index
    index.close()


def _migrated(url: str) -> None:
    engine = open_engine(url)
    migrate_memory(engine)
    engine.dispose()
