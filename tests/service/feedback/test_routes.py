"""Feedback by API: what was read wrongly is put right in memory and kept as an example, on both databases."""

from typing import Any

import pytest

from service.llm.scripted import ScriptedAnswer
from tests.service.running import InProcess, Json, answered, on_both_databases

MISSED = "下雨天，赞"
"""A preference that the reader does not see."""


def said(service: InProcess, message: str, **body: Any) -> Json:
    """The answer to a message; the model has words for it where it needs them."""
    service.model.add(ScriptedAnswer("好的。"))
    return service.chat(message, **body)


def send(service: InProcess, message_id: str, label: str, **body: Any) -> Any:
    return service.client.post(f"/api/v1/messages/{message_id}/feedback", json={"label": label, **body})


def corrected(service: InProcess, message_id: str, label: str, **body: Any) -> Json:
    response = send(service, message_id, label, **body)
    assert response.status_code == 201, response.text
    kept: Json = response.json()
    return kept


def like(name: str, **more: Any) -> Json:
    return {"object": name, "polarity": "like", **more}


def dislike(name: str, **more: Any) -> Json:
    return {"object": name, "polarity": "dislike", **more}


def actions(kept: Json) -> list[str]:
    return [change["action"] for change in kept["memory"]["changes"]]


# -- not a preference ----------


@on_both_databases
def test_what_a_message_stored_is_taken_back_and_the_message_kept_as_an_example(service: InProcess) -> None:
    answer = service.chat("我喜欢下雨天")
    kept = corrected(service, answer["user_message_id"], "not_a_preference")
    assert service.objects() == {}
    (change,) = kept.pop("memory")["changes"]
    assert (change["action"], change["preference"]["status"]) == ("undo", "retracted")
    assert kept.pop("id").startswith("fb_")
    assert kept.pop("created_at").endswith("Z")
    assert kept == {
        "user_id": "default",
        "message_id": answer["user_message_id"],
        "label": "not_a_preference",
        "text": "我喜欢下雨天",
        "intent": "chat",
        "asks": False,
        "preferences": [],
        "model_version": answer["intent"]["model_version"],
    }


@on_both_databases
def test_what_a_message_replaced_or_retracted_is_back_as_it_was(service: InProcess) -> None:
    service.chat("我喜欢下雨天")
    replaced = service.chat("我讨厌下雨天")
    corrected(service, replaced["user_message_id"], "not_a_preference")
    assert service.objects() == {"下雨天": "like"}
    retracted = service.chat("别记我喜欢下雨天了")
    assert service.objects() == {}
    corrected(service, retracted["user_message_id"], "not_a_preference")
    assert service.objects() == {"下雨天": "like"}


@on_both_databases
def test_all_that_one_message_changed_is_undone_the_last_first(service: InProcess) -> None:
    service.chat("我讨厌达芬奇")
    answer = service.chat("我喜欢达芬奇，也喜欢黄金时代")
    assert len(answer["memory"]["changes"]) == 2
    kept = corrected(service, answer["user_message_id"], "not_a_preference")
    undone = [change["preference"]["object"] for change in kept["memory"]["changes"]]
    assert undone == ["黄金时代", "达芬奇"]
    assert service.objects() == {"达芬奇": "dislike"}


@on_both_databases
def test_what_was_changed_since_is_left_alone_and_told(service: InProcess) -> None:
    answer = service.chat("我喜欢达芬奇，也喜欢黄金时代")
    later = service.chat("我讨厌达芬奇")
    kept = corrected(service, answer["user_message_id"], "not_a_preference")
    assert [change["preference"]["object"] for change in kept["memory"]["changes"]] == ["黄金时代"]
    (left,) = kept["memory"]["left"]
    assert left["preference"]["object"] == "达芬奇"
    assert later["memory"]["changes"][0]["event_id"] in left["detail"]
    assert service.objects() == {"达芬奇": "dislike"}


def test_what_the_user_has_undone_already_is_no_matter(service: InProcess) -> None:
    answer = service.chat("我喜欢下雨天")
    answered(service.client.post(f"/api/v1/events/{answer['memory']['changes'][0]['event_id']}/undo"))
    kept = corrected(service, answer["user_message_id"], "not_a_preference")
    assert kept["memory"] == {"changes": [], "left": []}


