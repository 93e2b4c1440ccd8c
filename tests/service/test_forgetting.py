"""A user is forgotten: no table, no file and no log has a word of theirs; everybody else's are all there."""

import signal
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from service.llm.scripted import ScriptedAnswer
from tests.service.openai_server import Answer, OpenAIServer
from tests.service.process import Process
from tests.service.running import CUT, InProcess, answered, on_both_databases
from tests.service.waiting import until

ZHANG, LI = "zhang-7f3a", "li-9c2e"


def life(service: InProcess, user: str, word: str) -> str:
    """Everything that leaves traces: statements, a lock with a question, an answer pressed, a correction; the case."""
    for message in (f"我喜欢{word}鹦鹉", f"我讨厌{word}鹦鹉", f"我喜欢{word}石头"):
        service.chat(message, user_id=user)
    body = {"object": f"{word}香水", "polarity": "like", "user_id": user}
    assert service.client.post("/api/v1/preferences", json=body).status_code == 201
    service.chat(f"我讨厌{word}香水", user_id=user)
    service.model.add(ScriptedAnswer("好。"))
    said = service.chat(f"{word}夕阳和我八字相合，你说呢？", user_id=user)
    label = {"label": "missed", "user_id": user, "preferences": [{"object": f"{word}夕阳", "polarity": "like"}]}
    assert service.client.post(f"/api/v1/messages/{said['user_message_id']}/feedback", json=label).is_success
    service.model.add(ScriptedAnswer(f"{word}{CUT.text}", "length"), ScriptedAnswer(f"再喝{word}茶。"))
    cut = service.chat("周末推荐我做什么？", user_id=user)
    case: str = service.go_on(cut["message_id"])["bad_case_id"]
    return case


def replayed(service: InProcess, *cases: str) -> str:
    service.model.add(*[ScriptedAnswer("说完了。")] * len(cases))
    opened = service.client.post("/api/v1/replays", json={"bad_case_ids": list(cases)}).json()["id"]
    service.replayed(opened)
    return str(opened)


def forgotten(service: InProcess, user: str) -> dict[str, int]:
    counts: dict[str, int] = answered(service.client.delete(f"/api/v1/users/{user}"))["forgotten"]
    return counts


def rows_with(service: InProcess, *words: str) -> list[str]:
    rows = [row for table in service.everything_stored().values() for row in table]
    return [row for row in rows if any(word in row for word in words)]


@on_both_databases
def test_every_row_of_theirs_goes_and_nobody_elses(service: InProcess) -> None:
    mine, theirs = life(service, ZHANG, "琥珀"), life(service, LI, "翡翠")
    together, alone = replayed(service, mine, theirs), replayed(service, mine)
    others = rows_with(service, LI, "翡翠")
    counts = forgotten(service, ZHANG)
    assert {name for name, count in counts.items() if count == 0} <= {"vectors"}
    assert counts["bad_cases"] == counts["feedback"] == counts["replays"] == counts["asks"] == 1
    assert counts["replay_runs"] == 2
    assert rows_with(service, ZHANG, "琥珀", mine) == []
    assert rows_with(service, LI, "翡翠") == others
    replay = service.get(f"/replays/{together}")
    assert (replay["status"], replay["bad_case_ids"], replay["total"]) == ("done", [theirs], 1)
    assert service.client.get(f"/api/v1/replays/{alone}").status_code == 404


def test_one_who_is_not_known_is_forgotten_already(service: InProcess) -> None:
    life(service, LI, "翡翠")
    before = service.everything_stored()
    for _ in range(2):
        assert set(forgotten(service, "nobody").values()) == {0}
    assert service.everything_stored() == before


@pytest.mark.parametrize("user", ["a/b", "张 三", "100%"])
def test_any_users_name_can_stand_in_the_path(service: InProcess, user: str) -> None:
    service.client.post("/api/v1/preferences", json={"object": "猫", "polarity": "like", "user_id": user})
    escaped = "".join(f"%{byte:02X}" for byte in user.encode())
    assert answered(service.client.delete(f"/api/v1/users/{escaped}"))["forgotten"]["preferences"] == 1


def test_a_user_that_cannot_be_is_refused(service: InProcess) -> None:
    response = service.client.delete(f"/api/v1/users/{'u' * 129}")
    assert (response.status_code, response.json()["error"]) == (422, "InvalidRequest")


def test_their_conversation_cannot_be_gone_on_with_and_they_may_begin_anew(service: InProcess) -> None:
    cut = service.cut_answer(user_id=ZHANG)
    forgotten(service, ZHANG)
    gone = {"message": "我喜欢猫", "user_id": ZHANG, "conversation_id": cut["conversation_id"]}
    assert service.client.post("/api/v1/chat", json=gone).status_code == 404
    assert service.client.post(f"/api/v1/messages/{cut['message_id']}/continue", json={}).status_code == 404
    assert service.chat("我喜欢猫", user_id=ZHANG)["memory"]["changes"][0]["action"] == "add"


