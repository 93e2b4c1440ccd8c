"""Which messages are being answered now, so that a page opened meanwhile shows that they are."""

from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from service.chat.conversation import Utterance
from service.turns import Message


@dataclass(frozen=True, slots=True, eq=False)
class _Held:
    utterance: Utterance
    message_id: Callable[[], str | None]


class UnderWay:
    """One for all pages."""

    def __init__(self) -> None:
        self._held: list[_Held] = []

    @contextmanager
    def holding(self, utterance: Utterance, message_id: Callable[[], str | None] = lambda: None) -> Iterator[None]:
        """While the block runs, the utterance is being answered; `message_id` tells its id, once that is known."""
        held = _Held(utterance, message_id)
        self._held.append(held)
        try:
            yield
        finally:
            self._held.remove(held)

    def texts(self, user_id: str, conversation_id: str | None, recorded: Collection[Message] = ()) -> tuple[str, ...]:
        """What is being answered in this conversation; with None, in one that is only now begun.

        What began a conversation did not know its id: it is one of those `recorded` there without an answer. What has
        an answer that still goes on is shown as answered.
        """
        answered = {message.reply_to for message in recorded}
        mine = [held for held in self._held if held.utterance.user_id == user_id]
        waiting = [held.utterance for held in mine if held.message_id() is None or held.message_id() not in answered]
        asked = unanswered(recorded)
        begun = [said for said in waiting if said.conversation_id is None and said.text in asked]
        return tuple(said.text for said in waiting if said.conversation_id == conversation_id or said in begun)


def unanswered(recorded: Collection[Message]) -> set[str]:
    """The words of the user's that have no reply."""
    answered = {message.reply_to for message in recorded}
    return {message.text for message in recorded if message.role == "user" and message.id not in answered}
