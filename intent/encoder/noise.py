"""Utterances as hurried people type them: the same labels, a slip in what carries none of them.

Easy perturbations such as these hold a small training set off learning punctuation by heart (Wei and Zou 2019, EDA).
"""

import unicodedata
from collections.abc import Callable

import numpy as np

from intent.encoder.targets import Marked
from intent.text import is_chinese

NOISY = 0.35
"""Share of the natural utterances that are perturbed in an epoch."""
_SHORTEST = 8
"""Characters from which one may be lost without the utterance becoming another."""
_ALIKE = (
    "的得地",
    "在再",
    "做作",
    "他她它",
    "吗嘛么",
    "那哪",
    "像象",
    "坐座",
    "以已",
    "吧巴",
    "是事",
    "个各",
    "和合",
)
_CONFUSED = {character: group.replace(character, "") for group in _ALIKE for character in group}

Random = np.random.Generator


def noisy(marked: Marked, random: Random) -> Marked:
    """`marked` with one slip, or as it is where the slip finds no place."""
    slip = _SLIPS[int(random.integers(len(_SLIPS)))]
    changed = slip(marked, random)
    return changed if any(character.isalnum() for character in changed.text) else marked


def _unpunctuated(marked: Marked, random: Random) -> Marked:
    """All punctuation left out, blanks instead or nothing."""
    between = " " if random.random() < 0.5 else ""
    return marked.joined(
        (between if _is_mark(character) and not marked.tags[place] > 0 else character, place)
        for place, character in enumerate(marked.text)
    )


def _ended_otherwise(marked: Marked, random: Random) -> Marked:
    """Other marks at the end, or none. What asks keeps its mark."""
    ends = len(marked.text.rstrip("。.!！~,，…"))
    if not ends or marked.asks:
        return marked
    ending = ("", "", "。", "!", "~", "...", "哈哈")[int(random.integers(7 if is_chinese(marked.text[0]) else 6))]
    kept = [(character, place) for place, character in enumerate(marked.text[:ends])]
    return marked.joined([*kept, (ending, ends - 1)]) if not marked.tags[ends - 1] > 0 else marked.joined(kept)


def _lost(marked: Marked, random: Random) -> Marked:
    """One character less, of those that belong to nothing named."""
    free = [place for place, tag in enumerate(marked.tags) if tag == 0 and not _carries(marked.text[place])]
    if len(marked.text) < _SHORTEST or not free:
        return marked
    gone = free[int(random.integers(len(free)))]
    return marked.joined((character, place) for place, character in enumerate(marked.text) if place != gone)


def _confused(marked: Marked, random: Random) -> Marked:
    """A character taken for one that sounds like it; in English two letters of a word in the wrong order."""
    places = [place for place, character in enumerate(marked.text) if character in _CONFUSED]
    if places:
        wrong = places[int(random.integers(len(places)))]
        choices = _CONFUSED[marked.text[wrong]]
        other = choices[int(random.integers(len(choices)))]
        return marked.joined(
            (other if place == wrong else character, place) for place, character in enumerate(marked.text)
        )
    letters = [
        place
        for place in range(1, len(marked.text) - 2)
        if marked.text[place - 1 : place + 2].isascii() and marked.text[place - 1 : place + 2].isalpha()
    ]
    if not letters:
        return marked
    first = letters[int(random.integers(len(letters)))]
    order = [*range(first), first + 1, first, *range(first + 2, len(marked.text))]
    return marked.joined((marked.text[source], place) for place, source in enumerate(order))


def _is_mark(character: str) -> bool:
    return unicodedata.category(character)[0] == "P"


def _carries(character: str) -> bool:
    """Characters whose loss turns the meaning round."""
    return character in "不没无非别勿未莫吗嘛呢?？他她它你妳我谁哪n't"


_SLIPS: tuple[Callable[[Marked, Random], Marked], ...] = (_unpunctuated, _ended_otherwise, _lost, _confused)
