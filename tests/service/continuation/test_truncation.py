"""Whether an answer is cut: facts of the protocol first, then its structure, then its last words."""

from pathlib import Path

import pytest

from service.continuation.detector import shipped
from service.continuation.truncation import Verdict, judge, judge_file
from service.llm.port import Finished, Transport

WHOLE = "可以去美术馆看展览。"


def ended(reason: str | None = "stop", transport: Transport = "done", output: int = 0) -> Finished:
    return Finished(reason, transport, "some-model", {"input": 1, "output": output})


@pytest.mark.parametrize(
    ("finished", "verdict", "signal"),
    [
        (ended("length"), "length", "finish_reason:length"),
        (ended("max_tokens"), "length", "finish_reason:max_tokens"),
        (ended("stop", output=16), "length", "usage:at_cap"),
        (ended("content_filter"), "filtered", "finish_reason:content_filter"),
        (ended(None), "network_cut", "finish_reason:missing"),
        (ended(None, "eof"), "network_cut", "transport:eof"),
        (ended(None, "error"), "network_cut", "transport:error"),
        (ended(None, "timeout"), "network_cut", "transport:timeout"),
        (ended(None, "aborted"), "user_stop", "transport:aborted"),
        (ended("stop", "eof"), "network_cut", "transport:eof"),
    ],
)
def test_a_fact_of_the_protocol_decides_however_whole_the_words_look(
    finished: Finished, verdict: Verdict, signal: str
) -> None:
    judgement = judge(WHOLE, finished, max_tokens=16)
    assert (judgement.verdict, judgement.signals) == (verdict, (signal,))
    assert judgement.detector_version == shipped().version


@pytest.mark.parametrize(
    "text",
    [
        WHOLE,
        "好的！",
        "You could visit a museum.",
        "一共三步：\n1. 洗净\n2. 切块\n3. 下锅",
        "```python\nprint('[')\n```",
        "```\nwhile (true) {\n```\n就这样。",
        "他说（小声地）：「走吧。」",
        "祝你周末愉快 :)",
        "今天 23°C～",
    ],
)
def test_an_answer_that_ends_as_answers_end_is_complete(text: str) -> None:
    judgement = judge(text, ended())
    assert (judgement.verdict, judgement.signals) == ("complete", ())
    assert not judgement.is_cut


@pytest.mark.parametrize(
    ("text", "signal"),
    [
        ("可以去美术馆，然后去喝茶，", "language:punctuation_wants_more"),
        ("需要准备的有：", "language:punctuation_wants_more"),
        ("可以去美术馆，因为", "language:connective"),
        ("It depends on the", "language:connective"),
        ("You could visit a museum and", "language:connective"),
        ("1. 洗净\n2. 切块\n3.", "language:bare_list_marker"),
        ("要点：\n- 早睡\n-", "language:bare_list_marker"),
        ("```python\nprint(1)", "structure:open_fence"),
        ("~~~~\ncode\n~~~", "structure:open_fence"),
        ("达芬奇（1452年生", "structure:open_bracket:（"),
        ("推荐《最后的晚餐", "structure:open_bracket:《"),
    ],
)
def test_an_answer_whose_last_words_want_a_successor_stopped_too_early(text: str, signal: str) -> None:
    judgement = judge(text, ended())
    assert judgement.verdict == "premature_stop"
    assert signal in judgement.signals
    assert judgement.is_cut


def test_an_answer_that_was_only_thought_is_told_from_one_that_never_began() -> None:
    assert judge("", ended(output=50)).verdict == "thinking_only"
    assert judge(" \n", ended(output=0)).verdict == "premature_stop"


def test_a_filtered_answer_is_not_called_cut_since_going_on_would_not_help() -> None:
    assert not judge(WHOLE, ended("content_filter")).is_cut


def test_without_a_cap_no_usage_is_at_it() -> None:
    assert judge(WHOLE, ended(output=100_000)).verdict == "complete"


def test_a_file_of_answers_is_judged_by_their_text(tmp_path: Path) -> None:
    file = tmp_path / "answers.jsonl"
    file.write_text('{"id": 1, "prompt": "?", "text": "去看展。"}\n\n{"id": 2, "text": "去看展，因为"}\n', "utf-8")
    whole, cut = judge_file(file)
    assert (whole["id"], whole["truncated"], whole["signals"]) == (1, False, ())
    assert (cut["id"], cut["truncated"], cut["signals"]) == (2, True, ("language:connective",))
    assert whole["score"] < cut["score"]


@pytest.mark.parametrize("line", ["{", "[]", '{"id": 1}', "7"])
def test_a_line_that_is_no_answer_is_named(tmp_path: Path, line: str) -> None:
    file = tmp_path / "answers.jsonl"
    file.write_text(f'{{"text": "好。"}}\n{line}\n', "utf-8")
    with pytest.raises(ValueError, match="line 2"):
        list(judge_file(file))
