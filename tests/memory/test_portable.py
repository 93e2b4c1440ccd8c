"""A whole memory as JSON Lines: complete, in order, of one moment."""

import json
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine

from memory.database import new_id
from memory.model import Event, Polarity, Preference, Statement
from memory.store import Memory
from tests.memory.fakes import ListIndex, WordEmbedder
from tests.memory.test_journal import Life, acts

Lines = list[bytes]


def exported(memory: Memory, user: str) -> Lines:
    return [line.encode() for line in memory.export(user)]


def parsed(lines: Lines) -> list[dict[str, Any]]:
    return [json.loads(line) for line in lines]


def lived(memory: Memory, user: str = "u") -> None:
    """A life with everything in it: contradictions, a lock with a question, a deletion, an undo and its undo."""
    memory.remember(user, [Statement("下雨天", "like", quote="我喜欢下雨天", message_id="m1")])
    memory.remember(user, [Statement("下雨天", "dislike", quote="我讨厌下雨天", message_id="m2")])
    memory.create(user, Statement("香菜", "dislike", origin="page", condition="早上"))
    memory.remember(user, [Statement("香菜", "like", condition="早上", message_id="m3")])
    memory.delete(memory.remember(user, [Statement("猫", "like", kind="constraint")])[0].preference.id)
    change = memory.remember(user, [Statement("狗\n\u2028'", "like", strength="strong")])[0]
    undone = memory.undo(str(change.event_id))
    memory.undo(str(undone.event_id))


def test_every_row_is_a_line_and_the_header_counts_them(memory: Memory) -> None:
    lived(memory)
    lived(memory, "other")
    header, *lines = parsed(exported(memory, "u"))
    assert (header["format"], header["version"], header["user_id"]) == ("jide-memory", 1, "u")
    assert header["exported_at"].endswith("Z")
    assert header["counts"] == {"preferences": 5, "events": 8, "asks": 1}
    assert [line["type"] for line in lines] == ["preference"] * 5 + ["event"] * 8 + ["ask"]
    assert {line["user_id"] for line in lines} == {"u"}
    assert [line["number"] for line in lines if line["type"] == "event"] == list(range(1, 9))
    assert set(lines[0]) == {"type", *Preference.__dataclass_fields__}
    event_fields = {"type", "number", "thing_key", "condition_key", "undoes", *Event.__dataclass_fields__}
    assert set(lines[5]) == event_fields


def test_a_user_of_whom_nothing_is_known_is_a_header_alone(memory: Memory) -> None:
    (header,) = parsed(exported(memory, "nobody"))
    assert header["counts"] == {"preferences": 0, "events": 0, "asks": 0}


def test_what_is_written_while_the_lines_are_taken_is_not_among_them(memory: Memory) -> None:
    """The lines are of one moment, whatever happens meanwhile."""
    lived(memory)
    before = exported(memory, "u")[1:]
    lines = memory.export("u")
    next(lines)
    memory.remember("u", [Statement("书", "like")])
    assert [line.encode() for line in lines] == before


def anonymous(memory: Memory, user: str) -> list[dict[str, Any]]:
    """The export without whose and when it is, and with a number in the place of each id."""
    text = b"".join(exported(memory, user)).decode().replace(json.dumps(user), '"USER"')
    found = parsed([line.encode() for line in text.split("\n") if line])
    found[0].pop("exported_at")
    numbers: dict[str, int] = {}
    for line in found[1:]:
        numbers.setdefault(line["id"], len(numbers))
    return [json.loads(_numbered(json.dumps(line), numbers)) for line in found]


def _numbered(line: str, numbers: dict[str, int]) -> str:
    for each, number in numbers.items():
        line = line.replace(each, f"#{number}")
    return line


@settings(deadline=None, max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(life=st.lists(acts, max_size=8), undone=st.integers(0, 2))
def test_any_life_taken_in_elsewhere_is_the_same_life(
    engine: Engine, life: list[tuple[str, str, Polarity, str | None]], undone: int
) -> None:
    """What holds, its history, and what can be undone are the same, and so is what is exported again."""
    one = Life(engine)
    done = [event for act in life for event in one.do(*act)]
    for event in done[::-1][:undone]:
        one.memory.undo(event)
    other, lines = new_id("user"), exported(one.memory, one.user)
    elsewhere = Memory(engine, ListIndex(), WordEmbedder())
    counts = json.loads(lines[0])["counts"]
    taken = elsewhere.take_in(other, lines)
    assert (taken.imported, taken.events) == (counts["preferences"], counts["events"])
    assert anonymous(elsewhere, other) == anonymous(one.memory, one.user)
    mine = [event for each in parsed(exported(elsewhere, other)) if each.get("type") == "event" for event in [each]]
    theirs = [each for each in parsed(exported(one.memory, one.user)) if each.get("type") == "event"]
    for here, there in reversed(list(zip(mine, theirs, strict=True))):
        if here["undone_by"] is None and here["undoes"] is None:
            assert elsewhere.undo(here["id"]).action == one.memory.undo(there["id"]).action
            assert _told(elsewhere, other) == _told(one.memory, one.user)


def _told(memory: Memory, user: str) -> set[tuple[str, str, str | None, int]]:
    held = memory.active(user)
    return {(each.object, each.polarity, each.condition, each.times_confirmed) for each in held}
