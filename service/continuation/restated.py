"""What may stand between the start of a continuation and words that were said before: where to look for these.

A table goes on below its head said once more, a section below its heading, code behind a new fence; the last words are
quoted; the whole answer comes again behind a line that announces it.
"""

import re
from collections.abc import Iterator

from service.continuation.preamble import begins_to_lead_in
from service.continuation.repetition import LEAST_ANNOUNCED, LEAST_OVERLAP, LEAST_RESTART, letters_of
from service.continuation.structure import lines_of

_QUOTING = re.compile(r"[\s.…「“\"'‘*_>-]*")
_COURTESY = re.compile(
    r"\s*(?:(?:好的?|当然(?:可以)?|没问题|抱歉|对不起|收到)[，,。！!~～：:]+"
    r"|(?:sure(?: thing)?|okay|ok|of course|certainly|sorry(?: about that)?|got it)[,.!:]+)\s*",
    re.IGNORECASE,
)
_FENCE = re.compile(r"\s*(?:`{3,}|~{3,})[^\n`]*\n")
_LEAD_LINE = re.compile(r"\s*[^\n]{1,80}[:：][*_]{0,3}[ \t]*\n\s*")
_QUOTED = re.compile(r"[\s.…]*[（(【\[]?[^\n「“\"‘。.！!]{0,24}?(?:[「“\"‘]|(?<![A-Za-z])')\s*[.…]*\s*")
_CLOSED = re.compile(r"[ \t]*[.…]*[」”\"'’]+(?:[）)】\]]+\s*)?")
_TABLE_HEAD = re.compile(r"\s*(\|[^\n]*)\n[ \t]*\|?[ \t:|]*-{2,}[ \t:|-]*(?=\n)")
_RULE = re.compile(r"[ \t]*\|[ \t:|]*-{2,}[ \t:|-]*")
_HEADING = re.compile(r"\s*(#{1,6}[ \t][^\n]+|\*\*[^\n*]+\*\*[^\n]{0,12})\n\s*")
_AGAIN = re.compile(r"(?:续|接上|接上文|continued|contd|cont)$")
_BOLD_WORDS = re.compile(r"\*\*[^\n*]+\*\*[^\n]{13}")
"""Bold words that a sentence begins with, no heading."""
LONGEST_HEAD, LONGEST_HEADING = 400, 120
"""Characters of a table's head and rule, and of a heading, that are waited for."""
_SENTENCE_ENDS = tuple("。！？!?.…：:；;")


def places(continuation: str, start: int) -> Iterator[tuple[int, float]]:
    """Where from `start` on words may be said again: behind marks, courtesies, a fence, a line that leads in.

    With each how much must be said again there: the more, the less is known of what stands in front.
    """
    yield start, LEAST_ANNOUNCED if start else LEAST_OVERLAP
    for pattern, least in ((_QUOTING, LEAST_ANNOUNCED), (_COURTESY, LEAST_ANNOUNCED), (_FENCE, LEAST_OVERLAP)):
        if (found := _after(pattern, continuation, start)) > start:
            yield found, least
    led = _led(continuation, start)
    for found in {led, _after(_FENCE, continuation, led)} - {start}:
        yield found, LEAST_RESTART


def _led(continuation: str, start: int) -> int:
    """Behind a line that may lead in to something said again, whatever it is about."""
    return _after(_LEAD_LINE, continuation, start) if begins_to_lead_in(continuation, start) else start


def quotation(continuation: str, start: int) -> int | None:
    """Where a quotation begins that stands near the start: of the last words, if it ends with them."""
    found = _QUOTED.match(continuation, start)
    return found.end() if found else None


def behind_quotation(continuation: str, end: int) -> int:
    """Behind the marks that close one, `end` if none do."""
    return _after(_CLOSED, continuation, end)


def behind_fence(continuation: str, end: int) -> int:
    """Behind a fence that closes what was said again, where nothing comes after it."""
    return len(continuation) if re.fullmatch(r"\s*(?:`{3,}|~{3,})\s*", continuation[end:]) else end


def behind_head(partial: str, continuation: str, start: int) -> int | None:
    """Before the line break behind the head of the table that the partial is in, said once more."""
    found = _TABLE_HEAD.match(continuation, start)
    rows = partial.split("\n")
    rules = [at for at, row in enumerate(rows) if at and _RULE.fullmatch(row)]
    if not found or not rules or not (rows[-1] or rows[-2]).lstrip().startswith("|"):
        return None
    return found.end() if letters_of(rows[rules[-1] - 1]) == letters_of(found[1]) else None


def below_head(partial: str, behind: int) -> int | None:
    """Where new rows begin behind a head said once more; None where the partial ends within a row."""
    if partial.endswith("\n"):
        return behind + 1
    return behind if partial.rstrip().endswith("|") else None


def behind_heading(partial: str, continuation: str, start: int) -> int | None:
    """Behind the heading of the section that the partial is in, said once more, where it broke off in a sentence."""
    found = _HEADING.match(continuation, start)
    if not found:
        return None
    lines = lines_of(partial)
    headings = [line.text for line in lines if line.kind == "heading" or _HEADING.fullmatch(f"{line.text}\n")]
    is_within = lines[-1].kind != "blank" and not lines[-1].text.rstrip().endswith(_SENTENCE_ENDS)
    if not headings or not is_within or headings[-1] == lines[-1].text:
        return None
    return found.end() if letters_of(headings[-1]) == _AGAIN.sub("", letters_of(found[1])) else None


def may_be_head(continuation: str, start: int) -> bool:
    """Whether a heading, a fence, or a table's head and rule may have begun and are still to come whole."""
    begun = continuation[_led(continuation, start) :].lstrip()
    rows = 2 if begun.startswith("|") else 1 if begun.startswith(("#", "**", "```", "~~~")) else 0
    most = LONGEST_HEAD if rows > 1 else LONGEST_HEADING
    is_unfinished = begun.count("\n") < rows or (rows > 0 and not begun[-1:].strip())
    return len(begun) < most and is_unfinished and not _BOLD_WORDS.match(begun)


def _after(pattern: re.Pattern[str], text: str, at: int) -> int:
    found = pattern.match(text, at)
    return found.end() if found else at
