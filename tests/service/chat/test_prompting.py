"""What the model is asked: the versioned prompt, the preferences as lines, and a bounded part of the conversation."""

from dataclasses import replace

import pytest

from memory.model import Preference, Recalled
from service import prompts
from service.chat.prompting import ANSWER_PROMPT, HISTORY_MESSAGES, answer_request, preference_line, recalled_line
from service.llm.port import ChatMessage
from tests.service.chat.test_receipts import DA_VINCI, NO_RAIN, NUTS, RAIN, SHORT, SWIMMING

JAZZ = replace(RAIN, object="jazz")


@pytest.mark.parametrize(
    ("preference", "line"),
    [
        (RAIN, "喜欢 下雨天"),
        (NO_RAIN, "不喜欢 下雨天"),
        (NUTS, "必须避开 花生"),
        (SHORT, "回答要 短一点"),
        (SWIMMING, "夏天：喜欢 游泳"),
        (JAZZ, "likes jazz"),
        (replace(JAZZ, polarity="dislike"), "dislikes jazz"),
        (replace(JAZZ, object="peanuts", kind="constraint", polarity="dislike"), "must avoid peanuts"),
        (replace(JAZZ, object="bullet points", kind="style"), "wants answers with bullet points"),
    ],
)
def test_a_preference_is_one_line_in_its_own_language(preference: Preference, line: str) -> None:
    assert preference_line(preference) == line


@pytest.mark.parametrize(
    ("preference", "line"),
    [
        (replace(SWIMMING, polarity="dislike"), "例外：夏天：不喜欢 游泳"),
        (replace(JAZZ, object="free jazz", polarity="dislike"), "except: dislikes free jazz"),
    ],
)
def test_an_exception_is_told_as_one(preference: Preference, line: str) -> None:
    assert recalled_line(Recalled(preference, "exception", 0.8, exception_to="pref_rule")) == line


def test_the_request_names_the_prompt_it_was_made_with() -> None:
    recalled = (Recalled(RAIN, "words", 1.0), Recalled(DA_VINCI, "meaning", 0.8))
    request = answer_request("你好", (), recalled, 100)
    assert request.prompt == ANSWER_PROMPT
    assert request.instructions == prompts.load(ANSWER_PROMPT).text
    assert request.preferences == ("喜欢 下雨天", "喜欢 达芬奇")
    assert request.messages == (ChatMessage("user", "你好"),)
    assert request.max_tokens == 100


def test_of_a_long_conversation_the_newest_messages_are_shown() -> None:
    history = [ChatMessage("user", str(number)) for number in range(100)]
    shown = answer_request("你好", history, (), 100).messages
    assert len(shown) == HISTORY_MESSAGES + 1
    assert [message.content for message in shown[-2:]] == ["99", "你好"]


def test_every_prompt_is_there_and_fills_every_word() -> None:
    for name, words in (("answer.v1", {}), ("preferences.v1", {"lines": "x"}), ("nudge.zh.v1", {"tail": "x"})):
        assert prompts.load(name).name == name
        assert "$" not in prompts.load(name).fill(**words)
    with pytest.raises(KeyError):
        prompts.load("preferences.v1").fill()
    with pytest.raises(FileNotFoundError):
        prompts.load("nothing.v1")
