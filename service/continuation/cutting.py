"""Cuts of complete answers at known places, to train and to measure the detector with."""

import random
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from service.continuation.structure import in_fence, lines_of, open_parts

Place = Literal["inside", "open"]
"""Within a sentence, a line of code or a cell; or behind a whole one with a fence, JSON, a table or a promise open."""

_ENDS = re.compile(r"[.!?。！？…～;；][\"'”’」』）)\]*_`]*$")
_SHORTEST = 8


@dataclass(frozen=True, slots=True)
class Cut:
    """`text` is what is left of an answer, without white space at its end; `at` how many characters were kept."""

    text: str
    place: Place
    at: int


def inside(text: str, times: int, chance: random.Random) -> Iterator[Cut]:
    """Cuts within sentences, as a model's END falls: between tokens, so mostly behind a word, at times within one."""
    places = [at for at in range(_SHORTEST, len(text) - 1) if _is_inside(text, at)]
    behind_words = [at for at in places if _is_between_tokens(text, at)]
    for _ in range(times if places else 0):
        at = chance.choice(behind_words if behind_words and chance.random() < 0.8 else places)
        yield Cut(text[:at].rstrip(), "inside", at)


def left_open(text: str, times: int, chance: random.Random) -> Iterator[Cut]:
    """Cuts behind whole sentences and lines, of which a fence, JSON, a table or a promise tells."""
    ends = [match.end() for match in re.finditer(r"[.!?。！？;；](?=\s|[^\x00-\x7f]|$)|\n", text)]
    places = [at for at in ends if _SHORTEST <= at < len(text.rstrip()) and _is_open(text[:at].rstrip())]
    for at in chance.sample(places, min(times, len(places))):
        yield Cut(text[:at].rstrip(), "open", at)


def _is_open(text: str) -> bool:
    lines = lines_of(text)
    return in_fence(lines) or next(open_parts(text, lines), None) is not None


def _is_inside(text: str, at: int) -> bool:
    before, after = text[:at], text[at]
    line = before.rsplit("\n", 1)[-1]
    if after == "\n" or not line.strip() or not text[at:].strip():
        return False
    return not _ENDS.search(line.rstrip())


def _is_between_tokens(text: str, at: int) -> bool:
    """Not within a word of letters; what follows a space begins with it, as in most tokenizers."""
    return not (text[at - 1].isascii() and text[at - 1].isalnum() and text[at].isascii() and text[at].isalnum())
