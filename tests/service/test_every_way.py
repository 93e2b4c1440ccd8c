"""Whatever way a model's server ends an answer: the verdict, the answer after one press, and the case that is kept."""

from collections.abc import AsyncGenerator, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field
from typing import Any

import pytest
from pydantic import SecretStr

from service.llm.openai_compatible import OpenAICompatibleModel
from service.llm.port import CompletionRequest, Delta, Finished, LanguageModel
from service.llm.port import Way as HowToGoOn
from service.llm.scripted import ScriptedLanguageModel
from service.settings import Settings
from tests.service.openai_server import Answer, OpenAIServer
from tests.service.running import InProcess, Json, Served

ASK = "周末推荐我做什么？"
HALF, REST = "可以去美术馆看展览，", "看完再去附近喝杯茶。"
WHOLE = "可以去美术馆看展览。"
CODE = "```python\nprint(1)\n"
TABLE = "| 日子 | 去处 |\n|---|---|\n| 周六 | 美术馆 |\n| 周日 | 茶"
FIVE = "推荐五个去处：\n1. 美术馆\n2. 公园\n3. 茶馆"
CAP = 1024
# Enough for a first word beside other work, and what a silent server costs.
PATIENCE = 3.0
SOON = {"Retry-After": "0.01"}
TRIES = 3

STRICT = {"owned_by": "vllm", "wants_the_user_last": True}
NO_PREFIX = {"owned_by": "vllm", "unknown": frozenset({"continue_final_message"})}
NO_COUNTING = {"unknown": frozenset({"stream_options"})}

Played = str | Answer | tuple[Answer, ...]


@dataclass(frozen=True)
class Way:
    """What the server does, and what comes of it: `joined` is the answer after one press, which `then` answers.

    `told` is what the user is told at once where there is no answer at all. Words alone are an answer that says stop.
    """

    name: str
    does: Played
    verdict: str
    joined: str
    then: Played = REST
    outcome: str = "extended"
    told: str | None = None
    server: Mapping[str, Any] = field(default_factory=dict)


WAYS = [
    # It says stop, too early: by what is left open, or by the last words.
    Way("stop behind a comma", HALF, "premature_stop", HALF + REST),
    Way("stop in a sentence", "可以去看展览，因为", "premature_stop", "可以去看展览，因为" + REST),
    Way("stop in a word", "Go to the **exhib", "premature_stop", "Go to the **exhib" + REST),
    Way("stop in code", CODE, "premature_stop", f"{CODE}print(2)\n```", "print(2)\n```"),
    Way("stop in an item", "三件事：\n1. 看展\n2.", "premature_stop", "三件事：\n1. 看展\n2. 喝茶", " 喝茶"),
    Way("stop in a table", TABLE, "premature_stop", f"{TABLE}馆 |", "馆 |"),
    Way("stop in JSON", '{"周六": "看展",', "premature_stop", '{"周六": "看展","周日": 1}', '"周日": 1}'),
    Way("three of five", FIVE, "premature_stop", f"{FIVE}\n4. 湖边\n5. 书店", "\n4. 湖边\n5. 书店"),
    Way("stop and nothing", "", "premature_stop", REST),
    # What nobody can tell from a whole answer; only a press says so.
    Way("stop behind a sentence", WHOLE, "complete", WHOLE + REST),
    Way("a whole answer", WHOLE, "complete", WHOLE, WHOLE, "already_complete"),
    # The cap, told or not.
    Way("length", Answer(HALF, "length"), "length", HALF + REST),
    Way("the cap behind a sentence", Answer(WHOLE, output_tokens=CAP), "length", WHOLE + REST),
    # The way to the model breaks.
    Way("no end marker", Answer(HALF, ending="eof"), "network_cut", HALF + REST),
    Way("no finish_reason", Answer(WHOLE, None), "network_cut", WHOLE + REST),
    Way("an end within a token", Answer(HALF, ending="half_token"), "network_cut", HALF + REST),
    Way("an end within a character", Answer(HALF, ending="half_character"), "network_cut", HALF + REST),
    Way("broken JSON", Answer(HALF, ending="broken_json"), "network_cut", HALF + REST),
    Way("a reset", Answer(HALF, ending="reset"), "network_cut", HALF + REST),
    Way("a stall", Answer(HALF, ending="stall"), "network_cut", HALF + REST),
    # It only thinks, or thinks aloud.
    Way("only thoughts", Answer("", reasoning="想了很久"), "thinking_only", REST),
    Way("only thoughts, not counted", Answer("", reasoning="想", tells_usage=False), "premature_stop", REST),
    Way("only thoughts in tags", "<think>想了很久", "thinking_only", REST),
    Way("thoughts in tags", f"<think>想了很久</think>\n\n{HALF}", "premature_stop", HALF + REST),
    Way("thoughts to the cap", Answer("", "length", reasoning="想"), "thinking_only", REST),
    # What is said again is dropped.
    Way("an echo", Answer(HALF, "length"), "length", HALF + REST, Answer(REST, going="echo")),
    Way("from the start again", Answer(HALF, "length"), "length", HALF + REST, Answer(REST, going="restart")),
    Way("a preamble", Answer(HALF, "length"), "length", HALF + REST, Answer(REST, going="preamble")),
    Way("a fence opened again", Answer(CODE, "length"), "length", f"{CODE}f()\n```", "```python\nf()\n```"),
    # Servers that want it otherwise.
    Way("the user has to speak last", HALF, "premature_stop", HALF + REST, server=STRICT),
    Way("going on is an unknown field", HALF, "premature_stop", HALF + REST, server=NO_PREFIX),
    Way("counting is an unknown field", HALF, "premature_stop", HALF + REST, server=NO_COUNTING),
    Way("no stream", (Answer(HALF, streamed=False),) * 2, "premature_stop", HALF + REST),
    Way("no stream, at the cap", (Answer(HALF, "length", streamed=False),) * 2, "length", HALF + REST),
    Way("a stream without an event", (Answer("", ending="eof"), Answer(HALF)), "premature_stop", HALF + REST),
    Way("no usage", Answer(WHOLE, tells_usage=False), "complete", WHOLE + REST),
    Way("filtered", Answer(HALF, "content_filter"), "filtered", HALF + REST),
    # It fails at first.
    Way("busy once", (Answer(status=429, headers=SOON), Answer(HALF)), "premature_stop", HALF + REST),
    Way("broken once", (Answer(status=500, headers=SOON), Answer(HALF)), "premature_stop", HALF + REST),
    # It fails before it says anything: the user is told, and what was asked can be asked again.
    Way("busy", (Answer(status=429, headers=SOON),) * TRIES, "unavailable", REST, told="rate limit"),
    Way("broken", (Answer(status=500, headers=SOON),) * TRIES, "unavailable", REST, told="500"),
    Way("refused", Answer(status=400), "unavailable", REST, told="400"),
    Way("a wrong key", Answer(status=401), "unavailable", REST, told="OPENAI_API_KEY"),
    Way("silence", Answer(ending="silence"), "unavailable", REST, told="LLM_TIMEOUT_SECONDS"),
    Way("a reset at once", Answer(ending="reset"), "unavailable", REST, told="could not be reached"),
    # The press itself comes to nothing, or is cut as well.
    Way("the press fails", HALF, "premature_stop", HALF, (Answer(status=500, headers=SOON),) * TRIES, "failed"),
    Way("the press is refused", HALF, "premature_stop", HALF, Answer(status=400), "refused"),
    Way("the press is filtered", HALF, "premature_stop", HALF, Answer("", "content_filter"), "refused"),
    Way("the press only echoes", HALF, "premature_stop", HALF, Answer("", going="echo"), "echoed"),
    Way("the press is cut as well", HALF, "premature_stop", HALF + "然后", Answer("然后", "length")),
]


