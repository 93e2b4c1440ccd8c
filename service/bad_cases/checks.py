"""Deterministic checks of a replayed answer: what is wrong with it, as names; nothing where it passes."""

import re
from collections.abc import Iterator

from service.bad_cases.log import BadCase
from service.continuation.segment import Segment

SHORTENED = 0.5
"""An answer that ends well before where the cut one was is no cure of the cut."""
LEAST_SHORTENED = 40
LEAST_REPEATED = 20
SAID_AGAIN = 30
_LOOP = re.compile(r"(.{4,120}?)\1{3,}\s*$", re.DOTALL)
_CHINESE = re.compile(r"[\u4e00-\u9fff]")
_LETTER = re.compile(r"[A-Za-z]")


def failures(case: BadCase, segment: Segment) -> tuple[str, ...]:
    """The names of all checks that the answer does not pass; it is `partial` and `text` where it was gone on with."""
    if segment.judgement.verdict == "unavailable":
        return ("model:failed",)
    return tuple(_failures(case, segment))


def _failures(case: BadCase, segment: Segment) -> Iterator[str]:
    judgement, partial = segment.judgement, segment.request.partial or ""
    whole = partial + segment.text
    if judgement.verdict == "filtered":
        yield "filtered"
    if judgement.is_cut:
        yield f"cut:{judgement.verdict}"
    if not segment.text.strip():
        yield "nothing_said"
        return
    if _is_shortened(case.partial, whole):
        yield "shortened"
    if {_language(whole), _language(case.partial)} == {"zh", "en"}:
        yield "language_changed"
    if _loops(whole):
        yield "repeats_itself"
    if partial and _says_again(partial, segment.text):
        yield "said_again"


def _is_shortened(cut: str, whole: str) -> bool:
    return len(cut) >= LEAST_SHORTENED and len(whole) < SHORTENED * len(cut)


def _language(text: str) -> str | None:
    """Chinese or English by the greater part of its letters, None where there are too few to tell."""
    chinese, latin = 2 * len(_CHINESE.findall(text)), len(_LETTER.findall(text)) / 2
    if chinese + latin < 8:
        return None
    return "zh" if chinese >= latin else "en"


def _loops(text: str) -> bool:
    """Whether it ends in one phrase again and again, or has a long line three times."""
    lines = [line.strip() for line in text.split("\n") if len(line.strip()) >= LEAST_REPEATED]
    return bool(_LOOP.search(text[-1000:])) or any(lines.count(line) >= 3 for line in set(lines))


def _says_again(partial: str, text: str) -> bool:
    """Whether the last words of the partial stand in what was added, too."""
    tail = partial.strip()[-SAID_AGAIN:]
    return len(tail) == SAID_AGAIN and tail in text
