"""Whatever is sent, the answer is a 4xx of the contract's shape, and nothing has changed."""

import json
from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any

import pytest

from service import errors
from service.errors import InvalidRequest, ServiceError, body_of, status_of
from service.limits import MOST_BYTES
from service.llm.scripted import ScriptedAnswer
from service.settings import Settings
from tests.service.running import InProcess, Served

CHAT = "/api/v1/chat"
JSON = {"Content-Type": "application/json"}


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[InProcess]:
    """One for all tests here: each of them holds that it changes nothing, or adds what it needs."""
    settings = Settings(data_dir=tmp_path_factory.mktemp("errors"), llm_provider="none")
    with ExitStack() as closing:
        served = Served(settings, closing)()
        served.chat("我喜欢下雨天")
        yield served


def refused(service: InProcess, status: int, method: str, path: str, **request: Any) -> dict[str, Any]:
    """The error of a request that must be refused with this status and change nothing."""
    before = service.everything_stored()
    response = service.client.request(method, path, **request)
    assert response.status_code == status, response.text
    body: dict[str, Any] = response.json()
    assert body.keys() in ({"error", "detail"}, {"error", "detail", "fields"})
    assert body["error"].isidentifier()
    assert body["detail"]
    assert service.everything_stored() == before
    return body


@pytest.mark.parametrize(
    "message",
    ["", " \n\t　", "\x01\x02\x7f", "\u200b\u200b", "我" * 8001, "我喜欢下雨天\x00", "我喜欢\ud800下雨天"],
    ids=["empty", "spaces", "control characters", "zero width", "too long", "NUL", "half a surrogate"],
)
def test_a_message_that_is_none_is_refused_by_its_field(service: InProcess, message: str) -> None:
    body = refused(service, 422, "POST", CHAT, content=json.dumps({"message": message}), headers=JSON)
    assert body["error"] == "InvalidRequest"
    assert body["fields"] == ["message"]


def test_the_longest_message_is_taken(service: InProcess) -> None:
    service.model.add(ScriptedAnswer("好。"))
    assert service.chat("雨" * 8000)["reply"] == "好。"


@pytest.mark.parametrize(
    "message",
    ["我喜欢👨‍👩‍👧‍👦", "我喜欢𠮷野家", "'; DROP TABLE messages; --", "我喜欢\u202e天雨下", "<script>alert(1)</script>"],
)
def test_strange_characters_are_only_characters(service: InProcess, message: str) -> None:
    service.model.add(ScriptedAnswer("好。"))
    assert service.chat(message)["reply"]


@pytest.mark.parametrize(
    ("content", "status"),
    [
        (b"{", 400),
        (b"", 422),
        (b"\xff\xfe\x00binary", 400),
        (b'{"message": "\xff"}', 400),
        (b"null", 422),
        (b"[]", 422),
        (b'"words"', 422),
        (b"[" * 100_000, 400),
        (b'{"message": NaN}', 422),
        (b'{"message": "a", "message": 1}', 422),
    ],
    ids=["broken", "none", "binary", "not UTF-8", "null", "a list", "a text", "deep", "NaN", "twice"],
)
def test_a_body_that_is_no_request_is_refused(service: InProcess, content: bytes, status: int) -> None:
    assert refused(service, status, "POST", CHAT, content=content, headers=JSON)["error"] == "InvalidRequest"


@pytest.mark.parametrize("content_type", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", ""])
def test_a_body_that_is_not_called_json_is_refused(service: InProcess, content_type: str) -> None:
    content = json.dumps({"message": "我喜欢下雨天"}).encode()
    refused(service, 422, "POST", CHAT, content=content, headers={"Content-Type": content_type})


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("message", 7),
        ("message", None),
        ("message", ["我喜欢下雨天"]),
        ("user_id", ""),
        ("user_id", " "),
        ("user_id", 7),
        ("user_id", "u" * 129),
        ("user_id", "u\x00"),
        ("conversation_id", ""),
        ("conversation_id", "c" * 65),
        ("stream", "perhaps"),
        ("remember", []),
        ("unknown", 1),
    ],
    ids=str,
)
def test_a_wrong_field_is_named(service: InProcess, field: str, value: object) -> None:
    body = refused(service, 422, "POST", CHAT, json={"message": "我喜欢下雨天", field: value})
    assert body["fields"] == [field]


@pytest.mark.parametrize(
    ("path", "given", "field"),
    [
        ("/preferences", {"polarity": "like"}, "object"),
        ("/preferences", {"object": "雨", "polarity": "love"}, "polarity"),
        ("/preferences", {"object": "   ", "polarity": "like"}, "object"),
        ("/preferences", {"object": "雨" * 201, "polarity": "like"}, "object"),
        ("/preferences", {"object": "雨", "polarity": "like", "condition": "夏" * 101}, "condition"),
        ("/preferences", {"object": "雨", "polarity": "like", "locked": True}, "locked"),
        ("/messages/msg_1/continue", {"mode": "backwards"}, "mode"),
        ("/bad-cases/bad_1/replays", {"repeat": 0}, "repeat"),
        ("/replays", {"bad_case_ids": []}, "bad_case_ids"),
    ],
)
def test_every_body_is_checked(service: InProcess, path: str, given: object, field: str) -> None:
    assert refused(service, 422, "POST", f"/api/v1{path}", json=given)["fields"] == [field]


