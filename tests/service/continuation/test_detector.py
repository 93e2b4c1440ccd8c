"""The learned detector keeps what was measured of it, and is quick."""

import random
import statistics
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from service.continuation.cutting import inside
from service.continuation.detector import language_of
from service.continuation.examples import answers
from service.continuation.structure import lines_of
from service.continuation.truncation import score, signals_of

NATURAL = [answer for answer in answers() if answer.origin == "natural"]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_hardly_a_whole_answer_is_called_cut_and_most_cut_ones_are(language: str) -> None:
    chance = random.Random(3)
    texts = [answer.text for answer in NATURAL if answer.language == language][::3]
    cuts = [cut.text for text in texts for cut in inside(text, 1, chance)]
    assert sum(bool(signals_of(text)) for text in texts) <= 0.03 * len(texts)
    assert sum(bool(signals_of(text)) for text in cuts) >= 0.8 * len(cuts)


def test_four_thousand_characters_take_no_more_than_a_few_milliseconds() -> None:
    text = "\n\n".join(answer.text for answer in NATURAL if answer.language == "en")[:4000]
    signals_of(text)
    taken = []
    for _ in range(15):
        began = time.process_time()
        signals_of(text)
        taken.append(time.process_time() - began)
    assert statistics.median(taken) < 0.006


@pytest.mark.parametrize("text", ["", " \n\n"])
def test_of_nothing_nothing_is_told(text: str) -> None:
    assert score(text) == pytest.approx(0.5)


PIECES = (
    "```",
    "```python",
    "~~~",
    "\n",
    "\n\n",
    "- ",
    "1. ",
    "| a | b |",
    "|---|",
    "# ",
    "> ",
    "**",
    "（",
    "[",
    "{",
    "$$",
    " ",
)
MARKS = ("，", "。", "x", "雨", "and", "五点：", "😊", "\u200b", "\ud83d", "\x00", "\t")


@settings(deadline=None)  # the first text with Chinese loads the dictionary
@given(st.lists(st.sampled_from(PIECES + MARKS), max_size=12).map("".join) | st.text(max_size=40))
def test_any_text_whatever_is_judged(text: str) -> None:
    assert 0.0 <= score(text) <= 1.0
    signals_of(text)


def test_a_language_is_that_of_the_words_not_of_the_code_between_them() -> None:
    assert language_of(lines_of("把代码粘贴进去。\n\n`print(1)`")) == "zh"
    assert language_of(lines_of("The word 雨 means rain, and it is read as yǔ.")) == "en"
