"""A proof in words says what was shown, and what is still missing."""

from dataclasses import dataclass

import pytest

from service.bad_cases.log import Status
from service.bad_cases.proving import prove
from service.web.cases.proof_words import proof_lines


@dataclass(frozen=True)
class Ran:
    failures: tuple[str, ...] = ()


GOOD, BAD, AWAY = Ran(), Ran(("cut:length",)), Ran(("model:failed",))
TRIED = {"model": None, "temperature": 0.2, "max_tokens": 4096, "strategy": "rerun", "prompt": "today", "kind": "given"}


def lines(
    candidate: list[Ran], original: list[Ran], controls: tuple[Ran, ...] = (), status: Status = "open"
) -> list[str]:
    return proof_lines(prove(status, TRIED, candidate, original, controls).as_json(), "qwen-plus")


def test_a_proof_tells_the_configuration_the_runs_and_what_they_exclude() -> None:
    assert lines([GOOD] * 5, [BAD] * 3 + [GOOD], (GOOD,)) == [
        "证明了：已修好。",
        "试的配置：qwen-plus · 重新生成 · 温度 0.2 · 上限 4096 · 现在的提示词",
        "5 次里通过 5 次。",
        "有 95% 的把握：失败的不到 45.1%。",
        "原来的配置 4 次里断了 3 次。",
        "对照 1 次里通过 1 次。",
    ]


@pytest.mark.parametrize(
    ("candidate", "original", "controls", "told"),
    [
        ([GOOD] * 4, [BAD], (), "至少要 5 次"),
        ([GOOD] * 5, [], (), "没见过原来的配置断掉"),
        ([GOOD] * 5, [BAD], (BAD,), "对照没有全部通过"),
        ([GOOD] * 5, [BAD], (AWAY,), "没有连上模型"),
    ],
)
def test_what_is_no_proof_yet_says_what_is_missing(
    candidate: list[Ran], original: list[Ran], controls: tuple[Ran, ...], told: str
) -> None:
    first = lines(candidate, original, controls)[0]
    assert first.startswith("还不算证明")
    assert told in first


def test_each_other_end_has_its_words() -> None:
    assert lines([BAD], [])[0] == "还会断：没修好。"
    assert lines([BAD], [], status="fixed")[0] == "修好过，现在又断了：复发。"
    assert lines([GOOD] * 5, [GOOD] * 5)[0] == "原来的配置现在也不断了：没复现。"
