"""Parts of an answer: what was added can be undone and asked for again, also after a restart; and what adds itself."""

from contextlib import ExitStack
from typing import Any

import pytest

from service.errors import LanguageModelFailed
from service.llm.port import CompletionRequest
from service.llm.scripted import ScriptedAnswer, ScriptedLanguageModel
from service.settings import Settings
from tests.service.running import CUT, InProcess, Json, Served, answered, on_both_databases

ASK = "周末推荐我做什么？"
ONE, TWO = "再去附近喝杯茶，", "晚上早点睡。"
DROPPED = ScriptedAnswer("```python\nprint(1)\n", None, "eof")
OPEN = ScriptedAnswer("```python\nprint(1)\n")
REST = ScriptedAnswer("print(2)\n```")
FAILS = ScriptedAnswer("", error=LanguageModelFailed("unreachable"))


def grown(service: InProcess) -> tuple[str, str, str, str]:
    """An answer of three parts: its message's id, and theirs."""
    cut = service.cut_answer()
    service.model.add(ScriptedAnswer(ONE, "length"), ScriptedAnswer(TWO))
    one, two = service.go_on(cut["message_id"]), service.go_on(cut["message_id"])
    return cut["message_id"], cut["segment_id"], one["segment_id"], two["segment_id"]


def part(service: InProcess, message_id: str, segment_id: str, deed: str) -> Any:
    return service.client.post(f"/api/v1/messages/{message_id}/segments/{segment_id}/{deed}")


def answer(service: InProcess, message_id: str) -> str:
    return str(service.get(f"/messages/{message_id}")["answer"])


def cases(service: InProcess) -> list[tuple[str, str]]:
    """Trigger and outcome of all cases, oldest first."""
    return [(case["trigger"], case["outcome"]) for case in service.get("/bad-cases")["items"]][::-1]


# -- undo ----------


@on_both_databases
def test_undo_takes_a_part_and_those_behind_it_out_of_the_answer_and_of_what_the_model_is_shown(
    service: InProcess,
) -> None:
    message_id, first, one, _ = grown(service)
    shown = answered(part(service, message_id, one, "undo"))
    assert shown["answer"] == answer(service, message_id) == CUT.text
    assert [(each["id"] == first, each["is_withdrawn"]) for each in shown["segments"]] == [
        (True, False),
        (False, True),
        (False, True),
    ]
    service.model.add(ScriptedAnswer("好。"))
    service.chat("那他多大？", conversation_id=shown["conversation_id"])
    assert service.model.history[-1].messages[1].content == CUT.text


def test_the_last_part_alone_can_be_undone_and_a_press_goes_on_from_what_stands(service: InProcess) -> None:
    message_id, _, _, two = grown(service)
    assert answered(part(service, message_id, two, "undo"))["answer"] == CUT.text + ONE
    service.model.add(ScriptedAnswer("别的。"))
    assert service.go_on(message_id)["answer"] == CUT.text + ONE + "别的。"
    assert service.model.history[-1].partial == CUT.text + ONE


@pytest.mark.parametrize("deed", ["undo", "retry"])
def test_what_the_answer_began_with_stays_and_so_does_what_is_undone(service: InProcess, deed: str) -> None:
    message_id, first, one, two = grown(service)
    part(service, message_id, one, "undo")
    before = service.everything_stored()
    for segment_id in (first, one, two, "seg_unknown"):
        refused = part(service, message_id, segment_id, deed)
        assert (refused.status_code, refused.json()["error"]) == (409, "NothingToUndo")
    assert part(service, "msg_unknown", first, deed).status_code == 404
    assert service.everything_stored() == before


def test_the_cases_still_show_what_was_added_and_undone(service: InProcess) -> None:
    message_id, _, one, _ = grown(service)
    part(service, message_id, one, "undo")
    found = service.get("/bad-cases")["items"]
    assert [case["continuation"]["text"] for case in found] == [TWO, ONE]
    assert all(case["continuation"]["is_withdrawn"] for case in found)


# -- retry ----------


@on_both_databases
def test_a_retry_takes_the_place_of_the_part_and_of_those_behind_it(service: InProcess) -> None:
    message_id, _, one, _ = grown(service)
    service.model.add(ScriptedAnswer("改去听音乐会。"))
    done = answered(part(service, message_id, one, "retry"))
    assert (done["reply"], done["answer"]) == ("改去听音乐会。", CUT.text + "改去听音乐会。")
    assert done["message_id"] == message_id
    assert done["segment_id"] != one
    assert answer(service, message_id) == done["answer"]
    assert service.model.history[-1].partial == CUT.text


@pytest.mark.parametrize(("asked", "again"), [(0.0, 0.7), (1.1, 1.1)])
def test_a_retry_asks_a_greedy_model_less_greedily(serve: Served, asked: float, again: float) -> None:
    class Server(ScriptedLanguageModel):
        """Is asked at one temperature unless a request names another."""

        def payload(self, request: CompletionRequest) -> Json:
            sent = super().payload(request)
            return sent | {"temperature": asked if request.temperature is None else request.temperature}

    service = serve(Server([]))
    message_id, _, one, _ = grown(service)
    service.model.add(ScriptedAnswer("改去听音乐会，", "length"), ScriptedAnswer("然后回家。"))
    part(service, message_id, one, "retry")
    service.go_on(message_id)
    shown = service.get(f"/messages/{message_id}")["segments"]
    assert [each["params"]["temperature"] for each in shown if not each["is_withdrawn"]] == [asked, again, asked]


