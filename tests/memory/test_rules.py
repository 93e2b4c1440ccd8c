"""Exceptions are told with their rule, wherever they would stand by themselves."""

import pytest
from sqlalchemy import Engine

from memory.model import Kind, Polarity, Statement
from memory.store import Memory
from memory.worker import IndexWorker
from tests.memory.fakes import ListIndex, TableOfKinds, WordEmbedder

KINDS = TableOfKinds({"榴莲": ["热带水果", "水果"], "芒果": ["热带水果", "水果"], "热带水果": ["水果"]})


@pytest.fixture
def memory(engine: Engine, index: ListIndex, embedder: WordEmbedder) -> Memory:
    return Memory(engine, index, embedder, naming=KINDS)


def hold(memory: Memory, name: str, polarity: Polarity, condition: str | None = None, kind: Kind = "taste") -> None:
    memory.remember("u", [Statement(name, polarity, kind, condition)])


def told(memory: Memory, text: str, limit: int | None = 20, budget: int | None = None) -> list[str]:
    """Each as it is told: an exception with an arrow behind the name of its rule."""
    found = memory.recall("u", text, limit, budget)
    names = {each.preference.id: each.preference.object for each in found}
    lines = []
    for each in found:
        line = (each.preference.condition or "") + each.preference.object
        assert (each.because == "exception") == (each.exception_to is not None)
        lines.append(f"{names[each.exception_to]} > {line}" if each.exception_to else line)
    return lines


def test_what_is_narrower_stands_right_behind_its_rule_where_its_own_score_would_leave_it_out(memory: Memory) -> None:
    hold(memory, "榴莲", "dislike")
    hold(memory, "水果", "like")
    for number in range(30):
        hold(memory, f"第{number}号", "like")
    assert told(memory, "水果", limit=2)[:2] == ["水果", "水果 > 榴莲"]


def test_the_same_thing_under_a_condition_stands_behind_the_general_rule(memory: Memory) -> None:
    hold(memory, "咖啡", "dislike")
    hold(memory, "咖啡", "like", condition="早上")
    hold(memory, "咖啡", "dislike", condition="晚上")
    assert told(memory, "咖啡", limit=2)[0] == "咖啡"
    assert "咖啡 > 早上咖啡" in told(memory, "咖啡", limit=1)
    assert "咖啡 > 晚上咖啡" not in told(memory, "咖啡")


def test_an_exception_that_is_named_brings_its_rule_before_it(memory: Memory) -> None:
    hold(memory, "水果", "like")
    hold(memory, "猫", "like")
    hold(memory, "榴莲", "dislike")
    assert told(memory, "榴莲") == ["水果", "水果 > 榴莲", "猫"]


def test_of_several_rules_it_stands_behind_the_narrowest_and_exceptions_have_exceptions(memory: Memory) -> None:
    hold(memory, "水果", "like")
    hold(memory, "热带水果", "dislike")
    hold(memory, "芒果", "like")
    assert told(memory, "水果") == ["水果", "水果 > 热带水果", "热带水果 > 芒果"]
    hold(memory, "热带水果", "like")
    hold(memory, "榴莲", "dislike")
    assert "热带水果 > 榴莲" in told(memory, "水果")


def test_what_goes_the_same_way_is_no_exception(memory: Memory) -> None:
    hold(memory, "水果", "like")
    hold(memory, "芒果", "like")
    assert told(memory, "水果") == ["水果", "芒果"]


def test_conditions_that_never_meet_make_no_exception(memory: Memory) -> None:
    hold(memory, "水果", "like", condition="夏天")
    hold(memory, "榴莲", "dislike", condition="冬天")
    hold(memory, "芒果", "dislike")
    assert told(memory, "夏天水果") == ["夏天水果", "水果 > 芒果", "冬天榴莲"]


def test_constraints_and_style_stay_first_and_are_neither_rule_nor_exception(memory: Memory) -> None:
    hold(memory, "水果", "like")
    hold(memory, "芒果", "dislike", kind="constraint")
    hold(memory, "榴莲", "dislike")
    hold(memory, "回答简短", "like", kind="style")
    hold(memory, "回答简短", "dislike", condition="技术问题", kind="style")
    lines = told(memory, "水果", limit=4)
    assert set(lines[:3]) == {"芒果", "回答简短", "技术问题回答简短"}
    assert lines[3:] == ["水果", "水果 > 榴莲"]
    hold(memory, "热带水果", "dislike", kind="constraint")
    assert "热带水果 > 榴莲" not in told(memory, "热带水果")


def test_the_budget_holds_for_exceptions_too(memory: Memory) -> None:
    hold(memory, "水果", "like")
    hold(memory, "榴莲", "dislike")
    assert told(memory, "水果", budget=10) == ["水果"]
    assert told(memory, "水果", budget=20) == ["水果", "水果 > 榴莲"]


def test_a_rule_brings_only_so_many_along(engine: Engine, index: ListIndex, embedder: WordEmbedder) -> None:
    fruits = [f"第{number}种" for number in range(30)]
    memory = Memory(engine, index, embedder, naming=TableOfKinds({name: ["水果"] for name in fruits}))
    memory.remember("u", [Statement(name, "dislike") for name in fruits])
    hold(memory, "水果", "like")
    assert len(told(memory, "水果", limit=1)) == 11
    assert len(told(memory, "水果", limit=None)) == 31


def test_kinds_that_go_in_a_circle_lose_nothing(engine: Engine, index: ListIndex, embedder: WordEmbedder) -> None:
    memory = Memory(engine, index, embedder, naming=TableOfKinds({"猫": ["狗"], "狗": ["猫"]}))
    hold(memory, "猫", "like")
    hold(memory, "狗", "dislike")
    assert len(told(memory, "猫")) == 2


def test_a_new_exception_is_told_by_a_memory_that_has_answered_before(memory: Memory, worker: IndexWorker) -> None:
    hold(memory, "水果", "like")
    worker.drain()
    assert told(memory, "水果") == ["水果"]
    hold(memory, "榴莲", "dislike")
    assert told(memory, "水果") == ["水果", "水果 > 榴莲"]


def test_without_kinds_only_conditions_make_exceptions(
    engine: Engine, index: ListIndex, embedder: WordEmbedder
) -> None:
    memory = Memory(engine, index, embedder)
    hold(memory, "水果", "like")
    hold(memory, "水果", "dislike", condition="晚上")
    hold(memory, "榴莲", "dislike")
    assert told(memory, "水果") == ["水果", "水果 > 晚上水果", "榴莲"]
