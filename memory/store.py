"""Memory: what is known of each person's likes and dislikes, with every change kept and undoable."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import datetime
from typing import TypeVar

from sqlalchemy import Connection, Engine

from memory import asking, journal, table
from memory.asof import held
from memory.database import migrate, reading, utc_now, wipe, write
from memory.deciding import answer, part, part_name, unite
from memory.duplicates import possible_duplicates
from memory.errors import IndexUnavailable, InvalidStatement
from memory.forgetting import forget
from memory.health import health
from memory.meaning import Meaning
from memory.mention import mentioned
from memory.model import (
    Ask,
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
from memory.parcel import parcel_of
from memory.portable import exported
from memory.ports import Embedder, Naming, VectorIndex
from memory.recall import Recaller, Request
from memory.resolution import by_hand
from memory.search import Search, find
from memory.spelling import Spelling
from memory.taking_in import TakenIn, take_in
from memory.things import forget_names
from memory.transitions import key_of
from memory.validation import check_changes, check_statement, check_user
from memory.writing import Writer, event, existing, held_now

Result = TypeVar("Result")


def migrate_memory(engine: Engine) -> None:
    """Bring memory's tables up to date. Raises `StoreUnavailable`."""
    migrate(engine, "memory:migrations", "memory_version")


class Memory:
    """The one way in. Safe for many threads, and for many processes on one database.

    `naming` says which names are one thing; without one, only spelling does. `on_write` is called after each committed
    change; the service passes `IndexWorker.wake`. Every method may raise `StoreUnavailable`; none raises because
    vectors or Chroma are missing, they go on by words.
    """

    def __init__(  # noqa: PLR0913 - its parts, wired in one place
        self,
        engine: Engine,
        index: VectorIndex,
        embedder: Embedder,
        clock: Callable[[], datetime] = utc_now,
        on_write: Callable[[], None] = lambda: None,
        *,
        naming: Naming | None = None,
    ) -> None:
        self._engine = engine
        self._index = index
        self._meaning = Meaning(embedder)
        self._clock = clock
        self._on_write = on_write
        self._naming = naming or Spelling()
        self._recaller = Recaller(self._meaning, self._naming)

    def remember(self, user_id: str, statements: Sequence[Statement], *, corrects: bool = False) -> tuple[Change, ...]:
        """One change a statement, in their order, in one durable transaction. Raises `InvalidStatement`.

        With `corrects` the user says what a message meant: that it was remembered before, otherwise perhaps, and
        undone since, does not stand in the way.
        """
        for statement in statements:
            check_statement(statement)

        def work(writer: Writer) -> tuple[Change, ...]:
            messages = [statement.message_id for statement in statements]
            known = {} if corrects else journal.applied(writer.connection, user_id, messages, journal.STATING)
            return tuple(writer.remember(statement, known) for statement in statements)

        return self._write(user_id, work) if statements else ()

    def retract(
        self, user_id: str, withdrawn: Sequence[tuple[str, Polarity | None]], message_id: str | None = None
    ) -> tuple[Change, ...]:
        """Close what holds about the named things, under every condition; empty when nothing matches.

        A polarity of None withdraws either. What is locked goes too: the lock guards against silent replacement, and
        this is the user's own word. Raises `InvalidStatement`.
        """
        for name, polarity in withdrawn:
            check_statement(Statement(name, polarity or "like", message_id=message_id))

        def work(writer: Writer) -> tuple[Change, ...]:
            known = journal.applied(writer.connection, user_id, [message_id], ("retract",))
            held = {each.id: each for name, polarity in withdrawn for each in writer.named(name, polarity)}
            spared = {place[1:] for place in known}
            return tuple(writer.retract(each, message_id) for each in held.values() if key_of(each) not in spared)

        return self._write(user_id, work)

    def correct(self, preference_id: str, name: str, message_id: str | None, quote: str | None) -> tuple[Change, ...]:
        """What the preference says was a slip of the tongue: it was meant of the thing `name`. Both in one transaction.

        Raises `PreferenceNotFound`, `PreferenceClosed`, `InvalidStatement`.
        """
        check_statement(Statement(name, "like", quote=quote, message_id=message_id))

        def work(writer: Writer) -> tuple[Change, ...]:
            return writer.respeak(held_now(writer.connection, preference_id), name, message_id, quote)

        return self._write(self.get(preference_id).user_id, work)

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
        return self._write(self.get(preference_id).user_id, lambda writer: writer.edit(preference_id, changes))

    def delete(self, preference_id: str) -> Change:
        """Close a preference by hand for good: only a new statement, or undo, brings it back.

        Raises `PreferenceNotFound`, `PreferenceClosed`.
        """
        return self._write(self.get(preference_id).user_id, lambda writer: writer.delete(preference_id))

    def undo(self, event_id: str) -> Change:
        """Give back exactly what was before the event; this is an event too. Raises `EventNotFound`, `CannotUndo`."""
        return self._write(self.event(event_id).user_id, lambda writer: writer.undo(event_id))

    def undo_message(self, user_id: str, message_id: str) -> tuple[Change, ...]:
        """Take back all that a message did and that still counts, the last first; empty where that is nothing.

        Raises `CannotUndo` when something later stands on one of its events; then nothing is taken back.
        """
        check_user(user_id)

        def work(writer: Writer) -> tuple[Change, ...]:
            made = journal.of_message(writer.connection, user_id, message_id)
            return tuple(writer.undo(event.id) for event in reversed(made) if event.undone_by is None)

        return self._write(user_id, work)

    def merge(self, preference_id: str, into_id: str) -> Change:
        """Two preferences are about one thing, says their user: `into_id` stays, and their names are one from now on.

        Raises `CannotMerge`, `PreferenceNotFound`, `PreferenceClosed`.
        """
        return self._write(self.get(into_id).user_id, lambda writer: unite(writer, preference_id, into_id))

    def split(self, preference_id: str, from_id: str) -> Change:
        """Two preferences are about two things, says their user, and are not taken for one again.

        What one of them had replaced holds again. Raises `CannotSplit`, `PreferenceNotFound`.
        """
        return self._write(self.get(preference_id).user_id, lambda writer: part(writer, preference_id, from_id))

    def split_name(self, preference_id: str, name: str) -> Change:
        """A name by which the preference was also called is another thing: what was said by it stands by itself.

        Raises `CannotSplit`, `PreferenceNotFound`, `PreferenceClosed`.
        """
        return self._write(self.get(preference_id).user_id, lambda writer: part_name(writer, preference_id, name))

    def possible_duplicates(self, user_id: str) -> tuple[tuple[Preference, Preference], ...]:
        """Pairs that may be about one thing, surest first, for their user to `merge` or to `split`."""
        check_user(user_id)
        with reading(self._engine) as connection:
            return possible_duplicates(connection, self._meaning, self._naming, user_id)

    def ask_to_forget_all(self, user_id: str, message_id: str | None = None) -> Ask:
        """The question whether everything shall be forgotten; nothing goes until it is answered."""
        return self._write(user_id, lambda writer: writer.ask_to_forget_all(message_id))

    def asks(self, user_id: str) -> tuple[Ask, ...]:
        """The questions that wait for this user, newest first."""
        check_user(user_id)
        with reading(self._engine) as connection:
            return asking.open_of(connection, user_id)

    def ask(self, ask_id: str) -> Ask:
        """One question, open or closed. Raises `AskNotFound`."""
        with reading(self._engine) as connection:
            return asking.get(connection, ask_id)

    def answer(self, ask_id: str, *, yes: bool) -> tuple[Change, ...]:
        """Do what the user decided; empty where that changes nothing. Raises `AskNotFound`, `AskClosed`."""

        def work(writer: Writer) -> tuple[Change, ...]:
            return answer(writer, asking.still_open(writer.connection, ask_id), yes=yes)

        return self._write(self.ask(ask_id).user_id, work)

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
            return table.active(connection, user_id)

    def get(self, preference_id: str) -> Preference:
        """One preference, held or closed. Raises `PreferenceNotFound`."""
        with reading(self._engine) as connection:
            return existing(connection, preference_id)

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

    def about(self, user_id: str, name: str) -> tuple[Preference, ...]:
        """All that holds about the thing that `name` stands for, under every condition."""
        check_user(user_id)
        with reading(self._engine) as connection:
            return Writer(connection, self._naming, user_id, self._clock()).named(name, None)

    def mentioned(self, user_id: str, text: str) -> tuple[Preference, ...]:
        """All that holds about things whose names stand in the text."""
        return mentioned(text, self.active(user_id))

    def related(self, user_id: str, name: str) -> tuple[Preference, ...]:
        """All that holds about the thing that `name` stands for, and about wider and narrower ones, nearest first."""
        check_user(user_id)
        with reading(self._engine) as connection:
            writer = Writer(connection, self._naming, user_id, self._clock())
            same = writer.named(name, None)
            kin = [each.preference for each in writer.kin(name, writer.names())]
            return (*same, *(each for each in kin if each not in same))

    def held_at(self, user_id: str, at: datetime, known_at: datetime | None = None) -> tuple[Preference, ...]:
        """What held at a moment, as memory knew it by `known_at` (None: by now); newest first.

        With both moments the same: what memory believed then. Raises `InvalidStatement` for a moment without its zone.
        """
        check_user(user_id)
        for field, moment in (("at", at), ("known_at", known_at)):
            if moment is not None and moment.tzinfo is None:
                raise InvalidStatement(f"{field} needs its time zone", (field,))
        with reading(self._engine) as connection:
            return held(connection, user_id, at, known_at or self._clock())

    def event(self, event_id: str) -> Event:
        """One event, e.g. to see whose it is before it is undone. Raises `EventNotFound`."""
        with reading(self._engine) as connection:
            return event(connection, event_id)

    def events_of(self, user_id: str, message_id: str) -> tuple[Event, ...]:
        """Every event that this message made, oldest first; those that were undone since too."""
        check_user(user_id)
        with reading(self._engine) as connection:
            return journal.of_message(connection, user_id, message_id)

    def history(self, preference_id: str) -> tuple[Event, ...]:
        """Every event of the preference and of those it replaced, oldest first. Raises `PreferenceNotFound`."""
        with reading(self._engine) as connection:
            existing(connection, preference_id)
            return journal.history(connection, preference_id)

    def health(self) -> Health:
        """How store, index and vectors are doing; never raises for what it reports."""
        return health(self._engine, self._index, self._meaning.model)

    def export(self, user_id: str) -> Iterator[str]:
        """All that is kept of the user, as JSON Lines of one moment, each with its end; see `memory.portable`.

        The database is read while the lines are taken. Raises `InvalidStatement` for a user id that cannot be.
        """
        check_user(user_id)
        return self._exported(user_id)

    def _exported(self, user_id: str) -> Iterator[str]:
        with reading(self._engine) as connection:
            yield from exported(connection, user_id, self._clock())

    def take_in(self, user_id: str, lines: Iterable[bytes]) -> TakenIn:
        """Bring lines that `export` wrote, or statements from elsewhere, to the user; all of them or none.

        A user who holds nothing gets exactly the life that was exported. One who holds something keeps it: what is
        active in the import goes through the ladder. Taken in again, it changes nothing. Raises `InvalidImport`.
        """
        check_user(user_id)
        parcel = parcel_of(lines)
        return self._write(user_id, lambda writer: take_in(writer, parcel))

    def forget_user(
        self, user_id: str, also: Callable[[Connection], Mapping[str, int]] = lambda _: {}
    ) -> dict[str, int]:
        """Remove every trace of the user, for good; how many rows of which kind went. `also` goes in one transaction.

        The index lets go at once where it answers, else as soon as it does. Raises `StoreUnavailable`; where that says
        so, the rows are gone and only the database's file still has traces: to forget again clears them.
        """

        def work(writer: Writer) -> tuple[dict[str, int], tuple[str, ...]]:
            others = also(writer.connection)
            counts, ids = forget(writer.connection, user_id)
            return counts | {**others}, ids

        counts, ids = self._write(user_id, work)
        forget_names()
        self._recaller.forget(user_id)
        with suppress(IndexUnavailable):
            self._index.delete(self._meaning.model, ids)
        wipe(self._engine)
        return counts

    def _write(self, user_id: str, work: Callable[[Writer], Result]) -> Result:
        check_user(user_id)

        def at_once(connection: Connection) -> Result:
            return work(Writer(connection, self._naming, user_id, self._clock()))

        result = write(self._engine, at_once, lock=f"memory of {user_id}")
        self._on_write()
        return result
