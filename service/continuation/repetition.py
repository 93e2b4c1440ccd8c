"""Finds what of a continuation was said before: the last words, or all of it from some line or sentence on.

First to the letter, without white space and case. Then nearly: by letters and digits alone, since whoever says a thing
again may leave out what was bold, number a list in another way, or change a word; an ending of what was said counts as
told again where few edits make the one of the other (Levenshtein 1966, by the columns of Wagner and Fischer 1974).
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from service.continuation.structure import lines_of

LEAST_OVERLAP = 8
"""So much must be repeated to count as an echo: a Chinese character weighs 2, a letter or digit 1, another mark 0.5."""
LEAST_ANNOUNCED = 4
"""The same behind a preamble or dots, which say that something will be taken up again."""
LEAST_RESTART = 24
"""The same for a beginning that was said again and then ended: a refrain is shorter."""
LEAST_RETOLD = 16
"""The same for what is not said again to the letter."""
LONGEST_COMPARED = 20_000
LONGEST_RETOLD = 4_000
EDITS, LEAST_EDITS = 8, 3
"""One letter in so many may differ; so many on the way, since they may come one after the other."""
OPENING = 5
"""So many letters must be the same where it begins."""

_NUMBERS = frozenset("0123456789一二三四五六七八九十百千")
_STARTS = re.compile(
    r"^[ \t]*|(?<=[。！？!?；;])|(?<=[.:] )|^[^\w\n]*\d{0,3}[.)、）][ \t]*|^[ \t]*[-*+•>][ \t]+", re.MULTILINE
)
"""Where somebody who goes on may begin again: a line, what stands behind its marker, a sentence."""

_CLAUSE = re.compile(r"(?<=[，,。.!！?？;；：:、\s])[^，,。.!！?？;；：:、\n]+\Z")
_LAST_WORD = re.compile(r"(?<![A-Za-z])[A-Za-z]{2,}\Z")

Repeated = Literal["echo", "restart"]


@dataclass(frozen=True, slots=True)
class _Compact:
    """A text without what is not compared; `ends[i]` is where its character i ends in the text as it was."""

    text: str
    ends: list[int]


def _compact(text: str) -> _Compact:
    kept = [(at, character.casefold()[:1]) for at, character in enumerate(text) if not character.isspace()]
    return _Compact("".join(character for _, character in kept), [at + 1 for at, _ in kept])


def _plain(character: str) -> str:
    """It in one case and width."""
    if character <= "\x7f":
        return character.lower()
    return unicodedata.normalize("NFKC", character)[:1].casefold()[:1]


def _letters(text: str) -> _Compact:
    kept = [(at, character) for at, character in enumerate(map(_plain, text)) if character.isalnum()]
    return _Compact("".join(character for _, character in kept), [at + 1 for at, _ in kept])


def letters_of(text: str) -> str:
    """Its letters and digits, of one case and width."""
    return _letters(text).text


class Repetition:
    """What of an answer is said again in what goes on behind it; kept while that streams in, of which it only grows."""

    def __init__(self, partial: str) -> None:
        self._partial = partial
        self._said = _compact(partial[-LONGEST_COMPARED:])
        self._letters = _letters(partial[-LONGEST_COMPARED:])
        self._retold: dict[int, list[_Retelling]] = {}
        self._unfinished = _unfinished(partial)
        # Where each letter counts, one line is much like the next without saying it again.
        self._is_to_the_letter = bool(partial) and lines_of(partial)[-1].kind in {"code", "fence", "table"}

    def end(self, continuation: str, start: int, least: float) -> tuple[int, Repeated | None]:
        """Where what is said again from `start` on ends, and whether that was the whole answer; `start` if nothing.

        It must weigh `least`, though a row, an item or a word that broke off may be as short as it was.
        """
        end, repeated = self.exact_end(continuation, start, least)
        if repeated:
            return end, repeated
        end = self._unfinished_again(continuation, start) if least <= LEAST_OVERLAP else start
        if end > start:
            return end, "echo"
        for each in self._followed(continuation, start):
            if each.end is not None and each.weight >= least:
                return self._behind_marks(continuation, start + each.end), each.repeated
            if each.goes_on and each.is_near and each.weight >= LEAST_RESTART:
                return len(continuation), each.repeated  # it ended before it came to anything new
        return start, None

    def exact_end(self, continuation: str, start: int, least: float) -> tuple[int, Repeated | None]:
        """The same for what is said again to the letter."""
        again = _compact(continuation[start : start + LONGEST_COMPARED])
        whole = self._said.text if len(self._partial) <= LONGEST_COMPARED else None
        if whole and weight(whole) >= least and again.text.startswith(whole):
            return start + again.ends[len(whole) - 1], "restart"
        if whole and weight(again.text) >= LEAST_RESTART and whole.startswith(again.text):
            return start + again.ends[-1], "restart"  # from the start again, and ended before it came to anything new
        length = _overlap(self._said.text, again.text)
        found = weight(again.text[:length])
        if length and found >= least and (found >= LEAST_OVERLAP or self._begins_a_word(length)):
            return start + again.ends[length - 1], "echo"
        return start, None

    def _unfinished_again(self, continuation: str, start: int) -> int:
        """Behind the row, item, clause or word that the answer broke off within, said again however short it is."""
        if not self._unfinished or _begins_a_line(continuation, start):
            return start
        again = _compact(continuation[start : start + LONGEST_COMPARED])
        for said in self._unfinished:
            if again.text.startswith(said) and len(again.text) > len(said):
                end = start + again.ends[len(said) - 1]
                is_whole_word = not (said[-1].isascii() and said[-1].isalnum() and continuation[end].isalnum())
                if is_whole_word and continuation[end] != "\n":
                    return end
        return start

    def may_go_on(self, continuation: str, start: int) -> bool:
        """Whether all from `start` on is said again so far; a repetition may be as long as the answer."""
        if _compact(continuation[start:]).text in self._said.text:
            return True
        return any(
            each.goes_on or self._may_end_with_marks(continuation[start:], each.end)
            for each in self._followed(continuation, start)
        )

    def _may_end_with_marks(self, again: str, end: int | None) -> bool:
        """Whether what was said again has just ended, all but for the marks that the answer ends with."""
        return end is not None and not self._partial[-1:].isalnum() and not any(map(str.isalnum, again[end:]))

    def _begins_a_word(self, length: int) -> bool:
        """Whether the last `length` characters begin where a word does: `othe` of `to the` does not."""
        tail = self._partial[-LONGEST_COMPARED:]
        start = self._said.ends[-length] - 1
        return start == 0 or not (tail[start - 1 : start + 1].isascii() and tail[start - 1 : start + 1].isalpha())

    def _followed(self, continuation: str, start: int) -> list["_Retelling"]:
        """How far the continuation from `start` on tells endings of the answer again, the longest ending first."""
        again = _letters(continuation[start : start + 2 * LONGEST_RETOLD])
        # What goes on with a new line knows where it was.
        if len(again.text) < OPENING or _begins_a_line(continuation, start):
            return []
        if start not in self._retold:
            self._retold[start] = list(self._begun(again.text[:OPENING]))
        for each in self._retold[start]:
            each.follow(again)
        return self._retold[start]

    def _begun(self, opening: str) -> Iterator["_Retelling"]:
        text = self._partial[-LONGEST_COMPARED:]
        letters, at = self._letters, 0
        starts = sorted({found.end() for found in _STARTS.finditer(text)})
        seen = set[int]()
        for start in starts:
            while at < len(letters.ends) and letters.ends[at] <= start:
                at += 1
            said = letters.text[at:]
            is_long = weight(said) >= LEAST_RETOLD and len(said) <= LONGEST_RETOLD
            if is_long and at not in seen and said.startswith(opening):
                seen.add(at)
                repeated: Repeated = "echo" if at or len(self._partial) > LONGEST_COMPARED else "restart"
                yield _Retelling(said, repeated, 0 if self._is_to_the_letter else len(said) // EDITS)

    def _behind_marks(self, continuation: str, end: int) -> int:
        """Behind the marks that the answer ends with, where they are said again too."""
        last = self._letters.ends[-1] if self._letters.ends else 0
        for mark in filter(str.strip, self._partial[-LONGEST_COMPARED:][last:]):
            behind = end + len(continuation[end:]) - len(continuation[end:].lstrip())
            if _plain(continuation[behind : behind + 1]) == _plain(mark):
                end = behind + 1
        return end


def _unfinished(partial: str) -> tuple[str, ...]:
    """What a text broke off within, without white space and case: a marked line, one of code, a clause, a word."""
    if not partial.strip() or partial.endswith("\n"):
        return ()
    last = lines_of(partial)[-1]
    if last.kind in {"bullet", "numbered", "table", "code"}:
        is_telling = last.kind == "bullet" or any(map(str.isalnum, last.text))
        return (_compact(last.text).text,) if is_telling else ()
    clause, word = _CLAUSE.search(partial), _LAST_WORD.search(partial)
    said = _compact(clause[0]).text if clause else ""
    return (*([said] if weight(said) >= LEAST_ANNOUNCED else ()), *([word[0].lower()] if word else ()))


def _begins_a_line(continuation: str, start: int) -> bool:
    """Whether it goes on with a new line, as one does who knows where it was."""
    return continuation.startswith("\n") and not continuation[:start].strip()


class _Retelling:
    """Compares what comes, letter by letter, with an ending of what was said."""

    def __init__(self, said: str, repeated: Repeated, most_edits: int) -> None:
        self.end: int | None = None
        self.repeated = repeated
        self.goes_on = self.is_near = True
        self.weight = 0.0
        self._said: NDArray[np.uint32] = np.array([ord(letter) for letter in said], np.uint32)
        self._price: NDArray[np.int64] = np.array([self._edit(letter) for letter in said])
        self._left_out: NDArray[np.int64] = np.concatenate(([0], self._price.cumsum()))
        self._edits = self._left_out
        self._followed = 0
        self._least = most_edits

    def _edit(self, letter: str) -> int:
        """What it costs to put, to leave out or to change it: another number is another thing."""
        return LONGEST_RETOLD if letter in _NUMBERS else 1

    def follow(self, again: _Compact) -> None:
        for letter, end in zip(again.text[self._followed :], again.ends[self._followed :], strict=True):
            if not self.goes_on:
                return
            self._compare(letter, end)
            self.weight += weight(letter)

    def _compare(self, letter: str, end: int) -> None:
        """One more column: the edits that make what came of each beginning of what was said."""
        self._followed += 1
        price = self._edit(letter)
        changed = self._edits[:-1] + (self._said != ord(letter)) * np.maximum(self._price, price)
        edits = np.concatenate(([self._edits[0] + price], np.minimum(changed, self._edits[1:] + price)))
        self._edits = np.minimum.accumulate(edits - self._left_out) + self._left_out
        needed = int(self._edits[-1])
        if ord(letter) == self._said[-1] and needed <= self._least:
            self.end, self._least = end, needed - 1
        edited = int(self._edits[:-1].min())  # what comes after can only add to these
        self.is_near = edited <= self._followed // EDITS
        self.goes_on = edited <= self._least and edited <= max(LEAST_EDITS, self._followed // EDITS)


def weight(text: str) -> float:
    return sum(0.5 if not character.isalnum() else 2 if character > "\u2e7f" else 1 for character in text)


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
