"""Taking in: an exact copy into an empty user, and the ladder where something is held."""

import json
import shutil
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine

from memory.database import open_engine
from memory.model import Preference, PreferenceChanges, Statement
from memory.store import Memory
from memory.taking_in import TakenIn
from memory.worker import IndexWorker
from tests.memory.conftest import TickingClock
from tests.memory.fakes import ListIndex, WordEmbedder, Words
from tests.memory.test_parcel import as_lines, plain
from tests.memory.test_portable import anonymous, exported, lived

LATER, EARLIER = "2026-12-01T00:00:00Z", "2020-01-01T00:00:00Z"


@pytest.fixture
def elsewhere(sqlite_template: Path, tmp_path: Path, clock: TickingClock) -> Any:
    """A memory in a database of its own."""
    shutil.copy(sqlite_template, tmp_path / "elsewhere.db")
    engine = open_engine(f"sqlite:///{tmp_path / 'elsewhere.db'}")
    yield Memory(engine, ListIndex(), WordEmbedder(), clock)
    engine.dispose()


def held(memory: Memory) -> dict[str, str]:
    return {each.object: each.polarity for each in memory.active("u")}


def test_into_an_empty_database_it_is_the_same_to_the_last_id(memory: Memory, elsewhere: Memory) -> None:
    lived(elsewhere)
    lines = exported(elsewhere, "u")
    assert memory.take_in("u", lines) == TakenIn(imported=5, events=8)
    assert exported(memory, "u")[1:] == lines[1:]
    assert memory.active("u") == elsewhere.active("u")
    assert memory.asks("u") == elsewhere.asks("u")


def test_beside_the_one_who_was_exported_it_gets_ids_of_its_own(memory: Memory) -> None:
    lived(memory)
    before = exported(memory, "u")[1:]
    memory.take_in("copy", exported(memory, "u"))
    assert exported(memory, "u")[1:] == before
    assert anonymous(memory, "copy") == anonymous(memory, "u")
    (ask,) = memory.asks("copy")
    assert [change.action for change in memory.answer(ask.id, yes=True)] == ["replace"]
    assert {each.polarity for each in memory.active("copy") if each.object == "香菜"} == {"like"}
    assert len(memory.asks("u")) == 1, "the question of the one who was exported is still open"


@pytest.mark.parametrize("user", ["u", "copy"])
def test_the_very_same_events_are_not_taken_in_twice(memory: Memory, user: str) -> None:
    """Also when life went on since, and where the copy has ids of its own."""
    lived(memory)
    lines = exported(memory, "u")
    memory.take_in(user, lines)
    memory.remember(user, [Statement("下雨天", "like")])
    before = exported(memory, user)[1:]
    assert memory.take_in(user, lines) == TakenIn(skipped=5)
    assert exported(memory, user)[1:] == before


def test_after_it_the_life_goes_on_and_the_vectors_follow(
    memory: Memory, worker: IndexWorker, index: ListIndex, elsewhere: Memory
) -> None:
    lived(elsewhere)
    memory.take_in("u", exported(elsewhere, "u"))
    change = memory.remember("u", [Statement("下雨天", "like")])[0]
    assert change.action == "replace"
    assert [event.action for event in memory.history(change.preference.id)] == ["add", "replace", "replace"]
    worker.drain()
    assert index.count(WordEmbedder().model) == len(memory.active("u"))


def test_the_newer_word_wins(memory: Memory) -> None:
    memory.remember("u", [Statement("猫", "like"), Statement("狗", "like")])
    lines = as_lines(
        plain(polarity="dislike", stated_at=LATER), plain(object="狗", polarity="dislike", stated_at=EARLIER)
    )
    assert memory.take_in("u", lines) == TakenIn(imported=1, events=1, changed=1, skipped=1)
    assert held(memory) == {"猫": "dislike", "狗": "like"}
    (dislike,) = [each for each in memory.active("u") if each.object == "猫"]
    memory.undo(str(memory.history(dislike.id)[-1].id))
    assert held(memory) == {"猫": "like", "狗": "like"}


def test_lines_are_heard_in_the_order_of_their_times(memory: Memory) -> None:
    """The last word wins, wherever it stands in the file; what it replaced is in its history."""
    lines = as_lines(plain(stated_at="2021-01-01T00:00:00Z"), plain(polarity="dislike", stated_at=EARLIER))
    assert memory.take_in("u", lines) == TakenIn(imported=2, events=2)
    (like,) = memory.active("u")
    assert (like.polarity, like.valid_from, like.origin) == ("like", datetime(2021, 1, 1, tzinfo=UTC), "import")
    assert [event.after[0].polarity for event in memory.history(like.id)] == ["dislike", "like"]
    assert memory.take_in("u", lines) == TakenIn(skipped=2)


