"""The preferences of a person by API: list, add, correct, delete, history, undo."""

from typing import Any

import pytest

from service.llm.scripted import ScriptedAnswer
from tests.service.running import InProcess, Json, answered, on_both_databases

OBJECTS = ["下雨天", "达芬奇", "黄金时代", "爬山", "咖啡"]


def created(service: InProcess, object: str = "下雨天", polarity: str = "like", **more: Any) -> Json:  # noqa: A002 - the contract's word
    response = service.client.post("/api/v1/preferences", json={"object": object, "polarity": polarity, **more})
    assert response.status_code == 201, response.text
    change: Json = response.json()
    return change


def patched(service: InProcess, preference_id: str, **changes: Any) -> Json:
    return answered(service.client.patch(f"/api/v1/preferences/{preference_id}", json=changes))


def deleted(service: InProcess, preference_id: str) -> Json:
    return answered(service.client.delete(f"/api/v1/preferences/{preference_id}"))


def undone(service: InProcess, event_id: str) -> Json:
    return answered(service.client.post(f"/api/v1/events/{event_id}/undo"))


def listed(service: InProcess, **query: Any) -> list[str]:
    return [preference["object"] for preference in service.get("/preferences", **query)["items"]]


def test_a_preference_has_the_fields_of_the_contract(service: InProcess) -> None:
    preference = created(
        service, "海鲜", "dislike", user_id="li", kind="constraint", condition="夏天", strength="strong"
    )["preference"]
    assert preference.pop("id").startswith("pref_")
    assert preference.pop("valid_from").endswith("Z")
    assert preference == {
        "user_id": "li",
        "object": "海鲜",
        "polarity": "dislike",
        "kind": "constraint",
        "condition": "夏天",
        "strength": "strong",
        "quote": None,
        "message_id": None,
        "origin": "api",
        "locked": True,
        "status": "active",
        "valid_until": None,
        "replaced_by": None,
        "times_confirmed": 0,
    }


def test_what_was_said_in_chat_is_listed_with_its_words_and_its_message(service: InProcess) -> None:
    service.chat("我真的很喜欢下雨天")
    (preference,) = service.get("/preferences")["items"]
    assert preference["origin"] == "chat"
    assert preference["locked"] is False
    assert "喜欢下雨天" in preference["quote"]
    assert preference["message_id"].startswith("msg_")


def test_entering_the_opposite_by_hand_replaces_what_was_said(service: InProcess) -> None:
    service.chat("我喜欢下雨天")
    change = created(service, polarity="dislike")
    assert change["action"] == "replace"
    assert change["replaced"]["polarity"] == "like"
    assert change["replaced"]["replaced_by"] == change["preference"]["id"]
    assert service.objects() == {"下雨天": "dislike"}


def test_a_correction_counts_from_the_next_message_on_and_locks(service: InProcess) -> None:
    service.chat("我喜欢下雨天")
    (held,) = service.get("/preferences")["items"]
    change = patched(service, held["id"], polarity="dislike", strength="strong")
    assert (change["action"], change["preference"]["locked"]) == ("edit", True)
    service.model.add(ScriptedAnswer("好。"))
    service.chat("下雨天做什么好？")
    assert service.model.history[-1].preferences == ("不喜欢 下雨天",)
    assert service.chat("我喜欢下雨天")["memory"]["changes"][0]["action"] == "keep"


def test_only_a_condition_can_be_taken_away_by_null(service: InProcess) -> None:
    held = created(service, condition="夏天", kind="taste")["preference"]
    changed = patched(service, held["id"], condition=None, polarity=None, kind=None)["preference"]
    assert changed["condition"] is None
    assert (changed["polarity"], changed["kind"]) == ("like", "taste")


def test_a_correction_that_says_nothing_changes_nothing(service: InProcess) -> None:
    said = service.chat("我喜欢下雨天")["memory"]["changes"][0]["preference"]
    for held in (said, created(service)["preference"]):
        before = service.everything_stored()
        assert patched(service, held["id"])["event_id"] is None
        assert service.everything_stored() == before


def test_what_is_deleted_is_told_no_more_and_stays_readable(service: InProcess) -> None:
    held = created(service)["preference"]
    assert deleted(service, held["id"])["preference"]["status"] == "deleted"
    assert listed(service, status="active") == []
    assert service.get(f"/preferences/{held['id']}")["valid_until"]
    assert "还没有记着" in service.chat("我喜欢什么？")["reply"]


@pytest.mark.parametrize("method", ["PATCH", "DELETE"])
def test_what_holds_no_longer_cannot_be_changed(service: InProcess, method: str) -> None:
    held = created(service)["preference"]
    deleted(service, held["id"])
    before = service.everything_stored()
    path = f"/api/v1/preferences/{held['id']}"
    response = (
        service.client.delete(path) if method == "DELETE" else service.client.patch(path, json={"object": "晴天"})
    )
    assert (response.status_code, response.json()["error"]) == (409, "PreferenceClosed")
    assert service.everything_stored() == before


