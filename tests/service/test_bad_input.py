"""Whatever is sent as a name, a condition or a user: kept and shown to the letter, or refused by its name."""

import json
from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any

import pytest
from hypothesis import given
from hypothesis import settings as example_settings
from hypothesis import strategies as st

from service.llm.scripted import ScriptedAnswer
from service.settings import Settings
from tests.service.running import InProcess, Json, Served, answered
from tests.service.test_errors import JSON, refused
from tests.strange import KEPT, UNKEPT

PREFERENCE: Json = {"object": "下雨天", "polarity": "like", "condition": "夏天", "user_id": "bad input"}
BODIES: dict[str, Json] = {
    "/chat": {"message": "我喜欢下雨天", "user_id": "bad input"},
    "/preferences": PREFERENCE,
    "/messages/msg_none/continue": {"mode": "resume"},
    "/messages/msg_none/feedback": {
        "label": "missed",
        "user_id": "bad input",
        "preferences": [{"object": "下雨天", "polarity": "like"}],
    },
    "/replays": {"bad_case_ids": ["bad_none"], "models": ["m"], "repeat": 1},
    "/bad-cases/bad_none/replays": {"model": "m", "repeat": 1},
}
FIELDS = [(path, field) for path, body in BODIES.items() for field in body]


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[InProcess]:
    """One for all tests here: what they keep, they keep for users of their own."""
    with ExitStack() as closing:
        settings = Settings(data_dir=tmp_path_factory.mktemp("bad-input"), llm_provider="none")
        yield Served(settings, closing)()


@pytest.fixture(scope="module")
def held(service: InProcess) -> Json:
    return posted(service, "/preferences", PREFERENCE)["preference"]  # type: ignore[no-any-return]


def posted(service: InProcess, path: str, body: Any) -> Json:
    return answered(service.client.post(f"/api/v1{path}", content=json.dumps(body), headers=JSON))


@pytest.mark.parametrize("text", KEPT.values(), ids=KEPT)
def test_a_strange_text_is_shown_to_the_letter_by_every_call(service: InProcess, text: str) -> None:
    body = {"object": text, "condition": text, "user_id": text, "polarity": "like"}
    made = posted(service, "/preferences", body)["preference"]
    assert {name: made[name] for name in body} == body
    assert service.get(f"/preferences/{made['id']}") == made
    for query in ({}, {"q": text}, {"status": "active"}):
        assert service.get("/preferences", user_id=text, **query)["items"] == [made]
    assert service.get(f"/preferences/{made['id']}/history")["items"][0]["after"] == [made]


@pytest.mark.parametrize("text", KEPT.values(), ids=KEPT)
def test_a_strange_text_in_a_message_is_answered_and_what_is_kept_of_it_is_its_own_words(
    service: InProcess, text: str
) -> None:
    user_id = f"says {text}"
    for message in (f"我喜欢{text}", f"我讨厌{text}", f"别记我讨厌{text}了", f"我喜欢{text}吗？"):
        service.model.add(ScriptedAnswer("好。"))
        answer = posted(service, "/chat", {"message": message, "user_id": user_id})
        assert answer["reply"]
        for change in answer["memory"]["changes"]:
            assert change["preference"]["object"] in message
            assert change["preference"]["object"] in answer["reply"]


@pytest.mark.parametrize("text", UNKEPT.values(), ids=UNKEPT)
@pytest.mark.parametrize("field", ["object", "condition", "user_id"])
def test_what_cannot_be_kept_is_refused_by_its_field(service: InProcess, field: str, text: str) -> None:
    content = json.dumps(PREFERENCE | {field: text})
    assert refused(service, 422, "POST", "/api/v1/preferences", content=content, headers=JSON)["fields"] == [field]


@pytest.mark.parametrize("text", UNKEPT.values(), ids=UNKEPT)
@pytest.mark.parametrize("field", ["object", "condition"])
def test_a_correction_that_cannot_be_kept_is_refused_by_its_field(
    service: InProcess, held: Json, field: str, text: str
) -> None:
    path, content = f"/api/v1/preferences/{held['id']}", json.dumps({field: text})
    assert refused(service, 422, "PATCH", path, content=content, headers=JSON)["fields"] == [field]


@pytest.mark.parametrize(("path", "field"), FIELDS)
@pytest.mark.parametrize(
    "value", ["[" * 10_000 + "]" * 10_000, '{"a":' * 10_000 + "1" + "}" * 10_000, "9" * 10_000], ids=["[", "{", "9"]
)
def test_a_value_nested_or_long_without_end_is_refused(service: InProcess, path: str, field: str, value: str) -> None:
    others = {name: other for name, other in BODIES[path].items() if name != field}
    content = f'{json.dumps(others)[:-1]}{", " if others else ""}"{field}": {value}}}'
    assert refused(service, 400, "POST", f"/api/v1{path}", content=content, headers=JSON)["error"] == "InvalidRequest"


@pytest.mark.parametrize("value", [10**30, -(10**30), 1.5, True, {}, {"$ne": None}, [[[]]], [None]], ids=repr)
@pytest.mark.parametrize(
    ("path", "field"), [(path, field) for path, field in FIELDS if isinstance(BODIES[path][field], str)]
)
def test_a_value_of_another_type_is_refused_by_its_field(
    service: InProcess, path: str, field: str, value: object
) -> None:
    body = BODIES[path] | {field: value}
    assert refused(service, 422, "POST", f"/api/v1{path}", json=body)["fields"] == [field]


@pytest.mark.parametrize(
    ("path", "field", "value"),
    [
        ("/preferences", "limit", "9" * 5_000),
        ("/preferences", "limit", "1e400"),
        ("/preferences", "limit", "-99999999999999999999"),
        ("/preferences", "user_id", "x" * 10_000),
        ("/preferences", "q", "x" * 10_000),
        ("/preferences", "cursor", "x" * 10_000),
        ("/feedback", "limit", "99999999999999999999"),
        ("/feedback", "user_id", "\x00"),
        ("/bad-cases", "cursor", "\x00"),
    ],
)
def test_a_huge_or_broken_query_is_refused_by_its_field(service: InProcess, path: str, field: str, value: str) -> None:
    assert refused(service, 422, "GET", f"/api/v1{path}", params={field: value})["fields"] == [field]


@pytest.mark.parametrize("query", ["user_id=%ff", "user_id=%ed%a0%80", "q=%ff%fe", "cursor=%ff"])
def test_a_query_that_is_not_utf_8_is_answered(service: InProcess, query: str) -> None:
    """What is no text is nobody's name, and finds nothing of anyone."""
    assert service.client.get(f"/api/v1/preferences?{query}").status_code in {200, 422}


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters(codec=None), max_size=40),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)


@example_settings(max_examples=250, deadline=None)
@given(place=st.sampled_from([*FIELDS, *((path, "unknown") for path in BODIES)]), value=ANYTHING)
def test_whatever_stands_in_a_field_it_is_never_the_services_fault(
    service: InProcess, place: tuple[str, str], value: object
) -> None:
    """Answered, or refused in the contract's shape."""
    path, field = place
    service.model.add(ScriptedAnswer("好。"))
    response = service.client.post(f"/api/v1{path}", content=json.dumps(BODIES[path] | {field: value}), headers=JSON)
    assert response.status_code < 500, response.text
    if not response.is_success:
        assert {"error", "detail"} <= response.json().keys()
