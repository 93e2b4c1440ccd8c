"""Reads a message with the conversation it stands in."""

from collections.abc import Sequence

from intent.answering import answered
from intent.classifier import Reader
from intent.closed_class import scoped
from intent.model import Reading, Utterance
from intent.reference import LOOKED_AT
from service.turns import Message

READ_BEFORE = LOOKED_AT + 2
"""Messages fetched: those a pronoun may mean, and a question which one was meant with its answer."""


def read_in(reader: Reader, text: str, recorded: Sequence[Message]) -> Reading:
    """The reading of `text` behind the `recorded` messages, oldest first; the answer to 哪一个 names what was meant."""
    context = [Utterance(message.role, message.whole) for message in recorded]
    reading = reader.read(text, context)
    return scoped(answered(reading, context) if asked_which_one(recorded) else reading)


def asked_which_one(recorded: Sequence[Message]) -> bool:
    return bool(recorded) and recorded[-1].decided.get("asks") == "which_one"
