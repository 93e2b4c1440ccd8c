"""Each server is asked to go on in its own way, and in words where it has none or refuses."""

import httpx2
import pytest
from pydantic import SecretStr

from service.continuation.saying import Saying
from service.continuation.segment import Segment
from service.llm.dialects import HOSTS, of_host
from service.llm.openai_compatible import OpenAICompatibleModel
from service.llm.port import ChatMessage, CompletionRequest
from tests.service.openai_server import Answer, OpenAIServer
from tests.service.waiting import awaited

PARTIAL = "周末可以先去美术馆看展览，"
REST = "然后在咖啡馆坐一坐。"
REQUEST = CompletionRequest("answer.v1", "回答。", (), (ChatMessage("user", "周末做什么？"),), PARTIAL, max_tokens=64)


def model_at(base_url: str) -> OpenAICompatibleModel:
    return OpenAICompatibleModel(model="m", base_url=base_url, api_key=SecretStr("sk-1"), timeout_seconds=5.0)


def went_on(model: OpenAICompatibleModel) -> Segment:
    async def listen() -> Segment:
        saying = Saying(model, REQUEST, "resume")
        async for _ in saying.pieces():
            pass
        return saying.segment()

    return awaited(listen())


@pytest.mark.parametrize("owner", ["vllm", "sglang", "llamacpp"])
def test_a_server_that_can_goes_on_with_the_message_itself(owner: str) -> None:
    with OpenAIServer(owner).running() as server:
        server.add(Answer(REST))
        segment = went_on(model_at(server.base_url))
        listed, asked = server.requests
    assert (segment.text, segment.request.way) == (REST, "prefill")
    assert (listed.path, listed.headers["Authorization"]) == ("/v1/models", "Bearer sk-1")
    assert asked.body["messages"][-1] == {"role": "assistant", "content": PARTIAL}
    assert (asked.body["continue_final_message"], asked.body["add_generation_prompt"]) == (True, False)
    assert segment.payload == {key: asked.body[key] for key in segment.payload}


def test_whose_server_it_is_is_asked_once() -> None:
    with OpenAIServer("vllm").running() as server:
        model = model_at(server.base_url)
        for _ in range(3):
            server.add(Answer(REST))
            assert went_on(model).text == REST
        assert [each.path for each in server.requests].count("/v1/models") == 1


def test_a_server_that_refuses_is_asked_in_words_at_once_and_from_then_on() -> None:
    with OpenAIServer("vllm", wants_the_user_last=True).running() as server:
        model = model_at(server.base_url)
        for _ in range(2):
            server.add(Answer(REST, going="echo"))
            segment = went_on(model)
            assert (segment.text, segment.request.way) == (REST, "nudge")
        roles = [each.body["messages"][-1]["role"] for each in server.requests if each.body]
    assert roles == ["assistant", "user", "user"]


@pytest.mark.parametrize("owner", ["library", "organization_owner"])
def test_an_unknown_server_is_asked_in_words(owner: str) -> None:
    with OpenAIServer(owner).running() as server:
        server.add(Answer(REST, going="preamble"))
        segment = went_on(model_at(server.base_url))
    assert (segment.text, segment.request.way) == (REST, "nudge")


def test_a_server_that_lists_no_models_is_asked_in_words() -> None:
    model = model_at("http://127.0.0.1:9")
    assert awaited(model.ways(REQUEST)) == ("nudge",)


@pytest.mark.parametrize(
    ("host", "field"),
    [("api.deepseek.com", "prefix"), ("api.mistral.ai", "prefix"), ("api.moonshot.cn", "partial"),
     ("dashscope.aliyuncs.com", "partial")],
)  # fmt: skip
def test_a_provider_is_known_by_its_address(host: str, field: str) -> None:
    model = model_at(f"https://{host}/v1")
    request = CompletionRequest.from_json(REQUEST.as_json() | {"way": "prefill"})
    assert awaited(model.ways(REQUEST)) == ("prefill", "nudge")
    assert model.payload(request)["messages"][-1] == {"role": "assistant", "content": PARTIAL, field: True}


def test_openai_is_never_asked_to_go_on_with_an_assistants_message() -> None:
    assert awaited(model_at("https://api.openai.com/v1").ways(REQUEST)) == ("nudge",)


def test_every_address_is_a_host() -> None:
    assert all(of_host(f"https://{host}/v1") == (True, HOSTS[host]) for host in HOSTS)
    assert all(httpx2.URL(f"https://{host}/v1").host == host for host in HOSTS)
