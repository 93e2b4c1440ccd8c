"""Joins an answer and its continuation without repeating: what the model says again is dropped, nothing is added.

Models go on in five ways: from the very next character; behind an echo of the last words; from the start again; behind
a preamble (好的，我继续：); and inside a code block with the fence opened once more. All but the first are cut off the
front of the continuation. What is compared leaves out white space and case, which change when words are said again.
"""

import re
from dataclasses import dataclass
from typing import Literal

from service.continuation.preamble import preamble
from service.continuation.structure import in_fence, lines_of

Dropped = Literal["echo", "restart", "preamble", "fence", "word"]
"""What was taken off the front of a continuation: last words or the whole answer once more, or what only leads in."""

LEAST_OVERLAP = 8
"""So much must be repeated to count as an echo: a Chinese character weighs 2, a letter or digit 1, another mark 0.5."""
LEAST_ANNOUNCED = 4
"""The same behind a preamble or dots, which say that something will be taken up again."""
LEAST_RESTART = 24
"""The same for a beginning that was said again and then ended: a refrain is shorter."""
AT_LEAST = 16
"""How much of a continuation is held back at least."""
LONGEST_COMPARED = 20_000
FENCE_LOOKAHEAD = 4_000
"""How far is looked whether a bare fence closes the open one or opens it once more."""

_COURTESY = re.compile(
    r"\s*(?:(?:好的?|当然(?:可以)?|没问题|抱歉|对不起|收到)[，,。！!~～：:]+"
    r"|(?:sure(?: thing)?|okay|ok|of course|certainly|sorry(?: about that)?|got it)[,.!:]+)\s*",
    re.IGNORECASE,
)
"""Counts as a preamble only before an echo or a restart."""
_SPACE = re.compile(r"\s*")
_QUOTING = re.compile(r"[\s.…「“\"'‘*_>-]*")
_FENCE = re.compile(r"^ {0,3}(`{3,}|~{3,})[ \t]*([^\n`]*)$", re.MULTILINE)
_BLOCK = re.compile(r"(?:[-*+•][ \t]|\d{1,3}[.)、][ \t]*\S|#{1,6} |\||>|`{3}|~{3})")
_BROKEN_MARKER = re.compile(r"^[ \t]*(?:#{1,6}|\|[|:\-\s]*)\Z", re.MULTILINE)
"""A heading's mark, or a table's rule, that the partial broke off within: what comes is no block of its own."""

_WORD_ENDS, _WORD = re.compile(r"[A-Za-z0-9,;:.)]\Z"), re.compile(r"[A-Za-z0-9(]")


@dataclass(frozen=True, slots=True)
class Joined:
    """What of a continuation is `new`, an ending of it, and what was `dropped` before that."""

    new: str
    dropped: Dropped | None


def without_repetition(partial: str, continuation: str) -> Joined:
    """What of `continuation` is new behind `partial`.

    Only where a preamble and the white space behind it stand between two words, one space is kept of that.
    """
    start, dropped = _new_from(partial, continuation)
    new = continuation[start:]
    parted = start > 0 and continuation[start - 1].isspace()
    return Joined(f" {new}" if parted and _WORD_ENDS.search(partial) and _WORD.match(new) else new, dropped)


def _new_from(partial: str, continuation: str) -> tuple[int, Dropped | None]:
    """Where in the continuation the new begins, and what stands before it."""
    behind = _behind_preamble(partial, continuation)
    start = _behind_reopened_fence(partial, continuation, behind)
    led_in: Dropped | None = "fence" if start > behind else "preamble" if behind else None
    for begin in dict.fromkeys((start, _skip(_QUOTING, continuation, start), _skip(_COURTESY, continuation, start))):
        end, repeated = _repeated(partial, continuation, begin, LEAST_ANNOUNCED if begin else LEAST_OVERLAP)
        if repeated:
            return _without_double_space(partial, continuation, end), repeated
    begun = _begun_word(partial, continuation[start:])
    return start + begun, led_in or ("word" if begun else None)


def _skip(pattern: re.Pattern[str], text: str, start: int) -> int:
    found = pattern.match(text, start)
    return found.end() if found else start


def _behind_preamble(partial: str, continuation: str) -> int:
    """Behind what only says that it goes on, and the space behind that, of which stays what parts blocks and words."""
    end = preamble(partial, continuation).stop
    if not end:
        return 0
    behind = _skip(_SPACE, continuation, end)
    is_new_line = "\n" in continuation[end:behind] and not partial.endswith("\n")
    if is_new_line and _BLOCK.match(continuation, behind) and not _BROKEN_MARKER.search(partial):
        return max(end, behind - _breaks_between_blocks(partial))
    return behind


def _breaks_between_blocks(partial: str) -> int:
    """How many line breaks stand between the last two blocks; two where there are none to go by."""
    found = [match for match in re.finditer(r"\n+(?=[ \t]*(.))", partial) if _BLOCK.match(partial, match.start(1))]
    return len(found[-1][0]) if found else 2


