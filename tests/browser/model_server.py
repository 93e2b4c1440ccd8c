"""The scripted language model server, which can also be made to think until the test lets it speak."""

import json
import threading

from tests.service.openai_server import Answer, OpenAIServer


class ModelServer(OpenAIServer):
    """Answers at once, unless it is held back."""

    def __init__(self) -> None:
        super().__init__()
        self._may_speak = threading.Event()
        self.reset()

    def reset(self) -> None:
        self._answers.clear()
        self.requests.clear()
        self._at_once = 0
        self._may_speak.set()

    def hold_back(self, after: int = 0) -> None:
        """Lets it think, once it has given so many answers more."""
        self._at_once = after
        self._may_speak.clear()

    def speak(self) -> None:
        self._may_speak.set()

    def next_answer(self) -> Answer:
        if self._at_once:
            self._at_once -= 1
        else:
            self._may_speak.wait(30)
        return super().next_answer()

    def last_asked(self) -> str:
        """All that the model was sent with the last question, as text."""
        return json.dumps(self.requests[-1].body["messages"], ensure_ascii=False)
