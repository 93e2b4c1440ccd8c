"""From open to fixed, and to regressed, over the API."""

import pytest

from service.errors import LanguageModelFailed
from service.llm.scripted import ScriptedAnswer
from tests.service.running import CUT, InProcess, Json, Served, answered

REST = "再去附近喝杯茶。"
WHOLE = ScriptedAnswer("可以去美术馆看展览，再去附近喝杯茶。")
N = 5


@pytest.fixture
def case(service: InProcess) -> Json:
    return cut_case(service)


def cut_case(service: InProcess) -> Json:
    cut = service.cut_answer()
    service.model.add(ScriptedAnswer(REST))
    return service.get(f"/bad-cases/{service.go_on(cut['message_id'])['bad_case_id']}")


def replay(service: InProcess, *answers: ScriptedAnswer, case: Json, **body: object) -> Json:
    """The case, once a replay with these answers has ended."""
    service.model.add(*answers)
    opened = service.client.post(f"/api/v1/bad-cases/{case['id']}/replays", json=body)
    assert opened.status_code == 202, opened.text
    service.replayed(opened.json()["id"])
    return service.settled(case["id"])


def test_a_case_is_fixed_once_it_failed_as_it_was_and_passes_n_of_n_otherwise(service: InProcess, case: Json) -> None:
    after = replay(service, *[CUT] * N, *[WHOLE] * N, case=case, model="other", repeat=N, original=True)
    proof = after["proof"]
    assert after["status"] == "fixed"
    assert (proof["candidate"], proof["original"]["failed"]) == ({"runs": N, "failed": 0, "unreached": 0}, N)
    assert (proof["configured"]["model"], proof["confidence"]) == ("other", 0.95)
    assert proof["failure_bound"] == pytest.approx(0.4507, abs=1e-4)


def test_without_the_original_seen_to_fail_it_is_a_candidate_and_says_what_is_missing(
    service: InProcess, case: Json
) -> None:
    after = replay(service, *[WHOLE] * N, case=case, model="other", repeat=N)
    assert after["status"] == "candidate"
    assert "run it too" in after["proof"]["why"]
    fixed = replay(service, CUT, case=case)
    assert fixed["status"] == "candidate", "only the original was run"
    fixed = replay(service, *[WHOLE] * N, case=case, model="other", repeat=N)
    assert fixed["status"] == "fixed", "the original's failure counts from any replay"


def test_what_is_fixed_regresses_where_its_own_configuration_fails_and_by_no_other(
    service: InProcess, case: Json
) -> None:
    replay(service, *[CUT] * N, *[WHOLE] * N, case=case, model="other", repeat=N, original=True)
    assert replay(service, CUT, case=case, model="third")["status"] == "fixed"
    lost = replay(service, ScriptedAnswer("", error=LanguageModelFailed("away")), case=case, model="other")
    assert lost["status"] == "fixed", "a model that cannot be reached proves nothing"
    assert replay(service, CUT, case=case, model="other")["status"] == "regressed"
    assert replay(service, *[WHOLE] * N, case=case, model="other", repeat=N)["status"] == "fixed"


def test_a_lucky_run_does_not_take_a_regressed_case_out_of_the_gate(service: InProcess, case: Json) -> None:
    replay(service, *[CUT] * N, *[WHOLE] * N, case=case, model="other", repeat=N, original=True)
    assert replay(service, CUT, case=case, model="other")["status"] == "regressed"
    assert replay(service, WHOLE, case=case, model="other")["status"] == "regressed"
    assert replay(service, *[CUT] * N, case=case, model="other", repeat=N)["status"] == "regressed"


def test_the_proven_request_by_another_spelling_is_the_proven_one(service: InProcess, case: Json) -> None:
    replay(service, *[CUT] * N, *[WHOLE] * N, case=case, model="other", repeat=N, original=True)
    spelt = {"model": "other", "params": [{"max_tokens": 1024}], "prompt": "today"}
    assert replay(service, CUT, case=case, **spelt)["status"] == "regressed"


def test_what_a_replay_found_not_reproduced_is_no_word_of_a_person(service: InProcess, case: Json) -> None:
    grid = {"model": "other", "repeat": N, "original": True}
    for _ in range(2):
        assert replay(service, *[WHOLE] * 2 * N, case=case, **grid)["status"] == "not_reproduced"
    answered(service.client.patch(f"/api/v1/bad-cases/{case['id']}", json={"status": "not_reproduced"}))
    assert replay(service, *[WHOLE] * N, case=case, model="other", repeat=N)["status"] == "fixed"


def test_an_old_replay_taken_up_again_says_nothing_new(service: InProcess, case: Json) -> None:
    service.model.add(*[CUT] * N, *[WHOLE] * N)
    first = service.client.post(
        f"/api/v1/bad-cases/{case['id']}/replays", json={"model": "other", "repeat": N, "original": True}
    ).json()
    service.replayed(first["id"])
    service.settled(case["id"])
    assert replay(service, CUT, case=case, model="other")["status"] == "regressed"
    assert service.client.post(f"/api/v1/replays/{first['id']}/resume").status_code == 202
    assert service.settled(case["id"])["status"] == "regressed"


