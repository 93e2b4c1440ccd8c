"""Is an answer cut? Facts first, then a verdict with the signals that led to it.

Protocol signals come first, since they are facts; then structure (a fence or a bracket left open); then language (the
last words want a successor). A missing finish_reason is never read as `stop`.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from service.continuation.detector import shipped
from service.continuation.structure import Line, is_whole, lines_of, open_parts
from service.llm.port import Finished

Verdict = Literal[
    "complete", "length", "premature_stop", "network_cut", "filtered", "user_stop", "thinking_only", "unavailable"
]

LENGTH = {"length", "max_tokens"}
ONLY_THOUGHT = re.compile(r"\s*<think>(?:(?!</think>).)*(?:</think>\s*)?$", re.DOTALL)
"""What a reasoning model says on servers that do not tell its thoughts from its answer, where no answer came."""
WANTS_MORE = re.compile(r"[，、,：:；;]$|[-—–]$")
CONNECTIVE = re.compile(
    r"(?:因为|由于|所以|因此|于是|此外|另外|但是|而且|并且|以及|或者|例如|比如|比如说|例如说|包括|如果|虽然|尽管|不仅|不但|"
    r"首先|其次|为了|关于|对于|根据|随着|通过)$"
    r"|\b(?:and|or|but|because|the|a|an|of|into|such as|including|your|my|their|its|than)$",
)
"""Words that no answer ends with; written small, since a title or a name may."""
LONGEST_CONNECTIVE = 16
"""Characters, with what stands before it; so little is searched, since an answer may be long."""
BARE_LIST_MARKER = re.compile(r"(?:^|\n)[ \t]*(?:[-*+•]|\d{1,2}[.、)])[ \t]*$")


@dataclass(frozen=True, slots=True)
class Judgement:
    """A verdict on one answer, the signals that led to it, and the version of the detector that gave it."""

    verdict: Verdict
    signals: tuple[str, ...] = ()
    detector_version: str = field(default_factory=lambda: shipped().version)

    @property
    def is_cut(self) -> bool:
        return self.verdict not in {"complete", "filtered"}


def judge(text: str, finished: Finished, max_tokens: int | None = None) -> Judgement:
    """The verdict on an answer of which `text` is all that was said; `max_tokens` is the cap it was asked with."""
    protocol = _protocol(text, finished, max_tokens)
    if protocol is not None:
        return protocol
    signals = signals_of(text)
    return Judgement("premature_stop" if signals else "complete", signals)


def signals_of(text: str) -> tuple[str, ...]:
    """What in the text itself says that it goes on, the surest first; nothing where it parses to its end."""
    lines = lines_of(text)
    if is_whole(text, lines):
        return ()
    return (*(f"structure:{part}" for part in open_parts(text, lines)), *_language(text, lines))


def score(text: str) -> float:
    """How likely it is that an answer goes on behind `text`, from 0 to 1; what is left open counts as certain."""
    lines = lines_of(text)
    if is_whole(text, lines):
        return 0.0
    return 1.0 if next(open_parts(text, lines), None) else shipped().score(lines)


def judge_file(file: Path) -> Iterator[dict[str, Any]]:
    """A verdict on each answer in a file of JSON lines `{"id", "prompt", "text"}`, by its text alone.

    Raises `ValueError` that names the line where one is no such answer.
    """
    for number, line in enumerate(file.read_text(encoding="utf-8").split("\n"), 1):
        if not line.strip():
            continue
        try:
            answer = json.loads(line)
            text, answer_id = str(answer["text"]), answer.get("id")
        except (json.JSONDecodeError, KeyError, TypeError, AttributeError) as fault:
            raise ValueError(f'line {number} is no answer; write {{"id", "prompt", "text"}} on each') from fault
        signals = signals_of(text)
        yield {"id": answer_id, "truncated": bool(signals), "score": round(score(text), 4), "signals": signals}


def _protocol(text: str, finished: Finished, max_tokens: int | None) -> Judgement | None:
    """The first of these that holds; None where the protocol speaks for a whole answer."""
    reason, transport, output = finished.finish_reason, finished.transport, finished.usage.get("output", 0)
    signs: tuple[tuple[bool, Verdict, str], ...] = (
        (transport == "aborted", "user_stop", "transport:aborted"),
        (transport != "done", "network_cut", f"transport:{transport}"),
        (reason is None, "network_cut", "finish_reason:missing"),
        (reason == "content_filter", "filtered", "finish_reason:content_filter"),
        (not text.strip() and output > 0, "thinking_only", "text:empty"),
        (bool(ONLY_THOUGHT.match(text)), "thinking_only", "text:only_thought"),
        (reason in LENGTH, "length", f"finish_reason:{reason}"),
        (max_tokens is not None and output >= max_tokens, "length", "usage:at_cap"),
        (not text.strip(), "premature_stop", "text:empty"),
    )
    return next((Judgement(verdict, (signal,)) for holds, verdict, signal in signs if holds), None)


def _language(text: str, lines: list[Line]) -> tuple[str, ...]:
    """The learned judgement of the end, by the plainest name there is for it."""
    end = text.rstrip()
    if BARE_LIST_MARKER.search(end.rpartition("\n")[2]):
        return ("language:bare_list_marker",)
    if CONNECTIVE.search(end[-LONGEST_CONNECTIVE:]):
        return ("language:connective",)
    if not end or not shipped().is_unfinished(lines):
        return ()
    return ("language:punctuation_wants_more" if WANTS_MORE.search(end[-1:]) else "language:unfinished",)
