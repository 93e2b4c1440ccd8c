"""What memory needs from outside, as protocols: the service names the concrete classes."""

from collections.abc import Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray


class Embedder(Protocol):
    """Turns texts into unit vectors: float32, shape (number of texts, dimensions), one row a text, each of length 1.

    The two sides are kept apart because asymmetric models, E5 among them, embed what is searched for and what is searched
    in differently. Raises `memory.errors.EmbedderUnavailable` when the vectors cannot be had now.
    """

    @property
    def model(self) -> str:
        """The name of the vector space. It is stored with the vectors; vectors of two names are never compared."""
        ...

    def embed_queries(self, texts: Sequence[str]) -> NDArray[np.float32]: ...

    def embed_passages(self, texts: Sequence[str]) -> NDArray[np.float32]: ...
