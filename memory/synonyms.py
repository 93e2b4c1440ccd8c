"""Which words of the dictionary are one thing, and which English name is whose. Pure, given the dictionary."""

from collections.abc import Iterator

from memory.dictionary import Dictionary, Entry
from memory.glosses import Sense

MOST_SHARING = 6
"""A sense that more words have says little about any two of them."""
COMMON = 8
"""A sense that more words have says nothing."""
MANY = 16
"""So many words are not even looked at one by one."""


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
    if " " in sense.words or len({sense.key for sense in entry.senses}) == 1:
        return True
    words = dictionary.words_for(english)
    if len(words) > MANY:
        return False
    return sum(english in {first.key for first in _first(dictionary.entry(word))} for word in words) <= MOST_SHARING


def synonyms(key: str, dictionary: Dictionary) -> frozenset[str]:
    """The words that are the same thing by `one_thing` or `translates`."""
    if key.isascii():
        return frozenset(word for word in dictionary.words_for(key) if translates(key, word, dictionary))
    entry = dictionary.entry(key)
    near = set(entry.links)
    for sense in dict.fromkeys((*_first(entry), *entry.senses[:1])):
        words = dictionary.words_for(sense.key)
        near.update(words if len(words) <= MANY else ())
    return frozenset(word for word in near if word != key and one_thing(key, word, dictionary))


def _first(entry: Entry) -> Iterator[Sense]:
    """The first sense of each word that is written so, as far as it is sure."""
    return (sense for sense in entry.senses if sense.is_first and sense.sure)


def _sure(entry: Entry) -> frozenset[str]:
    return frozenset(sense.key for sense in entry.senses if sense.sure)
