"""Which messages are being answered now, so that a page opened meanwhile shows that they are."""

from collections.abc import Collection, Iterator
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

    def texts(self, user_id: str, conversation_id: str | None, unanswered: Collection[str] = ()) -> tuple[str, ...]:
        """What is being answered in this conversation; with None, in one that is only now begun.

        What began a conversation did not know its id: it is one of those recorded there that are `unanswered`.
        """
        mine = [said for said in self._utterances if said.user_id == user_id]
        begun = [said for said in mine if said.conversation_id is None and said.text in unanswered]
        return tuple(said.text for said in mine if said.conversation_id == conversation_id or said in begun)
