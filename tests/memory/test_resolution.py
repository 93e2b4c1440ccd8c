"""The laws of the ladder."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from memory.model import Kind, Origin, Polarity, Preference, Statement, Status, Strength
from memory.placing import Kin, Known, Place, condition_of, thing_of
from memory.relation import Relation, RelationKind
from memory.resolution import beside, by_hand, resolve
from memory.transitions import key_of, new_preference, stated
from tests.memory.fakes import Words

WORDS = Words("咖啡 coffee", "早上 清晨", kinds={"拿铁": "咖啡"})
START = datetime(2026, 1, 1, tzinfo=UTC)

statements = st.builds(
    Statement,
    object=st.sampled_from(["咖啡", "喝咖啡", "猫", "下雨天", "coffee", "拿铁"]),
    polarity=st.sampled_from(get_args(Polarity)),
    kind=st.sampled_from(get_args(Kind)),
    condition=st.sampled_from([None, "早上", "在早上", "清晨", "晚上"]),
    strength=st.sampled_from(get_args(Strength)),
    origin=st.sampled_from(get_args(Origin)),
    stated_at=st.one_of(st.none(), st.integers(0, 30).map(lambda days: START + timedelta(days=days))),
)
conversations = st.lists(statements, max_size=12)


def told(conversation: Sequence[Statement]) -> dict[str, Preference]:
    """What a memory holds after a conversation, one statement a day, by the pure functions alone."""
    preferences: dict[str, Preference] = {}
    for day, statement in enumerate(conversation):
        now = START + timedelta(days=day)
        place = place_of(statement, list(preferences.values()))
        resolution = resolve(statement, place, list(preferences.values()))
        transition = stated(resolution, statement, new_preference(f"pref_{day}", "u", statement, place, now), now)
        if transition is not None:
            preferences |= {preference.id: preference for preference in transition.after}
    return preferences


def place_of(statement: Statement, held: Sequence[Preference]) -> Place:
    thing = thing_of(statement.object, [Known.of(each) for each in held], WORDS)
    return Place(thing, condition_of(statement.condition, [each for each in held if each.thing_key == thing], WORDS))


def active(preferences: dict[str, Preference]) -> list[Preference]:
    return [preference for preference in preferences.values() if preference.status == "active"]


@given(conversations)
def test_no_two_active_preferences_share_thing_and_condition(conversation: list[Statement]) -> None:
    keys = [key_of(preference) for preference in active(told(conversation))]
    assert len(keys) == len(set(keys))


@given(conversations, statements)
def test_the_last_word_wins_unless_it_is_older_or_what_is_held_was_set_by_hand(
    conversation: list[Statement], last: Statement
) -> None:
    spoken = replace(last, stated_at=None)
    before = told(conversation)
    place = place_of(spoken, list(before.values()))
    there = (place.thing_key, place.condition_key)
    rival = next((held for held in active(before) if key_of(held) == there), None)
    (now_held,) = [held for held in active(told([*conversation, spoken])) if key_of(held) == there]
    if rival is not None and rival.locked and not by_hand(spoken):
        assert now_held.polarity == rival.polarity
    else:
        assert now_held.polarity == spoken.polarity


@given(conversations, statements)
def test_confirming_changes_no_polarity_weakens_nothing_and_counts(
    conversation: list[Statement], statement: Statement
) -> None:
    held = active(told(conversation))
    resolution = resolve(statement, place_of(statement, held), held)
    if resolution.action != "confirm":
        return
    transition = stated(resolution, statement, as_preference(statement), START)
    assert transition is not None
    (after,) = transition.after
    assert resolution.rival is not None
    assert after.polarity == resolution.rival.polarity == statement.polarity
    assert after.times_confirmed == resolution.rival.times_confirmed + 1
    if statement.origin == "chat":
        order = ["weak", "normal", "strong"]
        assert order.index(after.strength) >= order.index(resolution.rival.strength)


@given(statements, statements)
def test_standing_side_by_side_does_not_depend_on_the_order(one: Statement, other: Statement) -> None:
    spoken = [replace(each, stated_at=None, origin="chat") for each in (one, other)]
    assert len(active(told(spoken))) == len(active(told(spoken[::-1])))


@given(conversations)
def test_the_same_conversation_gives_the_same_memory(conversation: list[Statement]) -> None:
    assert told(conversation) == told(conversation)


@given(conversations)
def test_nothing_is_erased_and_every_replaced_one_is_linked_to_what_took_its_place(
    conversation: list[Statement],
) -> None:
    preferences = told(conversation)
    for preference in preferences.values():
        assert (preference.valid_until is None) == (preference.status == "active")
        if preference.status == "replaced":
            assert preference.replaced_by in preferences
            assert key_of(preferences[preference.replaced_by]) == key_of(preference)
        elif preference.status == "active":
            assert preference.replaced_by is None


@given(statements, st.lists(statements, max_size=4), st.sampled_from(get_args(Status)))
def test_it_decides_whatever_it_is_given(statement: Statement, others: list[Statement], status: Status) -> None:
    rivals = [replace(as_preference(other), status=status, valid_until=START) for other in others]
    resolution = resolve(statement, place_of(statement, rivals), rivals)
    assert resolution.rival is not None or resolution.action == "add"


def test_a_taste_that_replaces_an_allergy_is_named_as_such() -> None:
    allergy = as_preference(Statement("花生", "dislike", kind="constraint"))
    said = Statement("花生", "like")
    assert resolve(said, place_of(said, [allergy]), [allergy]).reason == "opposite_constraint"


def test_an_allergy_named_in_passing_stays_one() -> None:
    allergy = as_preference(Statement("花生", "dislike", kind="constraint"))
    said = Statement("花生", "dislike")
    transition = stated(resolve(said, place_of(said, [allergy]), [allergy]), said, as_preference(said), START)
    assert transition is not None
    assert transition.after[0].kind == "constraint"


@pytest.mark.parametrize(
    ("kinship", "polarity", "reason"),
    [
        ("narrower", "dislike", "exception"),
        ("wider", "dislike", "rule"),
        ("narrower", "like", "new"),
        ("unsure", "like", "perhaps_same"),
        ("different", "dislike", "new"),
    ],
)
def test_what_is_added_is_seen_with_what_it_has_to_do_with(
    kinship: RelationKind, polarity: Polarity, reason: str
) -> None:
    held = as_preference(Statement("蔬菜", "like"))
    kin = (Kin(held, Relation(kinship, "vocabulary", 0.9)),)
    resolution = beside(Statement("胡萝卜", polarity), kin)
    assert (resolution.action, resolution.reason) == ("add", reason)
    assert (resolution.rival == held) == (reason != "new")


def as_preference(statement: Statement) -> Preference:
    return new_preference("pref_new", "u", statement, place_of(statement, []), START)
