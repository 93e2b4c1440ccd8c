import pytest

from intent.classifier import Reader


@pytest.fixture(scope="session")
def reader() -> Reader:
    return Reader.load()