# -- the files ----------


@pytest.fixture
def server() -> Iterator[OpenAIServer]:
    with OpenAIServer().running() as running:
        yield running


@pytest.fixture
def process(tmp_path: Path, server: OpenAIServer) -> Process:
    environment = {"LLM_PROVIDER": "openai", "LLM_BASE_URL": server.base_url, "LLM_MODEL": "m", "OPENAI_API_KEY": "sk"}
    return Process(tmp_path, **environment)


def live(process: Process, server: OpenAIServer, user: str, word: str) -> None:
    """A life in a process of its own, with a replay, a refused import and a question."""
    for message in (f"我喜欢{word}鹦鹉", f"我讨厌{word}鹦鹉", f"我喜欢{word}石头"):
        process.chat(message, user_id=user)
    answered(process.post("/preferences", {"object": f"{word}香水", "polarity": "like", "user_id": user}))
    process.chat(f"我讨厌{word}香水", user_id=user)
    server.add(Answer("好。"), Answer(f"{word}可以去看展，然后", "length"), Answer(f"喝{word}茶。"), Answer("说完了。"))
    said = process.chat(f"{word}夕阳和我八字相合，你说呢？", user_id=user)
    label = {"label": "missed", "user_id": user, "preferences": [{"object": f"{word}夕阳", "polarity": "like"}]}
    answered(process.post(f"/messages/{said['user_message_id']}/feedback", label))
    cut = process.chat("周末推荐我做什么？", user_id=user)
    case = process.go_on(cut["message_id"])["bad_case_id"]
    replay = answered(process.post(f"/bad-cases/{case}/replays"))["id"]
    until(lambda: process.get(f"/replays/{replay}")["status"] == "done", "the replay ended")
    assert process.post(f"/preferences/import?user_id={user}", [f"{word}琉璃"]).status_code == 422
    until(lambda: process.readiness()["memory"]["pending"] == 0, "the index had followed")


def files_with(folder: Path, word: str) -> list[str]:
    """Every file in which the word stands, as UTF-8, UTF-16 or escaped as in JSON."""
    written = (word.encode(), word.encode("utf-16-le"), word.encode("unicode_escape"))
    files = [path for path in folder.rglob("*") if path.is_file()]
    return [str(path.relative_to(folder)) for path in files if any(each in path.read_bytes() for each in written)]


@pytest.mark.parametrize("by", ["api", "command beside it", "command afterwards"])
def test_no_file_and_no_log_has_a_word_of_theirs(
    tmp_path: Path, process: Process, server: OpenAIServer, by: str
) -> None:
    """What they named is found in the folder before and nowhere after; another user's words are all still there."""
    command = ("forget", "--user", ZHANG, "--yes")
    with process:
        live(process, server, ZHANG, "琥珀")
        live(process, server, LI, "翡翠")
        assert files_with(tmp_path / "data", ZHANG)
        held = process.get("/preferences", user_id=LI)["items"]
        if by == "api":
            answered(process._client.delete(f"/api/v1/users/{ZHANG}"))
        elif by == "command beside it":
            assert process.jide(*command).returncode == 0
            until(lambda: process.readiness()["memory"]["pending"] == 0, "the index had followed")
        process.end(signal.SIGTERM)
    if by == "command afterwards":
        told = process.jide(*command)
        assert told.returncode == 0, told.stderr
    assert [files_with(tmp_path, word) for word in (ZHANG, "琥珀")] == [[], []]
    assert files_with(tmp_path / "data", LI)
    assert process.log.count("Traceback") == 0
    with process:
        assert process.get("/preferences", user_id=LI)["items"] == held
        assert process.get("/preferences", user_id=ZHANG)["items"] == []
        assert len(process.get("/bad-cases")["items"]) == 1


def test_what_is_answered_while_they_are_forgotten_does_not_end_the_service(service: InProcess) -> None:
    """An answer under way reaches whoever asked, and nothing of it is recorded."""
    service.model.add(ScriptedAnswer("慢慢说，" * 10, delay_seconds=0.01))
    with ThreadPoolExecutor(1) as pool:
        asking = pool.submit(service.chat, "周末推荐我做什么？", user_id=ZHANG)
        until(lambda: len(service.model.history) == 1, "the model was asked")
        forgotten(service, ZHANG)
        assert asking.result()["reply"]
    assert forgotten(service, ZHANG)["messages"] == 0
    assert rows_with(service, ZHANG) == []
