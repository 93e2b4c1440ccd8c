"""Stand-ins for memory's ports, for tests in which vectors or Chroma are not the point."""

import hashlib
from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from memory.errors import EmbedderUnavailable, IndexUnavailable
from memory.things import searched_text


class WordEmbedder:
    """Vectors of which characters a text has: texts that share some are near. Counts what it embeds; can be broken."""

    def __init__(self, model: str = "characters-64", dimensions: int = 64) -> None:
        self.model = model
        self.dimensions = dimensions
        self.broken = False
        self.embedded: list[str] = []

    def embed_queries(self, texts: Sequence[str]) -> NDArray[np.float32]:
        return self._embed(texts)

    def embed_passages(self, texts: Sequence[str]) -> NDArray[np.float32]:
        return self._embed(texts)

    def _embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        if self.broken:
            raise EmbedderUnavailable("this one is broken on purpose")
        self.embedded.extend(texts)
        return np.stack([self._vector(text) for text in texts])

    def _vector(self, text: str) -> NDArray[np.float32]:
        vector = np.full(self.dimensions, 0.01, dtype=np.float32)
        for character in searched_text(text):
            vector[hashlib.sha256(character.encode()).digest()[0] % self.dimensions] += 1
        return vector / np.float32(np.linalg.norm(vector))


class ListIndex:
    """A `VectorIndex` in a dictionary, exact. Can be taken down."""

    def __init__(self) -> None:
        self.down = False
        self._spaces: dict[str, dict[str, NDArray[np.float32]]] = {}

    def upsert(self, space: str, ids: Sequence[str], vectors: NDArray[np.float32]) -> None:
        self._of(space).update(zip(ids, vectors, strict=True))

    def delete(self, space: str, ids: Sequence[str]) -> None:
        for each in ids:
            self._of(space).pop(each, None)

    def nearest(self, space: str, vector: NDArray[np.float32], limit: int) -> list[tuple[str, float]]:
        scored = [(each, float(row @ vector)) for each, row in self._of(space).items()]
        return sorted(scored, key=lambda hit: hit[1], reverse=True)[:limit]

    def count(self, space: str) -> int:
        return len(self._of(space))

    def clear(self, space: str) -> None:
        self._of(space).clear()

    def _of(self, space: str) -> dict[str, NDArray[np.float32]]:
        if self.down:
            raise IndexUnavailable("this one is down on purpose")
        return self._spaces.setdefault(space, {})


class TableOfKinds:
    """A `Kinds` that knows what its table says: name -> everything it is a kind of."""

    def __init__(self, table: Mapping[str, Sequence[str]]) -> None:
        self._table = {name: frozenset(wider) for name, wider in table.items()}

    def wider(self, name: str) -> frozenset[str]:
        return self._table.get(name, frozenset())