def test_a_replay_that_runs_is_not_begun_a_second_time(service: InProcess, case: Json) -> None:
    service.model.add(ScriptedAnswer("慢慢说。", delay_seconds=1.0), WHOLE)
    opened = service.client.post(f"/api/v1/bad-cases/{case['id']}/replays", json={"repeat": 2}).json()
    refused = service.client.post(f"/api/v1/replays/{opened['id']}/resume")
    assert (refused.status_code, refused.json()["error"]) == (409, "ReplayInUse")
    assert service.replayed(opened["id"])["summary"]["runs"] == 2


def test_a_model_that_is_away_leaves_the_proof_as_it_was(service: InProcess, case: Json) -> None:
    before = replay(service, *[CUT] * N, *[WHOLE] * N, case=case, model="other", repeat=N, original=True)["proof"]
    away = ScriptedAnswer("", error=LanguageModelFailed("away"))
    assert replay(service, *[away] * N, case=case, model="other", repeat=N)["proof"] == before


def test_controls_named_twice_or_that_are_the_case_itself_are_run_once(service: InProcess, case: Json) -> None:
    controls = [case["id"], case["id"]]
    after = replay(service, WHOLE, case=case, model="other", controls=controls)
    assert len(after["runs"]) == 1


def test_a_later_part_is_run_and_compared_behind_what_was_there(service: InProcess, case: Json) -> None:
    service.model.add(ScriptedAnswer("去喝茶，再", "length"), ScriptedAnswer("回家。"))
    service.go_on(case["message_id"])
    later = service.get(f"/bad-cases/{service.go_on(case['message_id'])['bad_case_id']}")
    after = replay(service, ScriptedAnswer("去喝茶，再去看一场电影。"), case=later)
    (run,) = after["runs"]
    assert "".join(text for kind, text in run["diff"] if kind != "insert") == later["partial"]
    assert run["overlap"] == 1.0


@pytest.mark.parametrize(
    ("answer", "failure"),
    [
        ("抱歉，我不能回答这个问题。", "refused"),
        ("I'm sorry, but I can't help with that, whatever you ask me for.", "refused"),
        ("週末はぜひ美術館へ行って、ダ・ヴィンチの手稿を見てください。", "language_changed"),
        ("你" * 60 + "。", "repeats_itself"),
        (f"{CUT.text.rstrip('，然后')}。", "ends_where_it_was_cut"),
        ("\u200b\u200b", "nothing_said"),
    ],
)
def test_what_is_whole_in_form_alone_does_not_pass(service: InProcess, case: Json, answer: str, failure: str) -> None:
    (run,) = replay(service, ScriptedAnswer(answer), case=case)["runs"]
    assert failure in run["failures"]


def test_a_cut_answer_that_the_model_adds_nothing_to_is_not_called_whole(service: InProcess) -> None:
    cut = service.cut_answer()
    service.model.add(ScriptedAnswer(""))
    done = service.go_on(cut["message_id"])
    case = service.get(f"/bad-cases/{done['bad_case_id']}")
    assert (case["outcome"], case["label"]) == ("refused", None)
    assert done["reply"] == "（模型没有再往下说。）"


def test_what_was_marked_as_fixed_by_hand_regresses_as_soon_as_it_fails(service: InProcess, case: Json) -> None:
    answered(service.client.patch(f"/api/v1/bad-cases/{case['id']}", json={"status": "fixed"}))
    assert replay(service, WHOLE, case=case)["status"] == "fixed"
    assert replay(service, CUT, case=case)["status"] == "regressed"


def test_what_passes_as_it_was_is_not_reproduced(service: InProcess, case: Json) -> None:
    after = replay(service, *[WHOLE] * N, case=case, repeat=N)
    assert (after["status"], after["proof"]["original"]["runs"]) == ("not_reproduced", N)


def test_a_harmed_control_holds_the_proof_back(service: InProcess, case: Json) -> None:
    service.model.add(WHOLE, ScriptedAnswer(""))
    whole = service.chat("周末推荐我做什么好呢？")
    control = service.go_on(whole["message_id"])["bad_case_id"]
    assert service.get(f"/bad-cases/{control}")["label"] == "complete"
    grid = {"model": "other", "repeat": N, "original": True, "controls": True}
    after = replay(service, *[CUT] * N, *[WHOLE] * N, *[CUT] * N, case=case, **grid)
    assert after["status"] == "candidate"
    assert after["proof"]["controls"] == {"runs": N, "failed": N, "unreached": 0}