def _behind_reopened_fence(partial: str, continuation: str, start: int) -> int:
    """Behind a fence that is opened although the partial is inside of one; a closing fence stays."""
    opened = in_fence(lines_of(partial))
    space = _skip(_SPACE, continuation, start)
    fence = _FENCE.match(continuation, space) if opened else None
    if fence is None or fence.end() == len(continuation):
        return start
    if not fence[2].strip() and len(_FENCE.findall(continuation, space, FENCE_LOOKAHEAD)) % 2:
        return start
    return fence.end() + 1


def _repeated(partial: str, continuation: str, start: int, least: int) -> tuple[int, Dropped | None]:
    """Where what is said again ends: the whole partial from its start, or the longest ending of it; `start` if none."""
    said, again = _compact(partial[-LONGEST_COMPARED:]), _compact(continuation[start : start + LONGEST_COMPARED])
    whole = said.text if len(partial) <= LONGEST_COMPARED else None
    if whole and _weight(whole) >= least and again.text.startswith(whole):
        return start + again.ends[len(whole) - 1], "restart"
    if whole and _weight(again.text) >= LEAST_RESTART and whole.startswith(again.text):
        return len(continuation), "restart"  # from the start again, and ended before it came to anything new
    length = _overlap(said.text, again.text)
    weight = _weight(again.text[:length])
    if length and weight >= least and (weight >= LEAST_OVERLAP or _begins_a_word(partial, said, length)):
        return start + again.ends[length - 1], "echo"
    return start, None


@dataclass(frozen=True, slots=True)
class _Compact:
    """A text without white space and case; `ends[i]` is where its character i ends in the text as it was."""

    text: str
    ends: list[int]


def _compact(text: str) -> _Compact:
    kept = [(at, character.casefold()[:1]) for at, character in enumerate(text) if not character.isspace()]
    return _Compact("".join(character for _, character in kept), [at + 1 for at, _ in kept])


def _overlap(said: str, again: str) -> int:
    """The length of the longest ending of `said` that `again` begins with, in linear time (Knuth et al. 1977)."""
    length = min(len(said), len(again))
    joined = f"{again[:length]}\0{said[len(said) - length :]}"
    failure = [0] * len(joined)
    for at in range(1, len(joined)):
        matched = failure[at - 1]
        while matched and joined[at] != joined[matched]:
            matched = failure[matched - 1]
        failure[at] = matched + (joined[at] == joined[matched])
    return failure[-1] if length else 0


def _begins_a_word(partial: str, said: _Compact, length: int) -> bool:
    """Whether the last `length` characters of what was said begin where a word does: `othe` of `to the` does not."""
    start = (said.ends[-length] - 1) + max(len(partial) - LONGEST_COMPARED, 0)
    return not (partial[start - 1 : start + 1].isascii() and partial[start - 1 : start + 1].isalpha() and start > 0)


def _weight(text: str) -> float:
    return sum(0.5 if not character.isalnum() else 2 if character > "\u2e7f" else 1 for character in text)


def _without_double_space(partial: str, continuation: str, end: int) -> int:
    """Behind the white space that the partial ends with and the continuation says again."""
    space = partial[len(partial.rstrip()) :]
    while space and not continuation.startswith(space, end):
        space = space[1:]
    return end + len(space)


def _begun_word(partial: str, continuation: str) -> int:
    """How much of a word that the partial broke off within is begun anew: `transfor`, `transformers are`."""
    broken = re.search(r"(?<![A-Za-z])[A-Za-z]{3,}$", partial)
    anew = re.match(r"[A-Za-z]+", continuation)
    if not broken or not anew or len(anew[0]) <= len(broken[0]):
        return 0
    return len(broken[0]) if anew[0].lower().startswith(broken[0].lower()) else 0


class Stitcher:
    """The same while the continuation streams in: holds back its beginning until it is clear what of it is new."""

    def __init__(self, partial: str) -> None:
        self.dropped: Dropped | None = None
        self._partial = partial
        self._said = _compact(partial).text
        self._in_fence = in_fence(lines_of(partial))
        self._held: str | None = ""

    def feed(self, piece: str) -> str:
        """What can be passed on now, possibly nothing."""
        if self._held is None:
            return piece
        self._held += piece
        return "" if self._is_undecided(self._held) else self.flush()

    def flush(self) -> str:
        """What was held back; to be called once more at the end."""
        held, self._held = self._held, None
        if not held:
            return ""
        joined = without_repetition(self._partial, held)
        self.dropped = joined.dropped
        return joined.new

    def _is_undecided(self, held: str) -> bool:
        if len(held) < AT_LEAST or preamble(self._partial, held).may_grow:
            return True
        start = _behind_preamble(self._partial, held)
        if self._in_fence and held[start:].lstrip()[:1] in {"", "`", "~"}:
            fence = _FENCE.match(held, _skip(_SPACE, held, start))
            if len(held) < FENCE_LOOKAHEAD and not (fence and fence[2].strip() and fence.end() < len(held)):
                return True
            start = _behind_reopened_fence(self._partial, held, start)
        # A repetition may be as long as the partial: it is waited for as long as it goes on.
        return any(
            _compact(held[begin:]).text in self._said
            for begin in {start, _skip(_QUOTING, held, start), _skip(_COURTESY, held, start)}
        )
