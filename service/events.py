"""What happens while a message is answered, in order: read, remembered, said piece by piece, done."""

from dataclasses import dataclass

from intent.model import Reading
from memory.model import Ask, Change, Preference
from service.continuation.segment import Segment


@dataclass(frozen=True, slots=True)
class IntentRead:
    """How the message was read; `user_message_id` is its own id, under which it will be recorded."""

    reading: Reading
    user_message_id: str


@dataclass(frozen=True, slots=True)
class MemoryChanged:
    """What the message did to memory, which preferences the answer is given, and what the user is asked to decide."""

    changes: tuple[Change, ...] = ()
    used: tuple[Preference, ...] = ()
    asks: tuple[Ask, ...] = ()


@dataclass(frozen=True, slots=True)
class Said:
    """A piece of the reply, in order: first the receipt, then the model's words."""

    text: str


@dataclass(frozen=True, slots=True)
class Completion:
    """How the model's answer ended, by the segment it ends with; whether that `is_new` with this message or press.

    `unavailable` says that there was none to be had, and why.
    """

    segment: Segment | None
    notice: str | None = None
    unavailable: str | None = None
    is_new: bool = True


@dataclass(frozen=True, slots=True)
class Done:
    """The whole reply. `reply` is what this message or press added; `answer` the whole message it stands in.

    `message_id` is the reply's own id, `user_message_id` that of the message it answers, None after a press.
    """

    conversation_id: str
    message_id: str
    reply: str
    answer: str
    reading: Reading | None
    memory: MemoryChanged
    completion: Completion | None
    bad_case_id: str | None = None
    user_message_id: str | None = None


ChatEvent = IntentRead | MemoryChanged | Said | Done