def test_a_candidate_must_not_be_whole_by_saying_less_or_in_another_language(service: InProcess) -> None:
    service.model.add(ScriptedAnswer(f"{CUT.text}可以走走，" * 2, "length"))
    cut = service.chat("周末推荐我做什么？")
    service.model.add(ScriptedAnswer(REST))
    case = service.get(f"/bad-cases/{service.go_on(cut['message_id'])['bad_case_id']}")
    after = replay(
        service, ScriptedAnswer("好的。"), ScriptedAnswer("You could stay at home and read." * 2), case=case, repeat=2
    )
    assert [run["failures"] for run in after["runs"]] == [["shortened"], ["language_changed"]]


def test_going_on_is_a_strategy_of_its_own_and_is_judged_with_what_was_cut(service: InProcess, case: Json) -> None:
    after = replay(service, WHOLE, ScriptedAnswer(REST), case=case, strategies=["rerun", "resume"])
    again, resumed = after["runs"]
    assert (again["text"], resumed["text"]) == (WHOLE.text, REST)
    assert service.model.history[-1].partial == CUT.text
    assert (resumed["overlap"], resumed["failures"]) == (1.0, [])
    assert resumed["diff"] == [["equal", CUT.text], ["insert", REST]]


def test_parameters_reach_the_model_and_the_original_keeps_its_own(service: InProcess, case: Json) -> None:
    params = [{"temperature": 0.3, "max_tokens": 99}, {}]
    replay(service, *[WHOLE] * 3, case=case, params=params, original=True)
    asked = [(request.temperature, request.max_tokens) for request in service.model.history[-3:]]
    assert asked == [(None, 1024), (0.3, 99), (None, 1024)]


def test_what_it_will_take_is_told_and_nothing_is_run(service: InProcess, case: Json) -> None:
    before = service.everything_stored()
    answer = answered(
        service.client.post(f"/api/v1/bad-cases/{case['id']}/replays", json={"repeat": 4, "dry_run": True})
    )
    used = case["cut"]["usage"]["input"]
    assert answer == {
        "estimate": {
            "runs": 4,
            "input_tokens": 4 * used,
            "output_tokens": 4 * 1024,
            "cost": None,
            "unpriced": ["scripted"],
        }
    }
    assert service.everything_stored() == before


def test_alike_cases_are_one_group_with_its_count_and_a_page_shows_each_group_once(service: InProcess) -> None:
    first, second = cut_case(service), cut_case(service)
    service.model.add(ScriptedAnswer("去海边，然后", "length"), ScriptedAnswer(REST))
    other = service.chat("法国的首都是哪里？")
    third = service.get(f"/bad-cases/{service.go_on(other['message_id'])['bad_case_id']}")
    assert service.get(f"/bad-cases/{first['id']}")["group_count"] == 2
    assert second["group_id"] == first["group_id"] != third["group_id"]
    assert [case["id"] for case in service.get("/bad-cases", grouped=True)["items"]] == [third["id"], second["id"]]
    of_group = service.get("/bad-cases", group_id=first["group_id"])["items"]
    assert [case["id"] for case in of_group] == [second["id"], first["id"]]


def test_what_is_asked_in_other_words_is_grouped_by_its_meaning(service: InProcess) -> None:
    ids = []
    for question in ("怎么煮红烧肉？", "红烧肉的做法"):
        service.model.add(CUT)
        service.chat(question)
        ids.append(service.get("/bad-cases")["items"][0]["group_id"])
    assert ids[0] == ids[1]


def test_what_the_user_did_next_is_told(service: InProcess, case: Json) -> None:
    assert case["next"] is None
    service.model.add(ScriptedAnswer("好。"))
    service.chat("那下雨呢？", conversation_id=case["conversation_id"])
    told = service.get(f"/bad-cases/{case['id']}")["next"]
    assert (told["did"], told["text"]) == ("said", "那下雨呢？")


def test_an_assignee_is_kept_and_can_be_taken_away(service: InProcess, case: Json) -> None:
    path = f"/api/v1/bad-cases/{case['id']}"
    assert answered(service.client.patch(path, json={"assignee": "小王"}))["assignee"] == "小王"
    assert answered(service.client.patch(path, json={"assignee": None}))["assignee"] is None


def test_prices_make_an_estimate_of_money_and_each_run_has_its_cost(serve: Served) -> None:
    service = serve.with_settings(llm_prices={"scripted": (1.0, 10.0)})
    case = cut_case(service)
    dry = answered(service.client.post(f"/api/v1/bad-cases/{case['id']}/replays", json={"dry_run": True}))
    used = case["cut"]["usage"]["input"]
    assert dry["estimate"]["cost"] == pytest.approx((used * 1 + 1024 * 10) / 1e6)
    (run,) = replay(service, WHOLE, case=case)["runs"]
    assert run["cost"] == pytest.approx((run["usage"]["input"] + run["usage"]["output"] * 10) / 1e6)
