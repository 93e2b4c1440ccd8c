"""What a message says, as far as memory is concerned: the words that the rest of `intent` speaks in."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Intent = Literal["state", "retract", "query", "continue", "chat"]
Polarity = Literal["like", "dislike"]
Kind = Literal["taste", "constraint", "style"]
Strength = Literal["weak", "normal", "strong"]
Scope = Literal["everything", "latest"]

INTENTS: tuple[Intent, ...] = ("state", "retract", "query", "continue", "chat")
KINDS: tuple[Kind, ...] = ("taste", "constraint", "style")


@dataclass(frozen=True, slots=True)
class Utterance:
    """One message of a conversation: who said it, and the words."""

    speaker: Literal["user", "assistant"]
    text: str


@dataclass(frozen=True, slots=True)
class StatedPreference:
    """One liking or disliking that an utterance names.

    `object` is the shortest span, copied from the utterance, that names what is liked or disliked; `quote` is the
    clause it was said in, copied too, and `span` is that clause's half-open range of characters in the utterance.
    Where `named_in` is "context", it only points (这部电影我也很喜欢), and `object` is copied from an earlier one.
    """

    object: str
    polarity: Polarity
    kind: Kind
    condition: str | None
    strength: Strength
    quote: str
    span: tuple[int, int]
    named_in: Literal["message", "context"] = "message"


@dataclass(frozen=True, slots=True)
class Question:
    """What a `query` wants to know of the speaker's own preferences; a None leaves that side open.

    我喜欢什么？ asks for every `like`; 我喜欢下雨天吗？ for the `object` 下雨天; 我有什么忌口？ for every `constraint`;
    你记得我什么？ for all there is.
    """

    polarity: Polarity | None = None
    object: str | None = None
    kind: Kind | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """What the reader made of one utterance.

    `probabilities` has one entry for each intent and sums to 1. `stated` is filled only for `state`, `withdrawn` only
    for `retract` (empty there when the speaker withdraws without naming anything), `question` only for `query`.
    `deixis` says that the object is only a pronoun or a phrase that an earlier turn must explain; where one did,
    `stated` has what it named. `unsure` says that the reader would rather ask than store. `scope` is what a `retract`
    that names no thing takes back: all that is remembered, or what was said last; None where it does not say.
    `suspected` has what a `chat` message would state if, against the odds, it stated something: for whoever knows that
    the speaker has spoken of that thing before.
    """

    text: str
    intent: Intent
    probabilities: Mapping[Intent, float]
    asks: bool
    deixis: bool
    unsure: bool
    stated: tuple[StatedPreference, ...]
    withdrawn: tuple[StatedPreference, ...]
    question: Question | None
    model_version: str
    scope: Scope | None = None
    suspected: tuple[StatedPreference, ...] = ()
