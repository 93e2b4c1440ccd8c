"""Export and import by API."""

import json
from typing import Any

import pytest

from service.limits import MOST_BYTES, MOST_IMPORTED_BYTES
from tests.service.running import InProcess, Json, on_both_databases

EXPORT, IMPORT = "/api/v1/preferences/export", "/api/v1/preferences/import"


def exported(service: InProcess, user_id: str = "default") -> str:
    response = service.client.get(EXPORT, params={"user_id": user_id})
    assert response.status_code == 200
    assert response.headers["content-type"].startswith("application/x-ndjson")
    text: str = response.text
    return text


def sent(service: InProcess, content: str | bytes, user_id: str = "default", kind: str = "application/x-ndjson") -> Any:
    headers = {"Content-Type": kind} if kind else {}
    return service.client.post(IMPORT, params={"user_id": user_id}, content=content, headers=headers)


def plain(*objects: str) -> str:
    return "".join(json.dumps({"object": each, "polarity": "like"}) + "\n" for each in objects)


@on_both_databases
def test_what_was_said_in_chat_is_carried_to_another_user(service: InProcess) -> None:
    for message in ("我喜欢下雨天", "我讨厌下雨天", "我喜欢达芬奇"):
        service.chat(message)
    taken = sent(service, exported(service), "copy")
    assert taken.json() == {"imported": 3, "events": 3, "changed": 0, "skipped": 0}
    assert service.objects("copy") == service.objects() == {"下雨天": "dislike", "达芬奇": "like"}
    (rain,) = service.get("/preferences", user_id="copy", status="active", polarity="dislike")["items"]
    history = service.get(f"/preferences/{rain['id']}/history")["items"]
    assert [event["action"] for event in history] == ["add", "replace"]
    assert service.client.post(f"/api/v1/events/{history[1]['id']}/undo").is_success
    assert service.objects("copy") == {"下雨天": "like", "达芬奇": "like"}
    assert service.objects() == {"下雨天": "dislike", "达芬奇": "like"}


def test_the_file_has_a_name(service: InProcess) -> None:
    """One that any user's id can be part of."""
    headers = service.client.get(EXPORT, params={"user_id": 'li/"三'}).headers
    assert headers["content-disposition"].startswith("attachment; filename=")
    assert "filename*=UTF-8''jide-li%2F%22%E4%B8%89.jsonl" in headers["content-disposition"]


@pytest.mark.parametrize("kind", ["application/x-ndjson", "text/plain", "application/json", ""])
def test_lines_are_taken_however_they_are_called(service: InProcess, kind: str) -> None:
    assert sent(service, plain("猫", "狗"), kind=kind).json()["imported"] == 2
    assert service.objects() == {"猫": "like", "狗": "like"}
    assert {each["origin"] for each in service.get("/preferences")["items"]} == {"import"}


def test_a_bad_line_is_named_and_nothing_is_imported(service: InProcess) -> None:
    before = service.everything_stored()
    response = sent(service, plain("猫") + '{"object": "狗", "polarity": "love"}\n' + plain("茶"))
    told: Json = response.json()
    assert (response.status_code, told["error"], told["fields"]) == (422, "InvalidImport", ["line 2"])
    assert "polarity" in told["detail"]
    assert service.everything_stored() == before


def test_an_import_may_be_longer_than_any_other_request(service: InProcess) -> None:
    """Its own limit holds for its own path alone."""
    lines = plain(*(f"第{number}号{'长' * 150}" for number in range(300)))
    assert len(lines.encode()) > MOST_BYTES
    assert sent(service, lines).json()["imported"] == 300
    response = service.client.post("/api/v1/chat", content=lines, headers={"Content-Type": "application/json"})
    assert response.status_code == 413
    response = sent(service, b"x" * (MOST_IMPORTED_BYTES + 1))
    assert (response.status_code, response.json()["error"]) == (413, "PayloadTooLarge")


@pytest.mark.parametrize("user_id", ["", " ", "u" * 129, "u\x00"], ids=["empty", "space", "long", "NUL"])
def test_a_user_that_cannot_be_is_refused(service: InProcess, user_id: str) -> None:
    for response in (
        service.client.get(EXPORT, params={"user_id": user_id}),
        sent(service, plain("猫"), user_id),
    ):
        assert (response.status_code, response.json()["fields"]) == (422, ["user_id"])
