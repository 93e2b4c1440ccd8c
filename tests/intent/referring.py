"""Conversations whose last message only points, and how well a reader finds what is meant.

`references` were read while the rules were made; of `references_apart` nobody looked at which ones fail.
"""

import json
from pathlib import Path
from typing import Any, NamedTuple

from intent.classifier import Reader
from intent.model import Utterance

NAMES = ("references", "references_apart")


class Found(NamedTuple):
    """How many names were stated, how many of them right, and how many there were to state."""

    stated: int
    right: int
    expected: int


def conversations(name: str) -> list[dict[str, Any]]:
    lines = Path(__file__).with_name(f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


def measure(reader: Reader, name: str) -> Found:
    """What the reader names, with its polarity, in the conversations of one of NAMES."""
    stated = right = expected = 0
    for conversation in conversations(name):
        wanted = {(thing, conversation["polarity"]) for thing in conversation["objects"]}
        found = _named(reader, conversation)
        stated, right, expected = stated + len(found), right + len(found & wanted), expected + len(wanted)
    return Found(stated, right, expected)


def _named(reader: Reader, conversation: dict[str, Any]) -> set[tuple[str, str]]:
    *before, last = [Utterance(**turn) for turn in conversation["turns"]]
    reading = reader.read(last.text, before)
    return set() if reading.unsure else {(one.object, one.polarity) for one in reading.stated}
