"""Finding preferences for a page or an administrator: by filter, newest first, or by words and meaning, best first."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain

from sqlalchemy import ColumnElement, Connection

from memory import table, vectors
from memory.errors import EmbedderUnavailable, IndexUnavailable, InvalidCursor
from memory.meaning import Meaning
from memory.model import Page, Preference
from memory.ports import VectorIndex
from memory.ranking import matrix_of
from memory.table import preferences
from memory.things import searched_text

MOST_FOUND = 200
"""A search by words and meaning ends here; what is still further away answers nobody."""


@dataclass(frozen=True, slots=True)
class Search:
    """What is looked for. `filters` are column values that must be equal; `user_id` is one of them if it is given."""

    filters: dict[str, str]
    q: str | None = None
    limit: int = 50
    cursor: str | None = None

    @property
    def clauses(self) -> tuple[ColumnElement[bool], ...]:
        return tuple(preferences.c[name] == value for name, value in self.filters.items())


def find(connection: Connection, meaning: Meaning, index: VectorIndex, search: Search) -> Page:
    """One page of what is found. Raises `InvalidCursor`."""
    if not (search.q and search.q.strip()):
        return _newest_first(connection, search)
    start = _offset(search.cursor)
    ids = _best_first(connection, meaning, index, search, search.q)
    items = table.by_ids(connection, ids[start : start + search.limit])
    end = start + search.limit
    return Page(items, f"from:{end}" if end < len(ids) else None)


def _newest_first(connection: Connection, search: Search) -> Page:
    before = None
    if search.cursor is not None:
        before = search.cursor.removeprefix("before:")
        if before == search.cursor or not before.isascii() or not before.isprintable():
            raise InvalidCursor(f"{search.cursor!r} is no cursor of this list; ask again without one")
    found = table.listed(connection, search.clauses, search.limit + 1, before)
    items = found[: search.limit]
    return Page(items, f"before:{items[-1].id}" if len(found) > search.limit else None)


def _offset(cursor: str | None) -> int:
    if cursor is None:
        return 0
    number = cursor.removeprefix("from:")
    if number == cursor or not number.isascii() or not number.isdigit() or len(number) > 4:
        raise InvalidCursor(f"{cursor!r} is no cursor of this search; ask again without one")
    return int(number)


def _best_first(connection: Connection, meaning: Meaning, index: VectorIndex, search: Search, q: str) -> list[str]:
    """Ids: those that hold the words, then those that are near in meaning, without repetition."""
    worded = _by_words(connection, search, q)
    near = _by_meaning(connection, meaning, index, search, q)
    return list(dict.fromkeys(chain((preference.id for preference in worded), near)))[:MOST_FOUND]


def _by_words(connection: Connection, search: Search, q: str) -> tuple[Preference, ...]:
    words = searched_text(q)
    if not words:
        return ()
    contains = preferences.c.searched.contains(words, autoescape=True)
    found = table.listed(connection, (*search.clauses, contains), MOST_FOUND)
    return tuple(sorted(found, key=lambda preference: len(preference.object)))


def _by_meaning(connection: Connection, meaning: Meaning, index: VectorIndex, search: Search, q: str) -> Sequence[str]:
    """Near ids, nearest first: exactly over one user's rows; over everyone's by the index, read back from SQL."""
    query = meaning.of_query(q, vectors.vector_space(connection))
    if query is None:
        return ()
    try:
        enough = meaning.near(query)
        if "user_id" in search.filters:
            found = vectors.candidates(connection, meaning.model, search.clauses)
            cosines = matrix_of(meaning.completed(found), len(query)) @ query
            scored = zip((row.id for row in found.rows), cosines.tolist(), strict=True)
            hits = sorted(scored, key=lambda hit: hit[1], reverse=True)
        else:
            hits = index.nearest(meaning.model, query, MOST_FOUND)
    except (EmbedderUnavailable, IndexUnavailable):
        return ()
    near = [preference_id for preference_id, cosine in hits if cosine >= enough]
    return [preference.id for preference in table.by_ids(connection, near) if _meets(preference, search.filters)]


def _meets(preference: Preference, filters: dict[str, str]) -> bool:
    return all(getattr(preference, name) == value for name, value in filters.items())
