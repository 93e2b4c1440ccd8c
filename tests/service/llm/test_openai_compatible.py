"""The adapter for OpenAI-compatible servers, against a real one on loopback that misbehaves in every known way."""

import json
import time
from collections.abc import Iterator
from contextlib import aclosing
from typing import Any

import pytest
from pydantic import SecretStr

from service.continuation.truncation import Verdict, judge
from service.errors import LanguageModelFailed, LanguageModelTimeout
from service.llm.openai_compatible import OpenAICompatibleModel
from service.llm.port import ChatMessage, CompletionRequest, Delta, Finished, Transport
from tests.service.openai_server import MODEL, REQUEST_ID, Answer, Ending, OpenAIServer
from tests.service.waiting import awaited

KEY = "sk-never-to-be-kept"
TEXT = "可以去美术馆看展览。"
REQUEST = CompletionRequest(
    prompt="answer.v1",
    instructions="回答用户。",
    preferences=("喜欢 下雨天",),
    messages=(ChatMessage("user", "周末推荐我做什么？"),),
    max_tokens=256,
)
SOON = {"Retry-After": "0.01"}
TRIES = 3


@pytest.fixture
def server() -> Iterator[OpenAIServer]:
    with OpenAIServer().running() as running:
        yield running


@pytest.fixture
def model(server: OpenAIServer) -> OpenAICompatibleModel:
    return model_at(server.base_url)


def model_at(base_url: str | None, timeout_seconds: float = 5.0) -> OpenAICompatibleModel:
    return OpenAICompatibleModel(
        model="some-model", base_url=base_url, api_key=SecretStr(KEY), timeout_seconds=timeout_seconds
    )


def heard(model: OpenAICompatibleModel, request: CompletionRequest = REQUEST) -> tuple[list[str], Finished]:
    """The pieces of the answer, and the one `Finished` that closes it."""

    async def listen() -> list[Delta | Finished]:
        async with aclosing(model.stream(request)) as events:
            return [event async for event in events]

    *deltas, finished = awaited(listen())
    assert isinstance(finished, Finished)
    pieces = [delta.text for delta in deltas if isinstance(delta, Delta)]
    assert len(pieces) == len(deltas)
    assert all(pieces), "no piece is empty"
    return pieces, finished


def changed(**changes: Any) -> CompletionRequest:
    return CompletionRequest.from_json(REQUEST.as_json() | changes)


# -- what is sent ----------


@pytest.mark.parametrize(
    "request_",
    [
        REQUEST,
        changed(partial="周末可以先去"),
        changed(model="another-model", temperature=0.2),
        changed(max_tokens=None, preferences=()),
    ],
    ids=["plain", "going on", "another model", "no cap"],
)
def test_the_payload_that_is_kept_is_what_was_really_sent(
    server: OpenAIServer, model: OpenAICompatibleModel, request_: CompletionRequest
) -> None:
    server.add(Answer(TEXT))
    heard(model, request_)
    assert [received.body for received in server.requests] == [model.payload(request_)]


def test_the_key_goes_to_the_server_and_nowhere_else(server: OpenAIServer, model: OpenAICompatibleModel) -> None:
    server.add(Answer(TEXT))
    heard(model)
    assert server.requests[0].headers["Authorization"] == f"Bearer {KEY}"
    assert KEY not in json.dumps(model.payload(REQUEST))
    assert KEY not in repr(vars(model))


def test_a_server_of_ones_own_is_told_the_cap_under_the_name_it_knows(model: OpenAICompatibleModel) -> None:
    own, official = model.payload(REQUEST), model_at(None).payload(REQUEST)
    assert (own["max_tokens"], official["max_completion_tokens"]) == (256, 256)
    assert "max_completion_tokens" not in own
    assert "max_tokens" not in official


def test_without_a_key_a_local_server_is_asked_all_the_same(server: OpenAIServer) -> None:
    server.add(Answer(TEXT))
    model = OpenAICompatibleModel(model="m", base_url=server.base_url, api_key=None, timeout_seconds=5)
    assert "".join(heard(model)[0]) == TEXT


# -- how an answer ends ----------


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        (Answer(TEXT), ("stop", "done", "complete")),
        (Answer(TEXT[:6], "length"), ("length", "done", "length")),
        (Answer("可以去美术馆，因为"), ("stop", "done", "premature_stop")),
        (Answer(TEXT, output_tokens=256), ("stop", "done", "length")),
        (Answer(TEXT, "content_filter"), ("content_filter", "done", "filtered")),
        (Answer(""), ("stop", "done", "premature_stop")),
        (Answer("", reasoning="先想一想"), ("stop", "done", "thinking_only")),
        (Answer(TEXT, reasoning="先想一想"), ("stop", "done", "complete")),
        (Answer(TEXT, finish_reason=None), (None, "eof", "network_cut")),
        (Answer(TEXT, ending="eof"), (None, "eof", "network_cut")),
        (Answer(TEXT, ending="half_character"), (None, "error", "network_cut")),
        (Answer(TEXT, ending="reset"), (None, "error", "network_cut")),
        (Answer(TEXT, ending="broken_json"), (None, "error", "network_cut")),
    ],
    ids=str,
)
def test_every_ending_is_told_by_its_facts_and_what_was_said_is_kept(
    server: OpenAIServer,
    model: OpenAICompatibleModel,
    answer: Answer,
    told: tuple[str | None, Transport, Verdict],
) -> None:
    server.add(answer)
    pieces, finished = heard(model)
    assert "".join(pieces) == answer.text
    verdict = judge(answer.text, finished, REQUEST.max_tokens).verdict
    assert (finished.finish_reason, finished.transport, verdict) == told


