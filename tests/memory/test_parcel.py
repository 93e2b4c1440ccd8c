"""An import is checked to its last line before anything is written; what is wrong is told by the line's number."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import Engine, select

from memory.errors import InvalidImport
from memory.parcel import parcel_of
from memory.store import Memory
from memory.table import metadata
from tests.memory.test_portable import exported, lived

Line = dict[str, Any]


def plain(**more: Any) -> Line:
    return {"object": "猫", "polarity": "like"} | more


def as_lines(*values: Any) -> list[bytes]:
    return [json.dumps(value).encode() + b"\n" for value in values]


def refused(lines: list[bytes]) -> tuple[int, str]:
    """The number of the line that is refused, and why."""
    with pytest.raises(InvalidImport) as error:
        parcel_of(lines)
    (field,) = error.value.fields
    assert str(error.value).startswith(field)
    return int(field.removeprefix("line ")), str(error.value)


@pytest.mark.parametrize(
    ("line", "told"),
    [
        (b"{", "not JSON"),
        (b"\xff\xfe{}", "UTF-8"),
        (b"[]", "object"),
        (b"7", "object"),
        (b"[" * 100_000, "deeply"),
        (b'{"object": NaN}', "NaN"),
        (b'{"object": "a"}', "polarity"),
        (json.dumps(plain(polarity="love")).encode(), "polarity"),
        (json.dumps(plain(object="")).encode(), "object"),
        (json.dumps(plain(object="a\x00")).encode(), "object"),
        (json.dumps(plain(object="\ud800")).encode(), "object"),
        (json.dumps(plain(object="猫" * 201)).encode(), "201"),
        (json.dumps(plain(object="\ufdfa" * 200)).encode(), "too long"),
        (json.dumps(plain(object=["猫"])).encode(), "text"),
        (json.dumps(plain(kind="allergy")).encode(), "kind"),
        (json.dumps(plain(condition="c" * 101)).encode(), "condition"),
        (json.dumps(plain(strength=None)).encode(), "strength"),
        (json.dumps(plain(quote="q" * 8001)).encode(), "quote"),
        (json.dumps(plain(stated_at="2026-01-01")).encode(), "stated_at"),
        (json.dumps(plain(stated_at="0001-01-01T00:00:00+14:00")).encode(), "stated_at"),
        (json.dumps(plain(stated_at=7)).encode(), "stated_at"),
        (json.dumps(plain(locked=True)).encode(), "locked"),
    ],
    ids=str,
)
def test_a_plain_line_that_is_no_statement_is_refused_by_its_number(line: bytes, told: str) -> None:
    """Blank lines count as lines, and bring nothing."""
    number, why = refused([*as_lines(plain()), b"\n", line, *as_lines(plain(object=""))])
    assert number == 3
    assert told in why


def test_an_import_of_nothing_is_refused() -> None:
    assert refused([])[0] == refused([b"\n", b" "])[0] == 1


def test_what_a_plain_line_leaves_out_is_as_a_statement_has_it() -> None:
    (statement,) = parcel_of([b"\xef\xbb\xbf" + as_lines(plain())[0]]).statements
    assert (statement.kind, statement.strength, statement.origin, statement.stated_at) == (
        "taste",
        "normal",
        "import",
        None,
    )


def change(kind: str, place: int, /, **fields: Any) -> Callable[[list[Line]], int]:
    """Gives the line of this type other fields; the number of the line."""

    def changed(lines: list[Line]) -> int:
        places = [at for at, line in enumerate(lines) if line.get("type", "header") == kind]
        lines[places[place]].update(fields)
        return places[place] + 1

    return changed


def state_of(at: int, side: str, **fields: Any) -> Callable[[list[Line]], int]:
    def changed(lines: list[Line]) -> int:
        places = [place for place, line in enumerate(lines) if line.get("type") == "event"]
        lines[places[at]][side][0].update(fields)
        return places[at] + 1

    return changed


def without_the_last(lines: list[Line]) -> int:
    lines.pop()
    return len(lines)


def twice(lines: list[Line]) -> int:
    lines.append(lines[1])
    lines[0]["counts"]["preferences"] += 1
    return len(lines)


def plain_among_them(lines: list[Line]) -> int:
    lines.append(plain())
    return len(lines)


@pytest.mark.parametrize(
    "spoil",
    [
        change("header", 0, version=2),
        change("header", 0, format="other"),
        change("header", 0, counts={"preferences": 5}),
        change("preference", 1, id="a b"),
        change("preference", 1, user_id="someone"),
        change("preference", 1, object=""),
        change("preference", 1, locked="yes"),
        change("preference", 1, times_confirmed=-1),
        change("preference", 1, times_confirmed=True),
        change("preference", 1, valid_until="2026-01-01T00:00:00Z"),
        change("preference", 1, strength="strong"),
        change("preference", 0, replaced_by="pref_nowhere"),
        change("preference", 1, thing_key="k" * 801),
        change("preference", 1, unknown=1),
        change("event", 0, number=0),
        change("event", 3, number=9),
        change("event", 2, action="explode"),
        change("event", 2, reason="because"),
        change("event", 0, preference_id="pref_nowhere"),
        change("event", 0, thing_key="other"),
        change("event", 0, after=[]),
        change("event", 0, before=[None, None]),
        change("event", 0, before=[{"id": "x"}]),
        change("event", 0, undone_by="evt_nowhere"),
        change("event", 0, undoes="evt_nowhere"),
        change("event", -1, undoes="evt_nowhere"),
        change("event", 0, at="yesterday"),
        state_of(1, "after", polarity="like"),
        state_of(0, "after", id="pref_nowhere"),
        change("ask", 0, preference_id="pref_nowhere"),
        change("ask", 0, preference_id=None),
        change("ask", 0, statement={"object": "猫"}),
        change("ask", 0, answer="perhaps"),
        change("ask", 0, answer="yes"),
        change("ask", 0, type="wish"),
        without_the_last,
        twice,
        plain_among_them,
    ],
)
def test_a_whole_memory_in_which_anything_does_not_fit_is_refused(
    memory: Memory, spoil: Callable[[list[Line]], int]
) -> None:
    """The line that is named is the one that was spoilt, or one that relies on it."""
    lived(memory)
    lines = [json.loads(line) for line in exported(memory, "u")]
    spoilt = spoil(lines)
    number, why = refused(as_lines(*lines))
    assert number == spoilt or spoilt > 1, why


def test_two_preferences_in_one_place_are_refused(memory: Memory) -> None:
    """Of one thing under one condition only one is active."""
    lived(memory)
    lines = [json.loads(line) for line in exported(memory, "u")]
    held = [line for line in lines if line.get("status") == "active"]
    held[1].update(thing_key=held[0]["thing_key"], condition_key=held[0]["condition_key"])
    assert "same thing" in refused(as_lines(*lines))[1]


def test_one_bad_line_among_many_keeps_everything_out(memory: Memory, engine: Engine) -> None:
    good = as_lines(*(plain(object=f"第{number}号") for number in range(3000)))
    good[1999] = b"{}\n"
    with pytest.raises(InvalidImport) as error:
        memory.take_in("u", good)
    assert error.value.fields == ("line 2000",)
    with engine.connect() as connection:
        assert not any(connection.execute(select(table)).first() for table in metadata.sorted_tables)
