"""Chroma, the derived index across users: embedded in this process, or a server on the network.

It holds ids and vectors, nothing else: every hit is read back from SQL, and all of it can be made again from there.
"""

import hashlib
import re
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.error import URLError
from urllib.parse import urlsplit
from urllib.request import urlopen

import numpy as np
from numpy.typing import NDArray

from memory.errors import IndexUnavailable

if TYPE_CHECKING:  # importing Chroma takes half a second and 60 MB, which a failing start should not wait for
    from chromadb.api import ClientAPI
    from chromadb.api.models.Collection import Collection

ANSWER_SECONDS = 5.0
"""Chroma's client waits for ever by itself; a hung server must not hang a search."""
REST_SECONDS = 2.0
"""After a failure the index counts as down for so long, so that not every request waits for its own timeout."""
LARGEST_BATCH = 1_000


class ChromaIndex:
    """A `VectorIndex` in Chroma. Opened on first use: a server that is down then is tried again later, and heals.

    `open_client` makes the client; see `embedded` and `server`. `name` is what the index holds, e.g. `preferences`.
    """

    def __init__(
        self, open_client: Callable[[], "ClientAPI"], name: str, *, rest_seconds: float = REST_SECONDS
    ) -> None:
        self._open_client = open_client
        self._name = name
        self._client: ClientAPI | None = None
        self._collections: dict[str, Collection] = {}
        self._lock = threading.RLock()
        self._down_until = 0.0
        self._rest_seconds = rest_seconds

    def upsert(self, space: str, ids: Sequence[str], vectors: NDArray[np.float32]) -> None:
        with self._working():
            for start in range(0, len(ids), LARGEST_BATCH):
                batch = slice(start, start + LARGEST_BATCH)
                self._collection(space).upsert(ids=list(ids[batch]), embeddings=vectors[batch])

    def delete(self, space: str, ids: Sequence[str]) -> None:
        with self._working():
            for start in range(0, len(ids), LARGEST_BATCH):
                self._collection(space).delete(ids=list(ids[start : start + LARGEST_BATCH]))

    def nearest(self, space: str, vector: NDArray[np.float32], limit: int) -> list[tuple[str, float]]:
        with self._working():
            found = self._collection(space).query(
                query_embeddings=vector[np.newaxis], n_results=limit, include=["distances"]
            )
            distances = (found["distances"] or [[]])[0]
            return [(each, 1.0 - distance) for each, distance in zip(found["ids"][0], distances, strict=True)]

    def count(self, space: str) -> int:
        with self._working():
            return self._collection(space).count()

    def clear(self, space: str) -> None:
        with self._working():
            self._collection(space)
            self._opened().delete_collection(collection_name(self._name, space))
            self._collections.pop(space, None)

    def close(self) -> None:
        """Let go of the client; used again, it opens again."""
        with self._lock:
            client, self._client = self._client, None
            self._collections.clear()
        if client is not None:
            client.close()  # type: ignore[attr-defined]  # the class has it, the interface forgot

    def _opened(self) -> "ClientAPI":
        with self._lock:
            if self._client is None:
                self._client = self._open_client()
            return self._client

    def _collection(self, space: str) -> "Collection":
        with self._lock:
            if space not in self._collections:
                self._collections[space] = self._opened().get_or_create_collection(
                    collection_name(self._name, space),
                    embedding_function=None,  # the default one downloads a model
                    configuration={"hnsw": {"space": "cosine"}},
                    metadata={"model": space},
                )
            return self._collections[space]

    @contextmanager
    def _working(self) -> Iterator[None]:
        if time.monotonic() < self._down_until:
            raise IndexUnavailable("Chroma failed a moment ago and is given a rest; search goes by words meanwhile")
        try:
            yield
        except Exception as error:  # Chroma raises its own, ValueError, httpx's and its bindings' errors alike
            self._down_until = time.monotonic() + self._rest_seconds
            self._forget()
            raise IndexUnavailable(f"Chroma cannot be used now ({type(error).__name__}: {error})") from error

    def _forget(self) -> None:
        """Take nothing for granted after a failure: the server may have come back empty, with other collection ids."""
        with self._lock:
            self._collections.clear()


def collection_name(name: str, space: str) -> str:
    """A name that Chroma allows (at most 63 characters here) and no other space shares."""
    readable = re.sub(r"[^a-zA-Z0-9]+", "-", space).strip("-")[:32].strip("-")
    return f"{name}-{readable}-{hashlib.sha256(space.encode()).hexdigest()[:12]}".replace("--", "-")


def embedded(path: Path) -> Callable[[], "ClientAPI"]:
    """Chroma inside this process, kept in the folder `path`. Not for several processes at once: use `server` there."""

    def open_client() -> "ClientAPI":
        import chromadb

        path.mkdir(parents=True, exist_ok=True)
        return chromadb.PersistentClient(path=str(path), settings=_settings())

    return open_client


def refused(why: str) -> Callable[[], "ClientAPI"]:
    """A Chroma that this process must leave alone: to use it raises `IndexUnavailable`, with the reason."""

    def open_client() -> "ClientAPI":
        raise PermissionError(why)

    return open_client


def server(url: str) -> Callable[[], "ClientAPI"]:
    """A Chroma server, e.g. `http://chroma:8000`."""

    def open_client() -> "ClientAPI":
        import chromadb

        parts = urlsplit(url)
        secure = parts.scheme == "https"
        _check_answers(url)
        client = chromadb.HttpClient(
            host=parts.hostname or "", port=parts.port or (443 if secure else 80), ssl=secure, settings=_settings()
        )
        client._server._session.timeout = ANSWER_SECONDS  # type: ignore[attr-defined]  # noqa: SLF001 - no public way
        return client

    return open_client


def _check_answers(url: str) -> None:
    """Chroma's client asks the server while it is made, without a timeout; so ask first, with one."""
    if not url.startswith(("http://", "https://")):
        raise ValueError(f"a Chroma server's address begins with http:// or https://, not {url!r}")
    try:
        with urlopen(f"{url.rstrip('/')}/api/v2/heartbeat", timeout=ANSWER_SECONDS):  # noqa: S310 - checked above
            pass
    except URLError as error:
        raise ConnectionError(f"no Chroma server answers at {url}: {error.reason}") from error


def _settings() -> Any:
    from chromadb.config import Settings

    return Settings(_env_file=None, anonymized_telemetry=False)  # type: ignore[call-arg]  # our .env is not Chroma's
