"""Bad cases and their replays by API: logged with the exact request, run again beside the original."""

import pytest

from service.errors import LanguageModelFailed
from service.llm.port import Transport
from service.llm.scripted import ScriptedAnswer
from tests.service.running import CUT, InProcess, Json, Served, answered, on_both_databases

REST = "再去附近喝杯茶。"


@pytest.fixture
def case(service: InProcess) -> Json:
    """A bad case: an answer that was cut, and pressed."""
    service.chat("我喜欢达芬奇")
    cut = service.cut_answer()
    service.model.add(ScriptedAnswer(REST))
    pressed = service.go_on(cut["message_id"])
    return service.get(f"/bad-cases/{pressed['bad_case_id']}")


def post(service: InProcess, path: str, body: object = None) -> Json:
    response = service.client.post(f"/api/v1{path}", json=body)
    assert response.status_code == 202, response.text
    replay: Json = response.json()
    return replay


def test_a_press_is_logged_with_the_exact_request_and_what_came_of_it(service: InProcess, case: Json) -> None:
    first, resumed = service.model.history
    assert case["request"] == json_of(first.as_json())
    assert case["payload"] == json_of(service.model.payload(first))
    assert (case["trigger"], case["mode"], case["outcome"], case["status"]) == ("button", "resume", "extended", "open")
    assert case["partial"] == resumed.partial == CUT.text
    assert case["prompt"] == "answer.v1"
    assert (case["cut"]["text"], case["cut"]["finish_reason"], case["cut"]["verdict"]) == (CUT.text, "length", "length")
    assert case["cut"]["detector_version"]
    assert (case["continuation"]["text"], case["continuation"]["mode"]) == (REST, "resume")
    assert case["runs"] == []


BROKEN = "周末可以去美术馆看展览，回来的路上，"


@pytest.mark.parametrize("finish_reason", ["stop", "length", None], ids=["stopped", "at its cap", "broken off"])
@pytest.mark.parametrize("silence", ["", "我已经回答完了，没有更多内容了。"], ids=["nothing", "a remark"])
def test_a_model_that_adds_nothing_to_what_was_cut_does_not_make_it_whole(
    service: InProcess, finish_reason: str | None, silence: str
) -> None:
    transport: Transport = "done" if finish_reason else "eof"
    service.model.add(ScriptedAnswer(BROKEN, finish_reason, transport), *[ScriptedAnswer(silence)] * 2)
    cut = service.chat("周末推荐我做什么？")
    for _ in range(2):
        pressed = service.go_on(cut["message_id"])
        assert (pressed["answer"], pressed["reply"]) == (BROKEN, "（模型没有再往下说。）")
        assert (pressed["completion"]["verdict"], pressed["segment_id"]) == (cut["completion"]["verdict"], None)
        case = service.get(f"/bad-cases/{pressed['bad_case_id']}")
        assert (case["outcome"], case["label"]) == ("refused", None)
        assert case["cut"]["text"] == BROKEN


def test_presses_on_a_finished_answer_are_controls_that_a_good_model_passes(service: InProcess, case: Json) -> None:
    whole = ScriptedAnswer("可以去美术馆看展览，再去附近喝杯茶。")
    service.model.add(whole, *[ScriptedAnswer("")] * 2)
    finished = service.chat("周末推荐我做什么？", user_id="li")
    controls = [service.go_on(finished["message_id"])["bad_case_id"] for _ in range(2)]
    service.model.add(*[CUT] * 5, *[whole] * 15)
    grid = {"model": "other", "repeat": 5, "original": True, "controls": controls}
    replay = post(service, f"/bad-cases/{case['id']}/replays", grid)
    assert service.replayed(replay["id"])["status"] == "done"
    assert service.settled(case["id"])["status"] == "fixed"


def test_a_cut_is_logged_though_nobody_pressed_and_a_press_makes_the_case_its_own(service: InProcess) -> None:
    cut = service.cut_answer()
    (found,) = service.get("/bad-cases")["items"]
    assert (found["message_id"], found["trigger"], found["outcome"]) == (cut["message_id"], "detected", "untried")
    service.model.add(ScriptedAnswer(REST))
    assert service.go_on(cut["message_id"])["bad_case_id"] == found["id"]
    (pressed,) = service.get("/bad-cases")["items"]
    assert (pressed["trigger"], pressed["outcome"]) == ("button", "extended")


def test_a_continuation_that_is_cut_again_is_a_case_of_its_own(service: InProcess) -> None:
    cut = service.cut_answer()
    service.model.add(ScriptedAnswer("再去喝茶，", "length"))
    service.go_on(cut["message_id"])
    again, first = service.get("/bad-cases")["items"]
    assert (first["outcome"], again["outcome"], again["cut"]["mode"]) == ("extended", "untried", "resume")
    assert again["partial"] == first["partial"] + "再去喝茶，"


def test_a_whole_answer_is_no_case(service: InProcess) -> None:
    service.model.add(ScriptedAnswer("可以去美术馆看展览。"))
    service.chat("周末推荐我做什么？")
    assert service.get("/bad-cases")["items"] == []


