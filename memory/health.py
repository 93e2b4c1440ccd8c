"""How memory's parts are doing, for a readiness check and for whoever asks why a search finds little."""

from typing import Literal

from sqlalchemy import Engine

from memory import vectors
from memory.database import reading
from memory.errors import IndexUnavailable, StoreUnavailable
from memory.model import Health
from memory.ports import VectorIndex

IndexState = Literal["ok", "empty", "behind", "down"]


def health(engine: Engine, index: VectorIndex, model: str) -> Health:
    """What works now. Takes a count of the active preferences, so it is not for every request."""
    try:
        with reading(engine) as connection:
            stored = vectors.vector_space(connection)
            pending, active = vectors.pending(connection), vectors.count_active(connection)
    except StoreUnavailable as error:
        return Health(
            store=False,
            index="down",
            pending=0,
            configured_model=model,
            stored_model=None,
            reindex_needed=False,
            detail=str(error),
        )
    state, detail = _index_state(index, model, pending, active)
    needed = stored not in {None, model}
    if needed:
        detail = (
            f"the stored vectors are of {stored!r}, not of {model!r}: run `jide reindex`, or set the old model again"
        )
    return Health(
        store=True,
        index=state,
        pending=pending,
        configured_model=model,
        stored_model=stored,
        reindex_needed=needed,
        detail=detail,
    )


def _index_state(index: VectorIndex, model: str, pending: int, active: int) -> tuple[IndexState, str]:
    try:
        indexed = index.count(model)
    except IndexUnavailable as error:
        return "down", str(error)
    if pending:
        return "behind", f"{pending} changes are on their way into the index"
    if active and not indexed:
        return "empty", "the index is empty: run `jide reindex`"
    if indexed < active:
        return "behind", f"the index holds {indexed} of {active} preferences: run `jide reindex`"
    return "ok", "all parts work"
