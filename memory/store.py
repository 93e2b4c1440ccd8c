"""Memory: what is known of each person's likes and dislikes, with every change kept and undoable."""

from collections.abc import Callable, Sequence
from datetime import datetime

from sqlalchemy import Engine

from memory.database import utc_now
from memory.model import (
    Change,
    Event,
    Health,
    Kind,
    Page,
    Polarity,
    Preference,
    PreferenceChanges,
    Recalled,
    Statement,
    Status,
)
from memory.ports import Embedder, VectorIndex


class Memory:
    """The one way in. Safe for many threads, and for many processes on one database.

    `on_write` is called after each committed change; the service passes `IndexWorker.wake`. Every method may raise
    `StoreUnavailable`; none raises because vectors or Chroma are missing, they go on by words.
    """

    def __init__(
        self,
        engine: Engine,
        index: VectorIndex,
        embedder: Embedder,
        clock: Callable[[], datetime] = utc_now,
        on_write: Callable[[], None] = lambda: None,
    ) -> None:
        self._engine = engine
        self._index = index
        self._embedder = embedder
        self._clock = clock
        self._on_write = on_write

    def remember(self, user_id: str, statements: Sequence[Statement]) -> tuple[Change, ...]:
        """One change a statement, in their order, in one durable transaction. Raises `InvalidStatement`."""
        raise NotImplementedError

    def retract(
        self, user_id: str, withdrawn: Sequence[tuple[str, Polarity | None]], message_id: str | None = None
    ) -> tuple[Change, ...]:
        """Close what holds about the named things, under every condition; empty when nothing matches."""
        raise NotImplementedError

    def create(self, user_id: str, statement: Statement) -> Change:
        """Keep what was entered by hand (origin page or api): it is locked, and replaces even what is locked."""
        raise NotImplementedError

    def edit(self, preference_id: str, changes: PreferenceChanges) -> Change:
        """Correct an active preference by hand and lock it; one that it now collides with is closed and linked.

        Raises `PreferenceNotFound`, `PreferenceClosed`, `InvalidStatement`.
        """
        raise NotImplementedError

    def delete(self, preference_id: str) -> Change:
        """Close a preference by hand for good: only a new statement, or undo, brings it back.

        Raises `PreferenceNotFound`, `PreferenceClosed`.
        """
        raise NotImplementedError

    def undo(self, event_id: str) -> Change:
        """Give back exactly what was before the event; this is an event too. Raises `EventNotFound`, `CannotUndo`."""
        raise NotImplementedError

    def recall(
        self, user_id: str, text: str, limit: int | None = 20, budget_tokens: int | None = None
    ) -> tuple[Recalled, ...]:
        """What an answer to `text` should know: constraints and style always, then the nearest within the bounds."""
        raise NotImplementedError

    def active(self, user_id: str) -> tuple[Preference, ...]:
        """All that holds now, newest first."""
        raise NotImplementedError

    def get(self, preference_id: str) -> Preference:
        """One preference, held or closed. Raises `PreferenceNotFound`."""
        raise NotImplementedError

    def find(
        self,
        user_id: str | None = None,
        status: Status | None = None,
        polarity: Polarity | None = None,
        kind: Kind | None = None,
        q: str | None = None,
        limit: int = 50,
        cursor: str | None = None,
    ) -> Page:
        """Preferences by filter, newest first; with `q`, by words and meaning, best first. Raises `InvalidCursor`."""
        raise NotImplementedError

    def history(self, preference_id: str) -> tuple[Event, ...]:
        """Every event of the preference and of those it replaced, oldest first. Raises `PreferenceNotFound`."""
        raise NotImplementedError

    def health(self) -> Health:
        """How store, index and vectors are doing; never raises for what it reports."""
        raise NotImplementedError
