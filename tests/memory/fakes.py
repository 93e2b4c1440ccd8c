"""Stand-ins for memory's ports, for tests in which vectors or Chroma are not the point."""

import hashlib
from collections.abc import Mapping, Sequence
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from memory.errors import EmbedderUnavailable, IndexUnavailable
from memory.relation import Relation
from memory.spelling import Spelling
from memory.things import condition_key, searched_text, thing_key


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


class Words:
    """A `Naming` of a few words: groups of names of one thing, and of what is a kind of what."""

    def __init__(
        self, *groups: str, kinds: Mapping[str, str] = MappingProxyType({}), unsure: Sequence[str] = ()
    ) -> None:
        self._groups = [{thing_key(name) for name in group.split()} for group in groups]
        self._kinds = {thing_key(one): thing_key(other) for one, other in kinds.items()}
        self._unsure = [{thing_key(name) for name in group.split()} for group in unsure]

    def relation(self, one: str, other: str) -> Relation:
        pair = {thing_key(one), thing_key(other)}
        if len(pair) == 1:
            return Relation("same", "spelling", 1.0)
        if any(pair <= group for group in self._groups):
            return Relation("same", "vocabulary", 0.99)
        if thing_key(other) in self.wider(one):
            return Relation("narrower", "vocabulary", 0.9)
        if thing_key(one) in self.wider(other):
            return Relation("wider", "vocabulary", 0.9)
        unsure = any(pair <= group for group in self._unsure)
        return Relation("unsure", "alike", 0.5) if unsure else Relation("different", "no_evidence", 0.9)

    def same_condition(self, one: str | None, other: str | None) -> bool:
        pair = {condition_key(one), condition_key(other)}
        return len(pair) == 1 or any(pair <= group for group in self._groups)

    def wider(self, name: str) -> frozenset[str]:
        found, key = set(), thing_key(name)
        while key in self._kinds:
            key = self._kinds[key]
            found.add(key)
        return frozenset(found)


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


class TableOfKinds(Spelling):
    """A `Naming` that knows what its table says: name -> everything it is a kind of."""

    def __init__(self, table: Mapping[str, Sequence[str]]) -> None:
        self._table = {name: frozenset(wider) for name, wider in table.items()}

    def wider(self, name: str) -> frozenset[str]:
        return self._table.get(name, frozenset())
