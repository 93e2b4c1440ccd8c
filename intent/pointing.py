"""Phrases that only point: which sort of thing they point to, and to how many.

这部电影, 他们, 那里, `that one`: a definite phrase or pronoun is read for its sort and number, in which it must agree
with what it stands for (Hobbs 1978, Resolving pronoun references: candidates are selected by gender, number and kind).
"""

import re
from dataclasses import dataclass, replace

from intent import sorts
from intent.sorts import Sort
from intent.text import is_chinese

_NOT_POINTING = re.compile(r"其[他它]|吉他|他妈的|[这那](?=[么样时天年次回阵])")
_OPENING_THAT = re.compile(r"^那(?=我|就|还|是|也|真|确实|当然|肯定|你)")
_COUNTED = r"(?P<count>一|[两俩二三四五几]|\d)?"
_CHINESE = re.compile(
    rf"(?:[这那该此]{_COUNTED}(?P<some>些)?(?P<measure>{sorts.MEASURES})?"
    rf"(?P<noun>[\u4e00-\u9fff]{{0,4}}?{sorts.nouns(chinese=True)})?"
    r"(?P<here>里|儿|边)?)|(?P<people>[他她](?:们|俩)?)(?P<whose>的(?![呢啊吧呀哦了])[\u4e00-\u9fff《]|"
    r"自己)?|(?P<it>它们?|ta)|"
    rf"(?P<ordinal>前者|后者|第(?P<nth>[一二两三四五1-5])(?:{sorts.MEASURES})?)|(?P<both>两[者个部首本家位种]|都)"
)
_ENGLISH = re.compile(
    r"\b(?:(?P<people>him|hers|his(?! \w)|her(?! \w)|he|she)|(?P<whose>(?:his|her|their|its) \w+)|"
    r"(?P<both>both(?: of)?(?: them| these| those)?)|"
    r"(?P<them>them|these|those|they)(?: (?P<some>\w+))?|"
    r"(?:the )?(?P<ordinal>former|latter|(?P<nth>first|second|third|fourth)(?: one)?)|"
    rf"(?:this|that|the)(?: (?:\w+ )?(?P<noun>{sorts.nouns(chinese=False)}))|(?P<here>there|here)|"
    r"(?P<it>it|that|this)(?: one)?)\b"
)
_ONLY_ENGLISH = re.compile(
    r"(?:him|her|hers|it|them|this|that|these|those|both|(?:either |both |all )?of them|them (?:both|all)|"
    r"(?:this|that) one|"
    rf"(?:the )?(?:first|second|third|former|latter)(?: one)?|(?:this|that|these|those) {sorts.nouns(chinese=False)})"
)
_ONLY_CHINESE = re.compile(
    rf"(?:[这那该此](?:一|[两几三])?些?{sorts.MEASURES}?(?:{sorts.nouns(chinese=True)}|东西|玩意儿?)?(?:里|"
    rf"儿|边)?|[他她](?:们|俩)?|"
    rf"它们?|前者|后者|第[一二两三四五]{sorts.MEASURES}|他们俩)"
)
_NUMBERS = {
    "一": 1,
    "两": 2,
    "俩": 2,
    "二": 2,
    "三": 3,
    "四": 4,
    "五": 5,
    "first": 1,
    "second": 2,
    "third": 3,
    "fourth": 4,
}


@dataclass(frozen=True, slots=True)
class Pointer:
    """What a phrase says of the thing it points to; `nth` counts from 1 and -1 is the last, `count` 0 is any number.

    `overt` is False where nothing was said at all (我也喜欢): the thing is understood.
    """

    sort: Sort | None = None
    plural: bool = False
    count: int = 0
    nth: int = 0
    lifeless: bool = False
    whose: bool = False
    overt: bool = True


def only_points(name: str, before: str) -> bool:
    """Whether a name that was found is but a pointing phrase; `before` is what stands left of it (那 of 那|家酒店)."""
    whole = name.strip().lower()
    if not any(is_chinese(character) for character in whole):
        led = re.search(r"\b(?:this|that|these|those) $", before.lower())
        return bool(_ONLY_ENGLISH.fullmatch((led[0] if led else "") + whole))
    if before[-1:] in {"这", "那"}:
        whole = before[-1:] + whole
    return bool(_ONLY_CHINESE.fullmatch(whole))


def pointer(clause: str) -> Pointer:
    """The pointing phrase of a folded clause in which something is liked."""
    found = _in_chinese(clause) if any(is_chinese(character) for character in clause) else _in_english(clause)
    if found.sort is None and not found.nth:
        verb = sorts.of_verbs(clause)
        return replace(found, sort=verb) if verb in {"food", "work/book"} else found
    return found


def _in_chinese(clause: str) -> Pointer:
    clause = _OPENING_THAT.sub("，", clause)
    clause = _NOT_POINTING.sub(lambda match: "，" * len(match[0]), clause)
    matches = list(_CHINESE.finditer(clause))
    several = any(match["both"] for match in matches)
    match = next((match for match in matches if not match["both"]), None)
    if match is None:
        return Pointer(overt=False, plural=several and "两" in clause, count=2 if "两" in clause and several else 0)
    if match["people"]:
        plural = len(match["people"]) > 1
        return Pointer("person", plural=plural, count=2 * match["people"].endswith("俩"), whose=bool(match["whose"]))
    if match["it"]:
        return Pointer(plural=match["it"].endswith("们"), lifeless=True)
    if match["ordinal"]:
        named = {"前者": 1, "后者": -1}.get(match["ordinal"]) or _number(match["nth"])
        return Pointer(nth=named)
    if match["here"] and not match["noun"]:
        return Pointer("place")
    sort = sorts.of_noun(match["noun"]) if match["noun"] else None
    count = _number(match["count"]) if match["count"] else 0
    plural = bool(match["some"]) or count > 1 or match["count"] == "几"
    return Pointer(sort or sorts.of_measure(match["measure"] or ""), plural=plural, count=count if plural else 0)


def _in_english(clause: str) -> Pointer:
    match = _ENGLISH.search(clause)
    if match is None:
        return Pointer(overt=False)
    noun = sorts.of_noun(match["noun"] or match["some"] or "")
    if match["ordinal"]:
        return Pointer(nth={"former": 1, "latter": -1}.get(match["ordinal"]) or _number(match["nth"]))
    return Pointer(
        "person" if match["people"] else "place" if match["here"] else noun,
        plural=bool(match["them"] or match["both"]),
        count=2 if match["both"] else 0,
        lifeless=bool(match["it"]),
        whose=bool(match["whose"]),
    )


def _number(word: str) -> int:
    return int(word) if word.isdigit() else _NUMBERS.get(word, 0)
