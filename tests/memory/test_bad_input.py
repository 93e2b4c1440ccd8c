"""Names, conditions, quotes and ids are data: kept to the letter, or refused by the name of the field."""

from dataclasses import replace
from typing import Any

import pytest

from memory.errors import InvalidStatement
from memory.model import Statement
from memory.store import Memory
from tests.strange import KEPT, UNKEPT

PLAIN = Statement("下雨天", "like", condition="夏天", quote="夏天我喜欢下雨天", message_id="m")
FIELDS = ("object", "condition", "quote", "message_id")


@pytest.mark.parametrize("text", KEPT.values(), ids=KEPT)
def test_a_strange_text_is_kept_to_the_letter_wherever_it_stands(memory: Memory, text: str) -> None:
    statement = Statement(text, "like", condition=text, quote=text, message_id=text)
    change = memory.remember(text, [statement])[0]
    (held,) = memory.active(text)
    assert held == change.preference == memory.get(held.id)
    assert (held.user_id, held.object, held.condition, held.quote, held.message_id) == (text,) * 5
    assert memory.find(user_id=text, q=text).items == (held,)
    assert [found.preference for found in memory.recall(text, text)] == [held]
    assert memory.history(held.id)[0].after == (held,)
    assert memory.events_of(text, text) == memory.history(held.id)


@pytest.mark.parametrize("text", KEPT.values(), ids=KEPT)
def test_a_strange_name_is_found_again_when_it_is_contradicted_edited_and_withdrawn(memory: Memory, text: str) -> None:
    memory.remember("u", [Statement(text, "like")])
    assert memory.remember("u", [Statement(text, "dislike")])[0].action == "replace"
    assert len(memory.retract("u", [(text, None)])) == 1
    plain = memory.remember("u", [PLAIN])[0].preference
    edited = memory.edit(plain.id, {"object": text, "condition": text}).preference
    assert (edited.object, edited.condition) == (text, text)
    assert memory.active("u") == (edited,)


@pytest.mark.parametrize("text", UNKEPT.values(), ids=UNKEPT)
@pytest.mark.parametrize("field", FIELDS)
def test_what_no_database_keeps_is_refused_by_its_field(memory: Memory, field: str, text: str) -> None:
    changed: dict[str, Any] = {field: text}
    with pytest.raises(InvalidStatement) as refused:
        memory.remember("u", [replace(PLAIN, **changed)])
    assert refused.value.fields == (field,)
    assert memory.active("u") == ()


@pytest.mark.parametrize("text", UNKEPT.values(), ids=UNKEPT)
def test_a_user_that_no_database_keeps_is_refused_by_every_call(memory: Memory, text: str) -> None:
    calls = (
        lambda: memory.remember(text, [PLAIN]),
        lambda: memory.retract(text, [("猫", None)]),
        lambda: memory.recall(text, "猫"),
        lambda: memory.active(text),
        lambda: memory.find(user_id=text),
    )
    for call in calls:
        with pytest.raises(InvalidStatement) as refused:
            call()
        assert refused.value.fields == ("user_id",)


@pytest.mark.parametrize("value", [7, 1.5, True, b"x", ["x"], {"x": 1}], ids=repr)
@pytest.mark.parametrize("field", FIELDS)
def test_what_is_no_text_is_refused_by_its_field(memory: Memory, field: str, value: Any) -> None:
    with pytest.raises(InvalidStatement) as refused:
        memory.remember("u", [replace(PLAIN, **{field: value})])
    assert refused.value.fields == (field,)
