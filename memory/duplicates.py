"""Which of a user's preferences may be about one thing: shown to the user, who alone decides."""

from collections.abc import Iterator, Sequence
from itertools import combinations

import numpy as np
from sqlalchemy import Connection, select

from memory import journal, table, vectors
from memory.meaning import Meaning
from memory.model import Preference
from memory.ports import Naming
from memory.table import events

COMPARED_ALL = 120
"""With so many things every pair is compared by name; with more, each thing with its nearest in meaning."""
NEAREST = 8
MOST_SHOWN = 50

Pair = tuple[Preference, Preference]


def possible_duplicates(connection: Connection, meaning: Meaning, naming: Naming, user_id: str) -> tuple[Pair, ...]:
    """Pairs of active preferences about what may be one thing, surest first; at most 50.

    Vectors only propose which to compare (they cannot tell one thing from two alike); whether two are shown depends on
    their names. Pairs that the user has said to be two things are left out.
    """
    held = table.active(connection, user_id)
    apart = _told_apart(connection, user_id)
    found = []
    for one, other in _candidates(connection, meaning, user_id, held):
        if one.thing_key == other.thing_key or _names(one, other) in apart:
            continue
        relation = naming.relation(one.object, other.object)
        # Two names that are the same by now became two entries before the vocabulary knew.
        if relation.kind in {"unsure", "same"}:
            found.append((relation.confidence, (one, other)))
    found.sort(key=lambda each: each[0], reverse=True)
    return tuple(pair for _, pair in found[:MOST_SHOWN])


def _candidates(connection: Connection, meaning: Meaning, user_id: str, held: Sequence[Preference]) -> Iterator[Pair]:
    if len(held) <= COMPARED_ALL:
        yield from combinations(held, 2)
        return
    found = vectors.active(connection, meaning.model, user_id)
    pairs = zip(found.rows, found.vectors, strict=True)
    known = [(row.id, np.frombuffer(vector, dtype="<f4")) for row, vector in pairs if vector is not None]
    if len(known) < 2:
        return
    by_id = {preference.id: preference for preference in held}
    rows, matrix = [by_id[each] for each, _ in known], np.stack([vector for _, vector in known])
    proposed: set[tuple[int, int]] = set()
    for start in range(0, len(rows), 256):
        near = matrix[start : start + 256] @ matrix.T
        best = np.argpartition(-near, min(NEAREST, len(rows) - 1), axis=1)[:, : NEAREST + 1].tolist()
        proposed |= {(min(at, each), max(at, each)) for at, others in enumerate(best, start) for each in others}
    yield from ((rows[one], rows[other]) for one, other in sorted(proposed) if one != other)


def _names(one: Preference, other: Preference) -> frozenset[str]:
    return frozenset((one.object, other.object))


def _told_apart(connection: Connection, user_id: str) -> set[frozenset[str]]:
    query = select(events).where(events.c.user_id == user_id, events.c.action == "split", events.c.undone_by.is_(None))
    split = [journal.as_event(row) for row in connection.execute(query)]
    return {frozenset(preference.object for preference in event.after) for event in split}
