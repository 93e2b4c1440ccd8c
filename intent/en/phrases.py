"""English set phrases: My favourite X is Y, X is not for me, I'm vegan, and wishes about answers."""

import re
from dataclasses import dataclass
from functools import cache

from intent.claims import Claim, Range, Scope
from intent.en import attitudes, objects, words


@dataclass(frozen=True, slots=True)
class Sentence:
    start: int
    text: str
    asked: bool


@cache
def compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)


def set_phrases(sentence: Sentence) -> list[Claim]:
    """My favourite X is Y, X is not for me, I'm vegan, I find X boring."""
    found: list[Claim] = []
    for family, pattern in (
        ("favourite", attitudes.FAVOURITE),
        ("mine", attitudes.MINE),
        ("not_for_me", attitudes.NOT_FOR_ME),
        ("find", attitudes.FIND),
        ("diet", attitudes.DIET),
        ("intolerant", attitudes.INTOLERANT),
        ("intolerant", attitudes.NOUN_ALLERGY),
        ("diet", attitudes.LIFESTYLE),
        ("person", attitudes.PERSON),
        ("pick", attitudes.PICK),
    ):
        match = pattern.search(sentence.text)
        claim = _set_phrase(sentence, family, match) if match else None
        if claim and not any(overlap(claim.objects, other) for other in found):
            found.append(claim)
    return found


def _set_phrase(sentence: Sentence, family: str, match: re.Match[str]) -> Claim | None:
    groups = match.groupdict()
    group = "o" if groups.get("o") else "o2"
    start, end = match.span(group)
    phrase = sentence.text[start:end]
    if family in {"mine", "not_for_me"}:
        start += max(
            (found.end() for found in re.finditer(r"(?:^|\b(?:but|and|because|think|so|that|since)\b|,)\s*", phrase)),
            default=0,
        )
        phrase = sentence.text[start:end]
    phrase = phrase[: objects.cut(phrase)]
    named = tuple((sentence.start + start + a, sentence.start + start + b) for a, b in objects.things(phrase))
    negative = (
        family in {"not_for_me", "intolerant"}
        or bool(groups.get("least") or groups.get("neg") or groups.get("bad"))
        or "pet peeve" in match[0]
        or "hater" in match[0]
        or (family == "person" and " not " in match[0])
    )
    asked = sentence.asked and not compiled(words.QUESTION_WORD).search(
        sentence.text[match.end() :] + sentence.text[start:]
    )
    interrogative = bool(compiled(words.QUESTION_START).search(sentence.text[: match.start()] + " ")) or bool(
        re.match(r"\s*(?:what|which|is|are|do)\b", sentence.text)
    )
    past = bool(compiled(words.PAST).search(sentence.text[: match.end()])) and not compiled(words.NOW).search(
        sentence.text[: match.end()]
    )
    scope: Scope = (
        "asked"
        if asked or interrogative
        else "supposed"
        if re.search(rf"{words.SUPPOSED}[^,]*$", sentence.text[: match.start() + 3])
        else "past"
        if past
        else "stated"
    )
    deixis = not named
    return Claim(
        family,
        "dislike" if negative else "like",
        (sentence.start, sentence.start + match.end()),
        named,
        "speaker",
        scope,
        "constraint" if family in {"diet", "intolerant"} else "taste",
        "strong",
        None,
        deixis,
        explicit=True,
    )


def style(sentence: Sentence) -> Claim | None:
    match = attitudes.STYLE.match(sentence.text)
    if not match or not (match["t"] or match["t2"]) or sentence.asked:
        return None
    wish = attitudes.WISH.match(("never " if match["t"] == "never" else "") + match["w"])
    if not wish:
        return None
    name = (wish["o"] or wish["o2"]).strip()
    start = sentence.text.find(name)
    if start < 0:
        return None
    span = (sentence.start + start, sentence.start + start + len(name))
    return Claim(
        "style",
        "dislike" if wish["no"] else "like",
        (sentence.start, sentence.start + len(sentence.text)),
        (span,),
        kind="style",
        explicit=True,
    )


def overlap(things: tuple[Range, ...], other: Claim) -> bool:
    return any(a < d and c < b for a, b in things for c, d in other.objects)
