"""Memory as its callers see it, on both databases."""

from datetime import UTC, datetime

import pytest

from memory.errors import CannotUndo, EventNotFound, InvalidStatement, PreferenceClosed, PreferenceNotFound
from memory.model import Change, Preference, Statement
from memory.store import Memory
from tests.memory.conftest import TickingClock


def likes(name: str, message_id: str | None = None, condition: str | None = None) -> Statement:
    return Statement(name, "like", message_id=message_id, condition=condition, quote=f"我喜欢{name}")


def dislikes(name: str, message_id: str | None = None, condition: str | None = None) -> Statement:
    return Statement(name, "dislike", message_id=message_id, condition=condition, quote=f"我讨厌{name}")


def by_hand(name: str, polarity: str = "like") -> Statement:
    return Statement(name, "like" if polarity == "like" else "dislike", origin="page")


def say(memory: Memory, *statements: Statement) -> Change:
    return [memory.remember("u", [statement])[0] for statement in statements][-1]


def held(memory: Memory) -> set[tuple[str, str]]:
    return {(preference.object, preference.polarity) for preference in memory.active("u")}


class TestRemember:
    def test_the_last_word_wins_and_the_former_is_closed_and_linked(self, memory: Memory) -> None:
        first = say(memory, likes("下雨天"))
        change = say(memory, dislikes("下雨天"))
        assert (change.action, change.reason) == ("replace", "opposite")
        assert held(memory) == {("下雨天", "dislike")}
        former = memory.get(first.preference.id)
        assert (former.status, former.replaced_by) == ("replaced", change.preference.id)
        assert former.valid_until == change.preference.valid_from
        assert change.replaced == former

    def test_the_old_value_is_in_the_history_of_the_new(self, memory: Memory) -> None:
        say(memory, likes("秋天"), dislikes("秋天"))
        last = say(memory, likes("秋天"))
        history = memory.history(last.preference.id)
        assert [event.action for event in history] == ["add", "replace", "replace"]
        assert [event.after[0].polarity for event in history] == ["like", "dislike", "like"]
        assert history[0].after[0].quote == "我喜欢秋天"

    def test_saying_it_again_in_other_words_confirms_and_makes_no_second_row(self, memory: Memory) -> None:
        say(memory, likes("奶茶"), Statement("喝奶茶", "like", strength="strong", quote="我超爱喝奶茶"))
        (preference,) = memory.active("u")
        assert (preference.times_confirmed, preference.strength, preference.quote) == (1, "strong", "我超爱喝奶茶")

    def test_another_condition_stands_beside(self, memory: Memory) -> None:
        say(memory, likes("咖啡", condition="早上"), dislikes("咖啡", condition="晚上"))
        change = say(memory, dislikes("喝咖啡", condition="在早上"))
        assert change.action == "replace"
        assert {(each.condition, each.polarity) for each in memory.active("u")} == {
            ("晚上", "dislike"),
            ("在早上", "dislike"),
        }

    def test_one_call_is_one_transaction_in_the_order_given(self, memory: Memory) -> None:
        changes = memory.remember("u", [dislikes("香菜"), likes("香菜"), likes("达芬奇")])
        assert [change.action for change in changes] == ["add", "replace", "add"]
        assert held(memory) == {("香菜", "like"), ("达芬奇", "like")}

    def test_one_bad_statement_keeps_the_whole_call_out(self, memory: Memory) -> None:
        with pytest.raises(InvalidStatement):
            memory.remember("u", [likes("好的"), likes("坏\x00的")])
        assert memory.active("u") == ()

    def test_a_message_heard_twice_is_applied_once(self, memory: Memory) -> None:
        say(memory, likes("下雨天", "m1"), dislikes("下雨天", "m2"))
        change = say(memory, likes("下雨天", "m1"))
        assert (change.action, change.reason, change.event_id) == ("keep", "seen_before", None)
        assert held(memory) == {("下雨天", "dislike")}

    def test_users_do_not_see_each_other(self, memory: Memory) -> None:
        memory.remember("a", [likes("猫")])
        memory.remember("b", [dislikes("猫")])
        assert [each.polarity for each in memory.active("a")] == ["like"]
        assert memory.recall("b", "猫")[0].preference.user_id == "b"

    @pytest.mark.parametrize(
        "name", ["'; DROP TABLE preferences; --", "<script>alert(1)</script>", "😀👨‍👩‍👧", "%_\\", "a" * 200, "٣", "{}"]
    )
    def test_whatever_the_name_it_is_only_data(self, memory: Memory, name: str) -> None:
        change = say(memory, likes(name))
        assert memory.get(change.preference.id).object == name
        assert memory.find(user_id="u", q=name).items[0].object == name

    @pytest.mark.parametrize("name", ["", "   ", "\u200b", "x" * 201, "a\x00b", "\ud800", "ﷺ" * 60])
    def test_what_cannot_be_kept_is_refused_by_name_of_the_field(self, memory: Memory, name: str) -> None:
        with pytest.raises(InvalidStatement) as refused:
            say(memory, likes(name))
        assert refused.value.fields == ("object",)

    def test_what_was_said_before_what_is_held_does_not_replace_it(self, memory: Memory) -> None:
        say(memory, likes("猫"))
        long_ago = Statement("猫", "dislike", stated_at=datetime(2020, 1, 1, tzinfo=UTC))
        assert say(memory, long_ago).reason == "older"
        assert held(memory) == {("猫", "like")}

    def test_nothing_holds_from_a_time_that_is_still_to_come(self, memory: Memory) -> None:
        """A sender's clock that runs ahead must not keep every later word out as older."""
        say(memory, Statement("猫", "like", stated_at=datetime(2099, 1, 1, tzinfo=UTC)))
        assert say(memory, Statement("猫", "dislike", stated_at=datetime(2098, 1, 1, tzinfo=UTC))).action == "replace"


