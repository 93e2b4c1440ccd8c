"""What two names are to one another: one thing, a kind of one another, perhaps one, or two things.

The sources are asked in order; the first that knows gives the reason:

| reason | what it says | kinds |
|---|---|---|
| spelling | the names have one key (`memory/things.py`) | same |
| vocabulary | our own vocabulary has lines for both (`memory/thesaurus.py`) | same, narrower, wider, different |
| dictionary | both are another form, or the rare first sense, of one word (`memory/dictionary.py`) | same |
| compound | the parts of both are one, pairwise (`memory/compounds.py`) | same |
| kind | one is the other with its kind added: 爵士音乐, 爵士 | same |
| head | one ends with the other, or with what is a kind of it (`memory/heads.py`) | narrower, wider |
| gloss | they share a sense, but no rare or not the first one | unsure |
| short | one might be the other in short | unsure |
| letter | they differ by one letter | unsure |
| nothing | nothing connects them | different |

A wrong `same` destroys what was said, a missed one shows two entries; whatever is not proof is `unsure` at most.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Literal

from memory import thesaurus
from memory.compounds import Compounds, same_word_by_word
from memory.dictionary import Dictionary
from memory.heads import is_kind, splits
from memory.likeness import might_be_short_for, one_letter_apart
from memory.synonyms import COMMON, synonyms
from memory.thesaurus import Parts, Thesaurus
from memory.things import condition_key, thing_key, thing_words

RelationKind = Literal["same", "narrower", "wider", "unsure", "different"]

OWNING = re.compile(r"(?<=.)的(?=.)")
LONGEST_NAME = 40
"""A longer key is no name that any source could know."""
CONFIDENCE = {
    ("same", "spelling"): 0.99,
    ("same", "vocabulary"): 0.99,
    ("same", "dictionary"): 0.94,
    ("same", "compound"): 0.91,
    ("same", "kind"): 0.9,
    ("narrower", "vocabulary"): 0.98,
    ("wider", "vocabulary"): 0.98,
    ("narrower", "head"): 0.9,
    ("wider", "head"): 0.9,
    ("different", "vocabulary"): 0.93,
    ("different", "nothing"): 0.71,
    ("unsure", "gloss"): 0.6,
    ("unsure", "short"): 0.6,
    ("unsure", "letter"): 0.5,
}
"""The share of the pairs that the rules were chosen by of which it was true, one more of either outcome assumed.

