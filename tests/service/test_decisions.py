"""What only its user can decide, by API: questions, and names that are one thing or two."""

import pytest

from tests.service.running import InProcess, Json, answered


def asked(service: InProcess) -> Json:
    """The question whether what was set by hand shall be replaced, as the chat's answer has it."""
    service.client.post("/api/v1/preferences", json={"object": "榴莲", "polarity": "like"})
    told = service.chat("我讨厌榴莲")
    assert told["memory"]["changes"][0]["reason"] == "locked"
    question: Json = told["memory"]["asks"]
    return question


def answer(service: InProcess, question: Json, word: object) -> Json:
    return answered(service.client.post(f"/api/v1/asks/{question['id']}/answer", json={"answer": word}))


@pytest.mark.parametrize("word", ["yes", "是", "确认", True])
def test_a_yes_replaces_what_was_set_by_hand(service: InProcess, word: object) -> None:
    question = asked(service)
    assert question["question"] == "replace"
    assert [each["id"] for each in service.get("/asks")["items"]] == [question["id"]]
    done = answer(service, question, word)
    assert [change["reason"] for change in done["changes"]] == ["agreed"]
    assert service.objects() == {"榴莲": "dislike"}
    assert service.get("/asks")["items"] == []


@pytest.mark.parametrize("word", ["no", "不是", False])
def test_a_no_leaves_it(service: InProcess, word: object) -> None:
    assert answer(service, asked(service), word)["changes"] == []
    assert service.objects() == {"榴莲": "like"}


def test_what_is_neither_yes_nor_no_is_refused_by_the_field(service: InProcess) -> None:
    question = asked(service)
    refused = service.client.post(f"/api/v1/asks/{question['id']}/answer", json={"answer": "也许"})
    assert (refused.status_code, refused.json()["fields"]) == (422, ["answer"])
    assert len(service.get("/asks")["items"]) == 1


def test_a_question_is_answered_once(service: InProcess) -> None:
    question = asked(service)
    answer(service, question, "no")
    again = service.client.post(f"/api/v1/asks/{question['id']}/answer", json={"answer": "yes"})
    assert (again.status_code, again.json()["error"]) == (409, "AskClosed")


def test_a_yes_in_chat_counts_only_right_after_the_question(service: InProcess) -> None:
    question = asked(service)
    service.chat("我喜欢达芬奇")
    service.client.post("/api/v1/chat", json={"message": "是"})
    assert service.objects()["榴莲"] == "like"
    assert service.get("/asks")["items"][0]["id"] == question["id"]


def test_two_entries_become_one_and_come_apart_again(service: InProcess) -> None:
    for name, polarity in (("阿布", "like"), ("老布", "dislike")):
        service.client.post("/api/v1/preferences", json={"object": name, "polarity": polarity})
    mine = {each["object"]: each["id"] for each in service.get("/preferences", status="active")["items"]}
    merged = answered(service.client.post(f"/api/v1/preferences/{mine['阿布']}/merge", json={"into": mine["老布"]}))
    assert merged["action"] == "merge"
    assert service.objects() == {"老布": "dislike"}
    split = answered(service.client.post(f"/api/v1/preferences/{mine['阿布']}/split", json={"from": mine["老布"]}))
    assert split["action"] == "split"
    assert service.objects() == {"老布": "dislike", "阿布": "like"}


def test_a_split_needs_one_of_two_things(service: InProcess) -> None:
    assert service.client.post("/api/v1/preferences/pref_1/split", json={}).status_code == 422


def test_what_was_believed_on_a_day_can_be_asked(service: InProcess) -> None:
    service.chat("我喜欢下雨天")
    (first,) = service.get("/preferences", status="active")["items"]
    service.chat("我讨厌下雨天")
    learned = service.get(f"/preferences/{first['id']}/history")["items"][0]["at"]
    then = service.get("/preferences/held", at=learned, known_at=learned)["items"]
    assert [each["polarity"] for each in then] == ["like"]
    now = service.get("/preferences/held")["items"]
    assert [each["polarity"] for each in now] == ["dislike"]
    assert service.get("/preferences/held", at="2020-01-01T00:00:00Z")["items"] == []
