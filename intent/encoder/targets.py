"""What the encoder is to say of each labelled utterance: of the whole, and of each of its pieces."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from intent.dataset import Example
from intent.encoder.cut import Cutter
from intent.model import INTENTS, KINDS
from intent.tagger import OPEN_DISLIKE, OPEN_LIKE
from intent.text import Folded, fold

OUTSIDE, OPEN, INSIDE = range(3)
"""The labels of pieces as to conditions."""
UNTOLD = -1
"""The label of what an utterance's author did not say."""

Labels = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Marked:
    """A folded text with the labels of each of its characters, and what is said of the whole."""

    text: str
    tags: Sequence[int]
    kinds: Sequence[int]
    conditions: Sequence[int]
    intent: int
    asks: bool
    deixis: bool
    weight: float

    def joined(self, parts: Iterable[tuple[str, int]]) -> "Marked":
        """The same with other characters, each with the place whose labels it takes."""
        kept = [(character, place) for part, place in parts for character in part]
        return replace(
            self,
            text="".join(character for character, _ in kept),
            tags=[self.tags[place] for _, place in kept],
            kinds=[self.kinds[place] for _, place in kept],
            conditions=[self.conditions[place] for _, place in kept],
        )


@dataclass(frozen=True, slots=True)
class Target:
    """`numbers` (n,) are the pieces; `tags`, `kinds` and `conditions` (n,) their labels or UNTOLD; `weight` counts."""

    numbers: Labels
    intent: int
    asks: bool
    deixis: bool
    tags: Labels
    kinds: Labels
    conditions: Labels
    weight: float


def target(marked: Marked, cutter: Cutter) -> Target:
    """What the encoder is to say of the pieces of `marked`."""
    numbers, places = cutter(marked.text)
    return Target(
        numbers,
        marked.intent,
        marked.asks,
        marked.deixis,
        _of_pieces(marked.tags, places, (OPEN_LIKE, OPEN_DISLIKE)),
        _of_pieces(marked.kinds, places, ()),
        _of_pieces(marked.conditions, places, (OPEN,)),
        marked.weight,
    )


def mark(example: Example, weight: float) -> Marked:
    """The characters of `example`, labelled; all are UNTOLD where a named object is not found in the text."""
    folded = fold(example.text)
    tags, kinds, conditions = _characters(example, folded)
    intent = INTENTS.index(example.intent)
    return Marked(folded.text, tags, kinds, conditions, intent, example.asks, example.deixis, weight)


def _characters(example: Example, folded: Folded) -> tuple[list[int], list[int], list[int]]:
    size = len(folded.text)
    tags, kinds, conditions = [0] * size, [UNTOLD] * size, [OUTSIDE] * size
    for named in example.objects:
        inside = _find(folded, named.object, tags)
        if not inside:
            return [UNTOLD] * size, [UNTOLD] * size, [UNTOLD] * size
        opening = OPEN_LIKE if named.polarity == "like" else OPEN_DISLIKE
        tags[inside.start : inside.stop] = [opening, *[opening + 1] * (len(inside) - 1)]
        if named.kind is not None:
            kinds[inside.start : inside.stop] = [KINDS.index(named.kind)] * len(inside)
        if named.condition and (place := _find(folded, named.condition, conditions)):
            conditions[place.start : place.stop] = [OPEN, *[INSIDE] * (len(place) - 1)]
    told = all(named.kind is not None for named in example.objects)
    return tags, kinds, conditions if told else [UNTOLD] * size


def _find(folded: Folded, words: str, labels: list[int]) -> range:
    """Where `words` of the source stand in the folded text, the first place that is not labelled yet."""
    for match in re.finditer(re.escape(words), folded.source):
        inside = [index for index, place in enumerate(folded.offsets) if match.start() <= place < match.end()]
        if inside and not any(labels[index] > 0 for index in inside):
            return range(inside[0], inside[-1] + 1)
    return range(0)


def _of_pieces(labels: Sequence[int], places: tuple[tuple[int, int], ...], opening: tuple[int, ...]) -> Labels:
    """A piece opens a span if its first character does, else it is labelled as most of its characters are."""
    found = []
    for start, end in places:
        own = labels[start:end]
        opens = own and own[0] in opening
        found.append(own[0] if opens else Counter(own).most_common(1)[0][0] if own else UNTOLD)
    return np.array(found, np.int64)
