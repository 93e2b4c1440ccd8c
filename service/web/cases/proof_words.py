"""A proof in words: what passed, what that excludes, and what is still missing. Pure."""

from collections.abc import Mapping
from typing import Any

from service.bad_cases.proving import LEAST_RUNS
from service.web.cases.words import configuration_words

Counted = Mapping[str, int]

CONCLUSIONS = {
    "fixed": "证明了：已修好。",
    "regressed": "修好过，现在又断了：复发。",
    "not_reproduced": "原来的配置现在也不断了：没复现。",
    "open": "还会断：没修好。",
    "closed": "已经手动关闭，结论不变。",
}


def proof_lines(proof: Mapping[str, Any], own_model: str) -> list[str]:
    """The conclusion first, then the figures it stands on."""
    candidate, original, controls = proof["candidate"], proof["original"], proof["controls"]
    lines = [_conclusion(proof["status"], candidate, original, controls)]
    if candidate["runs"]:
        tried = configuration_words(proof["configured"] or {}, own_model)
        lines.append(f"试的配置：{tried}")
        lines.append(f"{candidate['runs']} 次里通过 {passed(candidate)} 次{_unreached(candidate)}。")
    if proof["failure_bound"] is not None:
        sure, bound = round(proof["confidence"] * 100), proof["failure_bound"] * 100
        lines.append(f"有 {sure}% 的把握：失败的不到 {bound:.1f}%。")
    if original["runs"]:
        lines.append(f"原来的配置 {original['runs']} 次里断了 {original['failed']} 次{_unreached(original)}。")
    else:
        lines.append("原来的配置没有再跑过。")
    if controls["runs"]:
        lines.append(f"对照 {controls['runs']} 次里通过 {passed(controls)} 次{_unreached(controls)}。")
    return lines


def passed(counted: Counted) -> int:
    return counted["runs"] - counted["failed"] - counted["unreached"]


def _conclusion(status: str, candidate: Counted, original: Counted, controls: Counted) -> str:
    if status != "candidate":
        return CONCLUSIONS[status]
    if candidate["unreached"] or controls["unreached"]:
        return "还不算证明：有几次没有连上模型，请再跑一遍。"
    if passed(candidate) < LEAST_RUNS:
        return f"还不算证明：至少要 {LEAST_RUNS} 次，请多跑几次。"
    if passed(controls) < controls["runs"]:
        return "还不算证明：对照没有全部通过，请看看它们坏在哪里。"
    if original["runs"] == 0 or original["failed"] == 0:
        return "还不算证明：没见过原来的配置断掉，请连它一起跑。"
    return "还不算证明。"


def _unreached(counted: Counted) -> str:
    return f"（{counted['unreached']} 次没有连上模型）" if counted["unreached"] else ""
