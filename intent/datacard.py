"""The counts in the card of the labelled utterances: `python -m intent.datacard` writes them into it anew."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from intent import dataset
from intent.dataset import Example
from intent.model import INTENTS
from intent.text import is_chinese

_COUNTS = re.compile(r"(?<=<!-- counts -->\n).*(?=<!-- end of counts -->)", re.DOTALL)
_FEWEST = 25
"""Utterances of a phenomenon from which it is named."""


def card() -> Path:
    return Path(str(Path(__file__).with_name("data") / "README.md"))


def counted(page: str) -> str:
    """The card `page` with the counts of what is there now."""
    return _COUNTS.sub(lambda _: counts(), page)


def counts() -> str:
    """The tables, Markdown."""
    return "\n".join([*_by_intent(), "", *_by_file(), "", *_by_phenomenon()]) + "\n"


def _by_intent() -> Iterator[str]:
    lines, trained, natural = dataset.lines(), dataset.examples(), dataset.natural()
    columns: tuple[tuple[str, Iterable[Example], Callable[[Example], bool]], ...] = (
        ("trained on", trained, lambda _: True),
        ("of them natural", trained, lambda example: example.natural),
        ("for choosing", dataset.development(), lambda _: True),
        ("for measuring", dataset.kept_apart(), lambda _: True),
        ("natural English", natural, lambda example: not any(map(is_chinese, example.text))),
        ("natural, asking", natural, lambda example: example.asks),
        ("natural, needing the conversation", natural, lambda example: example.deixis),
    )
    yield "| intent | lines that generate | " + " | ".join(name for name, _, _ in columns) + " |"
    yield "|---" * (len(columns) + 2) + "|"
    tallies = [
        Counter(line.intent for line in lines),
        *(Counter(example.intent for example in examples if holds(example)) for _, examples, holds in columns),
    ]
    for intent in INTENTS:
        yield f"| `{intent}` | " + " | ".join(str(tally[intent]) for tally in tallies) + " |"
    yield "| all | " + " | ".join(str(tally.total()) for tally in tallies) + " |"


def _by_file() -> Iterator[str]:
    named = [named for example in dataset.natural() for named in example.objects]
    kinds = Counter(one.kind or "untold" for one in named)
    yield (
        f"Natural utterances name {len(named)} things: "
        + ", ".join(f"{kind} {count}" for kind, count in kinds.most_common())
        + f"; {sum(one.condition is not None for one in named)} under a condition; "
        + ", ".join(f"{count} {polarity}d" for polarity, count in Counter(one.polarity for one in named).most_common())
        + "."
    )


def _by_phenomenon() -> Iterator[str]:
    yield "Natural utterances by phenomenon:"
    yield ""
    for intent in INTENTS:
        tally = Counter(example.phenomenon for example in dataset.natural() if example.intent == intent)
        often = [f"{name} {count}" for name, count in tally.most_common() if count >= _FEWEST]
        rest = [count for count in tally.values() if count < _FEWEST]
        yield f"- `{intent}`: {', '.join([*often, f'{len(rest)} more, {sum(rest)} together'])}"


if __name__ == "__main__":
    card().write_text(counted(card().read_text(encoding="utf-8")), encoding="utf-8")
