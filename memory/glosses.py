"""What one gloss of the dictionary says, and how surely: `(coll.) a mobile phone (Tw)` is mobile phone.

A sense is found by its key, as `thing_key` makes it of an English name: `to play basketball` is `playbasketball`.
"""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from memory.things import singular

LONGEST_GLOSS = 60
HARMLESS = re.compile(
    r" *\((?:coll\.|colloquial|slang|Internet slang|color|language|computing|music|sports?|tree|fruit|vegetable"
    r"|bird species of China|botany|zoology|idiom|PRC|abbr\.|food|dish|animal|instrument|game|musical instrument"
    r"|esp\. [^()]*|[A-Z][a-z]+ [a-z. ]+|(?:family|genus|order) [A-Z][a-z]+|[^()]*\d{3}[^()]*)\)"
)
"""A remark that leaves the sense what it is: a label, a scientific name, years."""
BORROWED = re.compile(r" *\((?:loanword[^()]*|Tw|HK|Hong Kong|Cantonese)\) *")
"""A foreign word, or what it is called elsewhere: the thing is the same."""
REMARK = re.compile(r" *\([^()\n]*\) *")
"""Any other remark narrows the sense, or says who uses it: (Tw) peanut, (cooked) rice."""
PERSON = re.compile(r"\((?:c\. )?\d{4}")
"""The years of somebody who is known by the last of his names."""
LEADING = re.compile(r"^ *(?:(?:to|be|an?|the) )*", re.MULTILINE)
MARKS = {code: None for code in range(128) if not chr(code).isalnum() and chr(code) != "\n"}
LINK = re.compile(
    r"(?:(?:variant|abbr\.|abbreviation|short|contraction) (?:of|for)|also (?:written|called|known as)|same as"
    r"|another name for|common name for|equivalent to|see) (?:[^ |\[\],/()]+\|)?([^ |\[\],/()]+)"
)


class Sense(NamedTuple):  # a frozen dataclass takes five times as long to make, and there are many
    """One meaning in English: its words, the key they are found by, and whether no remark makes it less than sure."""

    words: str
    key: str
    sure: bool
    is_verb: bool
    is_first: bool
    is_name: bool
    is_borrowed: bool


def usable(entry: str) -> Iterator[tuple[str, bool]]:
    """The glosses of an entry that say in English what it is, and whether each is the first one said of it."""
    is_name = entry.startswith("=")
    for place, gloss in enumerate(entry.removeprefix("=").replace("; ", "/").split("/")):
        if len(gloss) > LONGEST_GLOSS or not gloss.isascii():
            continue
        if not is_name:
            yield gloss, place == 0
            continue
        name = gloss.partition(", ")[0]
        yield name, place == 0
        if "(" in name and PERSON.search(name):
            yield name[: name.index("(")].strip().rpartition(" ")[2], True


def keys_of(glosses: Sequence[str]) -> list[str]:
    """The key of each; many at once, since reading the whole dictionary one by one would take seconds."""
    words = LEADING.sub("", REMARK.sub(" ", "\n".join(glosses)).lower())
    return [singular(key) for key in words.translate(MARKS).split("\n")]


def senses(body: str) -> Iterator[Sense]:
    """The senses of a word, entry by entry, the usual one first."""
    for entry in body.split("\n"):
        for gloss, is_first in usable(entry):
            sense = _sense(gloss, is_first=is_first, is_name=entry.startswith("="))
            if sense.key:
                yield sense


def links(body: str) -> Iterator[str]:
    """The words that the word is said to be another form of."""
    for gloss in body.replace("\n", "/").split("/"):
        found = LINK.search(gloss)
        if found and "see also" not in gloss and "erroneous" not in gloss:
            yield found[1]


def _sense(gloss: str, *, is_first: bool, is_name: bool) -> Sense:
    is_borrowed = is_first and BORROWED.search(gloss) is not None
    sure = "(" not in HARMLESS.sub("", BORROWED.sub(" ", gloss) if is_borrowed else gloss)
    plain = REMARK.sub(" ", gloss).strip().lower()
    return Sense(
        words=LEADING.sub("", plain),
        key=keys_of([gloss])[0],
        sure=sure,
        is_verb=plain.startswith("to "),
        is_first=is_first,
        is_name=is_name,
        is_borrowed=is_borrowed,
    )
