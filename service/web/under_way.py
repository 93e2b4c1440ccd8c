"""Which messages are being answered now, so that a page opened meanwhile shows them; they are recorded at the end."""

from collections.abc import Iterator
from contextlib import contextmanager

from service.chat.conversation import Utterance


class UnderWay:
    """One for all pages."""

    def __init__(self) -> None:
        self._utterances: list[Utterance] = []

    @contextmanager
    def holding(self, utterance: Utterance) -> Iterator[None]:
        self._utterances.append(utterance)
        try:
            yield
        finally:
            self._utterances.remove(utterance)

    def texts(self, user_id: str, conversation_id: str | None) -> tuple[str, ...]:
        """What is being answered in this conversation; with None, in one that is only now begun."""
        here = (user_id, conversation_id)
        return tuple(said.text for said in self._utterances if (said.user_id, said.conversation_id) == here)
