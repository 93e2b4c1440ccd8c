"""The words that memory speaks in: what is said, what is held, what is decided, what has happened."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal, TypedDict

Polarity = Literal["like", "dislike"]
Kind = Literal["taste", "constraint", "style"]
Strength = Literal["weak", "normal", "strong"]
Origin = Literal["chat", "page", "api", "import"]
Status = Literal["active", "replaced", "retracted", "deleted"]
Action = Literal["add", "confirm", "replace", "keep", "retract", "edit", "delete", "undo", "merge", "split"]
Question = Literal["replace", "same", "forget_all"]
Answer = Literal["yes", "no", "moot"]
Because = Literal["always", "words", "meaning", "recent", "exception"]

STRENGTHS: tuple[Strength, ...] = ("weak", "normal", "strong")


@dataclass(frozen=True, slots=True)
class Statement:
    """One liking or disliking as it was said, before memory has decided what becomes of it.

    `quote` and `message_id` say in which words and in which message; both are None for what was typed into a form.
    `stated_at` says when; None means now. What was said before something newer, or before the user deleted it by hand,
    does not come back by being heard again, and a message that has been remembered is never applied twice.
    """

    object: str
    polarity: Polarity
    kind: Kind = "taste"
    condition: str | None = None
    strength: Strength = "normal"
    quote: str | None = None
    message_id: str | None = None
    origin: Origin = "chat"
    stated_at: datetime | None = None


class PreferenceChanges(TypedDict, total=False):
    """What an edit sets; a key left out stays as it is, and a condition of None takes the condition away."""

    object: str
    polarity: Polarity
    kind: Kind
    condition: str | None
    strength: Strength


@dataclass(frozen=True, slots=True)
class Preference:
    """What memory holds, or once held, of one user about one thing under one condition.

    It holds from `valid_from` until `valid_until` (None: still). `locked` says that the user set it by hand, so that no
    statement read from chat may silently replace it. `replaced_by` is the id of the preference that took its place.
    `thing_key` and `condition_key` are its place: two preferences of a user with the same `thing_key` are about one
    thing, whatever they call it, and of one place only one is active.
    """

    id: str
    user_id: str
    object: str
    polarity: Polarity
    kind: Kind
    condition: str | None
    strength: Strength
    quote: str | None
    message_id: str | None
    origin: Origin
    locked: bool
    status: Status
    valid_from: datetime
    valid_until: datetime | None
    replaced_by: str | None
    times_confirmed: int
    thing_key: str
    condition_key: str


@dataclass(frozen=True, slots=True)
class Change:
    """What one call did: the preference as it is afterwards, the one it replaced, and the event that can be undone.

    `reason` is a code that the service turns into words; the codes are listed in `memory/resolution.py`. `event_id` is
    None where nothing changed, as with `keep`. `beside` is what an added preference is seen with: the rule it is an
    exception to, the same under another condition, or what may be the same thing. `ask` is what the user must decide.
    """

    action: Action
    preference: Preference
    reason: str
    event_id: str | None
    replaced: Preference | None = None
    beside: Preference | None = None
    ask: "Ask | None" = None


@dataclass(frozen=True, slots=True)
class Ask:
    """A question that waits for its user's yes or no.

    `replace`: shall `statement` replace `preference`, which they set by hand? `same`: is what `statement` names the
    thing that `preference` is about? `forget_all`: shall everything held go? `answer` is None while it is open, and
    `moot` where it was settled otherwise.
    """

    id: str
    user_id: str
    question: Question
    preference: Preference | None
    statement: Statement | None
    message_id: str | None
    asked_at: datetime
    answer: Answer | None = None
    answered_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Event:
    """One change as the history keeps it: each touched preference before (None: it did not exist) and after.

    `said` is the name by which the statement that made it called the thing; None where no statement did.
    """

    id: str
    user_id: str
    preference_id: str
    action: Action
    reason: str
    message_id: str | None
    at: datetime
    undone_by: str | None
    before: tuple[Preference | None, ...]
    after: tuple[Preference, ...]
    said: str | None = None


@dataclass(frozen=True, slots=True)
class Recalled:
    """A preference that was found for a question, with why it is told.

    `always` (constraints and style), `words` (it is named in the question), `meaning` (by cosine), `recent`: nothing
    could be compared, so the newest come first; or `exception`: it stands right behind the rule that it is an exception
    to, whose id is `exception_to`. `score` orders those of one answer and means nothing beyond it.
    """

    preference: Preference
    because: Because
    score: float
    exception_to: str | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a list, and the cursor that the next call takes; None where the list ends."""

    items: tuple[Preference, ...]
    next_cursor: str | None


@dataclass(frozen=True, slots=True)
class Health:
    """How memory's parts are doing.

    `index` is `ok`, `empty` or `behind` what SQL holds (`pending` rows wait for it), or `down`; `detail` says why and
    what to do. `stored_model` names the space of the stored vectors (None: there are none yet). While `reindex_needed`,
    recall and search go by words only.
    """

    store: bool
    index: Literal["ok", "empty", "behind", "down"]
    pending: int
    configured_model: str
    stored_model: str | None
    reindex_needed: bool
    detail: str
