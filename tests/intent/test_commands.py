"""What a message wants of memory: to take back, or to tell."""

import pytest

from intent import commands, slots
from intent.classifier import Reader
from intent.model import Question
from intent.text import fold


@pytest.mark.parametrize(
    ("text", "withdrawn"),
    [
        ("别记我喜欢下雨了", [("下雨", "like")]),
        ("忘了我讨厌下雨这件事吧", [("下雨", "dislike")]),
        ("把我怕蛇那条删掉", [("蛇", "dislike")]),
        ("忘掉我的口味", []),
        ("把林俊杰那条忘了吧", [("林俊杰", "like")]),
        ("把我讨厌香菜的事忘掉", [("香菜", "dislike")]),
        ("Please forget that I like tea", [("tea", "like")]),
    ],
)
def test_a_retraction_names_what_it_takes_back(reader: Reader, text: str, withdrawn: list[tuple[str, str]]) -> None:
    reading = reader.read(text)
    assert reading.intent == "retract"
    assert [(item.object, item.polarity) for item in reading.withdrawn] == withdrawn
    assert reading.stated == ()


@pytest.mark.parametrize(
    ("text", "withdrawn"),
    [
        ("忘掉下雨天", [("下雨天", "like")]),
        ("把下雨天删了", [("下雨天", "like")]),
        ("不要再记着下雨天", [("下雨天", "like")]),
        ("我没说过喜欢苹果", [("苹果", "like")]),
        ("我不再吃素了", [("素", "like")]),
        ("清空我的所有偏好", []),
        ("忘记关于我的一切", []),
        ("删掉这条", []),
    ],
)
def test_the_wording_of_a_retraction_is_known_with_what_was_stored(text: str, withdrawn: list[tuple[str, str]]) -> None:
    analysis = slots.analyse(fold(text))
    assert commands.cues(analysis).retract
    assert [(item.object, item.polarity) for item in commands.withdrawn(analysis)] == withdrawn


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("我有什么忌口", Question("dislike", kind="constraint")),
        ("我的饮食禁忌", Question(kind="constraint")),
        ("你知道我不爱吃什么吗", Question("dislike")),
        ("你记得我喜欢喝什么吗", Question("like")),
    ],
)
def test_a_question_about_limits_asks_for_constraints_and_names_nobody(text: str, wanted: Question) -> None:
    analysis = slots.analyse(fold(text))
    assert commands.cues(analysis).query
    assert commands.question(analysis) == wanted


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