@dataclass
class Current:
    """The model of the server that misbehaves now, so that one service does for all of them."""

    model: LanguageModel
    name: str = "current"
    notice: str | None = None

    async def prepare(self) -> None:
        await self.model.prepare()

    async def ways(self, request: CompletionRequest) -> tuple[HowToGoOn, ...]:
        return await self.model.ways(request)

    def payload(self, request: CompletionRequest) -> dict[str, Any]:
        return self.model.payload(request)

    def stream(self, request: CompletionRequest) -> AsyncGenerator[Delta | Finished]:
        return self.model.stream(request)


@pytest.fixture(scope="module")
def current() -> Current:
    return Current(ScriptedLanguageModel([]))


@pytest.fixture(scope="module")
def service(current: Current, tmp_path_factory: pytest.TempPathFactory) -> Iterator[InProcess]:
    with ExitStack() as closing:
        yield Served(Settings(data_dir=tmp_path_factory.mktemp("ways"), llm_provider="none"), closing)(current)


@pytest.fixture
def server(way: Way, current: Current) -> Iterator[OpenAIServer]:
    with OpenAIServer(**way.server).running() as running:
        current.model = OpenAICompatibleModel(
            model="m", base_url=running.base_url, api_key=SecretStr("sk-x"), timeout_seconds=PATIENCE
        )
        yield running


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.name)
def test_every_way_ends_in_the_right_verdict_a_whole_answer_or_a_word_to_the_user_and_a_case(
    service: InProcess, server: OpenAIServer, way: Way
) -> None:
    server.add(*_several(way.does))
    events = service.stream("/api/v1/chat", message=ASK, user_id=way.name)
    name, said = events[-1]
    if way.told:
        assert (name, way.told in said["detail"]) == ("error", True), said
    else:
        assert (name, said["completion"]["verdict"]) == ("done", way.verdict), said["completion"]
        assert "".join(data["text"] for name, data in events if name == "delta") == said["reply"]
    detected = service.get("/bad-cases", user_id=way.name)["items"]
    is_cut = way.verdict not in {"complete", "filtered"}
    assert [(case["trigger"], case["outcome"]) for case in detected] == [("detected", "untried")] * is_cut
    message_id = said["message_id"] if not way.told else detected[0]["message_id"]

    server.add(*_several(way.then))
    service.client.post(f"/api/v1/messages/{message_id}/continue")
    assert service.get(f"/messages/{message_id}")["answer"] == way.joined
    case = _pressed_case(service, way)
    assert (case["trigger"], case["outcome"], case["cut"]["verdict"]) == ("button", way.outcome, way.verdict)
    assert case["partial"] == ("" if way.told else said["reply"])


def _pressed_case(service: InProcess, way: Way) -> Json:
    (case,) = (case for case in service.get("/bad-cases", user_id=way.name)["items"] if case["trigger"] == "button")
    return service.get(f"/bad-cases/{case['id']}")


def _several(played: Played) -> tuple[Answer, ...]:
    answer = Answer(played) if isinstance(played, str) else played
    return answer if isinstance(answer, tuple) else (answer,)
