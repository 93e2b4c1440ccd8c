"""Utterances by a hand of its own, who saw neither the reader nor what it was trained on; nothing is chosen by them."""

import json
from pathlib import Path

from intent.dataset import Example, Named

NAMES = ("dialogue", "companion", "traps", "english_statements", "english_requests")


def utterances(name: str) -> list[Example]:
    """Those of one of NAMES."""
    lines = Path(__file__).with_name(f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
    return [_example(json.loads(line), number) for number, line in enumerate(lines)]


def _example(entry: dict[str, object], number: int) -> Example:
    prefs = entry.pop("prefs")
    assert isinstance(prefs, list)
    named = tuple(Named(**pref) for pref in prefs)
    return Example(**entry, objects=named, phenomenon="unseen", group=number, natural=True)  # type: ignore[arg-type]
