"""Recall and search: the right things first, whatever part is missing."""

import pytest
from sqlalchemy import Engine

from memory.errors import InvalidCursor, InvalidStatement
from memory.model import Kind, Polarity, Statement
from memory.store import Memory
from memory.worker import IndexWorker
from tests.memory.fakes import ListIndex, WordEmbedder


def remember(memory: Memory, *names: str, kind: Kind = "taste", polarity: Polarity = "like", user: str = "u") -> None:
    memory.remember(user, [Statement(name, polarity, kind) for name in names])


def recalled(memory: Memory, text: str, limit: int | None = 20, budget: int | None = None) -> list[str]:
    return [each.preference.object for each in memory.recall("u", text, limit, budget)]


class TestRecall:
    def test_constraints_and_style_come_always_and_first(self, memory: Memory, worker: IndexWorker) -> None:
        remember(memory, "海边", "猫")
        remember(memory, "花生", kind="constraint", polarity="dislike")
        remember(memory, "回答简短", kind="style")
        worker.drain()
        found = memory.recall("u", "海边好吗", limit=3)
        assert {each.preference.object for each in found[:2]} == {"花生", "回答简短"}
        assert [each.because for each in found] == ["always", "always", "words"]
        assert len(memory.recall("u", "海边好吗", limit=0)) == 2

    def test_what_was_stated_a_moment_ago_is_there_before_its_vector_is(self, memory: Memory) -> None:
        remember(memory, "游泳", "唱歌", "咖啡")
        found = memory.recall("u", "想游一会儿")
        assert (found[0].preference.object, found[0].because) == ("游泳", "meaning")

    def test_what_is_named_in_the_question_comes_first(self, memory: Memory, worker: IndexWorker) -> None:
        remember(memory, "下雨天", "雨衣", "天空", "雨")
        worker.drain()
        assert recalled(memory, "下雨天适合做什么")[0] == "下雨天"

    def test_a_replaced_value_is_never_recalled(self, memory: Memory, worker: IndexWorker) -> None:
        remember(memory, "猫")
        worker.drain()
        remember(memory, "猫", polarity="dislike")
        assert [each.preference.polarity for each in memory.recall("u", "猫")] == ["dislike"]

    def test_the_budget_holds_for_all_but_constraints(self, memory: Memory) -> None:
        remember(memory, *(f"第{number}种水果" for number in range(20)))
        remember(memory, "花生", kind="constraint", polarity="dislike")
        assert recalled(memory, "水果", limit=None, budget=0) == ["花生"]
        assert 2 <= len(recalled(memory, "水果", limit=None, budget=60)) <= 5
        assert len(recalled(memory, "水果", limit=None)) == 21

    def test_without_vectors_it_goes_by_words_then_by_age(
        self, memory: Memory, worker: IndexWorker, embedder: WordEmbedder
    ) -> None:
        remember(memory, "猫", "黑咖啡", "下雨天")
        worker.drain()
        embedder.broken = True
        found = memory.recall("u", "来杯黑咖啡")
        assert [(each.preference.object, each.because) for each in found] == [
            ("黑咖啡", "words"),
            ("下雨天", "recent"),
            ("猫", "recent"),
        ]

    def test_of_very_many_without_a_vector_only_a_few_are_embedded_while_someone_waits(
        self, memory: Memory, embedder: WordEmbedder
    ) -> None:
        remember(memory, *(f"第{number}号" for number in range(60)))
        assert len(memory.recall("u", "号", limit=None)) == 60
        assert len(embedder.embedded) == 1 + 16

    @pytest.mark.parametrize("text", ["", " ", "\x00", "\ud800", "😀", "长" * 8000])
    def test_whatever_is_asked_it_answers(self, memory: Memory, text: str) -> None:
        remember(memory, "猫")
        assert recalled(memory, text) == ["猫"]

    def test_somebody_unknown_has_nothing(self, memory: Memory) -> None:
        assert memory.recall("nobody", "猫") == ()
        with pytest.raises(InvalidStatement):
            memory.recall("no\x00body", "猫")


