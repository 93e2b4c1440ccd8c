"""One user's active preferences as recall compares them, and a bounded store of those that were asked for last."""

import threading
from collections import OrderedDict
from collections.abc import Collection, Sequence
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from memory.model import Preference
from memory.ports import Kinds
from memory.ranking import Names
from memory.rules import Exceptions
from memory.things import thing_key
from memory.vectors import Candidate

KEPT_BYTES = 64 * 2**20
"""Room for three users with 5,000 preferences, or for three hundred with 50."""
BYTES_A_ROW = 2000
"""What a row takes beside its vector: its strings, its bigrams, what it is an exception to, itself once it is told."""


class Scan:
    """A user's active preferences, newest first, as they stand after the event `newest`. Never changed once made.

    `vectors` has one row a preference; a row of zeros stands where there is no vector. It is of shape (rows, 0) where
    nothing can be compared.
    """

    def __init__(
        self, newest: str | None, number: int, rows: Sequence[Candidate], vectors: NDArray[np.float32], kinds: Kinds
    ) -> None:
        self.newest = newest
        self.number = number
        self.rows = rows
        self.vectors = vectors
        self._kinds = kinds

    @cached_property
    def names(self) -> Names:
        return Names([thing_key(row.object) for row in self.rows])

    @cached_property
    def read(self) -> dict[str, Preference]:
        """Those that have been read whole: they hold as long as the scan does."""
        return {}

    @cached_property
    def always(self) -> NDArray[np.bool_]:
        return np.array([row.kind != "taste" for row in self.rows], dtype=bool)

    @cached_property
    def exceptions(self) -> Exceptions:
        return Exceptions(self.rows, self._kinds)

    def cosines(self, query: NDArray[np.float32] | None) -> NDArray[np.float32]:
        """The cosine of each row with the query; 0 where nothing can be compared."""
        if query is None or self.vectors.shape[1] != len(query):
            return np.zeros(len(self.rows), dtype=np.float32)
        # Row by row: a product of the whole matrix would be shared out to threads, which wait long on a busy machine.
        cosines: NDArray[np.float32] = np.vecdot(self.vectors, query)
        return cosines

    def changed(
        self, newest: str, number: int, ids: Collection[str], fresh: Sequence[Candidate], vectors: NDArray[np.float32]
    ) -> "Scan":
        """As it stands after the event `newest`, when of those with these ids `fresh` are what holds now."""
        stays = [at for at, row in enumerate(self.rows) if row.id not in ids]
        rows = [*fresh, *(self.rows[at] for at in stays)]
        matrix = np.concatenate([vectors, self.vectors[stays]])
        order = sorted(range(len(rows)), key=lambda at: rows[at].id, reverse=True)
        if order != list(range(len(rows))):
            rows, matrix = [rows[at] for at in order], matrix[order]
        scan = Scan(newest, number, rows, matrix, self._kinds)
        scan.read.update((each, preference) for each, preference in tuple(self.read.items()) if each not in ids)
        return scan

    @property
    def complete(self) -> bool:
        """Whether each row has its vector, so that nothing but another event can change what is here."""
        return self.newest is not None and self.vectors.shape[1] > 0 and bool(self.vectors.any(axis=1).all())

    @property
    def size(self) -> int:
        return int(self.vectors.nbytes) + BYTES_A_ROW * (1 + len(self.rows))


class KeptScans:
    """The complete scans of the users asked for last, at most `room` bytes of them. Safe for many threads.

    What is kept may be old: whoever takes it compares its `newest` with the user's newest event.
    """

    def __init__(self, room: int = KEPT_BYTES) -> None:
        self._room = room
        self._used = 0
        self._scans: OrderedDict[tuple[str, str], Scan] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, user_id: str, model: str) -> Scan | None:
        with self._lock:
            scan = self._scans.get((user_id, model))
            if scan is not None:
                self._scans.move_to_end((user_id, model))
            return scan

    def keep(self, user_id: str, model: str, scan: Scan) -> None:
        """In place of what was kept of this user; the longest unused go when there is no room."""
        with self._lock:
            self._drop(user_id, model)
            if scan.size <= self._room:
                self._scans[user_id, model] = scan
                self._used += scan.size
            while self._used > self._room:
                self._used -= self._scans.popitem(last=False)[1].size

    def forget(self, user_id: str, model: str) -> None:
        with self._lock:
            self._drop(user_id, model)

    def _drop(self, user_id: str, model: str) -> None:
        former = self._scans.pop((user_id, model), None)
        self._used -= former.size if former else 0