@on_both_databases
def test_a_replay_runs_the_original_request_and_stands_beside_the_original(service: InProcess, case: Json) -> None:
    service.model.add(ScriptedAnswer("这次说完了。"))
    opened = post(service, f"/bad-cases/{case['id']}/replays")
    assert (opened["total"], opened["bad_case_ids"]) == (1, [case["id"]])
    replay = service.replayed(opened["id"])
    assert service.model.history[-1] == service.model.history[0]
    assert replay["summary"] == {"runs": 1, "complete": 1, "cut": 0, "failed": 0}
    after = service.get(f"/bad-cases/{case['id']}")
    assert after["cut"] == case["cut"]
    assert after["summary"] == replay["summary"]
    (run,) = after["runs"]
    assert run.items() >= replay["runs"][0].items()
    assert (run["is_original"], run["failures"]) == (True, [])
    assert (run["text"], run["verdict"]) == ("这次说完了。", "complete")
    assert run["latency_ms"] >= 0


def test_a_case_can_be_replayed_often_and_with_another_model(service: InProcess, case: Json) -> None:
    service.model.add(CUT, ScriptedAnswer("说完了。"), ScriptedAnswer("", error=LanguageModelFailed("unreachable")))
    opened = post(service, f"/bad-cases/{case['id']}/replays", {"model": "other", "repeat": 3})
    replay = service.replayed(opened["id"])
    assert [run["verdict"] for run in replay["runs"]] == ["length", "complete", "unavailable"]
    assert {run["model"] for run in replay["runs"]} == {"other"}
    assert replay["runs"][2]["error"] == "unreachable"
    assert replay["summary"] == {"runs": 3, "complete": 1, "cut": 1, "failed": 1}


@on_both_databases
def test_many_cases_are_replayed_with_many_models_at_once(service: InProcess, case: Json) -> None:
    service.model.add(ScriptedAnswer("还没", "length"))
    second = service.go_on(case["message_id"])["bad_case_id"]
    service.model.add(*[ScriptedAnswer("说完了。")] * 4)
    opened = post(service, "/replays", {"bad_case_ids": [case["id"], second], "models": ["one", "two"]})
    replay = service.replayed(opened["id"])
    assert [(run["bad_case_id"], run["model"]) for run in replay["runs"]] == [
        (case["id"], "one"),
        (case["id"], "two"),
        (second, "one"),
        (second, "two"),
    ]


def test_an_unknown_case_is_not_replayed_and_nothing_is_recorded(service: InProcess, case: Json) -> None:
    before = service.everything_stored()
    for path, body in (
        ("/bad-cases/bad_unknown/replays", None),
        ("/replays", {"bad_case_ids": [case["id"], "bad_unknown"]}),
    ):
        response = service.client.post(f"/api/v1{path}", json=body)
        assert (response.status_code, response.json()["error"]) == (404, "NotFound")
    assert service.everything_stored() == before


@pytest.mark.parametrize("path", ["/bad-cases/bad_unknown", "/replays/rep_unknown"])
def test_what_is_unknown_is_not_found(service: InProcess, path: str) -> None:
    response = service.client.get(f"/api/v1{path}")
    assert (response.status_code, response.json()["error"]) == (404, "NotFound")


def test_without_a_model_a_replay_is_refused_with_the_settings_that_bring_one(serve: Served) -> None:
    response = serve.without_model().client.post("/api/v1/bad-cases/bad_1/replays")
    assert (response.status_code, response.json()["error"]) == (503, "LanguageModelUnavailable")


def test_more_runs_than_can_be_meant_are_refused(service: InProcess, case: Json) -> None:
    body = {"bad_case_ids": [case["id"], *(f"bad_{n}" for n in range(199))], "models": ["one"], "repeat": 20}
    response = service.client.post("/api/v1/replays", json=body)
    assert (response.status_code, response.json()["error"]) == (422, "InvalidRequest")


def test_a_case_can_be_annotated(service: InProcess, case: Json) -> None:
    amended = answered(
        service.client.patch(
            f"/api/v1/bad-cases/{case['id']}", json={"status": "closed", "note": "长度", "tags": ["a"]}
        )
    )
    assert (amended["status"], amended["note"], amended["tags"]) == ("closed", "长度", ["a"])
    assert service.get(f"/bad-cases/{case['id']}")["note"] == "长度"
    cleared = answered(service.client.patch(f"/api/v1/bad-cases/{case['id']}", json={"note": None, "status": None}))
    assert (cleared["status"], cleared["note"], cleared["tags"]) == ("closed", None, ["a"])


@on_both_databases
def test_cases_are_listed_newest_first_by_filter_and_page(service: InProcess) -> None:
    ids = []
    for user in ("li", "li", "wang"):
        cut = service.cut_answer(user_id=user)
        service.model.add(ScriptedAnswer(REST))
        ids.append(service.go_on(cut["message_id"])["bad_case_id"])
    service.client.patch(f"/api/v1/bad-cases/{ids[0]}", json={"status": "fixed"})

    def listed(**query: object) -> list[str]:
        return [case["id"] for case in service.get("/bad-cases", **query)["items"]]

    assert listed() == ids[::-1]
    assert listed(user_id="li") == [ids[1], ids[0]]
    assert listed(status="fixed") == [ids[0]]
    page = service.get("/bad-cases", limit=2)
    assert listed(limit=2, cursor=page["next_cursor"]) == [ids[0]]
    assert service.get("/bad-cases", limit=3)["next_cursor"] is None


def json_of(value: dict[str, object]) -> Json:
    """As JSON has it: tuples become lists."""
    return {name: _plain(each) for name, each in value.items()}


def _plain(value: object) -> object:
    if isinstance(value, dict):
        return json_of(value)
    return [_plain(each) for each in value] if isinstance(value, (list, tuple)) else value