class TestFind:
    def test_filters_join_and_pages_follow_each_other_without_gap_or_repetition(self, memory: Memory) -> None:
        remember(memory, *(f"第{number}号" for number in range(7)))
        remember(memory, "猫", polarity="dislike")
        found, cursor = [], None
        while True:
            page = memory.find(user_id="u", status="active", polarity="like", kind="taste", limit=3, cursor=cursor)
            found += [each.object for each in page.items]
            cursor = page.next_cursor
            if cursor is None:
                break
        assert found == [f"第{number}号" for number in reversed(range(7))]

    def test_a_search_pages_too(self, memory: Memory) -> None:
        remember(memory, *(f"第{number}号" for number in range(5)))
        first = memory.find(user_id="u", q="号", limit=3)
        second = memory.find(user_id="u", q="号", limit=3, cursor=first.next_cursor)
        assert len({each.id for each in first.items + second.items}) == 5
        assert second.next_cursor is None

    def test_words_are_found_in_every_spelling_and_in_the_quote(self, memory: Memory) -> None:
        memory.remember("u", [Statement("听爵士乐", "like", quote="睡前最爱听爵士乐", condition="睡前")])
        for q in ("爵士樂", "爵士", "睡前", "最愛"):
            assert len(memory.find(user_id="u", q=q).items) == 1, q

    def test_what_is_closed_is_found_by_its_status(self, memory: Memory) -> None:
        remember(memory, "猫")
        remember(memory, "猫", polarity="dislike")
        assert [each.polarity for each in memory.find(status="replaced", q="猫").items] == ["like"]

    def test_meaning_is_found_across_users_and_stale_hits_are_dropped(
        self, memory: Memory, worker: IndexWorker, index: ListIndex, embedder: WordEmbedder
    ) -> None:
        remember(memory, "雨中散步", user="a")
        remember(memory, "散步雨中走", user="b")
        worker.drain()
        index.upsert(embedder.model, ["pref_gone"], embedder.embed_passages(["喜欢散步雨中"]))
        assert {each.user_id for each in memory.find(q="步散中雨").items} == {"a", "b"}
        index.down = True
        assert memory.find(q="步散中雨").items == ()
        assert {each.user_id for each in memory.find(q="散步").items} == {"a", "b"}

    def test_a_stale_hit_that_no_longer_meets_the_filter_is_dropped(self, memory: Memory, worker: IndexWorker) -> None:
        remember(memory, "雨中散步")
        worker.drain()
        remember(memory, "雨中散步", polarity="dislike")
        assert memory.find(q="步散中雨", status="active", polarity="like").items == ()

    @pytest.mark.parametrize("cursor", ["", "x", "from:-1", "from:99999", "before:\x00", "from:١"])
    def test_a_cursor_of_someone_elses_making_is_refused(self, memory: Memory, cursor: str) -> None:
        with pytest.raises(InvalidCursor):
            memory.find(q="猫" if cursor.startswith("from") else None, cursor=cursor)

    @pytest.mark.parametrize("q", ["\x00", "\ud800", "%", "_", "\\", "   "])
    def test_whatever_is_searched_it_answers(self, memory: Memory, q: str) -> None:
        remember(memory, "猫")
        assert len(memory.find(user_id="u", q=q).items) <= 1


def test_it_all_works_without_any_index_or_vectors(engine: Engine, index: ListIndex, embedder: WordEmbedder) -> None:
    index.down = embedder.broken = True
    memory = Memory(engine, index, embedder)
    remember(memory, "猫", "狗")
    remember(memory, "猫", polarity="dislike")
    assert recalled(memory, "猫")[0] == "猫"
    assert [each.object for each in memory.find(user_id="u", q="狗").items] == ["狗"]
    assert memory.health().store
