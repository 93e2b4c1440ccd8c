"""What the code calls by its own names has words on the pages of bad cases."""

import json

import pytest
from pydantic import ValidationError

from service.bad_cases.wire import ManyReplays
from service.continuation.truncation import judge
from service.llm.port import Finished
from service.web.cases.typed import WRONG, numbers, refused, split
from service.web.cases.words import ended, failure_words, signal_words

DONE = Finished("stop", "done", "m")
CUT = {
    "下面是五条：\n1. 一；\n2.": "说好 5 条，只给了 2 条",
    "```python\nprint(1)": "代码块没有收尾",
    "他说（其实": "括号 ",
    json.dumps({"a": [1, 2]})[:-2]: "JSON 没有收尾",
}


@pytest.mark.parametrize(("text", "told"), CUT.items())
def test_each_signal_of_the_detector_is_told_in_words(text: str, told: str) -> None:
    judgement = judge(text, DONE)
    assert judgement.signals
    assert [signal for signal in judgement.signals if signal_words(signal) == signal] == []
    assert told in ended(judgement.verdict, judgement.signals)


def test_the_models_own_error_is_told_as_it_came() -> None:
    assert signal_words("HTTP 401: wrong key") == "HTTP 401: wrong key"
    assert ended("unavailable", ("HTTP 401",)) == "模型没有回应（HTTP 401）"


def test_a_failed_check_is_told_with_the_verdict() -> None:
    assert failure_words("cut:network_cut") == "又断了（连接断了）"
    assert failure_words("cut:unavailable") == "又断了（模型没有回应）"


def test_lists_are_typed_with_any_comma_and_numbers_are_checked() -> None:
    assert split(" a，b, a、c ,") == ["a", "b", "c"]
    assert numbers("0.2，1", float) == [0.2, 1.0]
    assert numbers("", int) == [None]
    with pytest.raises(ValueError, match=r"「1\.5」不是整数"):
        numbers("1.5", int)


def test_every_field_that_can_be_refused_says_what_is_wrong_with_it() -> None:
    body = {"bad_case_ids": [], "models": ["x"] * 11, "params": [{"temperature": 9}], "strategies": []}
    with pytest.raises(ValidationError) as fault:
        ManyReplays.model_validate(body | {"repeat": 0, "parallel": 99})
    told = refused(fault.value)
    assert [words for words in WRONG.values() if words not in told] == []
