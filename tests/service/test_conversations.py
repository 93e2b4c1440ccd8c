"""The conversations in tests/conversations, each with its own rule, on both databases."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from service.llm.scripted import ScriptedAnswer, ScriptedLanguageModel
from tests.service.conversations import FOLDER, Play, load
from tests.service.running import InProcess, on_both_databases


class Scripted:
    """The scripted model as a voice."""

    def __init__(self, model: ScriptedLanguageModel) -> None:
        self._model = model

    def will_say(self, text: str, finish_reason: str) -> None:
        self._model.add(ScriptedAnswer(text, finish_reason))

    def asked(self) -> Sequence[str]:
        return ["\n".join(request.preferences) for request in self._model.history]


@on_both_databases
@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.yaml")), ids=lambda path: path.stem)
def test_the_conversation_goes_as_it_is_written(service: InProcess, path: Path) -> None:
    play = Play(service, Scripted(service.model))
    for turn in load(path).turns:
        play.turn(turn)


def test_there_are_conversations_to_play() -> None:
    assert FOLDER.joinpath("product.yaml").exists()
