"""POST /api/v1/chat and POST /api/v1/messages/{id}/continue, as a client meets them."""

from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise

import pytest

from service.errors import LanguageModelFailed, LanguageModelTimeout
from service.llm.scripted import ScriptedAnswer, ScriptedLanguageModel
from tests.service.running import CUT, InProcess, Json, Served, on_both_databases

ASK = "周末推荐我做什么？"
STATE_AND_ASK = "我喜欢达芬奇，周末推荐我做什么？"
REST = "再去附近喝杯茶。"


# -- the contract's answer ----------


def test_the_answer_has_the_shape_of_the_contract(service: InProcess) -> None:
    service.model.add(ScriptedAnswer("去看展吧。"))
    answer = service.chat(STATE_AND_ASK, user_id="li")
    assert answer.keys() >= {"conversation_id", "message_id", "intent", "reply", "memory", "completion"}
    assert answer["intent"].keys() == {"label", "probabilities", "model_version"}
    assert sum(answer["intent"]["probabilities"].values()) == pytest.approx(1, abs=0.01)
    (change,) = answer["memory"]["changes"]
    assert change.keys() == {"action", "preference", "event_id", "reason"}
    assert change["preference"] == service.get(f"/preferences/{change['preference']['id']}")
    assert change["preference"]["message_id"]
    assert change["preference"]["quote"] in STATE_AND_ASK
    assert [used["object"] for used in answer["memory"]["used"]] == ["达芬奇"]
    completion = answer["completion"]
    assert (completion["verdict"], completion["finish_reason"], completion["model"]) == ("complete", "stop", "scripted")
    assert completion["signals"] == []
    assert completion["can_continue"] is True
    assert completion["usage"]["output"] == len("去看展吧。")


def test_a_message_that_only_states_is_answered_without_the_model(service: InProcess) -> None:
    answer = service.chat("我喜欢下雨天")
    assert answer["completion"] is None
    assert service.model.history == []


def test_messages_without_a_conversation_begin_one_each_and_a_named_one_goes_on(service: InProcess) -> None:
    first = service.chat("我喜欢下雨天")
    assert service.chat("我喜欢达芬奇")["conversation_id"] != first["conversation_id"]
    again = service.chat("我喜欢黄金时代", conversation_id=first["conversation_id"])
    assert again["conversation_id"] == first["conversation_id"]


def test_the_model_sees_the_conversation_so_far_and_no_other(service: InProcess) -> None:
    service.model.add(*[ScriptedAnswer(f"回答{number}。") for number in range(3)])
    conversation_id = service.chat("给我讲讲牛顿")["conversation_id"]
    service.chat("给我讲讲爱因斯坦")
    service.chat("那他多大？", conversation_id=conversation_id)
    assert [(m.role, m.content) for m in service.model.history[-1].messages] == [
        ("user", "给我讲讲牛顿"),
        ("assistant", "回答0。"),
        ("user", "那他多大？"),
    ]


@on_both_databases
def test_users_hold_preferences_of_their_own(service: InProcess) -> None:
    service.chat("我喜欢下雨天", user_id="li")
    service.chat("我讨厌下雨天", user_id="wang")
    assert service.objects("li") == {"下雨天": "like"}
    assert service.objects("wang") == {"下雨天": "dislike"}


def test_a_conversation_of_another_user_is_not_found_and_told_no_further(service: InProcess) -> None:
    mine = service.chat("我喜欢下雨天", user_id="li")
    before = service.everything_stored()
    body = {"message": "你还没说完呢", "user_id": "wang", "conversation_id": mine["conversation_id"]}
    for stream in (False, True):
        response = service.client.post("/api/v1/chat", json=body | {"stream": stream})
        assert response.status_code == 404
        assert response.json()["error"] == "NotFound"
    assert service.everything_stored() == before


@pytest.mark.parametrize("message", ["我喜欢下雨天", "我讨厌达芬奇", "别记我喜欢达芬奇了"])
def test_with_remember_false_nothing_is_kept_and_the_user_is_told(service: InProcess, message: str) -> None:
    service.chat("我喜欢达芬奇")
    answer = service.chat(message, remember=False)
    assert answer["memory"]["changes"] == []
    assert "没有改动记忆" in answer["reply"]
    assert service.objects() == {"达芬奇": "like"}


