"""What an answer should know of a person: constraints and style always, then what is nearest to the question."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection

from memory import table, vectors
from memory.meaning import Meaning
from memory.model import Because, Recalled
from memory.ports import Kinds
from memory.ranking import matrix_of, mixed, tokens_of
from memory.rules import with_exceptions
from memory.scan import KeptScans, Scan
from memory.things import searched_text
from memory.vectors import Candidates, State

NAMED = 0.5
"""From this share of its bigrams on, a thing counts as named in the question."""

MOST_CHANGED = 500
"""Where more has changed since, reading it all again takes no longer than finding out what."""


@dataclass(frozen=True, slots=True)
class Request:
    """For whom, for which text, and how much at most; a bound of None does not bind."""

    user_id: str
    text: str
    limit: int | None
    budget_tokens: int | None


@dataclass(frozen=True, slots=True)
class Told:
    """A row of the scan that is to be told, why, and behind which other row as its exception."""

    row: int
    because: Because
    score: float
    rule: int | None


class Recaller:
    """Answers recalls, and keeps what it read for the next one. Safe for many threads."""

    def __init__(self, meaning: Meaning, kinds: Kinds) -> None:
        self._meaning = meaning
        self._kinds = kinds
        self._kept = KeptScans()

    def recall(self, connection: Connection, request: Request) -> tuple[Recalled, ...]:
        """The user's active preferences that bear on the text, those always told first, within the bounds.

        An exact scan over this user's rows only, so that its time does not grow with the number of users.
        """
        state = vectors.state(connection, request.user_id)
        query = self._meaning.of_query(request.text, state.space)
        scan = self._scan(connection, request.user_id, state, query)
        told = list(_within(_ranked(scan, query, request), scan, request.budget_tokens))
        return _read(connection, scan, told)

    def forget(self, user_id: str) -> None:
        """Let go of what was read of the user, so that nothing of them stays in this process."""
        self._kept.forget(user_id, self._meaning.model)

    def _scan(self, connection: Connection, user_id: str, state: State, query: NDArray[np.float32] | None) -> Scan:
        """All the user's active preferences: those kept where nothing has changed since, else what did is read."""
        model = self._meaning.model
        kept = self._kept.get(user_id, model)
        if kept is not None and kept.newest == state.newest:
            return kept
        scan = None
        if kept is not None and query is not None:
            scan = self._brought_up(connection, user_id, kept, state, query)
        if scan is None:
            held = vectors.active(connection, model, user_id)
            scan = Scan(state.newest, state.number or 0, held.rows, self._matrix(held, query), self._kinds)
        if scan.complete:
            self._kept.keep(user_id, model, scan)
        elif state.newest is None:
            self._kept.forget(user_id, model)
        return scan

    def _brought_up(
        self, connection: Connection, user_id: str, kept: Scan, state: State, query: NDArray[np.float32]
    ) -> Scan | None:
        """What was kept, with what the events since have changed; None where that is too much, or the user is anew."""
        if state.newest is None or kept.vectors.shape[1] != len(query):
            return None
        changed = vectors.changed_since(connection, user_id, kept.number, str(kept.newest))
        if changed is None or len(changed) > MOST_CHANGED:
            return None
        fresh = vectors.active(connection, self._meaning.model, user_id, changed)
        return kept.changed(state.newest, state.number or 0, changed, fresh.rows, self._matrix(fresh, query))

    def _matrix(self, held: Candidates, query: NDArray[np.float32] | None) -> NDArray[np.float32]:
        if query is None:
            return np.zeros((len(held.rows), 0), dtype=np.float32)
        return matrix_of(self._meaning.completed(held), len(query))


def _ranked(scan: Scan, query: NDArray[np.float32] | None, request: Request) -> list[Told]:
    """What is told if nothing but the limit binds, in its order; exceptions and what is always told go beyond it."""
    near = scan.cosines(query)
    overlaps = scan.names.overlaps(searched_text(request.text))
    scores = mixed(near, overlaps)
    order = np.lexsort((-scores, ~scan.always))  # stable: of equals the newest first
    if request.limit is not None:
        order = order[: max(request.limit, int(scan.always.sum()))]

    def why(row: int) -> Because:
        if scan.always[row]:
            return "always"
        if overlaps[row] >= NAMED:
            return "words"
        return "meaning" if near[row] else "recent"

    return [
        Told(row, why(row) if rule is None else "exception", float(scores[row]), rule)
        for row, rule in with_exceptions(order.tolist(), scan.exceptions, scores.__getitem__)
    ]


def _within(ranked: Sequence[Told], scan: Scan, budget_tokens: int | None) -> Iterator[Told]:
    """The first that the budget holds; those that are `always` told count, but are never left out."""
    spent = 0
    for each in ranked:
        row = scan.rows[each.row]
        spent += tokens_of(row.object, row.condition)
        if budget_tokens is not None and spent > budget_tokens and each.because != "always":
            return
        yield each


def _read(connection: Connection, scan: Scan, told: Sequence[Told]) -> tuple[Recalled, ...]:
    ids = [scan.rows[each.row].id for each in told]
    unread = [each for each in ids if each not in scan.read]
    scan.read.update((preference.id, preference) for preference in table.by_ids(connection, unread))
    return tuple(
        Recalled(
            scan.read[scan.rows[each.row].id],
            each.because,
            round(each.score, 4),
            None if each.rule is None else scan.rows[each.rule].id,
        )
        for each in told
    )
