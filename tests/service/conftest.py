"""The service in this process, with every part real but the language model, which says what the test wrote for it."""

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from service.settings import Settings
from tests.service.running import InProcess, Served


@pytest.fixture
def settings(database_url: str, tmp_path: Path) -> Settings:
    """Of nothing but what stands here: neither this machine's environment nor a .env file has a say."""
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
