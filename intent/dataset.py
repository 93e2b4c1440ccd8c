"""The labelled utterances: natural ones, and a grammar that generates, expanded the same way every time.

`data/utterances/` holds natural utterances as JSON lines; a share of them, chosen by a hash of the text, is kept
apart and never trained on. A text file of `data/` holds blocks. A block opens with `@ intent phenomenon [asks]
[deixis]`; each line below it is an utterance. `{food}` is any word of that class, `{+food}` and `{-food}` are words
that the utterance says the speaker likes or dislikes, `{+=words}` and `{-=words}` are given words said so, `[a|b]` is
one of the alternatives.
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

from intent.model import INTENTS, Intent, Polarity

_TOKEN = re.compile(r"\{(?P<sign>[+-]?)(?P<given>=?)(?P<name>[^{}]+)\}|\[(?P<choice>[^\[\]]*)\]")
KEPT_APART = 0.15
"""Share of the natural utterances that measures the reader and is never trained on."""
_EXPANSIONS = 8
"""Utterances drawn from a line that has something to choose."""


@dataclass(frozen=True, slots=True)
class Example:
    """One labelled utterance; `group` is the line it came from, so that a fold never sees both sides of one line."""

    text: str
    intent: Intent
    asks: bool
    deixis: bool
    objects: tuple[tuple[str, Polarity], ...]
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
    found = {example.text: example for example in natural() if not is_kept_apart(example.text)}
    judged = {example.text for example in kept_apart()}
    for group, line in enumerate(lines(), len(natural())):
        for example in _expand(line, group):
            if example.text not in judged:
                found.setdefault(example.text, example)
    return list(found.values())


def kept_apart() -> list[Example]:
    """The natural utterances that are never trained on."""
    return [example for example in natural() if is_kept_apart(example.text)]


def is_kept_apart(text: str) -> bool:
    """Decided by the text alone, so that it stays as it is when utterances are added."""
    return int.from_bytes(hashlib.sha256(text.encode()).digest()) % 100 < 100 * KEPT_APART


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
            objects=tuple((pref["object"], pref["polarity"]) for pref in entry["prefs"]),
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


def _draw(pattern: str, random: Random) -> tuple[str, tuple[tuple[str, Polarity], ...]]:
    named: list[tuple[str, Polarity]] = []

    def fill(match: re.Match[str]) -> str:
        if match["choice"] is not None:
            return random.choice(str(match["choice"]).split("|"))
        word = str(match["name"]) if match["given"] else random.choice(word_classes()[match["name"]])
        if match["sign"]:
            named.append((word, "like" if match["sign"] == "+" else "dislike"))
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
