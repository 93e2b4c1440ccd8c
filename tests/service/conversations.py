"""Conversations as data: what is said, what the model would answer, and what must be so behind each turn."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import yaml

FOLDER = Path(__file__).parent.parent / "conversations"
USER = "default"


@dataclass(frozen=True, slots=True)
class Turn:
    """One message (`say`), or one press of the button on the last answer (`press`, its mode); what is None is not held.

    `reply` and `unsaid` are what the reply holds and does not hold; `given` is what the model was told of the user in
    this turn; `active` and `closed` are polarity by object; `asked_model` counts all requests so far.
    """

    say: str | None = None
    press: str | None = None
    answer: Mapping[str, str] | None = None
    intent: str | None = None
    reply: Sequence[str] = ()
    unsaid: Sequence[str] = ()
    whole: str | None = None
    actions: Sequence[str] | None = None
    active: Mapping[str, str] | None = None
    closed: Mapping[str, str] | None = None
    given: Sequence[str] = ()
    verdict: str | None = None
    asked_model: int | None = None
    bad_cases: Sequence[Mapping[str, str]] | None = None


@dataclass(frozen=True, slots=True)
class Conversation:
    rule: str
    turns: tuple[Turn, ...]


class Talked(Protocol):
    """A running service: `get` lists, `chat` and `go_on` answer as the API does."""

    def chat(self, message: str, **body: Any) -> dict[str, Any]: ...
    def go_on(self, message_id: str, **body: Any) -> dict[str, Any]: ...
    def get(self, path: str, **query: Any) -> dict[str, Any]: ...


class Voice(Protocol):
    """What stands in for the language model."""

    def will_say(self, text: str, finish_reason: str) -> None: ...
    def asked(self) -> Sequence[str]:
        """Every request so far, as the text in which the preferences stand."""
        ...


def load(path: Path) -> Conversation:
    written = yaml.safe_load(path.read_text(encoding="utf-8"))
    return Conversation(written["rule"], tuple(Turn(**turn) for turn in written["turns"]))


class Play:
    """Plays a conversation turn by turn and holds what each turn says."""

    def __init__(self, service: Talked, voice: Voice) -> None:
        self._service = service
        self._voice = voice
        self._conversation_id: str | None = None
        self._last_answer = ""

    def turn(self, turn: Turn) -> None:
        if turn.answer is not None:
            self._voice.will_say(turn.answer["text"], turn.answer.get("finish_reason", "stop"))
        answer = self._answer(turn)
        self._conversation_id = answer["conversation_id"]
        if answer["completion"]:
            self._last_answer = answer["message_id"]
        _hold_reply(turn, answer)
        self._hold_model(turn)
        self._hold_memory(turn)

    def _answer(self, turn: Turn) -> dict[str, Any]:
        if turn.press is not None:
            return self._service.go_on(self._last_answer, mode=turn.press)
        assert turn.say is not None
        return self._service.chat(turn.say, conversation_id=self._conversation_id)

    def _hold_model(self, turn: Turn) -> None:
        asked = self._voice.asked()
        if turn.asked_model is not None:
            assert len(asked) == turn.asked_model
        for line in turn.given:
            assert line in asked[-1]

    def _hold_memory(self, turn: Turn) -> None:
        if turn.active is not None:
            assert self._held(lambda status: status == "active") == turn.active
        if turn.closed is not None:
            assert self._held(lambda status: status != "active") == turn.closed
        if turn.bad_cases is not None:
            cases = self._service.get("/bad-cases", user_id=USER)["items"]
            assert len(cases) == len(turn.bad_cases)
            for case, expected in zip(cases, turn.bad_cases, strict=True):
                assert expected.items() <= case.items()

    def _held(self, wanted: Any) -> dict[str, str]:
        listed = self._service.get("/preferences", user_id=USER)["items"]
        found = [preference for preference in listed if wanted(preference["status"])]
        objects = {preference["object"]: preference["polarity"] for preference in found}
        assert len(objects) == len(found), f"one thing stands there twice: {found}"
        return objects


def _hold_reply(turn: Turn, answer: Mapping[str, Any]) -> None:
    for fragment in turn.reply:
        assert fragment in answer["reply"]
    for fragment in turn.unsaid:
        assert fragment not in answer["reply"]
    if turn.whole is not None:
        assert answer["answer"] == turn.whole
    if turn.intent is not None:
        assert answer["intent"]["label"] == turn.intent
    if turn.actions is not None:
        assert [change["action"] for change in answer["memory"]["changes"]] == list(turn.actions)
    if turn.verdict is not None:
        assert answer["completion"]["verdict"] == turn.verdict
