"""From the words behind an English attitude to the things themselves."""

import re

from intent.claims import Range
from intent.en import words

_CUT = re.compile(words.CUT)
_LIST = re.compile(
    r"\s*(?:,\s*(?:and|or|nor|as well as)\s+|,\s+|\s+(?:and|or|nor|as well as|&)\s+)(?!roll\b|cheese\b|chips\b)"
)
_LEAD = re.compile(
    r"^(?:[\s,:'\"]+|to\s+(?=\w)|the\s+|an?\s+|any\s+|all\s+(?:kinds|sorts|types|forms) of\s+|all\s+|some\s+|"
    r"both\s+|being around\s+|the idea of\s+|the (?:taste|smell|sound|texture|thought|feeling) of\s+|eating\s+|"
    r"drinking\s+|eat\s+|drink\s+|having\s+|consuming\s+|things like\s+|"
    r"anything (?:with|containing|related to|to do with)\s+|anything\s+(?=\w)|foods? (?:with|containing)\s+|"
    r"neither\s+|either\s+|especially\s+|like\s+|such as\s+|e\.g\.\s*|using\s+(?=\w+\s*$)|my\s+)+(?=\w)"
)
_TAIL = re.compile(
    r"(?:\s+(?:a lot|very much|so much|too much|at all|the most|the best|anymore|either|too|though|personally|more|"
    r"most|much|as well|please|right|tbh|lol|man|dude|guys|in general|and stuff|and such|etc|or anything|well|now|"
    r"to death|instead|lately|these days|here|there|myself|everywhere|of all|i guess|i think|everyday|every day|"
    r"of any kind|foods?(?=$)(?<=^foods)|and|or|,))+$|[\s,.!:;'\"~]+$"
)
_DEICTIC = re.compile(
    r"^\s*(?:to\s+\w+\s+)?(?:(?:watching|reading|eating|doing|using|listening to|playing|hearing|seeing)\s+)?(?:it|"
    r"that|this|them|him|her|these|those|one|both|(?:this|that|these|those) (?:\w+ ?){1,3}|the same|so|his \w+|"
    r"her \w+|their \w+)(?=$|[\s,.!]*$|\s+(?:a lot|so|very|too|as|all|when|more|most|much|either|though))"
)
_ADDRESS = re.compile(
    r"^\s*(?:you|u|ya|your (?:help|answers?|repl(?:y|ies)|responses?|suggestions?|time|work|style|advice|"
    r"assistance|input|feedback|voice|humou?r|explanations?)|talking (?:to|with) you|chatting (?:to|with) you|"
    r"how you|the way you|that (?:you|answer|suggestion|idea|response)|this (?:answer|suggestion|idea|response|"
    r"reply)|what you)\b"
)
_NOTHING = re.compile(
    r"^(?:\W*|they|he|she|who|we|which|i|me|to|do|be|know|see|go|have|that|there|it|how|what|something|anything|"
    r"nothing|everything|stuff|things|thing|one|so|not|is|are|of|in|for|with|at|on|the|a|an|you|your|we|us|people|"
    r"more|much|help|some|any|no|yes|none|well|lot|out|up|get|s|make|if|when|or|and|life)$"
)
_QUESTION = re.compile(
    r"^(?:not|know|see|hear|think|say|talk|ask|be|point|where|how|when|if|that)\b(?! )|^(?:not|know|hear|think|say|"
    r"ask|be|point|where|how|when|if) |\b(?:what|which|who|whose|why)\b"
)


def is_address(phrase: str) -> bool:
    """Said to the assistant or of its answer."""
    return bool(_ADDRESS.match(phrase))


def is_deictic(phrase: str) -> bool:
    return bool(_DEICTIC.match(phrase))


def cut(phrase: str) -> int:
    """Where the object ends in `phrase`, which begins right behind the attitude word."""
    match = next(
        (found for found in _CUT.finditer(phrase) if found.start() > 0 and phrase[: found.start()].strip()), None
    )
    return match.start() if match else len(phrase)


def things(phrase: str) -> tuple[Range, ...]:
    """The named things in an object phrase, as ranges of it."""
    found = []
    start = 0
    for first, last in [*((mark.start(), mark.end()) for mark in _LIST.finditer(phrase)), (len(phrase), len(phrase))]:
        begin, end = _trim(phrase, start, first)
        if names_something(phrase[begin:end]):
            found.append((begin, end))
        start = last
    return tuple(found)


def _trim(phrase: str, start: int, end: int) -> Range:
    lead = _LEAD.match(phrase[start:end])
    if lead:
        start += lead.end()
    while True:
        tail = _TAIL.search(phrase[start:end])
        if not tail or tail.start() == 0:
            break
        end = start + tail.start()
    while start < end and not phrase[start].isalnum():
        start += 1
    return start, end


def names_something(name: str) -> bool:
    return (
        bool(name)
        and len(name) <= 80
        and not (_NOTHING.match(name) or is_deictic(name) or is_address(name) or _QUESTION.search(name))
    )
