"""The index worker: a thread that brings what has changed to the vectors and to Chroma, behind the writers' backs.

A change writes an outbox row in its own transaction, so nothing is forgotten, whatever crashes in between: the row goes
away only when its vector is stored and the index has it. All steps may be repeated.
"""

import logging
import threading
from collections.abc import Sequence

import numpy as np
from sqlalchemy import Connection, Engine

from memory import table, vectors
from memory.database import reading, try_lock, write
from memory.errors import EmbedderUnavailable, IndexUnavailable, ReindexNeeded, StoreUnavailable
from memory.ports import Embedder, VectorIndex
from memory.table import preferences
from memory.vectors import Candidates

BATCH = 64
BREATH_SECONDS = 0.1
"""How long it waits once woken: whoever has just written has a reply to finish, and more may be written at once."""
IDLE_SECONDS = 2.0
"""How long another process's writes may wait, whose wake-up calls are not heard here."""
LONGEST_PAUSE_SECONDS = 60.0

log = logging.getLogger(__name__)


class IndexWorker:
    """Drains the outbox in the background. `start` and `stop` are called once each, `wake` at any time."""

    def __init__(self, engine: Engine, index: VectorIndex, embedder: Embedder) -> None:
        self._engine = engine
        self._index = index
        self._embedder = embedder
        self._woken = threading.Event()
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="index-worker", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self, timeout_seconds: float = 10.0) -> None:
        """End after the batch at hand; what is left in the outbox is done after the next start."""
        self._stopping.set()
        self._woken.set()
        if self._thread.is_alive():
            self._thread.join(timeout_seconds)

    def wake(self) -> None:
        self._woken.set()

    def drain(self) -> int:
        """Work off the outbox here and now; the number of entries done.

        Raises `ReindexNeeded`, `EmbedderUnavailable`, `IndexUnavailable`, `StoreUnavailable`; the rest stays for later.
        """
        total = 0
        while not self._stopping.is_set() and (done := self.drain_batch()):
            total += done
        return total

    def drain_batch(self) -> int:
        """The same for the oldest entries only, at most 64; 0 when there are none, or when another process is at it."""
        with try_lock(self._engine, "jide index worker") as mine:
            return self._drain_batch() if mine else 0

    def _drain_batch(self) -> int:
        with reading(self._engine) as connection:
            entries = vectors.waiting(connection, BATCH)
            if not entries:
                return 0
            self._check_space(connection)
            wanted = list(dict.fromkeys(preference_id for _, preference_id in entries))
            held = vectors.candidates(connection, self._embedder.model, (preferences.c.id.in_(wanted),))
            active = {each.id for each in table.by_ids(connection, wanted) if each.status == "active"}
        found = self._with_vectors(held)
        self._bring_to_index(found, active, wanted)
        numbers = [number for number, _ in entries]
        write(self._engine, lambda connection: vectors.done(connection, numbers))
        return len(entries)

    def _check_space(self, connection: Connection) -> None:
        stored = vectors.vector_space(connection)
        if stored not in {None, self._embedder.model}:
            raise ReindexNeeded(stored or "", self._embedder.model)

    def _with_vectors(self, held: Candidates) -> dict[str, bytes]:
        """Each preference's vector, those made that were missing or of other words; made ones are stored."""
        found = {row.id: vector for row, vector in zip(held.rows, held.vectors, strict=True) if vector is not None}
        missing = {row.id: vectors.passage_of(row.object, row.condition) for row in held.rows if row.id not in found}
        if missing:
            made = self._embedder.embed_passages(list(missing.values()))
            model = self._embedder.model
            write(self._engine, lambda connection: vectors.save(connection, model, missing, made))
            found |= {each: row.astype("<f4").tobytes() for each, row in zip(missing, made, strict=True)}
        return found

    def _bring_to_index(self, found: dict[str, bytes], active: set[str], wanted: Sequence[str]) -> None:
        """What holds goes in, what holds no longer or is gone goes out."""
        held = [each for each in wanted if each in active]
        gone = [each for each in wanted if each not in active]
        if held:
            matrix = np.frombuffer(b"".join(found[each] for each in held), dtype="<f4").reshape(len(held), -1)
            self._index.upsert(self._embedder.model, held, matrix)
        if gone:
            self._index.delete(self._embedder.model, gone)

    def _run(self) -> None:
        pause, whole = IDLE_SECONDS, False
        while not self._stopping.is_set():
            self._woken.clear()
            try:
                whole = whole or self._restore_what_the_index_lost()
                self.drain()
                pause = IDLE_SECONDS
                if self._woken.wait(pause):
                    self._stopping.wait(BREATH_SECONDS)
            except (ReindexNeeded, EmbedderUnavailable, IndexUnavailable, StoreUnavailable) as error:
                log.warning("the index waits %.0f s: %s", pause, error)
            except Exception:  # the thread's outermost edge: a fault must not end indexing for good
                log.exception("the index waits %.0f s after a fault of our own", pause)
            else:
                continue
            whole = False
            self._stopping.wait(pause)
            pause = min(2 * pause, LONGEST_PAUSE_SECONDS)

    def _restore_what_the_index_lost(self) -> bool:
        """Queue everything again if the index knows fewer than SQL holds although nothing is on its way. True."""
        with reading(self._engine) as connection:
            self._check_space(connection)
            if vectors.pending(connection) or self._index.count(self._embedder.model) >= vectors.count_active(
                connection
            ):
                return True
        log.warning("the index has lost preferences and gets them again")
        write(self._engine, vectors.enqueue_active)
        return True
