"""The ladder: what becomes of a statement, given what memory holds. Pure and total; anyone can read why.

The reason codes of every change, for the service to turn into words:

| action  | reason              | when |
|---------|---------------------|------|
| add     | new                 | nothing is held that has to do with it |
| add     | other_condition     | something is held about this thing under another condition; both hold |
| add     | exception           | the opposite is held about a wider thing (蔬菜, 胡萝卜); both hold |
| add     | rule                | the opposite is held about a narrower thing, which becomes its exception; both hold |
| add     | perhaps_same        | something is held about what may be the same thing; both hold and are shown |
| confirm | said_again          | the same is held; counted, the newest words and the stronger strength kept |
| replace | opposite            | the opposite was held; the last word wins |
| replace | opposite_constraint | the same, and what was replaced is a constraint, e.g. an allergy: say it aloud |
| replace | opposite_by_hand    | the user entered the opposite by hand, which counts over everything |
| replace | agreed              | the opposite was set by hand, and the user was asked and said yes |
| keep    | locked              | the opposite was set by hand: a message does not replace it, the user is asked |
| keep    | older               | it was said before what is held |
| keep    | deleted_by_hand     | it was said before the user deleted it by hand |
| keep    | seen_before         | this very message has been remembered |
| retract | withdrawn           | the user took it back |
| retract | misspoken           | it was a slip of the tongue; what was meant is stated at once |
| retract | cleared             | the user had everything forgotten, and agreed when asked |
| edit    | corrected           | the user corrected it by hand |
| edit    | merged              | the same, and it became one with another preference, which is closed and linked |
| edit    | unchanged           | the correction changes nothing; there is no event |
| delete  | by_hand             | the user deleted it by hand |
| merge   | one_thing           | the user said that two names are one thing |
| split   | two_things          | the user said that two names are two things |
| undo    | undone              | an event was taken back |
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from memory.model import Preference, Question, Statement
from memory.placing import Kin, Place

Reason = Literal[
    "new",
    "other_condition",
    "exception",
    "rule",
    "perhaps_same",
    "said_again",
    "opposite",
    "opposite_constraint",
    "opposite_by_hand",
    "agreed",
    "locked",
    "older",
    "deleted_by_hand",
    "seen_before",
    "withdrawn",
    "misspoken",
    "cleared",
    "corrected",
    "merged",
    "unchanged",
    "by_hand",
    "one_thing",
    "two_things",
    "undone",
]


@dataclass(frozen=True, slots=True)
class Resolution:
    """What to do with a statement.

    `rival` is what is held and confirmed, replaced or kept; for `add`, what it will stand beside, if anything.
    """

    action: Literal["add", "confirm", "replace", "keep"]
    reason: Reason
    rival: Preference | None = None


def resolve(statement: Statement, place: Place, rivals: Sequence[Preference]) -> Resolution:
    """The ladder's step for `statement`, which is about `place`, among the preferences of one user.

    `rivals` may be any of them, closed ones too: what is about another thing, or was replaced or retracted, counts for
    nothing; what was deleted by hand keeps older statements out.
    """
    about_it = [rival for rival in rivals if rival.thing_key == place.thing_key]
    same = [rival for rival in about_it if rival.condition_key == place.condition_key]
    for rival in same:
        if rival.status == "active":
            return _against(statement, rival)
    for rival in same:
        if _was_deleted_since(statement, rival):
            return Resolution("keep", "deleted_by_hand", rival)
    beside = next((rival for rival in about_it if rival.status == "active"), None)
    return Resolution("add", "other_condition", beside) if beside else Resolution("add", "new")


def beside(statement: Statement, kin: Sequence[Kin]) -> Resolution:
    """How a statement about a thing of which nothing is held is added: with what it is seen together, surest first.

    A narrower or wider thing matters where the two contradict each other, as a rule and its exception.
    """
    for each in kin:
        opposed = each.preference.polarity != statement.polarity
        match each.relation.kind:
            case "unsure":
                return Resolution("add", "perhaps_same", each.preference)
            case "narrower" if opposed:
                return Resolution("add", "exception", each.preference)
            case "wider" if opposed:
                return Resolution("add", "rule", each.preference)
    return Resolution("add", "new")


def question_of(statement: Statement, resolution: Resolution) -> Question | None:
    """What its user must decide about the rival: whether what is locked goes, whether what contradicts is the same."""
    if resolution.reason == "locked":
        return "replace"
    held = resolution.rival
    contradicts = held is not None and held.polarity != statement.polarity
    return "same" if resolution.reason == "perhaps_same" and contradicts else None


def by_hand(statement: Statement) -> bool:
    """Whether the user entered it themselves, on the page or through the API, rather than saying it in chat."""
    return statement.origin in {"page", "api"}


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
