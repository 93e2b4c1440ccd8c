"""Every way in which a model fails has its words in Chinese, also once only its sentence is on record."""

import re

import pytest
from pydantic import SecretStr

from service.errors import LanguageModelBusy, LanguageModelFailed, LanguageModelTimeout
from service.llm.openai_compatible import OpenAICompatibleModel
from service.llm.port import CompletionRequest
from service.web.model_faults import TOO_LATE, UNKNOWN, advice, named, told
from tests.service.openai_server import Answer, OpenAIServer
from tests.service.waiting import awaited

REQUEST = CompletionRequest("answer.v1", "", (), ())
SOON = {"Retry-After": "0.01"}
ENGLISH = re.compile(r"[a-z]{2,} [a-z]{2,}")


def failure(answer: Answer) -> LanguageModelFailed:
    """What the adapter raises of this answer, tried again or not."""
    with OpenAIServer().running() as server:
        server.add(*[answer] * 3)
        model = OpenAICompatibleModel(
            model="m", base_url=server.base_url, api_key=SecretStr("sk-test"), timeout_seconds=5
        )
        return asked(model)


def asked(model: OpenAICompatibleModel) -> LanguageModelFailed:
    async def ask() -> None:
        async for _ in model.stream(REQUEST):
            pass

    with pytest.raises(LanguageModelFailed) as failed:
        awaited(ask())
    return failed.value


@pytest.mark.parametrize(
    ("answer", "name"),
    [
        (Answer(status=401), "密钥被拒绝"),
        (Answer(status=403), "密钥被拒绝"),
        (Answer(status=404), "没有这个模型或地址"),
        (Answer(status=429, headers=SOON), "太忙，或者额度用完了"),
        (Answer(status=500, headers=SOON), "服务器出错，状态 500"),
        (Answer(status=400), "服务器出错，状态 400"),
        (Answer(ending="broken_json"), "回答读不懂：JSONDecodeError"),
    ],
    ids=["401", "403", "404", "429", "500", "400", "broken"],
)
def test_what_a_server_answers_is_told_in_chinese(answer: Answer, name: str) -> None:
    fault = failure(answer)
    assert named(str(fault)) == name
    for words in (told(fault), advice(str(fault))):
        assert words != UNKNOWN
        assert not ENGLISH.search(words)


def test_a_server_that_is_not_there_is_told_in_chinese() -> None:
    nowhere = OpenAICompatibleModel(model="m", base_url="http://127.0.0.1:1/v1", api_key=None, timeout_seconds=5)
    fault = asked(nowhere)
    assert (named(str(fault)), "连不上" in told(fault)) == ("连不上", True)


def test_silence_and_a_rate_limit_are_told_by_their_kind() -> None:
    assert told(LanguageModelTimeout("any")) == TOO_LATE
    assert "过 2 秒" in told(LanguageModelBusy("any", 1.2))
    assert "过一会儿" in told(LanguageModelBusy("any"))


def test_an_error_that_is_not_known_is_told_as_it_came_and_in_the_chat_in_general() -> None:
    assert named("HTTP 418: I am a teapot") == "HTTP 418: I am a teapot"
    assert advice("HTTP 418: I am a teapot") == UNKNOWN


def test_what_broke_an_answer_off_is_told_in_chinese() -> None:
    assert named("RemoteProtocolError") == "连接中途断了"
