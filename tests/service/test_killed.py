"""Killed amid a continuation or a replay: nothing doubled, nothing lost, and nothing pending for ever."""

import json
import signal
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path
from subprocess import CompletedProcess

import httpx2
import pytest
from sqlalchemy import update

from service.llm.scripted import ScriptedAnswer
from service.settings import Settings
from service.tables import bad_cases
from tests.service.openai_server import Answer, OpenAIServer
from tests.service.process import Process
from tests.service.running import Json, Served, on_both_databases
from tests.service.waiting import until

ASK = "周末推荐我做什么？"
CUT, REST = "可以去看展，然后", "再去附近喝杯茶。"
SLOW = Answer("说" * 60, seconds=0.1)
"""Takes a second or so; whoever is killed amid it has heard a part."""


@pytest.fixture
def server() -> Iterator[OpenAIServer]:
    with OpenAIServer().running() as running:
        yield running


def started(folder: Path, server: OpenAIServer) -> Process:
    return Process(folder, LLM_PROVIDER="openai", LLM_BASE_URL=server.base_url, LLM_MODEL="m", OPENAI_API_KEY="sk-x")


def asked(server: OpenAIServer) -> int:
    """How many answers the model was asked for."""
    return sum(request.body is not None for request in server.requests)


def killed_amid(process: Process, server: OpenAIServer, path: str) -> None:
    """Kills the service while it answers this request."""
    before = asked(server)
    with ThreadPoolExecutor(1) as elsewhere:
        pressing = elsewhere.submit(httpx2.post, f"{process.url}/api/v1{path}", timeout=30)
        until(lambda: asked(server) > before, "the model was asked")
        process.end(signal.SIGKILL)
        with pytest.raises(httpx2.TransportError):
            pressing.result()


def case_of(process: Process) -> Json:
    found: list[Json] = process.get("/bad-cases")["items"]
    (case,) = found
    return case


def test_killed_amid_a_continuation_the_answer_stands_as_it_was_and_a_press_goes_on(
    tmp_path: Path, server: OpenAIServer
) -> None:
    process = started(tmp_path, server)
    with process:
        server.add(Answer(CUT, "length"), SLOW)
        cut = process.chat(ASK)
        killed_amid(process, server, f"/messages/{cut['message_id']}/continue")
    with process:
        assert process.get(f"/messages/{cut['message_id']}")["answer"] == CUT
        assert (case_of(process)["trigger"], case_of(process)["outcome"]) == ("button", "failed")
        server.add(Answer(REST))
        assert process.go_on(cut["message_id"])["answer"] == CUT + REST
        outcomes = [case["outcome"] for case in process.get("/bad-cases")["items"]]
    assert outcomes == ["extended", "failed"]


@on_both_databases
def test_killed_between_the_words_and_the_case_the_case_learns_what_came_of_it(settings: Settings) -> None:
    with ExitStack() as closing:
        service = Served(settings, closing)()
        cut = service.cut_answer()
        service.model.add(ScriptedAnswer(REST))
        done = service.go_on(cut["message_id"])
        as_it_lies_there = update(bad_cases).values(
            outcome="pending", continuation_id=None, updated_at=bad_cases.c.created_at
        )
        with service.parts.turns.engine.begin() as connection:
            connection.execute(as_it_lies_there)
    with ExitStack() as closing:
        service = Served(settings, closing)()
        case = service.get(f"/bad-cases/{done['bad_case_id']}")
        assert service.get(f"/messages/{cut['message_id']}")["answer"] == done["answer"]
    assert (case["outcome"], case["continuation"]["id"]) == ("extended", done["segment_id"])


def a_case(process: Process, server: OpenAIServer) -> str:
    server.add(Answer(CUT, "length"))
    process.chat(ASK)
    return str(case_of(process)["id"])


def replayed(process: Process, replay_id: str) -> Json:
    def done() -> Json | None:
        replay = process.get(f"/replays/{replay_id}")
        return replay if replay["status"] == "done" else None

    return until(done, "the replay was done")


def all_there_once(replay: Json, repeat: int) -> None:
    assert [run["attempt"] for run in replay["runs"]] == list(range(repeat))
    assert all(run["verdict"] == "complete" for run in replay["runs"])


def test_a_replay_that_the_service_ran_is_taken_up_by_itself_with_no_run_twice_and_none_missing(
    tmp_path: Path, server: OpenAIServer
) -> None:
    process = started(tmp_path, server)
    with process:
        case_id = a_case(process, server)
        server.add(Answer(REST), Answer(REST), SLOW)
        opened = process.post(f"/bad-cases/{case_id}/replays", {"repeat": 5}).json()
        until(lambda: asked(server) == 4, "the third run had begun")
        process.end(signal.SIGKILL)
    server.add(*[Answer(REST)] * 3)
    with process:
        broken = process.get(f"/replays/{opened['id']}")
        assert (broken["summary"]["runs"], broken["status"] == "done") == (2, False)
        all_there_once(replayed(process, opened["id"]), 5)
        assert len(process.get(f"/bad-cases/{case_id}")["runs"]) == 5
    assert asked(server) == 1 + 3 + 3, "only what was not recorded is asked again"


def test_a_replay_by_command_is_taken_up_by_command(tmp_path: Path, server: OpenAIServer) -> None:
    process = started(tmp_path, server)
    with process:
        case_id = a_case(process, server)
    server.add(Answer(REST), SLOW)
    command = process.begun("replay", "--case", case_id, "--repeat", "3")
    until(lambda: asked(server) == 3, "the second run had begun")
    command.kill()
    told = command.communicate()[1]
    replay_id = told.split("--resume ")[1].split(")")[0]
    server.add(*[Answer(REST)] * 2)
    # For some seconds it is still held by the command that died.
    done = until(lambda: succeeded(process.jide("replay", "--resume", replay_id)), "it was free to be taken up")
    all_there_once(json.loads(done.stdout), 3)
    assert asked(server) == 1 + 2 + 2


def succeeded(command: CompletedProcess[str]) -> CompletedProcess[str] | None:
    return command if command.returncode == 0 else None