def test_what_is_set_by_hand_is_not_silently_replaced_by_chat(service: InProcess) -> None:
    service.client.post("/api/v1/preferences", json={"object": "香菜", "polarity": "dislike"})
    answer = service.chat("我喜欢香菜")
    assert [change["action"] for change in answer["memory"]["changes"]] == ["keep"]
    assert "亲手定的" in answer["reply"]
    assert service.objects() == {"香菜": "dislike"}


def test_an_answer_names_the_message_it_answers_and_itself(service: InProcess) -> None:
    answer = service.chat("我喜欢下雨天")
    replied = service.parts.turns.message(answer["message_id"])
    assert replied is not None
    assert replied.reply_to == answer["user_message_id"]
    cut = service.cut_answer()
    service.model.add(ScriptedAnswer("说完了。"), ScriptedAnswer("没有了。"))
    typed = service.parts.turns.message(service.chat("你还没说完呢")["user_message_id"])
    assert typed is not None
    assert (typed.role, typed.text) == ("user", "你还没说完呢")
    assert service.go_on(cut["message_id"])["user_message_id"] is None, "a press is no message"


# -- streaming ----------


def test_a_stream_tells_the_same_as_the_answer_in_the_order_it_happens(service: InProcess) -> None:
    service.model.add(ScriptedAnswer("去看展吧，再喝杯茶。"), ScriptedAnswer("去看展吧，再喝杯茶。"))
    plain = service.chat(STATE_AND_ASK, user_id="li")
    events = service.stream("/api/v1/chat", message=STATE_AND_ASK, user_id="wang")
    names = [name for name, _ in events]
    assert names[:2] == ["intent", "memory"]
    assert names[-1] == "done"
    assert set(names[2:-1]) == {"delta"}
    assert names.count("delta") > 2, "the answer comes in pieces"
    done = events[-1][1]
    assert "".join(data["text"] for name, data in events if name == "delta") == done["reply"] == plain["reply"]
    assert events[0][1] == done["intent"] == plain["intent"]
    assert events[1][1] == done["memory"]
    assert done["completion"] == plain["completion"]
    assert done.keys() == plain.keys()
    (change,) = done["memory"]["changes"]
    assert change["preference"] == service.get(f"/preferences/{change['preference']['id']}")


def test_a_streamed_error_is_the_last_event_in_the_errors_shape(service: InProcess) -> None:
    service.model.add(ScriptedAnswer("", error=LanguageModelTimeout("said nothing")))
    events = service.stream("/api/v1/chat", message=ASK)
    assert [name for name, _ in events] == ["intent", "memory", "error"]
    told = events[-1][1]
    assert told.keys() == {"error", "detail", "conversation_id", "message_id"}
    assert (told["error"], told["detail"]) == ("LanguageModelTimeout", "said nothing")


def test_a_continuation_streams_only_what_is_new(service: InProcess) -> None:
    cut = service.cut_answer()
    service.model.add(ScriptedAnswer(f"手稿展，然后{REST}"))
    events = service.stream(f"/api/v1/messages/{cut['message_id']}/continue", mode="resume")
    assert "".join(data["text"] for name, data in events if name == "delta") == REST
    assert events[-1][0] == "done"
    assert events[-1][1]["answer"] == CUT.text + REST


# -- 你还没说完呢 ----------


def test_a_typed_continuation_keeps_what_it_added_or_that_it_added_nothing(service: InProcess) -> None:
    service.cut_answer()
    service.model.add(ScriptedAnswer(REST), ScriptedAnswer(""))
    added = []
    for _ in range(2):
        answer = service.chat("你还没说完呢")
        typed = service.parts.turns.message(answer["user_message_id"])
        assert typed is not None
        assert typed.decided["continues"] == answer["message_id"]
        added.append(typed.decided["added"])
    message = service.parts.turns.message(answer["message_id"])
    assert message is not None
    assert added == [message.standing[1].id, None]