def test_a_server_that_falls_silent_behind_its_first_words_has_timed_out(server: OpenAIServer) -> None:
    server.add(Answer(TEXT, ending="stall"))
    pieces, finished = heard(model_at(server.base_url, timeout_seconds=2))
    assert "".join(pieces) == TEXT
    assert finished.transport == "timeout"


def test_the_facts_of_an_answer_are_kept(server: OpenAIServer, model: OpenAICompatibleModel) -> None:
    server.add(Answer(TEXT, output_tokens=9))
    pieces, finished = heard(model)
    assert len(pieces) > 1, "it is streamed"
    assert finished == Finished("stop", "done", MODEL, {"input": 7, "output": 9}, REQUEST_ID)


def test_the_facts_before_a_break_are_kept_with_the_fault(server: OpenAIServer, model: OpenAICompatibleModel) -> None:
    server.add(Answer(TEXT, ending="reset"))
    _, finished = heard(model)
    assert finished.request_id == REQUEST_ID
    assert finished.error


# -- failing before anything was said ----------


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        (Answer(status=401), "OPENAI_API_KEY"),
        (Answer(status=403), "OPENAI_API_KEY"),
        (Answer(status=404), "LLM_MODEL"),
        (Answer(status=429, headers=SOON), "rate limit"),
        (Answer(status=500, headers=SOON), "500"),
        (Answer(status=400), "400"),
        (Answer(ending="reset"), "could not be reached"),
        (Answer(ending="broken_json"), "could not be read"),
    ],
    ids=str,
)
def test_a_model_that_fails_before_it_says_anything_is_an_error_that_says_what_to_do(
    server: OpenAIServer, model: OpenAICompatibleModel, answer: Answer, told: str
) -> None:
    server.add(*[answer] * TRIES)
    with pytest.raises(LanguageModelFailed, match=told) as failure:
        heard(model)
    assert not isinstance(failure.value, LanguageModelTimeout)
    assert KEY not in str(failure.value)


def test_a_server_that_is_not_there_is_an_error_that_names_the_address_setting() -> None:
    with pytest.raises(LanguageModelFailed, match="LLM_BASE_URL"):
        heard(model_at("http://127.0.0.1:9/v1"))


@pytest.mark.parametrize("ending", ["stall", "silence"])
def test_a_server_that_says_nothing_is_given_up_within_the_time_that_is_set(
    server: OpenAIServer, ending: Ending
) -> None:
    server.add(*[Answer(ending=ending)] * TRIES)
    begin = time.monotonic()
    with pytest.raises(LanguageModelTimeout, match="LLM_TIMEOUT_SECONDS"):
        heard(model_at(server.base_url, timeout_seconds=0.5))
    assert time.monotonic() - begin < 1.5, "trying again does not multiply the time"


def test_a_server_that_asks_to_come_back_is_asked_again(server: OpenAIServer, model: OpenAICompatibleModel) -> None:
    server.add(Answer(status=429, headers=SOON), Answer(status=500, headers=SOON), Answer(TEXT))
    assert "".join(heard(model)[0]) == TEXT
    assert len(server.requests) == TRIES


def test_a_busy_server_that_says_when_is_asked_again_then_and_no_sooner(
    server: OpenAIServer, model: OpenAICompatibleModel
) -> None:
    server.add(Answer(status=429, headers={"Retry-After": "1"}), Answer(TEXT))
    begin = time.monotonic()
    assert "".join(heard(model)[0]) == TEXT
    assert time.monotonic() - begin >= 1


def test_a_server_that_streams_nothing_is_asked_for_the_whole_answer_and_after_three_times_at_once(
    server: OpenAIServer, model: OpenAICompatibleModel
) -> None:
    server.add(*[Answer(TEXT, streamed=False, output_tokens=9)] * 7)
    for _ in range(4):
        assert heard(model) == ([TEXT], Finished("stop", "done", MODEL, {"input": 7, "output": 9}, REQUEST_ID))
    assert [request.body["stream"] for request in server.requests] == [True, False, True, False, True, False, False]
    assert model.payload(REQUEST) == server.requests[-1].body


def test_an_emoji_that_comes_in_halves_is_whole_and_a_lone_half_harms_nothing(
    server: OpenAIServer, model: OpenAICompatibleModel
) -> None:
    server.add(Answer("好\ud83d\ude00！", chunk_size=1), Answer("好\ud83d！", chunk_size=1))
    assert "".join(heard(model)[0]) == "好😀！"
    assert "".join(heard(model)[0]) == "好\ufffd！"


def test_a_server_that_does_not_count_in_a_stream_streams_all_the_same() -> None:
    with OpenAIServer(unknown=frozenset({"stream_options"})).running() as server:
        server.add(Answer(TEXT))
        model = model_at(server.base_url)
        pieces, finished = heard(model)
        assert ("".join(pieces), finished.usage) == (TEXT, {})
        assert len(pieces) > 1
        assert model.payload(REQUEST) == server.requests[-1].body