@pytest.mark.parametrize(("intent", "asks"), [("query", True), ("chat", False)])
def test_the_intent_it_rather_has_may_be_named(service: InProcess, intent: str, asks: bool) -> None:  # noqa: FBT001 - a parameter of the test
    answer = service.chat("我喜欢下雨天")
    kept = corrected(service, answer["user_message_id"], "not_a_preference", intent=intent)
    assert (kept["intent"], kept["asks"]) == (intent, asks)


def test_whether_it_asks_something_stays_as_the_reader_had_it(service: InProcess) -> None:
    answer = said(service, "我喜欢下雨天，周末推荐我做什么？")
    assert corrected(service, answer["user_message_id"], "not_a_preference")["asks"] is True


# -- missed ----------


@on_both_databases
def test_what_was_missed_is_remembered_as_that_message_said_it(service: InProcess) -> None:
    answer = said(service, MISSED)
    assert answer["memory"]["changes"] == []
    kept = corrected(service, answer["user_message_id"], "missed", preferences=[like("下雨天")])
    assert (kept["intent"], kept["preferences"]) == ("state", [like("下雨天", kind="taste", condition=None)])
    (change,) = kept["memory"]["changes"]
    held = change["preference"]
    assert (change["action"], held["origin"], held["locked"]) == ("add", "chat", False)
    assert (held["quote"], held["message_id"]) == (MISSED, answer["user_message_id"])
    assert service.objects() == {"下雨天": "like"}


@on_both_databases
def test_what_was_read_the_wrong_way_round_can_be_stated_right(service: InProcess) -> None:
    """That the message was remembered once already does not stand in the way of its own user's word."""
    answer = service.chat("我喜欢下雨天")
    message = answer["user_message_id"]
    assert actions(corrected(service, message, "missed", preferences=[dislike("下雨天")])) == ["replace"]
    assert service.objects() == {"下雨天": "dislike"}
    corrected(service, message, "not_a_preference")
    assert service.objects() == {}
    assert actions(corrected(service, message, "missed", preferences=[like("下雨天")])) == ["add"]
    assert service.objects() == {"下雨天": "like"}


def test_a_later_message_may_contradict_it_like_any_other(service: InProcess) -> None:
    answer = said(service, MISSED)
    corrected(service, answer["user_message_id"], "missed", preferences=[like("下雨天")])
    assert service.chat("我讨厌下雨天")["memory"]["changes"][0]["action"] == "replace"


def test_what_was_set_by_hand_is_kept_and_told(service: InProcess) -> None:
    service.client.post("/api/v1/preferences", json=dislike("下雨天"))
    answer = said(service, MISSED)
    kept = corrected(service, answer["user_message_id"], "missed", preferences=[like("下雨天")])
    assert actions(kept) == ["keep"]
    assert service.objects() == {"下雨天": "dislike"}


@on_both_databases
def test_a_kind_and_a_condition_are_kept(service: InProcess) -> None:
    answer = said(service, "花生和我八字不合，夏天游泳万岁")
    named = [dislike("花生", kind="constraint"), like("游泳", condition="夏天")]
    corrected(service, answer["user_message_id"], "missed", preferences=named)
    held = {p["object"]: (p["kind"], p["condition"]) for p in service.get("/preferences", status="active")["items"]}
    assert held == {"花生": ("constraint", None), "游泳": ("taste", "夏天")}


def test_a_suggestion_is_what_the_reader_names_and_feedback_takes_it(service: InProcess) -> None:
    answer = service.chat("我喜欢下雨天", remember=False)
    message = answer["user_message_id"]
    suggested = service.get(f"/messages/{message}/suggestion")["preferences"]
    assert suggested == [like("下雨天", kind="taste", condition=None)]
    corrected(service, message, "missed", preferences=suggested)
    assert service.objects() == {"下雨天": "like"}
    nothing = said(service, MISSED)["user_message_id"]
    assert service.get(f"/messages/{nothing}/suggestion") == {"preferences": []}


# -- one feedback a message ----------


@on_both_databases
def test_a_second_correction_replaces_the_first_and_what_it_stored(service: InProcess) -> None:
    message = said(service, "达芬奇，黄金时代，都赞")["user_message_id"]
    corrected(service, message, "missed", preferences=[like("达芬奇")])
    second = corrected(service, message, "missed", preferences=[like("黄金时代")])
    assert actions(second) == ["undo", "add"]
    assert service.objects() == {"黄金时代": "like"}
    assert [item["id"] for item in service.get("/feedback")["items"]] == [second["id"]]