@pytest.mark.parametrize("words", ["你还没说完呢", "继续", "接着说"])
def test_typed_and_pressed_do_the_same(service: InProcess, words: str) -> None:
    answers = []
    for number, press in enumerate((False, True)):
        cut = service.cut_answer(user_id=f"user{number}")
        service.model.add(ScriptedAnswer(f"手稿展，然后{REST}"))
        if press:
            answers.append(service.go_on(cut["message_id"]))
        else:
            place = {"user_id": f"user{number}", "conversation_id": cut["conversation_id"]}
            answers.append(service.chat(words, **place))
        assert answers[-1]["message_id"] == cut["message_id"], "it is the same message that grows"
        assert answers[-1]["bad_case_id"]
    typed, pressed = answers
    assert typed["reply"] == pressed["reply"] == REST
    assert typed["answer"] == pressed["answer"] == CUT.text + REST
    assert typed["completion"]["verdict"] == pressed["completion"]["verdict"] == "complete"


def test_going_on_asks_the_same_question_with_the_cut_answer(service: InProcess) -> None:
    cut = service.cut_answer()
    service.model.add(ScriptedAnswer(REST))
    service.go_on(cut["message_id"])
    first, second = service.model.history
    assert second.partial == CUT.text
    assert (second.messages, second.preferences) == (first.messages, first.preferences)


@on_both_databases
def test_an_answer_can_go_on_as_often_as_it_is_cut(service: InProcess) -> None:
    pieces = ["一，", "二，", "三，", "四。"]
    service.model.add(*[ScriptedAnswer(piece, "length") for piece in pieces[:3]], ScriptedAnswer(pieces[3]))
    message_id = service.chat(ASK)["message_id"]
    wholes = [service.go_on(message_id)["answer"] for _ in pieces[1:]]
    assert wholes == ["一，二，", "一，二，三，", "一，二，三，四。"]
    cases = service.get("/bad-cases")["items"]
    assert [case["partial"] for case in cases] == ["一，二，三，", "一，二，", "一，"]


def test_the_receipt_is_no_part_of_what_goes_on(service: InProcess) -> None:
    service.model.add(CUT, ScriptedAnswer(REST))
    cut = service.chat(STATE_AND_ASK)
    done = service.go_on(cut["message_id"])
    assert service.model.history[-1].partial == CUT.text
    assert done["answer"] == cut["reply"] + REST
    assert done["answer"].startswith("记住了")


def test_typed_without_naming_the_conversation_it_means_the_latest(service: InProcess) -> None:
    cut = service.cut_answer()
    service.model.add(ScriptedAnswer(REST))
    assert service.chat("你还没说完呢")["message_id"] == cut["message_id"]


def test_typed_with_nothing_to_go_on_with_it_says_so_and_logs_nothing(service: InProcess) -> None:
    service.chat("我喜欢下雨天")
    answer = service.chat("你还没说完呢")
    assert answer["reply"] == "没有可以接着说的回答。"
    assert answer["completion"] is None
    assert service.get("/bad-cases")["items"] == []


@on_both_databases
def test_a_rerun_stands_beside_the_first_answer_and_changes_nothing_of_it(service: InProcess) -> None:
    cut = service.cut_answer()
    service.model.add(ScriptedAnswer("另一个回答。"), ScriptedAnswer(REST))
    rerun = service.go_on(cut["message_id"], mode="rerun")
    assert rerun["message_id"] != cut["message_id"]
    assert (rerun["reply"], rerun["answer"]) == ("另一个回答。", "另一个回答。")
    assert service.model.history[-1].partial is None
    assert service.go_on(cut["message_id"])["answer"] == CUT.text + REST
    assert [case["outcome"] for case in service.get("/bad-cases")["items"]] == ["extended", "rerun"]


@pytest.mark.parametrize(("path", "status"), [("reply", 409), ("unknown", 404)])
def test_what_is_no_answer_of_a_model_cannot_go_on(service: InProcess, path: str, status: int) -> None:
    receipt = service.chat("我喜欢下雨天")["message_id"]
    message_id = {"reply": receipt, "unknown": "msg_unknown"}[path]
    before = service.everything_stored()
    response = service.client.post(f"/api/v1/messages/{message_id}/continue", json={})
    assert response.status_code == status
    assert response.json()["error"] == {409: "NothingToContinue", 404: "NotFound"}[status]
    assert service.everything_stored() == before


