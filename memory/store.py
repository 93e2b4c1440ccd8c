"""Memory: what is known of each person's likes and dislikes, with every change kept and undoable."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import TypeVar

from sqlalchemy import Connection, Engine

from memory import journal, table, writing
from memory.database import migrate, reading, utc_now, write
from memory.errors import InvalidStatement
from memory.health import health
from memory.meaning import Meaning
from memory.model import (
    Action,
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
from memory.ports import Embedder, Kinds, NoKinds, VectorIndex
from memory.recall import Recaller, Request
from memory.resolution import by_hand
from memory.search import Search, find
from memory.things import thing_key
from memory.transitions import deleted, edit, edited, key_of, retracted
from memory.validation import check_changes, check_statement, check_user

Result = TypeVar("Result")

STATING: tuple[Action, ...] = ("add", "confirm", "replace")


def migrate_memory(engine: Engine) -> None:
    """Bring memory's tables up to date. Raises `StoreUnavailable`."""
    migrate(engine, "memory:migrations", "memory_version")


class Memory:
    """The one way in. Safe for many threads, and for many processes on one database.

    `on_write` is called after each committed change; the service passes `IndexWorker.wake`. Every method may raise
    `StoreUnavailable`; none raises because vectors or Chroma are missing, they go on by words.
    """

    def __init__(  # noqa: PLR0913 - each part that is wired in, and only the service's assembly wires
        self,
        engine: Engine,
        index: VectorIndex,
        embedder: Embedder,
        clock: Callable[[], datetime] = utc_now,
        on_write: Callable[[], None] = lambda: None,
        *,
        kinds: Kinds | None = None,
    ) -> None:
        self._engine = engine
        self._index = index
        self._meaning = Meaning(embedder)
        self._clock = clock
        self._on_write = on_write
        self._recaller = Recaller(self._meaning, kinds or NoKinds())

    def remember(self, user_id: str, statements: Sequence[Statement], *, corrects: bool = False) -> tuple[Change, ...]:
        """One change a statement, in their order, in one durable transaction. Raises `InvalidStatement`.

        With `corrects` the user says what a message meant: that it was remembered before, otherwise perhaps, and
        undone since, does not stand in the way.
        """
        check_user(user_id)
        for statement in statements:
            check_statement(statement)
        if not statements:
            return ()

        def work(connection: Connection) -> tuple[Change, ...]:
            now = self._clock()
            messages = [statement.message_id for statement in statements]
            known = {} if corrects else journal.applied(connection, user_id, messages, STATING)
            return tuple(writing.remember(connection, user_id, statement, known, now) for statement in statements)

        return self._write(user_id, work)

    def retract(
        self, user_id: str, withdrawn: Sequence[tuple[str, Polarity | None]], message_id: str | None = None
    ) -> tuple[Change, ...]:
        """Close what holds about the named things, under every condition; empty when nothing matches.

        A polarity of None withdraws either. What is locked goes too: the lock guards against silent replacement, and
        this is the user's own word. Raises `InvalidStatement`.
        """
        check_user(user_id)
        for name, polarity in withdrawn:
            check_statement(Statement(name, polarity or "like", message_id=message_id))

        def work(connection: Connection) -> tuple[Change, ...]:
            known = journal.applied(connection, user_id, [message_id], ("retract",))
            held = [
                preference
                for name, polarity in withdrawn
                for preference in table.about(connection, user_id, thing_key(name), ("active",))
                if polarity in {None, preference.polarity} and (message_id, *key_of(preference)) not in known
            ]
            now = self._clock()
            unique = {preference.id: preference for preference in held}.values()
            return tuple(journal.record(connection, retracted(each, now), now, message_id) for each in unique)

        return self._write(user_id, work)

    def create(self, user_id: str, statement: Statement) -> Change:
        """Keep what was entered by hand (origin page or api): it is locked, and replaces even what is locked."""
        if not by_hand(statement):
            raise InvalidStatement("what is entered by hand comes from the page or the api", ("origin",))
        return self.remember(user_id, [statement])[0]

    def edit(self, preference_id: str, changes: PreferenceChanges) -> Change:
        """Correct an active preference by hand and lock it; one that it now collides with is closed and linked.

        Raises `PreferenceNotFound`, `PreferenceClosed`, `InvalidStatement`.
        """
        check_changes(changes)

        def work(connection: Connection) -> Change:
            held = writing.held(connection, preference_id)
            # To say nothing is no decision of the user's, so that it locks nothing either.
            corrected = edited(held, changes) if changes else held
            if corrected == held:
                return Change("edit", held, "unchanged", None)
            now = self._clock()
            other = writing.holder_of_its_place(connection, corrected)
            return journal.record(connection, edit(held, corrected, other, now), now)

        return self._write(self.get(preference_id).user_id, work)

    def delete(self, preference_id: str) -> Change:
        """Close a preference by hand for good: only a new statement, or undo, brings it back.

        Raises `PreferenceNotFound`, `PreferenceClosed`.
        """

        def work(connection: Connection) -> Change:
            now = self._clock()
            return journal.record(connection, deleted(writing.held(connection, preference_id), now), now)

        return self._write(self.get(preference_id).user_id, work)

    def undo(self, event_id: str) -> Change:
        """Give back exactly what was before the event; this is an event too. Raises `EventNotFound`, `CannotUndo`."""

        def work(connection: Connection) -> Change:
            event = writing.event(connection, event_id)
            now = self._clock()
            transition = writing.undoing(connection, event, now)
            change = journal.record(connection, transition, now, undoes=event_id)
            journal.mark_undone(connection, event_id, str(change.event_id))
            return change

        return self._write(self.event(event_id).user_id, work)

    def recall(
        self, user_id: str, text: str, limit: int | None = 20, budget_tokens: int | None = None
    ) -> tuple[Recalled, ...]:
        """What an answer to `text` should know: constraints and style always, then the nearest within the bounds.

        Behind a rule come its exceptions, beyond the limit too: 榴莲 behind 水果, 早上喝咖啡 behind 咖啡.
        Raises `InvalidStatement` for a user id that cannot be.
        """
        check_user(user_id)
        with reading(self._engine) as connection:
            return self._recaller.recall(connection, Request(user_id, text, limit, budget_tokens))

    def active(self, user_id: str) -> tuple[Preference, ...]:
        """All that holds now, newest first. Raises `InvalidStatement` for a user id that cannot be."""
        check_user(user_id)
        with reading(self._engine) as connection:
            return table.listed(connection, Search({"user_id": user_id, "status": "active"}).clauses)

    def get(self, preference_id: str) -> Preference:
        """One preference, held or closed. Raises `PreferenceNotFound`."""
        with reading(self._engine) as connection:
            return writing.existing(connection, preference_id)

    def find(  # noqa: PLR0913, PLR0917 - one parameter a filter of the list, each of them optional
        self,
        user_id: str | None = None,
        status: Status | None = None,
        polarity: Polarity | None = None,
        kind: Kind | None = None,
        q: str | None = None,
        limit: int = 50,
        cursor: str | None = None,
    ) -> Page:
        """Preferences by filter, newest first; with `q`, by words and meaning, best first. Raises `InvalidCursor`.

        With `user_id` the meaning is compared exactly over that user's rows, held and closed; without it the index is
        asked, which knows what is held. `limit` is brought into 1 to 200.
        """
        if user_id is not None:
            check_user(user_id)
        named = {"user_id": user_id, "status": status, "polarity": polarity, "kind": kind}
        filters = {name: value for name, value in named.items() if value is not None}
        search = Search(filters, q, limit=min(max(limit, 1), 200), cursor=cursor)
        with reading(self._engine) as connection:
            return find(connection, self._meaning, self._index, search)

    def event(self, event_id: str) -> Event:
        """One event, e.g. to see whose it is before it is undone. Raises `EventNotFound`."""
        with reading(self._engine) as connection:
            return writing.event(connection, event_id)

    def events_of(self, user_id: str, message_id: str) -> tuple[Event, ...]:
        """Every event that this message made, oldest first; those that were undone since too."""
        check_user(user_id)
        with reading(self._engine) as connection:
            return journal.of_message(connection, user_id, message_id)

    def history(self, preference_id: str) -> tuple[Event, ...]:
        """Every event of the preference and of those it replaced, oldest first. Raises `PreferenceNotFound`."""
        with reading(self._engine) as connection:
            writing.existing(connection, preference_id)
            return journal.history(connection, preference_id)

    def health(self) -> Health:
        """How store, index and vectors are doing; never raises for what it reports."""
        return health(self._engine, self._index, self._meaning.model)

    def _write(self, user_id: str, work: Callable[[Connection], Result]) -> Result:
        result = write(self._engine, work, lock=f"memory of {user_id}")
        self._on_write()
        return result
