"""Building everything derived again from SQL: the vectors of the configured model, and Chroma's collection of them."""

from collections.abc import Callable

from sqlalchemy import Connection, Engine

from memory import vectors
from memory.database import reading, write
from memory.ports import Embedder, VectorIndex
from memory.worker import IndexWorker


def reindex(
    engine: Engine,
    index: VectorIndex,
    embedder: Embedder,
    progress: Callable[[int, int], None] | None = None,
) -> int:
    """Bring every preference into the embedder's space; how many they were. `progress` is told (done, total).

    Vectors that already are of this model and of the present words are kept. It goes through the outbox, so one that is
    interrupted is finished by the next worker. Raises `EmbedderUnavailable`, `IndexUnavailable`, `StoreUnavailable`.
    """
    with reading(engine) as connection:
        former = vectors.vector_space(connection)
    for space in {former or embedder.model, embedder.model}:
        index.clear(space)

    def begin(connection: Connection) -> int:
        vectors.set_vector_space(connection, embedder.model)
        return vectors.enqueue_all(connection)

    total = write(engine, begin)
    worker, done = IndexWorker(engine, index, embedder), 0
    tell = progress or (lambda _done, _total: None)
    tell(done, total)
    while batch := worker.drain_batch():
        done += batch
        tell(min(done, total), total)
    return total
