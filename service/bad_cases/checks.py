"""Deterministic checks of a replayed answer: what is wrong with it, as names; nothing where it passes."""

import re
from collections.abc import Iterator

from service.bad_cases.log import BadCase
from service.continuation.preamble import is_remark
from service.continuation.segment import Segment
from service.continuation.structure import in_fence, lines_of

SHORTENED = 0.5
"""An answer that ends well before where the cut one was is no cure of the cut."""
LEAST_SHORTENED = 40
LEAST_REPEATED = 20
SAID_AGAIN = 30
_LOOP = re.compile(r"(.{4,120}?)\1{3,}\s*$", re.DOTALL)
_STUTTER = re.compile(r"([^\W\d_]{1,3})\1{23,}")
_REFUSAL = re.compile(
    r"\s*(?:(?:很|非常)?(?:抱歉|对不起|不好意思)[，,。！!\s]*.{0,12}?(?:不能|无法|没法|不便|不会|不明白)|"
    r"(?:i['’]?m |i am )?(?:very )?sorry[,.!]?\s+(?:but\s+)?i\s+"
    r"(?:can['’]?t|cannot|am (?:unable|not able)|won['’]?t|do ?n[o'’]t)\b|"
    r"as an ai\b|作为(?:一[个名])?(?:ai|人工智能))",
    re.IGNORECASE,
)
_CODE = re.compile(r"```.*?(?:```|$)|`[^`\n]*`", re.DOTALL)
_CHINESE = re.compile(r"[\u4e00-\u9fff]")
_LETTER = re.compile(r"[A-Za-z]")
_OTHER = re.compile(r"[\u3040-\u30ff\uac00-\ud7af\u0400-\u04ff\u0600-\u06ff\u0e00-\u0e7f]")
"""Kana, Hangul, Cyrillic, Arabic, Thai."""


def failures(case: BadCase, segment: Segment) -> tuple[str, ...]:
    """The names of all checks that the answer does not pass; it is `partial` and `text` where it was gone on with."""
    if segment.judgement.verdict == "unavailable":
        return ("model:failed",)
    return tuple(_failures(case, segment))


def _failures(case: BadCase, segment: Segment) -> Iterator[str]:
    judgement, partial, said = segment.judgement, segment.request.partial or "", segment.text
    whole = partial + said
    if judgement.verdict == "filtered":
        yield "filtered"
    if judgement.is_cut:
        yield f"cut:{judgement.verdict}"
    if not any(character.isprintable() and not character.isspace() for character in said):
        yield "nothing_said"
        return
    rules = (
        ("refused", bool(_REFUSAL.match(said)) and not _REFUSAL.match(case.partial)),
        ("ends_where_it_was_cut", case.cut.judgement.is_cut and _ends_there(case.partial, whole)),
        ("shortened", _is_shortened(case.partial, whole)),
        ("language_changed", _changes_language(case.partial, whole) and not _goes_on_otherwise(partial, said)),
        ("repeats_itself", _loops(whole)),
    )
    yield from (name for name, holds in rules if holds)
    yield from seam_failures(partial, said)


def seam_failures(partial: str, said: str) -> Iterator[str]:
    """What is wrong with words behind others, whatever becomes of the whole; nothing where none stand before them."""
    rules = (
        ("only_a_remark", is_remark(said)),
        ("language_changed", _goes_on_otherwise(partial, said)),
        ("said_again", _says_again(partial, said)),
    )
    yield from (name for name, holds in rules if partial and holds)


def _goes_on_otherwise(partial: str, said: str) -> bool:
    """Whether prose is gone on with in another language; code has none."""
    return not in_fence(lines_of(partial)) and _changes_language(partial, said)


def _is_shortened(cut: str, whole: str) -> bool:
    return len(cut) >= LEAST_SHORTENED and len(whole) < SHORTENED * len(cut)


def _ends_there(cut: str, whole: str) -> bool:
    """Whether it says no more than the cut answer did, whatever marks it ends with."""
    before, after = (re.sub(r"\W", "", text) for text in (cut, whole))
    return bool(before) and before.startswith(after)


def _changes_language(one: str, other: str) -> bool:
    first, second = _language(one), _language(other)
    return None not in {first, second} and first != second


def _language(text: str) -> str | None:
    """By the greater part of its letters, code left out; None where there are too few to tell."""
    words = _CODE.sub(" ", text)
    found = {
        "zh": 2 * len(_CHINESE.findall(words)),
        "en": len(_LETTER.findall(words)) / 2,
        "other": 6 * len(_OTHER.findall(words)),  # kana stand between as many Chinese characters
    }
    return max(found, key=lambda name: found[name]) if sum(found.values()) >= 8 else None


def _loops(text: str) -> bool:
    """Whether it ends in one phrase again and again, or has a long line three times."""
    lines = [line.strip() for line in text.split("\n") if len(line.strip()) >= LEAST_REPEATED]
    return bool(_LOOP.search(text[-1000:]) or _STUTTER.search(text)) or any(
        lines.count(line) >= 3 for line in set(lines)
    )


def _says_again(partial: str, text: str) -> bool:
    """Whether the last words of the partial stand in what was added, too."""
    tail = partial.strip()[-SAID_AGAIN:]
    return len(tail) == SAID_AGAIN and tail in text
