"""Our own vocabulary: what a line says, and that the files hold together."""

from collections import Counter
from importlib.resources import files

import pytest

from memory.thesaurus import CONDITIONS, PARTS, THINGS, Line, Thesaurus, parts, read_lines
from memory.things import condition_key, spelled, thing_key

FOLDER = files("memory") / "vocabulary"


def lines(*names: str) -> list[Line]:
    return [line for name in names for line in read_lines((FOLDER / name).read_text(encoding="utf-8"))]


def test_a_line_names_one_thing_and_what_it_is_a_kind_of() -> None:
    read = list(read_lines("# roots\n\n土豆 = potato < 蔬菜, 食材\n蔬菜\n"))
    assert read == [Line(("土豆", "potato"), ("蔬菜", "食材")), Line(("蔬菜",))]


def test_what_is_wider_is_followed_to_the_end() -> None:
    thesaurus = Thesaurus(read_lines("甲 < 乙\n乙 = b < 丙\n丙"))
    first = thesaurus.line("甲")
    assert first is not None
    assert {name for line in thesaurus.wider(first) for name in thesaurus.names(line)} == {"乙", "b", "丙"}


def test_parts_are_told_apart_by_where_they_stand() -> None:
    known = parts()
    assert known.ends["片"] & known.ends["电影"]
    assert known.beginnings["独自"] & known.beginnings["一个人"]
    assert "音乐" in known.kinds


def test_every_name_of_a_thing_stands_in_one_line() -> None:
    counts = Counter(key for line in lines(*THINGS) for key in {thing_key(name) for name in line.names})
    assert [key for key, count in counts.items() if count > 1] == []


def test_every_condition_stands_in_one_line() -> None:
    counts = Counter(key for line in lines(CONDITIONS) for key in {condition_key(name) for name in line.names})
    assert [key for key, count in counts.items() if count > 1] == []


def test_every_wider_name_has_a_line_and_none_leads_back() -> None:
    things = lines(*THINGS)
    thesaurus = Thesaurus(things)
    assert {name for line in things for name in line.wider if thesaurus.line(thing_key(name)) is None} == set()
    for line in things:
        number = thesaurus.line(thing_key(line.names[0]))
        assert number is not None
        ahead = {thesaurus.line(thing_key(name)) for name in line.wider}
        assert number not in ahead | {
            further for each in ahead if each is not None for further in thesaurus.wider(each)
        }


@pytest.mark.parametrize("name", [*THINGS, CONDITIONS, PARTS])
def test_names_are_written_in_the_one_spelling(name: str) -> None:
    marks = str.maketrans("", "", "-+")
    written = [each.translate(marks) for line in lines(name) for each in line.names]
    assert [each for each in written if spelled(each) != each] == []
