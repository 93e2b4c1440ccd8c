"""Joins an answer and its continuation without repeating: what the model says again is dropped, nothing is added.

Models go on in five ways: from the very next character; behind an echo of the last words; from the start again; behind
a preamble (好的，我继续：); and inside a code block with the fence opened once more. All but the first are cut off the
front of the continuation: what only leads in is read by `preamble`, what was said before is found by `repetition`, and
`restated` knows what may stand in between.
"""

import re
from dataclasses import dataclass
from typing import Literal

from service.continuation.detector import shipped
from service.continuation.ending import word_hash
from service.continuation.preamble import is_remark, preamble
from service.continuation.repetition import LEAST_ANNOUNCED, LEAST_OVERLAP, Repetition
from service.continuation.restated import (
    behind_fence,
    behind_head,
    behind_heading,
    behind_quotation,
    below_head,
    may_be_head,
    places,
    quotation,
)
from service.continuation.structure import in_fence, lines_of

Dropped = Literal["echo", "restart", "preamble", "fence", "word", "remark"]
"""What was taken off the front of a continuation: last words or the whole answer once more, or what only leads in; or
all of it, where it only says that there is no more."""

AT_LEAST = 16
"""How much of a continuation is held back at least."""
LOOKS = 64
"""What is held back is looked at again when it has grown by one in so many."""
FENCE_LOOKAHEAD = 4_000
"""How far is looked whether a bare fence closes the open one or opens it once more."""

_SPACE = re.compile(r"\s*")
_THEMATIC_BREAK = re.compile(r"(?:-{3,}|\*{3,}|_{3,}|={3,})[ \t]*\n")
_DOTS = re.compile(r"(?:…+|\.{3,})[ \t]*(?=[^\W_]|[`*])")
_FENCE = re.compile(r"^ {0,3}(`{3,}|~{3,})[ \t]*([^\n`]*)$", re.MULTILINE)
_BLOCK = re.compile(r"(?:[-*+•][ \t]|\d{1,3}[.)、][ \t]*\S|#{1,6} |\||>|`{3}|~{3})")
_BROKEN_MARKER = re.compile(r"^[ \t]*(?:#{1,6}|\|[|:\-\s]*)\Z", re.MULTILINE)
"""A heading's mark, or a table's rule, that the partial broke off within: what comes is no block of its own."""

_LETTERS_BEFORE, _LETTERS_AFTER = re.compile(r"[A-Za-z]+\Z"), re.compile(r"[A-Za-z]+")
_WORD_ENDS, _WORD = re.compile(r"[A-Za-z0-9,;:.)]\Z"), re.compile(r"[A-Za-z0-9(]")


@dataclass(frozen=True, slots=True)
class Joined:
    """What of a continuation is `new`, an ending of it, and what was `dropped` before that."""

    new: str
    dropped: Dropped | None


def without_repetition(partial: str, continuation: str, repetition: Repetition | None = None) -> Joined:
    """What of `continuation` is new behind `partial`.

    Only where a preamble and the white space behind it stand between two words, one space is kept of that.
    """
    start, dropped = _new_from(partial, continuation, repetition or Repetition(partial))
    new = continuation[start:]
    is_parted = continuation[:start].endswith(("…", "...")) or (start > 0 and continuation[start - 1].isspace())
    return Joined(f" {new}" if is_parted and _are_two_words(partial, new) else new, dropped)


def _are_two_words(before: str, after: str) -> bool:
    """Whether a space is wanted between them: not within a word, as far as it and its parts are known."""
    if not _WORD_ENDS.search(before) or not _WORD.match(after):
        return False
    ending, beginning = _LETTERS_BEFORE.search(before), _LETTERS_AFTER.match(after)
    if not ending or not beginning:
        return True
    known = shipped().known
    parts, whole = (ending[0], beginning[0]), ending[0] + beginning[0]
    return word_hash(whole) not in known or all(word_hash(part) in known for part in parts)


def _new_from(partial: str, continuation: str, repetition: Repetition) -> tuple[int, Dropped | None]:
    """Where in the continuation the new begins, and what stands before it."""
    behind = _behind_preamble(partial, continuation)
    if not behind and _is_within_a_sentence(partial):
        behind = _skip(_SPACE, continuation, found.end()) if (found := _THEMATIC_BREAK.match(continuation)) else 0
        behind = _skip(_DOTS, continuation, behind)
    start = _behind_reopened_fence(partial, continuation, behind)
    led_in: Dropped | None = "fence" if start > behind else "preamble" if behind else None
    end, repeated = _said_again(partial, continuation, start, repetition)
    if repeated:
        return _without_double_space(partial, continuation, end), repeated
    restated = _behind_restated(partial, continuation, start)
    if restated is not None:
        return _skip(_DOTS, continuation, restated), "echo"
    if led_in:
        return _skip(_DOTS, continuation, start), led_in
    begun = _begun_word(partial, continuation[start:])
    return start + begun, "word" if begun else None