@on_both_databases
def test_the_history_tells_every_change_and_those_of_what_was_replaced(service: InProcess) -> None:
    service.chat("我喜欢下雨天")
    service.chat("我喜欢下雨天")
    service.chat("我讨厌下雨天")
    (held,) = service.get("/preferences", status="active")["items"]
    events = service.get(f"/preferences/{held['id']}/history")["items"]
    assert [event["action"] for event in events] == ["add", "confirm", "replace"]
    assert [event["at"] for event in events] == sorted(event["at"] for event in events)
    assert events[-1]["after"][0]["id"] == held["id"]
    assert events[-1]["before"][1]["polarity"] == "like"


@on_both_databases
def test_undoing_a_replacement_gives_back_exactly_what_was(service: InProcess) -> None:
    service.chat("我喜欢下雨天")
    (before,) = service.get("/preferences")["items"]
    event_id = service.chat("我讨厌下雨天")["memory"]["changes"][0]["event_id"]
    assert undone(service, event_id)["action"] == "undo"
    assert service.get("/preferences", status="active")["items"] == [before]


@pytest.mark.parametrize("action", ["create", "edit", "delete", "retract"])
def test_every_kind_of_change_can_be_undone(service: InProcess, action: str) -> None:
    if action == "create":
        undone(service, created(service)["event_id"])
        assert listed(service, status="active") == []
        return
    service.chat("我喜欢下雨天")
    (held,) = service.get("/preferences")["items"]
    match action:
        case "edit":
            change = patched(service, held["id"], object="晴天")
        case "delete":
            change = deleted(service, held["id"])
        case _:
            (change,) = service.chat("别记我喜欢下雨天了")["memory"]["changes"]
    undone(service, change["event_id"])
    assert service.get("/preferences", status="active")["items"] == [held]


@on_both_databases
def test_what_something_later_stands_on_cannot_be_undone_first(service: InProcess) -> None:
    first = service.chat("我喜欢下雨天")["memory"]["changes"][0]["event_id"]
    second = service.chat("我讨厌下雨天")["memory"]["changes"][0]["event_id"]
    before = service.everything_stored()
    response = service.client.post(f"/api/v1/events/{first}/undo")
    assert (response.status_code, response.json()["error"]) == (409, "CannotUndo")
    assert second in response.json()["detail"]
    assert service.everything_stored() == before
    undone(service, second)
    undone(service, first)
    assert listed(service, status="active") == []


def test_nothing_is_undone_twice(service: InProcess) -> None:
    event_id = service.chat("我喜欢下雨天")["memory"]["changes"][0]["event_id"]
    undone(service, event_id)
    assert service.client.post(f"/api/v1/events/{event_id}/undo").status_code == 409


@on_both_databases
def test_the_filters_narrow_the_list(service: InProcess) -> None:
    created(service, "下雨天", "like", user_id="li")
    created(service, "香菜", "dislike", user_id="li")
    created(service, "花生", "dislike", user_id="li", kind="constraint")
    created(service, "爬山", "like", user_id="wang")
    deleted(service, created(service, "咖啡", user_id="li")["preference"]["id"])
    assert set(listed(service, user_id="li", status="active")) == {"下雨天", "香菜", "花生"}
    assert set(listed(service, user_id="li", polarity="dislike")) == {"香菜", "花生"}
    assert listed(service, kind="constraint") == ["花生"]
    assert listed(service, status="deleted") == ["咖啡"]
    assert listed(service, user_id="zhao") == []


@on_both_databases
def test_the_pages_of_a_list_hold_everything_once_newest_first(service: InProcess) -> None:
    for name in OBJECTS:
        created(service, name)
    pages, cursor = [], None
    while True:
        page = service.get("/preferences", limit=2, **({"cursor": cursor} if cursor else {}))
        pages.append([preference["object"] for preference in page["items"]])
        cursor = page["next_cursor"]
        if cursor is None:
            break
    assert [len(page) for page in pages] == [2, 2, 1]
    assert [name for page in pages for name in page] == OBJECTS[::-1]


def test_a_cursor_from_elsewhere_is_refused(service: InProcess) -> None:
    response = service.client.get("/api/v1/preferences", params={"cursor": "not-a-cursor"})
    assert (response.status_code, response.json()["error"]) == (422, "InvalidCursor")


def test_a_search_finds_by_words(service: InProcess) -> None:
    for name in OBJECTS:
        created(service, name)
    assert listed(service, q="雨天", limit=1) == ["下雨天"]


@on_both_databases
def test_a_search_finds_by_meaning(service: InProcess) -> None:
    for name in OBJECTS:
        created(service, name)
    assert listed(service, user_id="default", q="登山徒步", limit=1) == ["爬山"]


@pytest.mark.parametrize("path", ["preferences/pref_unknown", "preferences/pref_unknown/history"])
def test_an_unknown_preference_is_not_found(service: InProcess, path: str) -> None:
    response = service.client.get(f"/api/v1/{path}")
    assert (response.status_code, response.json()["error"]) == (404, "PreferenceNotFound")


def test_an_unknown_event_is_not_found(service: InProcess) -> None:
    response = service.client.post("/api/v1/events/evt_unknown/undo")
    assert (response.status_code, response.json()["error"]) == (404, "EventNotFound")
