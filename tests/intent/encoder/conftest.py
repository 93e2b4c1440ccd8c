import pytest

from intent.encoder.cut import Cutter
from intent.encoder.pretrained import Pretrained, vocabulary


@pytest.fixture(scope="session")
def pretrained() -> Pretrained:
    return Pretrained.load()


@pytest.fixture(scope="session")
def kept(pretrained: Pretrained) -> list[int]:
    return vocabulary(pretrained, Pretrained.load("e5-small-enpt-q4.bin"))


@pytest.fixture(scope="session")
def cutter(pretrained: Pretrained, kept: list[int]) -> Cutter:
    return Cutter([pretrained.words[number] for number in kept], pretrained.scores[kept].tolist())
