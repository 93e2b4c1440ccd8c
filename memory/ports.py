"""What memory needs from outside, as protocols: the service names the concrete classes."""

from collections.abc import Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray


class Embedder(Protocol):
    """Turns texts into unit vectors: float32, shape (number of texts, dimensions), one row a text, each of length 1.

    The two sides are kept apart because asymmetric models, E5 among them, embed what is searched for and what is
    searched in differently. Raises `memory.errors.EmbedderUnavailable` when the vectors cannot be had now. Called
    from several threads at once.
    """

    @property
    def model(self) -> str:
        """The name of the vector space. It is stored with the vectors; vectors of two names are never compared."""
        ...

    def embed_queries(self, texts: Sequence[str]) -> NDArray[np.float32]: ...

    def embed_passages(self, texts: Sequence[str]) -> NDArray[np.float32]: ...


class Kinds(Protocol):
    """Knows what is a kind of what: 榴莲 of 热带水果, and so of 水果."""

    def wider(self, name: str) -> frozenset[str]:
        """The thing keys of all that the named thing is a kind of, however far up; never its own.

        Asked for each of a user's preferences with its `thing_key` for a name, so it is cached and cheap. Called from
        several threads at once.
        """
        ...


class NoKinds:
    """A `Kinds` that knows of none."""

    def wider(self, name: str) -> frozenset[str]:  # noqa: ARG002 - the port's signature
        return frozenset()


class VectorIndex(Protocol):
    """A derived index of vectors across users, kept apart by `space`, the embedder's model name.

    Every method raises `memory.errors.IndexUnavailable` when the index cannot be reached now. Called from several
    threads.
    """

    def upsert(self, space: str, ids: Sequence[str], vectors: NDArray[np.float32]) -> None: ...

    def delete(self, space: str, ids: Sequence[str]) -> None: ...

    def nearest(self, space: str, vector: NDArray[np.float32], limit: int) -> list[tuple[str, float]]:
        """At most `limit` ids with their cosine to `vector`, nearest first."""
        ...

    def count(self, space: str) -> int: ...

    def clear(self, space: str) -> None:
        """Drop everything that is in the space."""
        ...