@pytest.mark.parametrize(
    ("path", "query", "field"),
    [
        ("/preferences", {"limit": "0"}, "limit"),
        ("/preferences", {"limit": "201"}, "limit"),
        ("/preferences", {"limit": "many"}, "limit"),
        ("/preferences", {"status": "gone"}, "status"),
        ("/preferences", {"polarity": "both"}, "polarity"),
        ("/preferences", {"unknown": "1"}, "unknown"),
        ("/preferences", {"q": "\x00"}, "q"),
        ("/bad-cases", {"status": "gone"}, "status"),
        ("/bad-cases", {"limit": "201"}, "limit"),
    ],
)
def test_every_query_is_checked(service: InProcess, path: str, query: dict[str, str], field: str) -> None:
    assert refused(service, 422, "GET", f"/api/v1{path}", params=query)["fields"] == [field]


@pytest.mark.parametrize("path", ["preferences", "bad-cases", "feedback"])
@pytest.mark.parametrize("cursor", ["abc", "", "雨", "bad_", "' OR 1=1"])
def test_a_cursor_that_no_list_gave_is_refused(service: InProcess, path: str, cursor: str) -> None:
    body = refused(service, 422, "GET", f"/api/v1/{path}", params={"cursor": cursor})
    assert body["error"] == "InvalidCursor"


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "preferences/{}"),
        ("PATCH", "preferences/{}"),
        ("DELETE", "preferences/{}"),
        ("GET", "preferences/{}/history"),
        ("POST", "events/{}/undo"),
        ("POST", "messages/{}/continue"),
        ("GET", "bad-cases/{}"),
        ("PATCH", "bad-cases/{}"),
        ("POST", "bad-cases/{}/replays"),
        ("GET", "replays/{}"),
    ],
)
@pytest.mark.parametrize("id_", ["unknown", "..%2f..%2fetc", "1' OR '1'='1", "雨"])
def test_an_unknown_id_is_not_found(service: InProcess, method: str, path: str, id_: str) -> None:
    request: dict[str, Any] = {"json": {}} if method in {"PATCH", "POST"} else {}
    refused(service, 404, method, f"/api/v1/{path.format(id_)}", **request)


@pytest.mark.parametrize("path", ["preferences/a%00b", "bad-cases/a%00b", "replays/a%00b"])
def test_an_id_that_no_database_can_hold_is_refused(service: InProcess, path: str) -> None:
    refused(service, 422, "GET", f"/api/v1/{path}")


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "chat"),
        ("PUT", "preferences"),
        ("DELETE", "bad-cases/x"),
        ("PATCH", "replays/x"),
        ("GET", "events/x/undo"),
    ],
)
def test_a_method_that_a_path_does_not_take_is_not_allowed(service: InProcess, method: str, path: str) -> None:
    assert refused(service, 405, method, f"/api/v1/{path}")["error"] == "MethodNotAllowed"


@pytest.mark.parametrize("method", ["GET", "POST", "PUT", "PATCH", "DELETE"])
@pytest.mark.parametrize("path", ["/api/v1/nothing", "/api/v1/", "/api/v2/chat", "/api/"])
def test_an_unknown_path_is_not_found(service: InProcess, method: str, path: str) -> None:
    assert refused(service, 404, method, path)["error"] == "NotFound"


def test_a_body_too_large_is_refused_whether_or_not_it_is_announced(service: InProcess) -> None:
    content = json.dumps({"message": "我喜欢下雨天", "padding": "x" * MOST_BYTES}).encode()

    def pieces() -> Iterator[bytes]:
        """Without a Content-Length."""
        for start in range(0, len(content), 64 * 1024):
            yield content[start : start + 64 * 1024]

    for body in (content, pieces()):
        told = refused(service, 413, "POST", CHAT, content=body, headers=JSON)
        assert told["error"] == "PayloadTooLarge"


def test_a_body_just_below_the_limit_is_read(service: InProcess) -> None:
    content = json.dumps({"message": "x", "padding": ""})
    content = content.replace('""', f'"{"x" * (MOST_BYTES - len(content) - 1)}"')
    assert refused(service, 422, "POST", CHAT, content=content, headers=JSON)["fields"] == ["padding"]


def test_every_error_says_in_one_sentence_when_it_happens_and_has_a_status_of_its_own_kind() -> None:
    family = [kind for kind in vars(errors).values() if isinstance(kind, type) and issubclass(kind, ServiceError)]
    assert len(family) > 5
    for kind in family:
        assert kind.__doc__, kind
        assert kind is ServiceError or 400 <= kind.status < 600


def test_an_error_unknown_to_the_contract_is_the_services_own_fault() -> None:
    assert status_of(ValueError("x")) == 500
    assert (status_of(InvalidRequest("x")), body_of(InvalidRequest("x"))) == (
        422,
        {"error": "InvalidRequest", "detail": "x"},
    )
