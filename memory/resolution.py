"""The ladder: what becomes of a statement, given what memory holds. Pure and total; anyone can read why.

The reason codes of every change, for the service to turn into words:

| action  | reason              | when |
|---------|---------------------|------|
| add     | new                 | nothing is held about this thing |
| add     | other_condition     | something is held about it under another condition; both hold |
| confirm | said_again          | the same is held; counted, the newest words and the stronger strength kept |
| replace | opposite            | the opposite was held; the last word wins |
| replace | opposite_constraint | the same, and what was replaced is a constraint, e.g. an allergy: say it aloud |
| replace | opposite_by_hand    | the user entered the opposite by hand, which counts over everything |
| keep    | locked              | the opposite was set by hand, and a message does not silently replace it |
| keep    | older               | it was said before what is held |
| keep    | deleted_by_hand     | it was said before the user deleted it by hand |
| keep    | seen_before         | this very message has been remembered |
| retract | withdrawn           | the user took it back |
| edit    | corrected           | the user corrected it by hand |
| edit    | merged              | the same, and it became one with another preference, which is closed and linked |
| edit    | unchanged           | the correction changes nothing; there is no event |
| delete  | by_hand             | the user deleted it by hand |
| undo    | undone              | an event was taken back |
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from memory.model import Preference, Statement
from memory.things import condition_key, thing_key

Reason = Literal[
    "new",
    "other_condition",
    "said_again",
    "opposite",
    "opposite_constraint",
    "opposite_by_hand",
    "locked",
    "older",
    "deleted_by_hand",
    "seen_before",
    "withdrawn",
    "corrected",
    "merged",
    "unchanged",
    "by_hand",
    "undone",
]


@dataclass(frozen=True, slots=True)
class Resolution:
    """What to do with a statement; `rival` is what is held and confirmed, replaced or kept, None for `add`."""

    action: Literal["add", "confirm", "replace", "keep"]
    reason: Reason
    rival: Preference | None = None


def resolve(statement: Statement, rivals: Sequence[Preference]) -> Resolution:
    """The ladder's step for `statement` among the preferences of one user.

    `rivals` may be any of them, closed ones too: what is about another thing, or was replaced or retracted, counts for
    nothing; what was deleted by hand keeps older statements out.
    """
    thing, condition = thing_key(statement.object), condition_key(statement.condition)
    about_it = [rival for rival in rivals if thing_key(rival.object) == thing]
    same = [rival for rival in about_it if condition_key(rival.condition) == condition]
    for rival in same:
        if rival.status == "active":
            return _against(statement, rival)
    for rival in same:
        if _was_deleted_since(statement, rival):
            return Resolution("keep", "deleted_by_hand", rival)
    return Resolution("add", "other_condition" if any(rival.status == "active" for rival in about_it) else "new")


def by_hand(statement: Statement) -> bool:
    """Whether the user entered it themselves, on the page or through the API, rather than saying it in chat."""
    return statement.origin != "chat"


def _was_deleted_since(statement: Statement, rival: Preference) -> bool:
    if by_hand(statement) or statement.stated_at is None or rival.valid_until is None:
        return False
    return rival.status == "deleted" and statement.stated_at <= rival.valid_until


def _against(statement: Statement, held: Preference) -> Resolution:
    if not by_hand(statement) and statement.stated_at is not None and statement.stated_at < held.valid_from:
        return Resolution("keep", "older", held)
    if statement.polarity == held.polarity:
        return Resolution("confirm", "said_again", held)
    if by_hand(statement):
        return Resolution("replace", "opposite_by_hand", held)
    if held.locked:
        return Resolution("keep", "locked", held)
    loses_constraint = held.kind == "constraint" and statement.kind != "constraint"
    return Resolution("replace", "opposite_constraint" if loses_constraint else "opposite", held)
