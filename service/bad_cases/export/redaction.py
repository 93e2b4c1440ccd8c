"""Replaces personal words by placeholders, `[phone_1]` say: within one row the same for the same thing. Pure.

What memory holds of the row's user is replaced too. An answer that was gone on with is redacted as a whole and parted
then where it was: a placeholder over the seam belongs to what stood before it, so that the parts still join exactly.
Redacted again, a text stays as it is.
"""

import json
import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import accumulate
from typing import Any, Protocol, get_args

from service.bad_cases.export.naming import introduced_names, names_in
from service.bad_cases.export.personal import Found, Kind, personal_words

PLACEHOLDER = re.compile(rf"\[({'|'.join(get_args(Kind))})_(\d+)\]")
SAID_BY_MEMORY = {"object", "quote", "said"}
"""The fields of what memory exports that hold a thing's name, or the words it was said in."""
LEAST_CHINESE, LEAST_LETTERS = 2, 3
# What a fence or JSON is built of is never replaced: a quote is looked for in the parts between.
_STRUCTURE = re.compile(r"(?:```\w*|[\r\n`\"\\{}\[\]])+")
_CHINESE = re.compile(r"[\u4e00-\u9fff]")
_JSON_BEFORE, _JSON_AFTER = re.compile(r"(?:\"\s*:|[\[,])\s*$"), re.compile(r"\s*(?:[,\]}]|$)")


class Redacting(Protocol):
    """How a row's texts are made fit to leave: redacted, or left as they are."""

    @property
    def is_redacting(self) -> bool: ...

    def joined(self, parts: Sequence[str]) -> list[str]:
        """The parts of one text, which join to the whole text redacted."""
        ...


class Plain:
    """Leaves every text as it is."""

    is_redacting = False

    def joined(self, parts: Sequence[str]) -> list[str]:
        return list(parts)


@dataclass(frozen=True, slots=True)
class Terms:
    """What memory holds of a user, to be found in texts. `by_first` are the terms by their first character."""

    by_first: dict[str, tuple[str, ...]] = field(default_factory=dict)

    @classmethod
    def of(cls, words: Iterable[str]) -> "Terms":
        """Of the objects and quotes; what is shorter than two Chinese characters or three letters is left out."""
        parts = (part.strip().lower() for each in words for part in _STRUCTURE.split(each))
        found: dict[str, list[str]] = {}
        for term in sorted(filter(_is_telling, set(parts)), key=lambda term: (-len(term), term)):
            found.setdefault(term[0], []).append(term)
        return cls({first: tuple(terms) for first, terms in found.items()})

    def found_in(self, text: str) -> Iterator[Found]:
        """Leftmost first, and of those that begin at one place the longest."""
        lowered = text.lower()
        lowered = lowered if len(lowered) == len(text) else text
        for start, first in enumerate(lowered):
            for term in self.by_first.get(first, ()):
                if lowered.startswith(term, start) and _stands_alone(lowered, start, start + len(term)):
                    yield Found(start, start + len(term), "preference", term)


def words_of(memory_lines: Iterable[str]) -> Iterator[str]:
    """The objects and quotes in a user's memory as `memory.portable` writes it, former ones too."""
    for line in memory_lines:
        yield from _said(json.loads(line))


def _said(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for name, each in value.items():
            if name in SAID_BY_MEMORY and isinstance(each, str):
                yield each
            yield from _said(each)
    elif isinstance(value, list):
        for each in value:
            yield from _said(each)


@dataclass
class Redaction:
    """Redacts the texts of one row; `texts` are all of them, since a name counts wherever it was introduced."""

    terms: Terms
    texts: Sequence[str] = ()
    _names: list[str] = field(init=False)
    _numbers: dict[tuple[str, str], int] = field(default_factory=dict, init=False)
    _used: dict[str, int] = field(default_factory=dict, init=False)

    is_redacting = True

    def __post_init__(self) -> None:
        self._names = introduced_names(self.texts)
        for text in self.texts:
            for kind, number in PLACEHOLDER.findall(text):
                self._used[kind] = max(self._used.get(kind, 0), int(number))

    def __call__(self, text: str) -> str:
        return self.joined([text])[0]

    def joined(self, parts: Sequence[str]) -> list[str]:
        """The parts of one text, redacted as one; a placeholder over a seam belongs to the part it begins in."""
        text, seams = "".join(parts), list(accumulate(map(len, parts)))
        while found := self._found(text):
            text, seams = self._replaced(text, seams, found)
        return [text[start:end] for start, end in zip([0, *seams[:-1]], seams, strict=True)]

    def _found(self, text: str) -> list[Found]:
        """What is to be replaced, in order, none over another: of two the surer rule's, or the longer of one rule."""
        taken = [(match.start(), match.end()) for match in PLACEHOLDER.finditer(text)]
        kept: list[Found] = []
        for each in (*personal_words(text), *names_in(text, self._names), *self.terms.found_in(text)):
            at = bisect_right(taken, (each.start, each.end))
            is_free = (at == 0 or taken[at - 1][1] <= each.start) and (at == len(taken) or each.end <= taken[at][0])
            if is_free and each.start < each.end:
                taken.insert(at, (each.start, each.end))
                kept.append(each)
        return sorted(kept, key=lambda each: each.start)

    def _replaced(self, text: str, seams: Sequence[int], found: Sequence[Found]) -> tuple[str, list[int]]:
        pieces, moved, at, length = list[str](), list(seams), 0, 0
        for each in found:
            placeholder = self._placeholder(text, each)
            pieces += [text[at : each.start], placeholder]
            length += each.start - at + len(placeholder)
            at = each.end
            for place, seam in enumerate(seams):
                if seam > each.start:
                    moved[place] = length + max(seam - each.end, 0)
        return "".join([*pieces, text[at:]]), moved

    def _placeholder(self, text: str, found: Found) -> str:
        key = (found.kind, found.value)
        if key not in self._numbers:
            self._used[found.kind] = self._numbers[key] = self._used.get(found.kind, 0) + 1
        placeholder = f"[{found.kind}_{self._numbers[key]}]"
        return f'"{placeholder}"' if _is_json_number(text, found) else placeholder


def _is_json_number(text: str, found: Found) -> bool:
    """Whether it stands bare as a value of JSON, where only a string may stand in for it."""
    if not text[found.start : found.end].replace(".", "", 1).isdecimal():
        return False
    before = text[max(found.start - 200, 0) : found.start]
    is_behind = _JSON_BEFORE.search(before)
    if is_behind is None or not _JSON_AFTER.match(text, found.end):
        return False
    return '"' in is_behind[0] or before.rfind("[") > before.rfind("]")


def _is_telling(term: str) -> bool:
    chinese = len(_CHINESE.findall(term))
    return chinese >= LEAST_CHINESE or sum(map(str.isalpha, term)) - chinese >= LEAST_LETTERS


def _stands_alone(text: str, start: int, end: int) -> bool:
    """A word of letters stands by itself, or in the plural: tea is not in steak."""
    before, after = text[start - 1 : start], text[end:]
    if _is_letter(text[start]) and _is_letter(before):
        return False
    if _is_letter(text[end - 1]):
        return not _is_letter(re.sub(r"^(?:e?s)(?![a-z0-9])", "", after[:3])[:1])
    return True


def _is_letter(character: str) -> bool:
    return character.isascii() and character.isalnum()