def _said_again(
    partial: str, continuation: str, start: int, repetition: Repetition
) -> tuple[int, Literal["echo", "restart"] | None]:
    """Where what was said before ends, when it is said again from `start` on or behind what may stand in front."""
    least = LEAST_ANNOUNCED if start else LEAST_OVERLAP
    end, repeated = repetition.exact_end(continuation, start, least)
    if repeated:
        return end, repeated
    quoted = quotation(continuation, start)
    if quoted is not None:
        end, repeated = repetition.end(continuation, quoted, LEAST_ANNOUNCED)
        behind = behind_quotation(continuation, end)
        if repeated and behind > end:
            return behind, repeated
    restated = (behind_head(partial, continuation, start), behind_heading(partial, continuation, start))
    heads = [(begin, LEAST_ANNOUNCED) for begin in restated if begin is not None]
    for begin, weight in (*places(continuation, start), *heads):
        end, repeated = repetition.end(continuation, begin, weight)
        if repeated:
            return behind_fence(continuation, end) if begin else end, repeated
    return start, None


def _behind_restated(partial: str, continuation: str, start: int) -> int | None:
    head = behind_head(partial, continuation, start)
    if head is not None:
        return below_head(partial, head)
    return behind_heading(partial, continuation, start)


def _skip(pattern: re.Pattern[str], text: str, start: int) -> int:
    found = pattern.match(text, start)
    return found.end() if found else start


def _behind_preamble(partial: str, continuation: str) -> int:
    """Behind what only says that it goes on, and the space behind that, of which stays what parts blocks and words."""
    end = preamble(partial, continuation).stop
    if not end:
        return 0
    if found := _THEMATIC_BREAK.match(continuation, _skip(_SPACE, continuation, end)):
        end = found.end()
    behind = _skip(_SPACE, continuation, end)
    is_new_line = "\n" in continuation[end:behind] and not partial.endswith("\n")
    if is_new_line and _BLOCK.match(continuation, behind) and not _BROKEN_MARKER.search(partial):
        return max(end, behind - _breaks_between_blocks(partial))
    return behind


def _is_within_a_sentence(partial: str) -> bool:
    """Whether it broke off in prose, outside of speech, where nobody pauses or draws a line."""
    last = lines_of(partial)[-1] if partial else None
    if last is None or last.kind in {"blank", "code", "table", "heading"}:
        return False
    is_quoted = partial.rfind("“") > partial.rfind("”") or last.text.count('"') % 2 == 1
    return not is_quoted and partial[-1] not in '。！？!?.…：:；;*_"”'


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
        self._repetition = Repetition(partial)
        self._in_fence = in_fence(lines_of(partial))
        self._held: str | None = ""
        self._look_at = AT_LEAST

    def feed(self, piece: str) -> str:
        """What can be passed on now, possibly nothing."""
        if self._held is None:
            return piece
        self._held += piece
        if len(self._held) < self._look_at:
            return ""
        self._look_at = len(self._held) + len(self._held) // LOOKS
        return "" if self._is_undecided(self._held) else self._released()

    def flush(self) -> str:
        """What was held back; to be called once, at the end."""
        if self._held and is_remark(self._held):
            self.dropped, self._held = "remark", None
        return self._released()

    def _released(self) -> str:
        held, self._held = self._held, None
        if not held:
            return ""
        joined = without_repetition(self._partial, held, self._repetition)
        self.dropped = joined.dropped
        return joined.new

    def _is_undecided(self, held: str) -> bool:
        if preamble(self._partial, held).may_grow:
            return True
        start = _behind_preamble(self._partial, held)
        if self._in_fence and held[start:].lstrip()[:1] in {"", "`", "~"}:
            fence = _FENCE.match(held, _skip(_SPACE, held, start))
            if len(held) < FENCE_LOOKAHEAD and not (fence and fence[2].strip() and fence.end() < len(held)):
                return True
            start = _behind_reopened_fence(self._partial, held, start)
        if may_be_head(held, start):
            return True
        restated = (quotation(held, start), behind_head(self._partial, held, start))
        begins = (*(begin for begin, _ in places(held, start)), *restated)
        if any(begin is not None and self._repetition.may_go_on(held, begin) for begin in begins):
            return True
        # Whether it is one word with the last is seen once it is whole.
        new = without_repetition(self._partial, held, self._repetition).new.lstrip()
        return new.isascii() and new.isalpha()