def test_pressing_needs_no_body(service: InProcess) -> None:
    cut = service.cut_answer()
    service.model.add(ScriptedAnswer(REST))
    assert service.client.post(f"/api/v1/messages/{cut['message_id']}/continue").json()["reply"] == REST


def test_an_answer_with_nothing_to_add_says_that_it_was_complete(service: InProcess) -> None:
    service.model.add(ScriptedAnswer("去看展吧。"), ScriptedAnswer("去看展吧。"))
    message_id = service.chat(ASK)["message_id"]
    done = service.go_on(message_id)
    assert done["reply"] == "（这条回答已经说完了。）"
    assert done["answer"] == "去看展吧。"
    assert service.get(f"/bad-cases/{done['bad_case_id']}")["outcome"] == "already_complete"


def test_a_failed_continuation_is_logged_and_leaves_the_answer_as_it_was(service: InProcess) -> None:
    cut = service.cut_answer()
    service.model.add(ScriptedAnswer("", error=LanguageModelFailed("unreachable")), ScriptedAnswer(REST))
    response = service.client.post(f"/api/v1/messages/{cut['message_id']}/continue", json={})
    assert (response.status_code, response.json()["error"]) == (502, "LanguageModelFailed")
    assert [case["outcome"] for case in service.get("/bad-cases")["items"]] == ["failed"]
    assert service.go_on(cut["message_id"])["answer"] == CUT.text + REST


# -- Idempotency-Key ----------


@on_both_databases
def test_the_same_key_again_gives_the_same_and_does_nothing(service: InProcess) -> None:
    cut = service.cut_answer()
    service.model.add(ScriptedAnswer(REST), ScriptedAnswer("不该被问到。"))
    first = service.go_on(cut["message_id"], {"Idempotency-Key": "press-1"})
    before = service.everything_stored()
    second = service.go_on(cut["message_id"], {"Idempotency-Key": "press-1"})
    assert (second["reply"], second["answer"]) == (first["reply"], first["answer"])
    assert len(service.model.history) == 2
    assert service.everything_stored() == before


def test_another_key_is_another_press(service: InProcess) -> None:
    cut = service.cut_answer()
    service.model.add(ScriptedAnswer("一，", "length"), ScriptedAnswer("二。"))
    service.go_on(cut["message_id"], {"Idempotency-Key": "press-1"})
    assert service.go_on(cut["message_id"], {"Idempotency-Key": "press-2"})["answer"] == f"{CUT.text}一，二。"


@on_both_databases
@pytest.mark.parametrize("mode", ["resume", "rerun"])
def test_a_double_click_continues_once(service: InProcess, mode: str) -> None:
    cut = service.cut_answer()
    service.model.add(ScriptedAnswer(REST, delay_seconds=0.02), ScriptedAnswer("不该被问到。"))

    def click(_: int) -> Json:
        return service.go_on(cut["message_id"], {"Idempotency-Key": "press-1"}, mode=mode)

    with ThreadPoolExecutor(4) as clicks:
        answers = list(clicks.map(click, range(4)))
    assert len(service.model.history) == 2
    assert all(one["answer"] == other["answer"] for one, other in pairwise(answers))
    assert len(service.get("/bad-cases")["items"]) == 1


@on_both_databases
def test_two_presses_without_a_key_go_on_one_behind_the_other(service: InProcess) -> None:
    cut = service.cut_answer()
    service.model.add(ScriptedAnswer("一，", "length", delay_seconds=0.02), ScriptedAnswer("二。", delay_seconds=0.02))
    with ThreadPoolExecutor(2) as clicks:
        list(clicks.map(lambda _: service.go_on(cut["message_id"]), range(2)))
    assert [request.partial for request in service.model.history[1:]] == [CUT.text, f"{CUT.text}一，"]


# -- without a model, or with one that fails ----------


@pytest.fixture
def without_model(serve: Served) -> InProcess:
    return serve.without_model()


def test_without_a_model_a_question_is_answered_with_the_settings_that_bring_one(without_model: InProcess) -> None:
    response = without_model.client.post("/api/v1/chat", json={"message": ASK})
    assert response.status_code == 503
    body = response.json()
    assert body["error"] == "LanguageModelUnavailable"
    for setting in ("OPENAI_API_KEY", "LLM_BASE_URL", "LLM_MODEL", "jide[demo]"):
        assert setting in body["detail"]