def test_a_retry_that_fails_changes_nothing_of_the_answer(service: InProcess) -> None:
    message_id, _, one, _ = grown(service)
    before = service.get(f"/messages/{message_id}")
    service.model.add(FAILS)
    assert part(service, message_id, one, "retry").status_code == 502
    assert service.get(f"/messages/{message_id}") == before
    assert cases(service)[-1] == ("button", "failed")


# -- after a restart ----------


def test_an_hour_and_a_restart_later_all_of_it_works(settings: Settings, serve: Served) -> None:
    """What a press needs is in the database, and nothing of it in the process."""
    with ExitStack() as closing:
        message_id, _, one, two = grown(Served(settings, closing)())
    again = serve(ScriptedLanguageModel([ScriptedAnswer("很晚才到家。"), ScriptedAnswer("回家睡觉。")]))
    assert answered(part(again, message_id, two, "undo"))["answer"] == CUT.text + ONE
    assert again.go_on(message_id)["answer"] == CUT.text + ONE + "很晚才到家。"
    assert answered(part(again, message_id, one, "retry"))["answer"] == CUT.text + "回家睡觉。"


# -- going on by itself ----------


def asked(service: InProcess, tries: int, *answers: ScriptedAnswer, stream: bool = False) -> Json:
    service.model.add(*answers)
    if not stream:
        return service.chat(ASK, auto_continue=tries)
    events = service.stream("/api/v1/chat", message=ASK, auto_continue=tries)
    assert [name for name, _ in events].count("done") == 1
    done: Json = events[-1][1]
    assert "".join(data["text"] for name, data in events if name == "delta") == done["reply"]
    return done


@pytest.mark.parametrize("stream", [False, True])
@pytest.mark.parametrize("begun", [DROPPED, OPEN, ScriptedAnswer("")], ids=["broken off", "left open", "empty"])
def test_an_answer_that_broke_off_goes_on_by_itself(service: InProcess, begun: ScriptedAnswer, *, stream: bool) -> None:
    rest = REST if begun.text else ScriptedAnswer("去看展吧。")
    done = asked(service, 1, begun, rest, stream=stream)
    assert done["reply"] == done["answer"] == begun.text + rest.text
    assert done["completion"]["verdict"] == "complete"
    parts = service.get(f"/messages/{done['message_id']}")["segments"]
    assert [each["text"] for each in parts] == [begun.text, rest.text]
    assert parts[-1]["id"] == done["segment_id"]
    assert cases(service) == [("detected", "extended")]


@pytest.mark.parametrize(
    "answer",
    [
        CUT,
        ScriptedAnswer("可以去看展览，因为"),
        ScriptedAnswer("不行。", "content_filter"),
        ScriptedAnswer("去看展吧。"),
    ],
    ids=["the cap", "last words", "filtered", "whole"],
)
def test_it_goes_on_by_itself_on_facts_alone(service: InProcess, answer: ScriptedAnswer) -> None:
    assert asked(service, 2, answer, REST)["answer"] == answer.text
    assert len(service.model.history) == 1


def test_it_goes_on_by_itself_only_if_asked_to_and_no_more_often_than_that(service: InProcess) -> None:
    pieces = [ScriptedAnswer(words, None, "eof") for words in ("一，", "二，", "三，", "四，")]
    for tries, told in ((0, "一，"), (1, "一，二，"), (2, "一，二，三，")):
        assert asked(service, tries, *pieces[: tries + 1])["answer"] == told
    for wrong in (3, -1, True, "1"):
        refused = service.client.post("/api/v1/chat", json={"message": ASK, "auto_continue": wrong})
        assert (refused.status_code, refused.json()["fields"]) == (422, ["auto_continue"])


@pytest.mark.parametrize("stream", [False, True])
def test_a_try_that_fails_leaves_the_answer_as_it_stood(service: InProcess, *, stream: bool) -> None:
    done = asked(service, 2, DROPPED, FAILS, stream=stream)
    assert done["answer"] == answer(service, done["message_id"]) == DROPPED.text
    assert done["completion"]["verdict"] == "network_cut"
    assert cases(service) == [("detected", "failed")]
    service.model.add(REST)
    assert service.go_on(done["message_id"])["answer"] == DROPPED.text + REST.text


def test_with_a_receipt_it_goes_on_behind_the_models_words(service: InProcess) -> None:
    service.model.add(DROPPED, REST)
    done = service.chat(f"我喜欢达芬奇，{ASK}", auto_continue=1)
    assert done["reply"] == f"记住了：你喜欢达芬奇。\n\n{DROPPED.text}{REST.text}"
    assert done["memory"]["changes"][0]["preference"]["object"] == "达芬奇"
    assert service.model.history[-1].partial == DROPPED.text
