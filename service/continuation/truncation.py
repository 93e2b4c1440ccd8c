"""Is an answer cut? Facts first, then a verdict with the signals that led to it.

Protocol signals come first, since they are facts; then structure (a fence or a bracket left open); then language (the
last words want a successor). A missing finish_reason is never read as `stop`.
"""

import re
from dataclasses import dataclass
from typing import Literal

from service.llm.port import Finished

Verdict = Literal[
    "complete", "length", "premature_stop", "network_cut", "filtered", "user_stop", "thinking_only", "unavailable"
]

DETECTOR_VERSION = "1"

LENGTH = {"length", "max_tokens"}
BRACKETS = {"（": "）", "(": ")", "《": "》", "「": "」", "『": "』", "【": "】", "[": "]", "{": "}", "“": "”"}
FENCE = re.compile(r"^ {0,3}(`{3,}|~{3,})", re.MULTILINE)
FENCED = re.compile(r"^ {0,3}(`{3,}(?!`)|~{3,}(?!~)).*?^ {0,3}\1[`~]*[ \t]*$", re.MULTILINE | re.DOTALL)
WANTS_MORE = re.compile(r"[，、,：:；;]$|[-—–]$")
CONNECTIVE = re.compile(
    r"(?:因为|所以|因此|于是|然后|此外|另外|但是|但|而且|并且|以及|或者|和|与|例如|比如|包括|如果|虽然|不仅|首先|其次|例如说|的)$"
    r"|\b(?:and|or|but|because|the|a|an|of|to|with|for|such as|including|if|is|are|that|which)$",
    re.IGNORECASE,
)
BARE_LIST_MARKER = re.compile(r"(?:^|\n)[ \t]*(?:[-*+•]|\d{1,2}[.、)])[ \t]*$")


@dataclass(frozen=True, slots=True)
class Judgement:
    """A verdict on one answer, the signals that led to it, and the version of the detector that gave it."""

    verdict: Verdict
    signals: tuple[str, ...] = ()
    detector_version: str = DETECTOR_VERSION

    @property
    def is_cut(self) -> bool:
        return self.verdict not in {"complete", "filtered"}


def judge(text: str, finished: Finished, max_tokens: int | None = None) -> Judgement:
    """The verdict on an answer of which `text` is all that was said; `max_tokens` is the cap it was asked with."""
    protocol = _protocol(text, finished, max_tokens)
    if protocol is not None:
        return protocol
    signals = (*_structure(text), *_language(text))
    return Judgement("premature_stop" if signals else "complete", signals)


def _protocol(text: str, finished: Finished, max_tokens: int | None) -> Judgement | None:
    """The first of these that holds; None where the protocol speaks for a whole answer."""
    reason, transport, output = finished.finish_reason, finished.transport, finished.usage.get("output", 0)
    signs: tuple[tuple[bool, Verdict, str], ...] = (
        (transport == "aborted", "user_stop", "transport:aborted"),
        (transport != "done", "network_cut", f"transport:{transport}"),
        (reason is None, "network_cut", "finish_reason:missing"),
        (reason in LENGTH, "length", f"finish_reason:{reason}"),
        (reason == "content_filter", "filtered", "finish_reason:content_filter"),
        (max_tokens is not None and output >= max_tokens, "length", "usage:at_cap"),
        (not text.strip() and output > 0, "thinking_only", "text:empty"),
        (not text.strip(), "premature_stop", "text:empty"),
    )
    return next((Judgement(verdict, (signal,)) for holds, verdict, signal in signs if holds), None)


def _structure(text: str) -> tuple[str, ...]:
    prose = FENCED.sub("", text)
    if FENCE.search(prose):
        return ("structure:open_fence",)
    open_brackets = [b for b, closing in BRACKETS.items() if prose.count(b) > prose.count(closing)]
    # Code and emoticons may hold a lone bracket anywhere; one that the answer ends inside of stands near its end.
    near_the_end = prose[-200:]
    return tuple(f"structure:open_bracket:{b}" for b in open_brackets if b in near_the_end)


def _language(text: str) -> tuple[str, ...]:
    end = text.rstrip()
    if BARE_LIST_MARKER.search(end):
        return ("language:bare_list_marker",)
    if WANTS_MORE.search(end):
        return ("language:punctuation_wants_more",)
    return ("language:connective",) if CONNECTIVE.search(end) else ()