@pytest.mark.parametrize("stated_at", [None, EARLIER])
def test_what_was_deleted_by_hand_stays_deleted(memory: Memory, stated_at: str | None) -> None:
    memory.delete(memory.remember("u", [Statement("猫", "like")])[0].preference.id)
    assert memory.take_in("u", as_lines(plain(stated_at=stated_at))) == TakenIn(skipped=1)
    assert held(memory) == {}


def test_what_was_taken_back_since_stays_so(memory: Memory) -> None:
    memory.remember("u", [Statement("猫", "like")])
    memory.retract("u", [("猫", None)])
    assert memory.take_in("u", as_lines(plain(stated_at=EARLIER))) == TakenIn(skipped=1)
    assert memory.take_in("u", as_lines(plain(stated_at=LATER))) == TakenIn(imported=1, events=1)


def test_nothing_locked_is_replaced_but_asked_about_once(memory: Memory) -> None:
    memory.create("u", Statement("猫", "like", origin="page"))
    lines = as_lines(plain(polarity="dislike", stated_at=LATER))
    for _ in range(2):
        assert memory.take_in("u", lines) == TakenIn(skipped=1)
    assert held(memory) == {"猫": "like"}
    (ask,) = memory.asks("u")
    memory.answer(ask.id, yes=True)
    assert held(memory) == {"猫": "dislike"}


def test_of_a_whole_memory_only_what_holds_is_brought_to_one_who_holds_something(
    memory: Memory, elsewhere: Memory
) -> None:
    lived(elsewhere)
    memory.remember("u", [Statement("茶", "like")])
    lines = exported(elsewhere, "u")
    assert memory.take_in("u", lines) == TakenIn(imported=3, events=3, skipped=2)
    assert held(memory) == {"茶": "like"} | {each.object: each.polarity for each in elsewhere.active("u")}
    before = exported(memory, "u")[1:]
    assert memory.take_in("u", lines) == TakenIn(skipped=5)
    assert exported(memory, "u")[1:] == before


def test_a_confirmation_that_says_more_is_kept_and_one_that_does_not_is_not_counted(memory: Memory) -> None:
    memory.remember("u", [Statement("花生", "dislike")])
    lines = as_lines(plain(object="花生", polarity="dislike", kind="constraint", stated_at=LATER))
    assert memory.take_in("u", lines) == TakenIn(events=1, changed=1)
    assert memory.take_in("u", lines) == TakenIn(skipped=1)
    (held_now,) = memory.active("u")
    assert (held_now.kind, held_now.times_confirmed) == ("constraint", 1)


def test_names_are_placed_as_in_chat(engine: Engine, clock: TickingClock) -> None:
    """Two names of one thing contradict each other; what may be one thing stands beside, and is asked about."""
    naming = Words("土豆 马铃薯", unsure=["番茄 圣女果"])
    memory = Memory(engine, ListIndex(), WordEmbedder(), clock, naming=naming)
    memory.remember("u", [Statement("土豆", "like"), Statement("番茄", "like")])
    lines = as_lines(plain(object="马铃薯", polarity="dislike"), plain(object="圣女果", polarity="dislike"))
    assert memory.take_in("u", lines) == TakenIn(imported=2, events=2, changed=1)
    assert held(memory) == {"马铃薯": "dislike", "番茄": "like", "圣女果": "dislike"}
    assert [ask.question for ask in memory.asks("u")] == ["same"]


def test_everything_that_an_import_stated_is_undone_like_anything_else(memory: Memory) -> None:
    memory.remember("u", [Statement("猫", "like")])
    before = memory.active("u")
    memory.take_in("u", as_lines(plain(polarity="dislike", stated_at=LATER), plain(object="狗")))
    events = [json.loads(line) for line in exported(memory, "u") if b'"type": "event"' in line]
    for event in reversed(events[1:]):
        memory.undo(event["id"])
    assert memory.active("u") == before
    assert isinstance(before[0], Preference)


def test_an_edit_and_a_merger_are_carried_too(memory: Memory) -> None:
    memory.remember("u", [Statement("猫", "like"), Statement("猫咪", "dislike")])
    one, other = memory.active("u")
    memory.edit(one.id, PreferenceChanges(object="小猫"))
    memory.merge(other.id, one.id)
    memory.take_in("copy", exported(memory, "u"))
    assert anonymous(memory, "copy") == anonymous(memory, "u")
