"""What only the user decides: answers to questions, names that are one thing, names that are two."""

import pytest
from sqlalchemy import Engine

from memory.errors import AskClosed, AskNotFound, CannotMerge, CannotSplit
from memory.model import Change, Polarity, Statement
from memory.store import Memory
from tests.memory.conftest import TickingClock
from tests.memory.fakes import ListIndex, WordEmbedder, Words


@pytest.fixture
def memory(engine: Engine, clock: TickingClock) -> Memory:
    words = Words("红薯 地瓜", "早上 清晨", kinds={"榴莲": "水果"}, unsure=("椰汁 椰奶",))
    return Memory(engine, ListIndex(), WordEmbedder(), clock, naming=words)


def say(memory: Memory, name: str, polarity: Polarity = "like", condition: str | None = None) -> Change:
    return memory.remember("u", [Statement(name, polarity, condition=condition, quote=f"{polarity} {name}")])[0]


def held(memory: Memory) -> dict[tuple[str, str | None], str]:
    return {(each.object, each.condition): each.polarity for each in memory.active("u")}


class TestOneThing:
    def test_another_name_for_the_same_thing_replaces(self, memory: Memory) -> None:
        first = say(memory, "红薯")
        change = say(memory, "地瓜", "dislike")
        assert (change.action, change.replaced) == ("replace", memory.get(first.preference.id))
        assert held(memory) == {("地瓜", None): "dislike"}

    def test_another_name_for_the_same_condition_replaces_too(self, memory: Memory) -> None:
        say(memory, "咖啡", condition="早上")
        assert say(memory, "咖啡", "dislike", "清晨").action == "replace"

    def test_a_retraction_finds_it_by_any_name(self, memory: Memory) -> None:
        say(memory, "红薯")
        assert len(memory.retract("u", [("地瓜", None)])) == 1

    def test_an_exception_stands_beside_its_rule(self, memory: Memory) -> None:
        rule = say(memory, "水果").preference
        change = say(memory, "榴莲", "dislike")
        assert (change.action, change.reason, change.beside) == ("add", "exception", rule)

    def test_what_is_related_is_found_nearest_first(self, memory: Memory) -> None:
        for name in ("榴莲", "红薯", "水果", "猫"):
            say(memory, name)
        assert [each.object for each in memory.related("u", "水果")] == ["水果", "榴莲"]
        assert [each.object for each in memory.related("u", "地瓜")] == ["红薯"]


class TestMerge:
    def test_two_become_one_and_both_names_mean_it_from_then_on(self, memory: Memory) -> None:
        black, kept = say(memory, "美式").preference, say(memory, "黑咖啡", "dislike").preference
        change = memory.merge(black.id, kept.id)
        assert (change.action, change.preference.id) == ("merge", kept.id)
        assert held(memory) == {("黑咖啡", None): "dislike"}
        assert memory.get(black.id).replaced_by == kept.id
        assert say(memory, "美式").action == "keep"  # it is locked now, and asked about
        assert memory.remember("u", [Statement("美式", "like", origin="page")])[0].action == "replace"

    def test_undo_takes_them_apart_again(self, memory: Memory) -> None:
        black, kept = say(memory, "美式").preference, say(memory, "黑咖啡", "dislike").preference
        before = memory.active("u")
        memory.undo(str(memory.merge(black.id, kept.id).event_id))
        assert memory.active("u") == before
        assert say(memory, "美式", "dislike").action == "replace"

    def test_what_holds_under_another_condition_comes_along(self, memory: Memory) -> None:
        kept = say(memory, "黑咖啡").preference
        black = say(memory, "美式", "dislike", "晚上").preference
        memory.merge(black.id, kept.id)
        assert held(memory) == {("黑咖啡", None): "like", ("美式", "晚上"): "dislike"}
        assert say(memory, "黑咖啡", "like", "晚上").action == "replace"

    def test_only_two_things_of_one_user_can_become_one(self, memory: Memory) -> None:
        mine, same = say(memory, "猫").preference, say(memory, "猫", "dislike", "晚上").preference
        other = memory.remember("v", [Statement("狗", "like")])[0].preference
        for preference_id in (mine.id, same.id, other.id):
            with pytest.raises(CannotMerge):
                memory.merge(preference_id, mine.id)


