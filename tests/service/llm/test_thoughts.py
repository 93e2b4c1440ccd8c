"""Thoughts in front of an answer are no part of it, however they come in."""

import pytest

from service.llm.thoughts import Thoughts


@pytest.mark.parametrize("size", [1, 3, 100])
@pytest.mark.parametrize(
    ("said", "answer"),
    [
        ("<think>先想想</think>\n\n去看展。", "去看展。"),
        ("\n<think>\n</think>好。\n", "好。\n"),
        ("<think>想到一半", ""),
        ("<think>想完了</think>\n", ""),
        ("\n去看展。", "\n去看展。"),
        ("<table>", "<table>"),
        ("用 <think> 标签。</think>", "用 <think> 标签。</think>"),
        ("", ""),
    ],
)
def test_only_thoughts_at_the_front_are_taken_off(said: str, answer: str, size: int) -> None:
    thoughts = Thoughts()
    assert "".join(thoughts.feed(said[at : at + size]) for at in range(0, len(said), size)) == answer
