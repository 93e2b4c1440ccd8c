"""What the detector is trained and measured on: the complete answers in `data`, and beginnings of them.

What is cut behind a whole line or sentence with nothing left open counts as complete, since nobody could tell; so it
is learned how lines end, not how answers do. An answer without its first paragraphs is one more answer.
"""

import hashlib
import json
import random
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from importlib.resources import files
from typing import Literal

from service.continuation.cutting import Cut, inside, left_open
from service.continuation.detector import language_of
from service.continuation.ending import is_terminal
from service.continuation.structure import in_fence, lines_of

PARTS = 5
NO_PART = -1
CUTS, CUTS_OF_SUFFIX, OPEN_CUTS = 16, 6, 2
SUFFIXES = 2
PREFIXES = 10
SEED = 5
_SENTENCE_END = re.compile(r"[.!?](?=\s|$)|[。！？…]")
_PARAGRAPH_END = re.compile(r"\n\s*\n")
_LISTED = {"bullet", "numbered", "table"}
_WANTING = "，、,：:（(—-*_"
_SHORTEST = 30

What = Literal["whole", "prefix", "sentence", "item", "open"]
Origin = Literal["natural", "hard"]
_FILES: dict[Origin, str] = {"hard": "answers", "natural": "natural"}


@dataclass(frozen=True, slots=True)
class Answer:
    """A complete answer; `source` is its topic, and the answers to one topic are kept together."""

    text: str
    source: str
    language: str
    origin: Origin


@dataclass(frozen=True, slots=True)
class Example:
    """A text, what it is, and the part its source fell into; of what is only to be learned from `is_own` is false."""

    text: str
    what: What
    part: int
    language: str
    origin: Origin
    is_own: bool = True

    @property
    def is_cut(self) -> bool:
        return self.what in {"sentence", "item", "open"}


def answers() -> Iterator[Answer]:
    """The complete answers, in the files' order."""
    for origin, name in _FILES.items():
        for language in ("zh", "en"):
            stored = files("service.continuation") / "data" / f"{name}_{language}.jsonl"
            for line in stored.read_text(encoding="utf-8").splitlines():
                answer = json.loads(line)
                yield Answer(answer["text"], answer["source"], language, origin)


def examples(given: Iterable[Answer]) -> Iterator[Example]:
    chance = random.Random(SEED)  # noqa: S311 - no secret
    for answer in given:
        part = part_of(answer)
        for text, what in _of_whole(answer.text, chance):
            yield Example(text, what, part, answer.language, answer.origin)
        for suffix in _suffixes(answer.text, chance):
            yield Example(suffix, "whole", part, answer.language, answer.origin, is_own=False)
            for cut in inside(suffix, CUTS_OF_SUFFIX, chance):
                yield Example(cut.text, _sort(suffix, cut), part, answer.language, answer.origin, is_own=False)


def reported(rows: Iterable[str]) -> Iterator[Example]:
    """What users taught: exported bad cases, JSON lines with `label` and `partial`. Learned from, never measured on.

    A press on an answer that was finished is an answer that must not be called cut.
    """
    for row in rows:
        case = json.loads(row)
        if case["label"] and case["partial"].strip():
            language = language_of(lines_of(case["partial"]))
            what: What = "whole" if case["label"] == "complete" else "sentence"
            yield Example(case["partial"], what, NO_PART, language, "natural", is_own=False)


def part_of(answer: Answer) -> int:
    """The same for a topic wherever it comes from, so that nothing is measured on what a weight has seen."""
    return hashlib.sha256(f"{answer.language} {answer.source}".encode()).digest()[0] % PARTS


def _of_whole(text: str, chance: random.Random) -> Iterator[tuple[str, What]]:
    yield text, "whole"
    for cut in inside(text, CUTS, chance):
        yield cut.text, _sort(text, cut)
    for cut in left_open(text, OPEN_CUTS, chance):
        yield cut.text, "open"
    for prefix in _prefixes(text, chance):
        yield prefix, "prefix"


def _sort(text: str, cut: Cut) -> Literal["sentence", "item"]:
    """Whether the cut fell into a sentence, of which the line goes on to the end, or into a line that is none."""
    start, end = text.rfind("\n", 0, cut.at) + 1, text.find("\n", cut.at)
    line = lines_of(text[: end if end >= 0 else len(text)])[-1]
    is_sentence = bool(_SENTENCE_END.search(text[cut.at : end if end >= 0 else len(text)]))
    is_behind_marker = cut.at - start > line.text.find(line.words)
    is_prose = line.kind not in {"code", "table", "fence"}
    return "sentence" if is_sentence and is_behind_marker and is_prose else "item"


def _suffixes(text: str, chance: random.Random) -> list[str]:
    """The answer without its first paragraphs, which is an answer too."""
    starts = [found.end() for found in _PARAGRAPH_END.finditer(text) if not in_fence(lines_of(text[: found.end()]))]
    starts = [start for start in starts if len(text) - start > _SHORTEST]
    return [text[start:] for start in chance.sample(starts, min(SUFFIXES, len(starts)))]


def _prefixes(text: str, chance: random.Random) -> list[str]:
    """Beginnings that end with a sentence or a list's item, and so might be whole answers; not with a title."""
    ends, place = [], 0
    for line in lines_of(text)[:-1]:
        place += len(line.text)
        bare = line.text.rstrip()
        if is_terminal(bare) or (line.kind in _LISTED and bare[-1] not in _WANTING):
            ends.append(place)
        place += 1
    sentences = [found.end() for found in _SENTENCE_END.finditer(text)]
    chosen = chance.sample(ends, min(PREFIXES, len(ends)))
    chosen += chance.sample(sentences, min(PREFIXES // 2, len(sentences)))
    return [text[:at].rstrip() for at in chosen]