class TestByHand:
    def test_what_was_entered_by_hand_is_locked_against_chat(self, memory: Memory) -> None:
        memory.create("u", by_hand("榴莲"))
        change = say(memory, dislikes("榴莲"))
        assert (change.action, change.reason, change.event_id) == ("keep", "locked", None)
        assert held(memory) == {("榴莲", "like")}

    def test_what_is_entered_by_hand_replaces_even_what_is_locked(self, memory: Memory) -> None:
        memory.create("u", by_hand("榴莲"))
        change = memory.create("u", by_hand("榴莲", "dislike"))
        assert (change.action, change.reason) == ("replace", "opposite_by_hand")
        assert [(each.polarity, each.locked) for each in memory.active("u")] == [("dislike", True)]

    def test_chat_is_not_by_hand(self, memory: Memory) -> None:
        with pytest.raises(InvalidStatement):
            memory.create("u", likes("榴莲"))

    def test_an_edit_counts_at_once_and_locks(self, memory: Memory) -> None:
        preference = say(memory, likes("咖啡")).preference
        change = memory.edit(preference.id, {"polarity": "dislike", "condition": "晚上"})
        assert (change.action, change.reason) == ("edit", "corrected")
        edited = memory.get(preference.id)
        assert (edited.polarity, edited.condition, edited.locked) == ("dislike", "晚上", True)
        assert edited == change.preference

    def test_an_edit_that_changes_nothing_is_no_event(self, memory: Memory) -> None:
        preference = memory.create("u", by_hand("咖啡")).preference
        change = memory.edit(preference.id, {"object": "咖啡 "})
        assert (change.reason, change.event_id) == ("unchanged", None)

    def test_an_edit_into_another_merges_the_two(self, memory: Memory) -> None:
        potato = say(memory, dislikes("马铃薯")).preference
        other = say(memory, likes("土豆")).preference
        change = memory.edit(potato.id, {"object": "土豆"})
        assert change.reason == "merged"
        assert held(memory) == {("土豆", "dislike")}
        assert memory.get(other.id).replaced_by == potato.id
        memory.undo(str(change.event_id))
        assert held(memory) == {("马铃薯", "dislike"), ("土豆", "like")}

    def test_what_is_closed_cannot_be_edited_or_deleted(self, memory: Memory) -> None:
        preference = say(memory, likes("咖啡")).preference
        memory.delete(preference.id)
        with pytest.raises(PreferenceClosed):
            memory.edit(preference.id, {"polarity": "dislike"})
        with pytest.raises(PreferenceClosed):
            memory.delete(preference.id)

    @pytest.mark.parametrize(
        ("changes", "field"),
        [({"object": " "}, "object"), ({"polarity": "love"}, "polarity"), ({"status": "active"}, "status")],
    )
    def test_an_edit_is_checked(self, memory: Memory, changes: dict[str, str], field: str) -> None:
        preference = say(memory, likes("咖啡")).preference
        with pytest.raises(InvalidStatement) as refused:
            memory.edit(preference.id, changes)  # type: ignore[arg-type]  # what a caller without types may send
        assert refused.value.fields == (field,)
        assert memory.get(preference.id) == preference

    def test_nothing_old_brings_back_what_was_deleted_but_a_new_word_does(
        self, memory: Memory, clock: TickingClock
    ) -> None:
        preference = say(memory, likes("烟花", "m1")).preference
        said = clock()
        memory.delete(preference.id)
        assert memory.get(preference.id).status == "deleted"
        assert say(memory, likes("烟花", "m1")).reason == "seen_before"
        assert say(memory, Statement("烟花", "like", stated_at=said)).reason == "deleted_by_hand"
        assert memory.active("u") == ()
        assert say(memory, likes("烟花", "m2")).action == "add"
        assert held(memory) == {("烟花", "like")}

    def test_the_users_own_correction_of_a_message_counts_although_the_message_was_applied_and_undone(
        self, memory: Memory
    ) -> None:
        memory.undo(str(say(memory, likes("烟花", "m1")).event_id))
        assert say(memory, dislikes("烟花", "m1")).reason == "seen_before"
        (change,) = memory.remember("u", [dislikes("烟花", "m1")], corrects=True)
        assert (change.action, change.reason) == ("add", "new")
        assert held(memory) == {("烟花", "dislike")}

    def test_the_events_of_a_message_are_its_own_oldest_first(self, memory: Memory) -> None:
        first = say(memory, likes("烟花", "m1"))
        say(memory, likes("咖啡", "m2"))
        (second,) = memory.retract("u", [("烟花", "like")], "m1")
        memory.undo(str(second.event_id))
        assert [event.id for event in memory.events_of("u", "m1")] == [first.event_id, second.event_id]
        assert [event.undone_by is None for event in memory.events_of("u", "m1")] == [True, False]
        assert memory.events_of("someone else", "m1") == ()


