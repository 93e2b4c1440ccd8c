"""What memory needs from outside, as protocols: the service names the concrete classes."""

from collections.abc import Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from memory.relation import Relation


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
        """The keys of all names of all that the named thing is a kind of, however far up; never its own.

        Asked for each of a user's preferences, so it is cached and cheap. Called from several threads at once.
        """
        ...


class Naming(Kinds, Protocol):
    """What is known of the names of things, the same for all users. Pure, and called from several threads at once."""

    def relation(self, one: str, other: str) -> Relation:
        """What the thing named `one` is to the thing named `other`, with why and how surely."""
        ...

    def same_condition(self, one: str | None, other: str | None) -> bool:
        """Whether two conditions are one: 早上 and 早晨; None is no condition."""
        ...


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