class TestSplit:
    def test_what_a_wrong_name_had_replaced_holds_again_and_they_stay_two(self, memory: Memory) -> None:
        first, second = say(memory, "红薯").preference, say(memory, "地瓜", "dislike").preference
        change = memory.split(second.id, first.id)
        assert (change.action, change.reason) == ("split", "two_things")
        assert held(memory) == {("红薯", None): "like", ("地瓜", None): "dislike"}
        assert say(memory, "地瓜").action == "replace"
        assert held(memory) == {("红薯", None): "like", ("地瓜", None): "like"}

    def test_undo_makes_them_one_again(self, memory: Memory) -> None:
        first, second = say(memory, "红薯").preference, say(memory, "地瓜", "dislike").preference
        before = memory.active("u")
        memory.undo(str(memory.split(second.id, first.id).event_id))
        assert memory.active("u") == before

    def test_a_name_that_only_confirmed_becomes_a_preference_of_its_own(self, memory: Memory) -> None:
        first = say(memory, "红薯").preference
        assert say(memory, "地瓜").action == "confirm"
        change = memory.split_name(first.id, "地瓜")
        assert change.preference.object == "地瓜"
        assert held(memory) == {("红薯", None): "like", ("地瓜", None): "like"}
        assert say(memory, "地瓜", "dislike").replaced == memory.get(change.preference.id)
        assert held(memory) == {("红薯", None): "like", ("地瓜", None): "dislike"}

    def test_a_name_that_another_written_by_hand_took_the_place_of_does_so_too(self, memory: Memory) -> None:
        first = say(memory, "红薯").preference
        memory.remember("u", [Statement("地瓜", "like", origin="page")])
        memory.split_name(first.id, "红薯")
        assert held(memory) == {("红薯", None): "like", ("地瓜", None): "like"}

    def test_what_was_never_one_is_not_split(self, memory: Memory) -> None:
        first = say(memory, "红薯").preference
        for name in ("红薯", "猫"):
            with pytest.raises(CannotSplit):
                memory.split_name(first.id, name)


class TestDuplicates:
    def test_what_may_be_one_thing_is_shown_until_the_user_has_decided(self, memory: Memory) -> None:
        juice, milk = say(memory, "椰汁"), say(memory, "椰奶")
        assert (milk.reason, milk.beside, milk.ask) == ("perhaps_same", juice.preference, None)
        (pair,) = memory.possible_duplicates("u")
        assert {each.object for each in pair} == {"椰汁", "椰奶"}
        told_apart = memory.split(milk.preference.id, juice.preference.id)
        assert memory.possible_duplicates("u") == ()
        memory.undo(str(told_apart.event_id))
        assert len(memory.possible_duplicates("u")) == 1

    def test_where_the_two_contradict_the_user_is_asked_and_yes_makes_them_one(self, memory: Memory) -> None:
        say(memory, "椰汁")
        change = say(memory, "椰奶", "dislike")
        assert change.ask is not None
        assert change.ask.question == "same"
        assert len(held(memory)) == 2
        memory.answer(change.ask.id, yes=True)
        assert held(memory) == {("椰奶", None): "dislike"}

    def test_no_keeps_them_two_for_good(self, memory: Memory) -> None:
        say(memory, "椰汁")
        change = say(memory, "椰奶", "dislike")
        assert change.ask is not None
        memory.answer(change.ask.id, yes=False)
        assert memory.possible_duplicates("u") == ()
        assert len(held(memory)) == 2


class TestAsks:
    def locked(self, memory: Memory) -> Change:
        memory.create("u", Statement("榴莲", "like", origin="page"))
        return say(memory, "榴莲", "dislike")

    def test_what_was_set_by_hand_stands_until_the_user_says_yes(self, memory: Memory) -> None:
        change = self.locked(memory)
        assert (change.action, change.reason) == ("keep", "locked")
        (ask,) = memory.asks("u")
        assert ask == change.ask
        assert held(memory) == {("榴莲", None): "like"}
        (done,) = memory.answer(ask.id, yes=True)
        assert (done.action, done.reason) == ("replace", "agreed")
        assert held(memory) == {("榴莲", None): "dislike"}
        assert memory.asks("u") == ()

    def test_no_leaves_it_and_closes_the_question(self, memory: Memory) -> None:
        ask = self.locked(memory).ask
        assert ask is not None
        assert memory.answer(ask.id, yes=False) == ()
        assert held(memory) == {("榴莲", None): "like"}
        with pytest.raises(AskClosed):
            memory.answer(ask.id, yes=True)

    def test_the_same_question_asked_again_makes_the_first_moot(self, memory: Memory) -> None:
        first = self.locked(memory).ask
        second = say(memory, "榴莲", "dislike").ask
        assert first is not None
        assert [ask.id for ask in memory.asks("u")] == [second.id if second else None]
        assert memory.ask(first.id).answer == "moot"

    def test_a_question_about_what_no_longer_holds_waits_no_more(self, memory: Memory) -> None:
        change = self.locked(memory)
        memory.delete(change.preference.id)
        assert memory.asks("u") == ()
        assert change.ask is not None
        (done,) = memory.answer(change.ask.id, yes=True)
        assert (done.action, held(memory)) == ("add", {("榴莲", None): "dislike"})

    def test_everything_goes_in_one_change_that_one_undo_takes_back(self, memory: Memory) -> None:
        for name in ("猫", "狗", "红薯"):
            say(memory, name)
        before = memory.active("u")
        changes = memory.answer(memory.ask_to_forget_all("u", "m1").id, yes=True)
        assert len(changes) == 3
        assert len({change.event_id for change in changes}) == 1
        assert memory.active("u") == ()
        memory.undo_message("u", "m1")
        assert memory.active("u") == before

    def test_an_unknown_question_is_said_to_be(self, memory: Memory) -> None:
        for unknown in ("ask_none", "", "a\x00b"):
            with pytest.raises(AskNotFound):
                memory.answer(unknown, yes=True)