def test_typed_again_without_a_conversation_it_goes_on_again(service: InProcess) -> None:
    """Each 你还没说完呢 goes on with the answer spoken last, also when nobody names the conversation."""
    cut = service.cut_answer()
    service.model.add(ScriptedAnswer("再去喝杯茶，", "length"), ScriptedAnswer("晚上早点睡。"))
    first, second = service.chat("你还没说完呢"), service.chat("你还没说完呢")
    assert (first["message_id"], second["message_id"]) == (cut["message_id"], cut["message_id"])
    assert second["answer"] == cut["answer"] + "再去喝杯茶，" + "晚上早点睡。"
    assert second["conversation_id"] == cut["conversation_id"]


def test_a_repeated_press_gives_the_first_ones_answer_and_another_mode_wants_another_key(service: InProcess) -> None:
    """The key stands for one press: the same answer and the same case; not for a press of another kind."""
    cut = service.cut_answer()
    service.model.add(ScriptedAnswer("再去喝杯茶。"))
    key = {"Idempotency-Key": "press-1"}
    first = service.go_on(cut["message_id"], key)
    again = service.go_on(cut["message_id"], key)
    assert {**again, "completion": None} == {**first, "completion": None}
    refused = service.client.post(f"/api/v1/messages/{cut['message_id']}/continue", json={"mode": "rerun"}, headers=key)
    assert (refused.status_code, refused.json()["fields"]) == (422, ["Idempotency-Key"])


def test_without_a_model_what_is_stated_beside_a_question_is_kept_and_told(without_model: InProcess) -> None:
    answer = without_model.chat(STATE_AND_ASK)
    assert answer["reply"].startswith("记住了：你喜欢达芬奇。\n后面的问题没能回答")
    assert answer["completion"]["verdict"] == "unavailable"
    assert answer["completion"]["can_continue"] is False
    assert "OPENAI_API_KEY" in answer["completion"]["signals"][0]
    assert without_model.objects() == {"达芬奇": "like"}


def test_without_a_model_everything_but_open_chat_works(without_model: InProcess) -> None:
    without_model.chat("我喜欢下雨天")
    without_model.chat("我讨厌下雨天")
    assert without_model.chat("我讨厌什么？")["reply"] == "你不喜欢下雨天。"
    assert without_model.chat("别记我讨厌下雨天了")["memory"]["changes"][0]["action"] == "retract"


@pytest.mark.parametrize(
    ("error", "status"), [(LanguageModelFailed("unreachable"), 502), (LanguageModelTimeout("silent"), 504)], ids=str
)
def test_a_failing_model_costs_the_question_its_answer_and_the_statement_nothing(
    service: InProcess, error: LanguageModelFailed, status: int
) -> None:
    service.model.add(ScriptedAnswer("", error=error), ScriptedAnswer("", error=error))
    response = service.client.post("/api/v1/chat", json={"message": ASK})
    assert (response.status_code, response.json()["error"]) == (status, type(error).__name__)
    answer = service.chat(STATE_AND_ASK)
    assert answer["completion"]["verdict"] == "unavailable"
    assert answer["completion"]["signals"] == [str(error)]
    assert service.objects() == {"达芬奇": "like"}


@pytest.mark.parametrize("stream", [False, True])
def test_the_error_of_a_first_question_names_what_a_press_asks_again(service: InProcess, *, stream: bool) -> None:
    service.model.add(ScriptedAnswer("", error=LanguageModelFailed("unreachable")), ScriptedAnswer(REST))
    if stream:
        _, told = service.stream("/api/v1/chat", message=ASK)[-1]
    else:
        told = service.client.post("/api/v1/chat", json={"message": ASK}).json()
    answer = service.go_on(told["message_id"])
    assert (answer["answer"], answer["conversation_id"]) == (REST, told["conversation_id"])


def test_the_models_notice_stands_with_each_of_its_answers(serve: Served) -> None:
    service = serve(ScriptedLanguageModel([ScriptedAnswer("好。")], notice="演示模型"))
    assert service.chat(ASK)["completion"]["notice"] == "演示模型"
