"""What a message wants of memory: to take back, or to tell."""

import pytest

from intent.classifier import Reader
from intent.model import Question


@pytest.mark.parametrize(
    ("text", "withdrawn"),
    [
        ("别记我喜欢下雨了", [("下雨", "like")]),
        ("忘了我讨厌下雨这件事吧", [("下雨", "dislike")]),
        ("把我怕蛇那条删掉", [("蛇", "dislike")]),
        ("忘掉我的口味", []),
        ("Please forget that I like tea", [("tea", "like")]),
    ],
)
def test_a_retraction_names_what_it_takes_back(reader: Reader, text: str, withdrawn: list[tuple[str, str]]) -> None:
    reading = reader.read(text)
    assert reading.intent == "retract"
    assert [(item.object, item.polarity) for item in reading.withdrawn] == withdrawn
    assert reading.stated == ()


@pytest.mark.parametrize(
    ("text", "question"),
    [
        ("我喜欢什么？", Question("like")),
        ("我不喜欢吃什么", Question("dislike")),
        ("我喜欢下雨天吗", Question("like", "下雨天")),
        ("我是不是讨厌下雨来着", Question("dislike", "下雨")),
        ("你记得我什么", Question()),
        ("What do I like?", Question("like")),
    ],
)
def test_a_query_says_which_part_of_memory_it_asks_for(reader: Reader, text: str, question: Question) -> None:
    reading = reader.read(text)
    assert reading.intent == "query"
    assert reading.question == question