@on_both_databases
def test_the_same_correction_sent_twice_ends_in_the_same_place(service: InProcess) -> None:
    message = said(service, MISSED)["user_message_id"]
    for _ in range(2):
        corrected(service, message, "missed", preferences=[like("下雨天")])
    (held,) = service.get("/preferences", status="active")["items"]
    assert held["times_confirmed"] == 0


@on_both_databases
def test_feedback_is_listed_newest_first_by_user_and_page_and_can_be_withdrawn(service: InProcess) -> None:
    ids = []
    for user in ("li", "li", "wang"):
        message = service.chat("我喜欢下雨天", user_id=user)["user_message_id"]
        ids.append(corrected(service, message, "not_a_preference", user_id=user)["id"])

    def listed(**query: object) -> list[str]:
        return [item["id"] for item in service.get("/feedback", **query)["items"]]

    assert listed() == ids[::-1]
    assert listed(user_id="li") == [ids[1], ids[0]]
    page = service.get("/feedback", limit=2)
    assert listed(limit=2, cursor=page["next_cursor"]) == [ids[0]]
    before = service.objects("wang", status="retracted")
    withdrawn = answered(service.client.delete(f"/api/v1/feedback/{ids[2]}"))
    assert withdrawn["user_id"] == "wang"
    assert listed() == [ids[1], ids[0]]
    assert service.objects("wang", status="retracted") == before, "memory stays as it is"


# -- what is refused ----------


@pytest.fixture
def message(service: InProcess) -> str:
    answer: str = service.chat("我喜欢下雨天，也喜欢猫")["user_message_id"]
    return answer


@pytest.mark.parametrize(
    ("label", "body", "field"),
    [
        ("missed", {}, "preferences"),
        ("missed", {"preferences": []}, "preferences"),
        ("missed", {"preferences": [like("猫"), like("晴天")]}, "preferences.1.object"),
        ("missed", {"preferences": [like(" ")]}, "preferences.0.object"),
        ("missed", {"preferences": [like("，")], "intent": "chat"}, "intent"),
        ("missed", {"preferences": [{"object": "猫", "polarity": "love"}]}, "preferences.0.polarity"),
        ("missed", {"preferences": [like("猫", condition="夏" * 101)]}, "preferences.0.condition"),
        ("not_a_preference", {"preferences": [like("猫")]}, "preferences"),
        ("not_a_preference", {"intent": "state"}, "intent"),
        ("wrong", {}, "label"),
        ("missed", {"reason": "?"}, "reason"),
        ("not_a_preference", {"user_id": ""}, "user_id"),
    ],
)
def test_a_correction_that_cannot_be_is_refused_by_its_field_and_changes_nothing(
    service: InProcess, message: str, label: str, body: Json, field: str
) -> None:
    before = service.everything_stored()
    response = send(service, message, label, **body)
    told = response.json()
    assert (response.status_code, told["error"]) == (422, "InvalidRequest")
    assert field in told["fields"]
    assert told["detail"]
    assert service.everything_stored() == before


def test_a_message_that_is_unknown_or_someone_elses_is_not_found(service: InProcess, message: str) -> None:
    before = service.everything_stored()
    for id_, user in (("msg_unknown", "default"), (message, "wang")):
        for response in (
            send(service, id_, "not_a_preference", user_id=user),
            service.client.get(f"/api/v1/messages/{id_}/suggestion", params={"user_id": user}),
        ):
            assert (response.status_code, response.json()["error"]) == (404, "NotFound")
    assert service.everything_stored() == before


def test_a_reply_is_refused_with_the_id_of_the_message_it_answers(service: InProcess) -> None:
    answer = service.chat("我喜欢下雨天")
    response = send(service, answer["message_id"], "not_a_preference")
    assert (response.status_code, response.json()["error"]) == (422, "InvalidRequest")
    assert answer["user_message_id"] in response.json()["detail"]


def test_unknown_feedback_cannot_be_withdrawn(service: InProcess) -> None:
    response = service.client.delete("/api/v1/feedback/fb_unknown")
    assert (response.status_code, response.json()["error"]) == (404, "NotFound")


@pytest.mark.parametrize(
    ("query", "field"), [({"limit": "0"}, "limit"), ({"limit": "201"}, "limit"), ({"unknown": "1"}, "unknown")]
)
def test_a_list_query_is_checked(service: InProcess, query: dict[str, str], field: str) -> None:
    response = service.client.get("/api/v1/feedback", params=query)
    assert (response.status_code, response.json()["fields"]) == (422, [field])