For `unsure`, the share that were one thing. Those pairs are hard ones; of two names taken at random more are different.
"""


@dataclass(frozen=True, slots=True)
class Relation:
    """What the first name is to the second (红茶 is narrower than 茶), why, and how sure that is, from 0 to 1."""

    kind: RelationKind
    reason: str
    confidence: float


class Vocabulary:
    """What is known of names; immutable once loaded, so that threads may share it."""

    def __init__(self, things: Thesaurus, conditions: Thesaurus, parts: Parts, dictionary: Dictionary) -> None:
        self._things = things
        self._conditions = conditions
        self._parts = parts
        self._compounds = Compounds(self._same_part, parts)
        self._dictionary = dictionary
        self._relations = lru_cache(maxsize=50_000)(self._relation)
        self._synonyms = lru_cache(maxsize=50_000)(self._synonyms_of)
        self._names = lru_cache(maxsize=20_000)(self._names_of)
        self._wider = lru_cache(maxsize=20_000)(self._wider_of)
        self._traces = lru_cache(maxsize=20_000)(self._traces_of)

    @classmethod
    @cache
    def load(cls) -> "Vocabulary":
        """Read the files and the dictionary, once in a process: it takes more than a second and 60 MB."""
        return cls(thesaurus.things(), thesaurus.conditions(), thesaurus.parts(), Dictionary.load())

    def relation(self, one: str, other: str) -> Relation:
        """What the thing named first is to the other."""
        return self._relations(one, other)

    def same_condition(self, one: str | None, other: str | None) -> bool:
        """Whether two conditions are one: 早上, 早晨, in the morning; or neither is any."""
        key, other_key = condition_key(one), condition_key(other)
        if key == other_key:
            return True
        line = self._conditions.line(key)
        return line is not None and line == self._conditions.line(other_key)

    def wider(self, name: str) -> frozenset[str]:
        """The keys of all names of what the thing is a kind of, near and far."""
        return self._wider(thing_words(name))

    def names(self, name: str) -> frozenset[str]:
        """The keys of the names by which the thing also goes, its own among them; names put together are not told."""
        return self._names(thing_key(name))

    def _relation(self, one: str, other: str) -> Relation:
        key, other_key = thing_key(one), thing_key(other)
        if key == other_key:
            return _relation("same", "spelling")
        if max(len(key), len(other_key)) > LONGEST_NAME:
            return _relation("different", "nothing")
        told = self._by_lines(key, other_key)
        if told is None and self._have_nothing_in_common(one, other):
            return _relation("different", "nothing")
        return (
            told
            or self._by_names(key, other_key)
            or self._by_parts(one, other)
            or self._by_kind(one, other)
            or self._by_likeness(key, other_key)
            or _relation("different", "nothing")
        )

    def _have_nothing_in_common(self, one: str, other: str) -> bool:
        """Whether no source could connect two Chinese names: told by their traces, so that most pairs cost nothing."""
        key, other_key = thing_key(one), thing_key(other)
        return not (key.isascii() or other_key.isascii()) and self._traces(key).isdisjoint(self._traces(other_key))

    def _traces_of(self, key: str) -> frozenset[object]:
        """All by which another name could be connected with this one.

        Its characters, the names of whatever part of it is a name, the groups of its ends and beginnings, its senses,
        and what it is a kind of: each source compares some of them, or what cannot be alike without them.
        """
        found: set[object] = {*key, *self._wider((key,)), *self._meanings(key)}
        for start in range(len(key)):
            for end in range(start + 1, len(key) + 1):
                found |= self._names(key[start:end]) if end - start > 1 else {key[start:end]}
        for at in range(len(key)):
            found |= {("end", group) for group in self._parts.ends.get(key[at:], ())}
            found |= {("beginning", group) for group in self._parts.beginnings.get(key[: at + 1], ())}
        return frozenset(found)

    def _by_lines(self, key: str, other_key: str) -> Relation | None:
        """By our own lines alone, if there is one for both."""
        line, other_line = self._things.line(key), self._things.line(other_key)
        if line is None or other_line is None:
            return None
        if line == other_line:
            return _relation("same", "vocabulary")
        narrower, wider = other_key in self._wider((key,)), key in self._wider((other_key,))
        if narrower != wider:
            return _relation("narrower" if narrower else "wider", "vocabulary")
        return _relation("different", "vocabulary")

    def _by_names(self, key: str, other_key: str) -> Relation | None:
        if other_key in self._names(key) or key in self._names(other_key):
            return _relation("same", "dictionary")
        return None

    def _by_parts(self, one: str, other: str) -> Relation | None:
        key, other_key = thing_key(one), thing_key(other)
        if self._compounds.are_one(key, other_key):
            return _relation("same", "compound")
        if self._is_kind_added(one, other) or self._is_kind_added(other, one):
            return _relation("same", "kind")
        if self._is_word_by_word(one, other) or self._is_word_by_word(other, one):
            return _relation("same", "compound")
        return None

    def _by_kind(self, one: str, other: str) -> Relation | None:
        narrower, wider = self._is_narrower(one, other), self._is_narrower(other, one)
        if narrower == wider:
            return None
        return _relation("narrower" if narrower else "wider", "head")

    def _by_likeness(self, key: str, other_key: str) -> Relation | None:
        if self._share_a_sense(key, other_key):
            return _relation("unsure", "gloss")
        if might_be_short_for(key, other_key):
            return _relation("unsure", "short")
        if one_letter_apart(key, other_key):
            return _relation("unsure", "letter")
        return None

    def _line(self, key: str) -> int | None:
        """The line of a name, or the one line that its synonyms belong to."""
        own = self._things.line(key)
        if own is not None:
            return own
        lines = {line for word in self._synonyms(key) if (line := self._things.line(word)) is not None}
        return lines.pop() if len(lines) == 1 else None

    def _synonyms_of(self, key: str) -> frozenset[str]:
        return synonyms(key, self._dictionary)

    def _names_of(self, key: str) -> frozenset[str]:
        line = self._line(key)
        if line is None:
            return frozenset({key} | {word for word in self._synonyms(key) if self._things.line(word) is None})
        known = self._things.names(line)
        also = {word for name in known for word in self._synonyms(name) if self._line(word) == line}
        return known | also | {key}

    def _wider_of(self, words: tuple[str, ...]) -> frozenset[str]:
        key = "".join(words)
        line = self._line(key)
        lines = self._things.wider(line) if line is not None else ()
        if lines:
            return frozenset(name for each in lines for name in self._things.names(each))
        head = next(self._heads(key, words), None)
        return (self._names("".join(head)) | self._wider(head)) - {key} if head else frozenset()

    def _heads(self, key: str, words: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
        """The words of what a name without a line is a kind of by its form: the longest head that is known."""
        if len(key) > LONGEST_NAME:
            return
        for head in splits(key, words):
            name = "".join(head)
            if self._things.line(name) is not None or (len(name) > 1 and name in self._dictionary):
                if is_kind(key, name, self._dictionary):
                    yield head
                return

    def _is_narrower(self, one: str, other: str) -> bool:
        words, other_words = thing_words(one), thing_words(other)
        key, other_key = "".join(words), "".join(other_words)
        if other_key in self._wider(words):
            return True
        if self._things.line(other_key) is not None and self._things.line(key) is not None:
            return False
        heads = splits(key, words)
        if other_words not in heads:
            return False
        between = heads[: heads.index(other_words)] if self._things.line(key) is None else ()
        if any(self._is_known("".join(head)) for head in between):
            return False
        return is_kind(key, other_key, self._dictionary)

    def _is_known(self, key: str) -> bool:
        return self._things.line(key) is not None or key in self._dictionary

    def _same_part(self, one: str, other: str) -> bool:
        return other in self._names(one) or one in self._names(other)

    def _is_kind_added(self, one: str, other: str) -> bool:
        key, longer = thing_key(one), thing_key(other)
        kind = longer.removeprefix(key)
        return kind != longer and kind in self._parts.kinds and kind in self.wider(one)

    def _is_word_by_word(self, english: str, chinese: str) -> bool:
        words, key = thing_words(english), OWNING.sub("", thing_key(chinese))
        if not 1 < len(words) < 4 or not "".join(words).isascii() or key.isascii() or len(key) > 8:
            return False
        if self._is_known(key) or self._things.line("".join(words)) is not None:
            return False
        return same_word_by_word(words, key, self._is_translation)

    def _is_translation(self, english: str, chinese: str) -> bool:
        if any(sense.key == english for sense in self._dictionary.entry(chinese).senses[:3]):
            return True
        return self._same_part(english, chinese)

    def _share_a_sense(self, key: str, other_key: str) -> bool:
        shared = self._meanings(key) & self._meanings(other_key)
        return any(len(self._dictionary.words_for(sense)) <= COMMON for sense, _ in shared)

    def _meanings(self, key: str) -> frozenset[tuple[str, bool]]:
        """The senses of a Chinese word, and whether each is of something done; an English name is its own sense."""
        if key.isascii():
            return frozenset(((key, True), (key, False)))
        return frozenset((sense.key, sense.is_verb) for sense in self._dictionary.entry(key).senses)


def _relation(kind: RelationKind, reason: str) -> Relation:
    return Relation(kind, reason, CONFIDENCE[kind, reason])
