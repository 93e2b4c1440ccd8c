"""Feedback as JSON."""

from dataclasses import asdict
from typing import Annotated, Any

from pydantic import Field, StringConstraints

from memory.model import Kind, Polarity
from memory.validation import CONDITION_CHARACTERS, OBJECT_CHARACTERS
from service.feedback.correcting import Corrected, Correction, LeftAlone, OtherIntent
from service.feedback.store import Feedback, Label, Named
from service.wire import DEFAULT_USER, Body, Storable, UserId, change_json, preference_json

Words = Annotated[str, StringConstraints(min_length=1, max_length=OBJECT_CHARACTERS, strip_whitespace=True), Storable]
Condition = Annotated[
    str, StringConstraints(min_length=1, max_length=CONDITION_CHARACTERS, strip_whitespace=True), Storable
]


class NamedBody(Body):
    object: Words
    polarity: Polarity
    kind: Kind = "taste"
    condition: Condition | None = None


class FeedbackBody(Body):
    label: Label
    user_id: UserId = DEFAULT_USER
    intent: OtherIntent | None = None
    preferences: Annotated[list[NamedBody], Field(max_length=20, default_factory=list)]

    def correction(self) -> Correction:
        named = tuple(Named(**each.model_dump()) for each in self.preferences)
        return Correction(self.label, named, self.intent or "chat")


def corrected_json(corrected: Corrected) -> dict[str, Any]:
    """The feedback, and what became of memory; `left` is what the message had changed and others since."""
    changes = [change_json(change) for change in corrected.changes]
    left = [left_json(each) for each in corrected.left]
    return feedback_json(corrected.feedback) | {"memory": {"changes": changes, "left": left}}


def left_json(left: LeftAlone) -> dict[str, Any]:
    return {"event_id": left.event.id, "preference": preference_json(left.event.after[0]), "detail": left.detail}


def feedback_json(feedback: Feedback) -> dict[str, Any]:
    return {
        "id": feedback.id,
        "user_id": feedback.user_id,
        "message_id": feedback.message_id,
        **asdict(feedback.example),
        "created_at": feedback.created_at,
    }
