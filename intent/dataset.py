"""The labelled utterances: natural ones, and a grammar that generates, expanded the same way every time.

`data/utterances/` holds natural utterances as JSON lines; a tenth of them, chosen by a hash of the text, is kept apart
to measure, another to choose by, and neither is trained on. A text file of `data/` holds blocks. A block opens with
`@ intent phenomenon [asks] [deixis]`; each line below it is an utterance. `{food}` is any word of that class, `{+food}`
and `{-food}` are words that the utterance says the speaker likes or dislikes, `{+=words}` and `{-=words}` are given
words said so, `[a|b]` is one of the alternatives.
"""

import hashlib
import json
import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib import resources
from random import Random
from typing import Literal, NamedTuple

from intent.model import INTENTS, Intent, Kind, Polarity

_TOKEN = re.compile(r"\{(?P<sign>[+-]?)(?P<given>=?)(?P<name>[^{}]+)\}|\[(?P<choice>[^\[\]]*)\]")
Part = Literal["train", "develop", "test"]
_TENTHS: tuple[Part, ...] = ("test", "develop")
"""What the first and second tenth of the natural utterances are for."""
_EXPANSIONS = 8
"""Utterances drawn from a line that has something to choose."""


class Named(NamedTuple):
    """What an utterance says is liked or disliked; `kind` is None where nobody told it, nor then a condition."""

    object: str
    polarity: Polarity
    kind: Kind | None = None
    condition: str | None = None


@dataclass(frozen=True, slots=True)
class Example:
    """One labelled utterance; `group` is the line it came from, so that a fold never sees both sides of one line."""

    text: str
    intent: Intent
    asks: bool
    deixis: bool
    objects: tuple[Named, ...]
    phenomenon: str
    group: int
    natural: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    pattern: str
    intent: Intent
    phenomenon: str
    asks: bool
    deixis: bool


def examples() -> list[Example]:
    """All utterances to train on, without repetition, in a fixed order: natural ones first."""
    found = {example.text: example for example in natural() if part(example.text) == "train"}
    judged = {example.text for example in natural()} - set(found)
    for group, line in enumerate(lines(), len(natural())):
        for example in _expand(line, group):
            if example.text not in judged:
                found.setdefault(example.text, example)
    return list(found.values())


def development() -> list[Example]:
    """The natural utterances that weights and thresholds are chosen by, and nothing else is trained on."""
    return [example for example in natural() if part(example.text) == "develop"]


def kept_apart() -> list[Example]:
    """The natural utterances that only measure: nothing is trained on them or chosen by them."""
    return [example for example in natural() if part(example.text) == "test"]


def part(text: str) -> Part:
    """What a natural utterance is for; decided by its text alone, so that it stays as it is when others are added."""
    tenth = int.from_bytes(hashlib.sha256(text.encode()).digest()) % 100 // 10
    return _TENTHS[tenth] if tenth < len(_TENTHS) else "train"


@cache
def natural() -> tuple[Example, ...]:
    """All natural utterances, each a group of its own; `data/README.md` is their card."""
    folder = resources.files("intent.data.utterances")
    files = sorted((file for file in folder.iterdir() if file.name.endswith(".jsonl")), key=lambda file: file.name)
    entries = [json.loads(line) for file in files for line in file.read_text(encoding="utf-8").splitlines()]
    return tuple(
        Example(
            text=entry["text"],
            intent=entry["intent"],
            asks=entry["asks"],
            deixis=entry["deixis"],
            objects=tuple(Named(**pref) for pref in entry["prefs"]),
            phenomenon=entry["phenomenon"],
            group=group,
            natural=True,
        )
        for group, entry in enumerate(entries)
    )


def lines() -> list[Line]:
    files = sorted(
        (
            entry
            for entry in resources.files("intent.data").iterdir()
            if entry.name.endswith(".txt") and entry.name != "words.txt"
        ),
        key=lambda entry: entry.name,
    )
    return [line for file in files for line in _parse(file.read_text(encoding="utf-8"), file.name)]


def _parse(text: str, name: str) -> Iterator[Line]:
    head: list[str] = []
    for number, raw in enumerate(text.splitlines(), 1):
        line = raw.strip()
        if not line or line.startswith("#"):
            continue
        if line.startswith("@"):
            head = line[1:].split()
            continue
        intent = next((label for label in INTENTS if head and label == head[0]), None)
        if intent is None:
            raise ValueError(f"{name}:{number}: no block with a known intent stands above this line")
        yield Line(line, intent, head[1], "asks" in head[2:], "deixis" in head[2:])


def _expand(line: Line, group: int) -> Iterator[Example]:
    """Up to _EXPANSIONS utterances of a line; the draw depends on the line alone."""
    random = Random(zlib.crc32(line.pattern.encode()))  # noqa: S311  drawing examples, not secrets
    seen = set()
    for _ in range(_EXPANSIONS if _TOKEN.search(line.pattern) else 1):
        text, named = _draw(line.pattern, random)
        if text not in seen:
            seen.add(text)
            yield Example(text, line.intent, line.asks, line.deixis, named, line.phenomenon, group)


def _draw(pattern: str, random: Random) -> tuple[str, tuple[Named, ...]]:
    named: list[Named] = []

    def fill(match: re.Match[str]) -> str:
        if match["choice"] is not None:
            return random.choice(str(match["choice"]).split("|"))
        word = str(match["name"]) if match["given"] else random.choice(word_classes()[match["name"]])
        if match["sign"]:
            named.append(Named(word, "like" if match["sign"] == "+" else "dislike"))
        return word

    text = _TOKEN.sub(fill, pattern)
    return text.strip(), tuple(named)


@cache
def word_classes() -> dict[str, tuple[str, ...]]:
    text = resources.files("intent.data").joinpath("words.txt").read_text(encoding="utf-8")
    classes = {}
    for line in text.splitlines():
        if line.strip() and not line.startswith("#"):
            name, _, members = line.partition("=")
            classes[name.strip()] = tuple(member.strip() for member in members.split("|"))
    return classes
