"""The whole story of one correction: find the message, put memory right, keep the message as a labelled example."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from intent.classifier import Reader
from intent.model import Intent
from memory.errors import CannotUndo
from memory.model import Change, Event, Statement
from memory.store import Memory
from memory.validation import check_statement
from service.errors import InvalidRequest, NotFound
from service.feedback.store import Effect, Example, Feedback, FeedbackStore, Label, Named
from service.turns import Message, Turns

OtherIntent = Literal["retract", "query", "continue", "chat"]


@dataclass(frozen=True, slots=True)
class Correction:
    """What the user says of a message: that it states nothing, being of `intent` rather, or that it states these."""

    label: Label
    preferences: tuple[Named, ...] = ()
    intent: OtherIntent = "chat"


@dataclass(frozen=True, slots=True)
class LeftAlone:
    """What the message had changed and what stays so, since a later change stands on it."""

    event: Event
    detail: str


@dataclass(frozen=True, slots=True)
class Corrected:
    """The feedback as kept, what it changed in memory, and what it left alone there."""

    feedback: Feedback
    changes: tuple[Change, ...]
    left: tuple[LeftAlone, ...]


@dataclass(frozen=True, slots=True)
class Corrections:
    """Takes corrections. Memory goes first: repeated after a fault, a correction ends in the same place."""

    reader: Reader
    memory: Memory
    turns: Turns
    store: FeedbackStore

    def correct(self, message_id: str, user_id: str, correction: Correction) -> Corrected:
        """Raises `NotFound`, `InvalidRequest`, and memory's `InvalidStatement`, with nothing changed."""
        message = self._message(message_id, user_id)
        _check(correction, message)
        earlier = self.store.on([message_id]).get(message_id)
        before = earlier.changes if earlier else ()
        changes, left = self._put_right(message, correction, before)
        made = tuple(Effect(change.event_id, change.preference.id) for change in changes if change.event_id)
        kept = self.store.put(user_id, message_id, self._example(message, correction), (*before, *made))
        return Corrected(kept, changes, left)

    def take_back(self, feedback_id: str) -> Corrected:
        """Withdraws the example, and undoes in memory what the corrections of its message did. Raises `NotFound`."""
        withdrawn = self.store.remove(feedback_id)
        return Corrected(withdrawn, *self._undone([effect.event_id for effect in withdrawn.changes]))

    def suggestion(self, message_id: str, user_id: str) -> tuple[Named, ...]:
        """What the reader would name as the preferences of the message; empty where it finds none."""
        stated = self.reader.read(self._message(message_id, user_id).text).stated
        return tuple(Named(each.object, each.polarity, each.kind, each.condition) for each in stated)

    def _message(self, message_id: str, user_id: str) -> Message:
        message = self.turns.message(message_id)
        if message is None or message.user_id != user_id:
            raise NotFound(f"user {user_id!r} has no message {message_id!r}")
        if message.role != "user":
            raise InvalidRequest(
                f"message {message_id!r} is a reply; name the message it answers, {message.reply_to!r}", ["message_id"]
            )
        return message

    def _put_right(
        self, message: Message, correction: Correction, earlier: Sequence[Effect]
    ) -> tuple[tuple[Change, ...], tuple[LeftAlone, ...]]:
        """Undoes all that the message did, or what an `earlier` correction had it state, and remembers the new."""
        did = [event.id for event in self.memory.events_of(message.user_id, message.id)]
        if correction.label == "not_a_preference":
            return self._undone(did)
        by_correction = {effect.event_id for effect in earlier}
        withdrawn, left = self._undone([event_id for event_id in did if event_id in by_correction])
        statements = [_statement(named, message) for named in correction.preferences]
        return (*withdrawn, *self.memory.remember(message.user_id, statements, corrects=True)), left

    def _undone(self, event_ids: Sequence[str]) -> tuple[tuple[Change, ...], tuple[LeftAlone, ...]]:
        """Takes the events back, the last one first, but for those on which a later change stands."""
        changes, left = [], []
        for event_id in reversed(event_ids):
            event = self.memory.event(event_id)  # read now, since undoing a later one may have brought it back
            if event.undone_by is None:
                try:
                    changes.append(self.memory.undo(event_id))
                except CannotUndo as error:
                    left.append(LeftAlone(event, str(error)))
        return tuple(changes), tuple(left)

    def _example(self, message: Message, correction: Correction) -> Example:
        """A message recorded before it was noted whether it asks something is read again for that."""
        decided = message.decided
        asks = decided["asks"] if "asks" in decided else self.reader.read(message.text).asks
        intent: Intent = "state" if correction.label == "missed" else correction.intent
        return Example(
            text=message.text,
            label=correction.label,
            intent=intent,
            asks=asks or intent in {"query", "continue"},
            preferences=correction.preferences,
            model_version=decided["model_version"],
        )


def _check(correction: Correction, message: Message) -> None:
    """All of it before anything is changed."""
    if correction.label == "not_a_preference":
        if correction.preferences:
            raise InvalidRequest("what is not a preference names none; leave `preferences` out", ["preferences"])
        return
    if not correction.preferences:
        raise InvalidRequest("name at least one preference that the message states", ["preferences"])
    for place, named in enumerate(correction.preferences):
        if named.object not in message.text:
            raise InvalidRequest(
                f"{named.object!r} is not part of the message; copy the words as they stand in it",
                [f"preferences.{place}.object"],
            )
        check_statement(_statement(named, message))


def _statement(named: Named, message: Message) -> Statement:
    """As said in chat: a later message may contradict it, as it may any other."""
    return Statement(
        object=named.object,
        polarity=named.polarity,
        kind=named.kind,
        condition=named.condition,
        quote=message.text,
        message_id=message.id,
        origin="chat",
    )