class TestRetract:
    def test_only_what_matches_is_closed(self, memory: Memory) -> None:
        say(memory, likes("爵士乐"), likes("秋天"))
        changes = memory.retract("u", [("听爵士乐", None)], "m9")
        assert [(change.action, change.preference.status) for change in changes] == [("retract", "retracted")]
        assert held(memory) == {("秋天", "like")}

    def test_nothing_matching_changes_nothing(self, memory: Memory) -> None:
        say(memory, likes("爵士乐"))
        assert memory.retract("u", [("爵士乐", "dislike"), ("猫", None)]) == ()
        assert held(memory) == {("爵士乐", "like")}

    def test_every_condition_goes_and_what_is_locked_too(self, memory: Memory) -> None:
        say(memory, likes("咖啡", condition="早上"))
        memory.create("u", by_hand("咖啡"))
        assert len(memory.retract("u", [("咖啡", None), ("喝咖啡", None)])) == 2
        assert memory.active("u") == ()

    def test_a_retraction_heard_twice_spares_what_was_said_since(self, memory: Memory) -> None:
        say(memory, likes("猫"))
        memory.retract("u", [("猫", None)], "m2")
        say(memory, likes("猫"))
        assert memory.retract("u", [("猫", None)], "m2") == ()


class TestUndo:
    def test_undoing_a_replacement_gives_back_exactly_what_was(self, memory: Memory) -> None:
        say(memory, likes("下雨天"))
        before = memory.active("u")
        change = say(memory, dislikes("下雨天"))
        undone = memory.undo(str(change.event_id))
        assert memory.active("u") == before
        assert undone.preference == before[0]

    def test_an_undo_can_be_undone_and_that_again(self, memory: Memory) -> None:
        change = say(memory, likes("猫"))
        held_then = memory.active("u")
        first = memory.undo(str(change.event_id))
        assert memory.active("u") == ()
        second = memory.undo(str(first.event_id))
        assert memory.active("u") == held_then
        memory.undo(str(second.event_id))
        assert memory.active("u") == ()
        flags = [event.undone_by is not None for event in memory.history(change.preference.id)]
        assert flags == [True, False, True, False]

    def test_a_later_change_must_be_undone_first(self, memory: Memory) -> None:
        first = say(memory, likes("猫"))
        later = say(memory, dislikes("猫"))
        with pytest.raises(CannotUndo) as refused:
            memory.undo(str(first.event_id))
        assert refused.value.blocking_event_id == later.event_id
        memory.undo(str(later.event_id))
        memory.undo(str(first.event_id))
        assert memory.active("u") == ()

    def test_the_same_event_is_not_undone_twice(self, memory: Memory) -> None:
        change = say(memory, likes("猫"))
        memory.undo(str(change.event_id))
        with pytest.raises(CannotUndo):
            memory.undo(str(change.event_id))

    def test_a_deletion_is_not_undone_over_what_was_said_since(self, memory: Memory) -> None:
        preference = say(memory, likes("猫")).preference
        deletion = memory.delete(preference.id)
        anew = say(memory, dislikes("猫"))
        with pytest.raises(CannotUndo) as refused:
            memory.undo(str(deletion.event_id))
        assert refused.value.blocking_event_id == anew.event_id
        assert held(memory) == {("猫", "dislike")}

    def test_undoing_a_deletion_brings_it_back_with_its_count(self, memory: Memory) -> None:
        say(memory, likes("猫"), likes("猫"))
        (before,) = memory.active("u")
        memory.undo(str(memory.delete(before.id).event_id))
        assert memory.active("u") == (before,)

    @pytest.mark.parametrize("unknown", ["evt_none", "", "a\x00b", "\ud800"])
    def test_what_is_unknown_is_said_to_be(self, memory: Memory, unknown: str) -> None:
        with pytest.raises(EventNotFound):
            memory.undo(unknown)
        with pytest.raises(EventNotFound):
            memory.event(unknown)
        with pytest.raises(PreferenceNotFound):
            memory.get(unknown)
        with pytest.raises(PreferenceNotFound):
            memory.history(unknown)
        with pytest.raises(PreferenceNotFound):
            memory.delete(unknown)


def test_what_comes_back_from_the_database_is_what_went_in(memory: Memory) -> None:
    """Every field and every moment survives the way through the row and through the event's snapshot."""
    statement = Statement("游泳", "like", "constraint", "夏天", "strong", "夏天我最爱游泳", "m1", "chat")
    change = memory.remember("u", [statement])[0]
    preference: Preference = memory.get(change.preference.id)
    assert preference == change.preference
    assert memory.history(preference.id)[0].after == (preference,)
    assert preference.valid_from.tzinfo is UTC
