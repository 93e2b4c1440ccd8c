"""The words of a message in sequence: n-grams, ordered pairs, and how its clauses begin and end.

Token n-grams (Wang and Manning 2012, Baselines and Bigrams) once with the things that the grammar named replaced by one
sign, so that how things are said is learned apart from which, and once as they stand.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import islice

from intent import skeleton
from intent.clauses import Clause
from intent.slots import Analysis
from intent.text import is_chinese

LONGEST_GRAM = 4
MOST_TOKENS = 160
MOST_CHARACTERS = 300
FARTHEST = 6
"""Words apart that two words may stand to make a pair."""
_LAST = 9
_MOST_CLAUSES = 24
_TOKEN = re.compile(r"[a-z]+(?:'[a-z]+)?|\d+|[^\s]")
_STEERING = frozenset(
    {"self", "you", "other", "like", "dislike", "negation", "past", "hypothesis", "question", "want", "request",
     "report", "moment", "habit", "evaluation", "memory", "forget", "go_on"}
)  # fmt: skip
"""Signs of the skeleton that say how a clause is meant."""


def masked(analysis: Analysis) -> Iterator[str]:
    """N-grams with every named thing as one sign, those of the message's end once more."""
    text = analysis.folded.text
    for start, end in sorted({place for claim in analysis.claims for place in claim.objects}, reverse=True):
        text = text[:start] + "◎" + text[end:]
    words = tokens(text)
    yield from grams(words, LONGEST_GRAM)
    for gram in grams(words[-_LAST:], LONGEST_GRAM - 1):
        yield f"last {gram}"


def words(analysis: Analysis) -> Iterator[str]:
    return grams(tokens(analysis.folded.text), LONGEST_GRAM)


def pairs(analysis: Analysis) -> Iterator[str]:
    row = tokens(analysis.folded.text)
    for start, word in enumerate(row):
        for other in row[start + 2 : start + FARTHEST]:
            yield f"{word}…{other}"


def characters(analysis: Analysis) -> Iterator[str]:
    """Of Chinese 1 to 4 characters, of other writing 3 to 5."""
    text = "^" + re.sub(r"\d+", "0", analysis.folded.text[:MOST_CHARACTERS]) + "$"
    shortest, longest = (1, 4) if any(is_chinese(character) for character in text) else (3, 5)
    for length in range(shortest, longest + 1):
        for start in range(len(text) - length + 1):
            yield text[start : start + length]


def clauses(analysis: Analysis) -> Iterator[str]:
    """For each clause its place, its mark, its first and last words, and the signs in it that say how it is meant."""
    last = len(analysis.clauses) - 1
    for index, clause in enumerate(islice(analysis.clauses, _MOST_CLAUSES)):
        place = "only" if not last else "first" if not index else "last" if index == last else "middle"
        yield f"place {place} {clause.mark[:1]}"
        yield from _ends(clause)
        signs = sorted(_STEERING.intersection(skeleton.signs(clause.text)))
        yield f"signs {'+'.join(signs)} {clause.asked:d}"
        for start, sign in enumerate(signs):
            for other in signs[start + 1 :]:
                yield f"both {sign}+{other} {clause.asked:d}"


def _ends(clause: Clause) -> Iterator[str]:
    row = _TOKEN.findall(clause.text)
    if not row:
        return
    for length in (1, 2, 3):
        yield f"begins {' '.join(row[:length])}"
        yield f"ends {' '.join(row[-length:])}"
    yield f"around {row[0]} {row[-1]} {clause.mark[:1]}"


def tokens(text: str) -> list[str]:
    """Characters of Chinese and words of other writing; numbers are one sign, the ends are marked."""
    row = ["#" if token.isdigit() else token for token in _TOKEN.findall(text)]
    return ["^", *row[:MOST_TOKENS], "$"]


def grams(row: Sequence[str], longest: int) -> Iterator[str]:
    for length in range(1, longest + 1):
        for start in range(len(row) - length + 1):
            yield "\x1f".join(row[start : start + length])
