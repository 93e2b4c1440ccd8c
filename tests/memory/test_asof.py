"""What held on a day, and what memory believed then: two times, kept apart."""

from datetime import UTC, datetime, timedelta

import pytest

from memory.errors import InvalidStatement
from memory.model import Polarity, Statement
from memory.store import Memory
from tests.memory.conftest import TickingClock

SECOND = timedelta(seconds=1)


def say(memory: Memory, polarity: Polarity, stated_at: datetime | None = None) -> str:
    return str(memory.remember("u", [Statement("下雨天", polarity, stated_at=stated_at)])[0].event_id)


def held(memory: Memory, at: datetime, known_at: datetime | None = None) -> list[str]:
    return [each.polarity for each in memory.held_at("u", at, known_at)]


def test_each_value_held_from_when_it_was_said_until_the_next(memory: Memory, clock: TickingClock) -> None:
    start = clock.now
    say(memory, "like")
    first = clock.now
    say(memory, "dislike")
    assert held(memory, start) == []
    assert held(memory, first) == ["like"]
    assert held(memory, clock.now) == ["dislike"]


def test_what_was_believed_then_is_told_whatever_was_learned_since(memory: Memory, clock: TickingClock) -> None:
    long_ago = datetime(2020, 1, 1, tzinfo=UTC)
    before = clock.now
    say(memory, "like", stated_at=long_ago)
    assert held(memory, long_ago, known_at=before) == []
    assert held(memory, long_ago + SECOND) == ["like"]


def test_a_statement_that_was_undone_never_held_though_it_was_believed(memory: Memory, clock: TickingClock) -> None:
    event = say(memory, "like")
    believed = clock.now
    clock()
    memory.undo(event)
    assert held(memory, believed) == []
    assert held(memory, believed, known_at=believed) == ["like"]


def test_what_was_undone_of_a_replacement_held_all_along(memory: Memory, clock: TickingClock) -> None:
    say(memory, "like")
    event = say(memory, "dislike")
    between = clock.now
    clock()
    memory.undo(event)
    assert held(memory, between) == ["like"]
    assert held(memory, between, known_at=between) == ["dislike"]


def test_a_moment_needs_its_time_zone(memory: Memory) -> None:
    with pytest.raises(InvalidStatement) as refused:
        memory.held_at("u", datetime(2026, 1, 1))  # noqa: DTZ001 - what a caller may forget
    assert refused.value.fields == ("at",)
