"""Chroma, embedded and as a server: the same answers, and every failure told as one."""

import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from memory.errors import IndexUnavailable
from memory.index import ChromaIndex, collection_name, embedded, server
from tests.chroma_server import ChromaServer

REST_SECONDS = 0.5


def unit(*values: float) -> NDArray[np.float32]:
    vector = np.array(values, dtype=np.float32)
    return vector / np.float32(np.linalg.norm(vector))


EAST, NORTH, NORTH_EAST = unit(1, 0), unit(0, 1), unit(1, 1)


def test_what_was_put_in_is_found_by_cosine_nearest_first(chroma_index: ChromaIndex) -> None:
    chroma_index.upsert("one space", ["a", "b"], np.stack([EAST, NORTH]))
    chroma_index.upsert("one space", ["b"], np.stack([NORTH_EAST]))
    hits = chroma_index.nearest("one space", EAST, 5)
    assert [each for each, _ in hits] == ["a", "b"]
    assert [cosine for _, cosine in hits] == pytest.approx([1.0, 0.7071], abs=1e-3)


def test_spaces_never_mix_and_are_cleared_apart(chroma_index: ChromaIndex) -> None:
    chroma_index.upsert("model/a", ["x"], np.stack([EAST]))
    chroma_index.upsert("model/b", ["y"], np.stack([unit(1, 0, 0)]))
    assert [each for each, _ in chroma_index.nearest("model/a", EAST, 5)] == ["x"]
    chroma_index.clear("model/a")
    assert (chroma_index.count("model/a"), chroma_index.count("model/b")) == (0, 1)


def test_what_was_deleted_is_gone_and_deleting_it_again_is_no_fault(chroma_index: ChromaIndex) -> None:
    chroma_index.upsert("s", ["a", "b"], np.stack([EAST, NORTH]))
    chroma_index.delete("s", ["a"])
    chroma_index.delete("s", ["a", "never there"])
    assert chroma_index.count("s") == 1


def test_an_empty_space_finds_nothing(chroma_index: ChromaIndex) -> None:
    assert chroma_index.nearest("s", EAST, 5) == []


def test_it_is_all_there_when_opened_again(tmp_path: Path) -> None:
    first = ChromaIndex(embedded(tmp_path / "chroma"), "preferences")
    first.upsert("s", ["a"], np.stack([EAST]))
    first.close()
    second = ChromaIndex(embedded(tmp_path / "chroma"), "preferences")
    assert second.count("s") == 1
    second.close()


def test_a_server_that_is_down_is_told_as_unavailable_and_heals(chroma_server: ChromaServer) -> None:
    index = ChromaIndex(server(chroma_server.url), "preferences", rest_seconds=REST_SECONDS)
    chroma_server.stop()
    with pytest.raises(IndexUnavailable):
        index.count("s")
    chroma_server.start()
    time.sleep(REST_SECONDS)
    index.upsert("s", ["a"], np.stack([EAST]))
    chroma_server.stop()
    with pytest.raises(IndexUnavailable):
        index.nearest("s", EAST, 1)
    with pytest.raises(IndexUnavailable, match="rest"):
        index.nearest("s", EAST, 1)
    chroma_server.start()
    time.sleep(REST_SECONDS)
    assert index.count("s") == 1
    index.close()


@pytest.mark.parametrize("url", ["ftp://127.0.0.1", "http://127.0.0.1:1", "nonsense"])
def test_an_address_that_cannot_be_is_found_out_on_use_not_on_opening(url: str) -> None:
    index = ChromaIndex(server(url), "preferences")
    with pytest.raises(IndexUnavailable):
        index.count("s")


@pytest.mark.parametrize("space", ["intfloat/multilingual-e5-small@q4", "模型", "", "a" * 500])
def test_every_space_has_a_name_that_chroma_allows(space: str) -> None:
    name = collection_name("preferences", space)
    assert 3 <= len(name) <= 63
    assert name.replace("-", "").isalnum()
    assert name.isascii()


def test_importing_memory_does_not_import_chroma() -> None:
    """A start without Chroma must not pay for it: its import takes longer than all the rest."""
    program = "import sys, memory.store, memory.worker, memory.reindex, memory.index; print('chromadb' in sys.modules)"
    found = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "False"
