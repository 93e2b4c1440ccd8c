"""Which of the things held a text names: for a message of which no reading tells what it is about. Pure."""

from collections.abc import Iterable

from memory.model import Preference
from memory.things import searched_text, spelled, thing_key

SHORTEST = 2
"""Characters: one alone stands in too many other words (鸡 in 鸡蛋)."""


def mentioned(text: str, held: Iterable[Preference]) -> tuple[Preference, ...]:
    """Those whose name stands in the text, but for one that only stands there inside another's name."""
    joined, words = searched_text(text), f" {spelled(text)} "
    named = [(thing_key(each.object), each) for each in held]
    found = [(key, each) for key, each in named if _stands_in(key, each.object, joined, words)]
    return tuple(each for key, each in found if not any(key != other and key in other for other, _ in found))


def _stands_in(key: str, name: str, joined: str, words: str) -> bool:
    if len(key) < SHORTEST:
        return False
    if key.isascii():  # a Latin name stands between blanks: art is not in party
        return f" {spelled(name)} " in words
    return key in joined
