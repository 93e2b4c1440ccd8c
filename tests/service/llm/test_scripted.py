"""The scripted model: it plays its queue in order, keeps a history, and behaves as the port demands."""

from contextlib import aclosing

import pytest

from service.errors import LanguageModelFailed
from service.llm.port import ChatMessage, CompletionRequest, Delta, Finished
from service.llm.scripted import ScriptedAnswer, ScriptedLanguageModel
from tests.service.waiting import awaited

REQUEST = CompletionRequest("answer.v1", "回答用户。", (), (ChatMessage("user", "你好"),))


def played(model: ScriptedLanguageModel, request: CompletionRequest = REQUEST) -> list[Delta | Finished]:
    async def listen() -> list[Delta | Finished]:
        async with aclosing(model.stream(request)) as events:
            return [event async for event in events]

    return awaited(listen())


def test_it_says_its_answers_in_order_in_pieces_with_the_end_it_was_given() -> None:
    model = ScriptedLanguageModel([ScriptedAnswer("从前有座山，", "length", chunk_size=4)])
    model.add(ScriptedAnswer("山里有座庙。", None, "eof"))
    assert played(model) == [
        Delta("从前有座"),
        Delta("山，"),
        Finished("length", "done", "scripted", {"input": 2, "output": 6}),
    ]
    assert played(model)[-1] == Finished(None, "eof", "scripted", {"input": 2, "output": 6})


def test_it_remembers_what_it_was_asked() -> None:
    model = ScriptedLanguageModel([ScriptedAnswer("好。")])
    played(model)
    assert model.history == [REQUEST]
    assert model.payload(REQUEST) == REQUEST.as_json()


def test_an_error_comes_before_anything_is_said() -> None:
    model = ScriptedLanguageModel([ScriptedAnswer("不该说出来", error=LanguageModelFailed("on purpose"))])
    with pytest.raises(LanguageModelFailed, match="on purpose"):
        played(model)


def test_asked_once_more_than_it_has_answers_it_says_so() -> None:
    with pytest.raises(LanguageModelFailed, match="no answer left"):
        played(ScriptedLanguageModel([]))


def test_a_request_survives_the_way_through_json() -> None:
    request = CompletionRequest(
        "p.v1", "i", ("喜欢 雨",), (ChatMessage("user", "a"), ChatMessage("assistant", "b")), "部分", "m", 5, 0.5
    )
    assert CompletionRequest.from_json(request.as_json()) == request
