"""What an answer should know of a person: constraints and style always, then what is nearest to the question."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from memory import table, vectors
from memory.meaning import Meaning
from memory.model import Because, Preference, Recalled
from memory.ranking import Words, cosines, mixed, within
from memory.table import preferences
from memory.things import searched_text
from memory.vectors import Candidate

NAMED = 0.5
"""From this share of its bigrams on, a thing counts as named in the question."""


@dataclass(frozen=True, slots=True)
class Request:
    """For whom, for which text, and how much at most; a bound of None does not bind."""

    user_id: str
    text: str
    limit: int | None
    budget_tokens: int | None


def recall(connection: Connection, meaning: Meaning, request: Request) -> tuple[Recalled, ...]:
    """The user's active preferences that bear on the text, those always told first, within the bounds.

    An exact scan over this user's rows only, so that its time does not grow with the number of users.
    """
    rows = vectors.candidates(
        connection, meaning.model, (preferences.c.user_id == request.user_id, preferences.c.status == "active")
    )
    found = sorted(_scored(connection, meaning, rows, request.text), key=_order, reverse=True)
    told = _worth_reading(found, request.limit)
    read = {preference.id: preference for preference in table.by_ids(connection, [row.id for row, _, _ in told])}
    return within(
        [_recalled(read[row.id], why, score) for row, why, score in told], request.limit, request.budget_tokens
    )


def _scored(
    connection: Connection, meaning: Meaning, rows: Sequence[Candidate], text: str
) -> list[tuple[Candidate, Because, float]]:
    if not rows:
        return []
    query = meaning.of_query(text, connection)
    near = [0.0] * len(rows) if query is None else cosines(meaning.completed(rows), query).tolist()
    words = Words(searched_text(text))
    scored: list[tuple[Candidate, Because, float]] = []
    for row, cosine in zip(rows, near, strict=True):
        overlap = words.overlap(row.thing_key)
        scored.append((row, _why(row, cosine, overlap), mixed(cosine, overlap)))
    return scored


def _why(row: Candidate, cosine: float, overlap: float) -> Because:
    if row.kind != "taste":
        return "always"
    if overlap >= NAMED:
        return "words"
    return "meaning" if cosine else "recent"


def _order(scored: tuple[Candidate, Because, float]) -> tuple[bool, float]:
    return scored[1] == "always", scored[2]


def _worth_reading(
    found: list[tuple[Candidate, Because, float]], limit: int | None
) -> list[tuple[Candidate, Because, float]]:
    always = sum(why == "always" for _, why, _ in found)
    return found if limit is None else found[: max(limit, always)]


def _recalled(preference: Preference, why: Because, score: float) -> Recalled:
    return Recalled(preference, why, round(score, 4))
