"""The checks of the soak see what they are there to see: each damage, done by hand, is told."""

from collections.abc import Sequence

import pytest
from sqlalchemy import text

from tests.service.running import InProcess, Json
from tests.service.waiting import until
from tests.soak.checking import Ledger, false_records, half_changes, half_messages, index_differs, unrecorded
from tests.soak.stored import Indexed, Stored, vector
from tests.soak.writing import Call, Confirmed, Things

PAIR = Things(paired=(("青茶", "白酒"),), said=(), mixed=())
MESSAGES = ("我喜欢青茶，讨厌白酒", "我喜欢红船", "我讨厌红船")
BOTH, LIKED, CONTRADICTED = (
    Call("say", "default", "POST", "/chat", about=frozenset(about))
    for about in ({("青茶", "like"), ("白酒", "dislike")}, {("红船", "like")}, {("红船", "dislike")})
)


@pytest.fixture
def changes(service: InProcess) -> list[Json]:
    """Events 1 and 2 are of one message, 4 contradicts 3; the index has followed."""
    made = [change for message in MESSAGES for change in service.chat(message)["memory"]["changes"]]
    assert len(made) == 4
    until(lambda: service.client.get("/readyz").json()["memory"]["pending"] == 0, "the index had followed")
    return made


def stored(service: InProcess) -> Stored:
    return Stored.read(service.parts.settings.effective_database_url)


def damage(service: InProcess, *statements: str) -> Stored:
    with service.parts.turns.engine.begin() as connection:
        for statement in statements:
            connection.execute(text(statement))
    return stored(service)


def faults(found: Stored) -> list[str]:
    told = [*half_changes(found), *half_messages(found, [PAIR]), *false_records(found)]
    return told + [f"{event_id} has no message" for event_id in unrecorded(found)]


@pytest.mark.usefixtures("changes")
def test_what_is_whole_passes(service: InProcess) -> None:
    assert faults(stored(service)) == []


@pytest.mark.usefixtures("changes")
@pytest.mark.parametrize(
    ("statements", "told"),
    [
        (["DELETE FROM preference_touches WHERE number = 1"], "lacks its touch"),
        (["DELETE FROM preference_events WHERE number = 2"], "not numbered"),
        (["DELETE FROM preference_events WHERE number = 2"], "only what it said of "),
        (["DELETE FROM preference_events WHERE number = 4"], "is not what its newest event made it"),
        (["DELETE FROM preference_events WHERE number = 4"], "which is not that message's"),
        (["UPDATE preferences SET polarity = 'like'"], "is not what its newest event made it"),
        (["UPDATE preference_events SET before = '[null, null]' WHERE number = 4"], "from what it was not"),
        (["DROP INDEX one_active_preference", "UPDATE preferences SET status = 'active'"], "2 active preferences"),
        (["UPDATE preferences SET replaced_by = 'pref_none' WHERE status = 'replaced'"], "which does not exist"),
        (["UPDATE preferences SET thing_key = 'other' WHERE object = '青茶'"], "not those of its words"),
        (["DELETE FROM preference_vectors"], "waits for none"),
        (["DELETE FROM messages WHERE reply_to IS NOT NULL"], "has no message"),
    ],
)
def test_a_damage_is_told(service: InProcess, statements: Sequence[str], told: str) -> None:
    assert any(told in fault for fault in faults(damage(service, *statements)))


def test_a_confirmed_change_that_is_gone_or_different_is_told(service: InProcess, changes: list[Json]) -> None:
    session = [Confirmed(BOTH, change) for change in changes]
    assert list(Ledger().account(stored(service), [session], [])) == []
    assert any("earlier" in fault for fault in Ledger().account(stored(service), [session[::-1]], []))
    other = damage(service, "UPDATE preference_events SET action = 'confirm' WHERE number = 4")
    assert any(fault.startswith("told") for fault in Ledger().account(other, [session], []))
    gone = damage(service, "DELETE FROM preference_events WHERE number = 4")
    assert any(fault.startswith("lost") for fault in Ledger().account(gone, [session], []))


@pytest.mark.usefixtures("changes")
def test_a_change_that_nobody_asked_for_is_told(service: InProcess) -> None:
    """Three messages need three calls under way, each of which may have said what was kept."""
    found = stored(service)
    assert list(Ledger().account(found, [], [CONTRADICTED, BOTH, LIKED])) == []
    for dead in ([], [BOTH, LIKED], [BOTH, LIKED, LIKED], [CONTRADICTED, LIKED]):
        assert list(Ledger().account(found, [], dead)) != []


@pytest.mark.usefixtures("changes")
def test_an_index_that_differs_is_told(service: InProcess) -> None:
    found = stored(service)
    right = {each: vector(found.vectors[each]) for each in found.active}
    one, other, _ = right
    assert list(index_differs(found, Indexed(right, frozenset()))) == []
    closed = next(each for each in found.preferences if each not in right)
    for wrong in (
        Indexed({one: right[one], other: right[other]}, frozenset()),
        Indexed(right | {closed: right[one]}, frozenset()),
        Indexed(right | {one: right[other], other: right[one]}, frozenset()),
        Indexed(right, frozenset({one})),
    ):
        assert list(index_differs(found, wrong)) != []
