"""All that a message names, whichever its language: by itself, and by what its sentences say is liked."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache

from intent import slots, sorts
from intent.mention import FOCUS, TOPIC, Mention
from intent.mentions_en import PLAIN, english
from intent.mentions_zh import chinese
from intent.names_zh import Clause, is_plain, is_whole, sort_of
from intent.text import fold, is_chinese, simplified_characters

LONGEST_LOOKED_AT = 600
"""Characters of one message, from its end."""
NEAR, FAR = 60, 20
"""Characters at each end of a message that are read word by word, of the latest one and of those before: at 4
microseconds each the rest would take longer than reading the message itself."""
_LONGEST_CLAIM = 40
"""Characters of a sentence that the grammar reads for what it says is liked; it takes 20 microseconds for each."""
_ATTITUDE = re.compile(
    r"喜欢|爱|讨厌|粉丝|感兴趣|偏好|怕|\b(?:like|love|enjoy|hate|fan|prefer|into|favou?rite)", re.IGNORECASE
)
_DOING = re.compile(r"[看听吃喝玩读聽讀](?=[\u4e00-\u9fff]{2})")
_LONGEST_JOIN = 10
_LISTED_BEFORE = re.compile(r"[》\"”]?\s*(?:、|[和与跟或]|以及|还有|还是|&|and\b|or\b)")
_LISTED_BEHIND = re.compile(r"(?:、|[和与跟]|以及|还有|还是|或者?|&|\band|\bor)\s*[《\"“]?$")
_SENTENCES = re.compile(r"[^。.!！?？\n;；]+[。.!！?？]?")
_JOIN = re.compile(r"[\s\"”“]*(?:、|和|与|跟|以及|还有|还是|或者?|,|，|&|,? and|,? or|,? but)[\s\"”“]*")


@dataclass(frozen=True, slots=True)
class Named:
    """A mention with the words it was made in."""

    name: str
    mention: Mention
    open: bool = False
    """In a list with something that was not read as a name: which member is meant cannot be told."""

    @property
    def key(self) -> str:
        """The same for a thing named twice."""
        return self.name.strip("《》").casefold()


def named(text: str, reach: int) -> list[Named]:
    """All that a message names, in its order, each place once; word by word only `reach` from both its ends."""
    begin = max(0, len(text) - LONGEST_LOOKED_AT)
    seen = text[begin:]
    plain = seen.translate(_simplifying())
    found = list(chinese(seen, plain, reach) if any(map(is_chinese, plain)) else english(seen, reach))
    for liked in _liked(seen):
        found = [replace(one, standing=max(one.standing, liked.standing)) if one.meets(liked) else one for one in found]
        if not any(one.meets(liked) for one in found):
            found.append(liked)
    ordered = [replace(one, start=one.start + begin, end=one.end + begin) for one in found]
    ordered.sort(key=lambda one: one.start)
    return list(_in_lists(text, _levelled(text, ordered)))


def joined(text: str, one: Mention, other: Mention) -> bool:
    """Whether two mentions are neighbours in a list."""
    return other.start - one.end < _LONGEST_JOIN and bool(_JOIN.fullmatch(text[one.end : other.start]))


def _levelled(text: str, mentions: list[Mention]) -> list[Mention]:
    """The members of a list stand equally, and are of one sort."""
    for index in range(1, len(mentions)):
        before, here = mentions[index - 1 : index + 1]
        if joined(text, before, here):
            standing = max(before.standing, here.standing)
            mentions[index] = replace(here, standing=standing, sort=here.sort or before.sort)
            mentions[index - 1] = replace(before, standing=standing, sort=before.sort or here.sort)
    return mentions


def _in_lists(text: str, mentions: list[Mention]) -> Iterator[Named]:
    for index, one in enumerate(mentions):
        before, after = mentions[index - 1 : index] if index else [], mentions[index + 1 : index + 2]
        led = _LISTED_BEHIND.search(text[max(0, one.start - 6) : one.start]) and not (
            before and joined(text, before[0], one)
        )
        follows = _LISTED_BEFORE.match(text[one.end :]) and not (after and joined(text, one, after[0]))
        yield Named(text[one.start : one.end].strip(), one, open=bool(led or follows))


@cache
def _simplifying() -> dict[int, str]:
    return {ord(old): new for old, new in simplified_characters().items() if len(new) == 1}


def _liked(text: str) -> Iterator[Mention]:
    """What the last short sentence with an attitude says is liked or not, by whomever: 你喜欢周杰伦吗."""
    sentences = [found for found in _SENTENCES.finditer(text) if len(found[0]) <= _LONGEST_CLAIM]
    sentence = next((found for found in reversed(sentences) if _ATTITUDE.search(found[0])), None)
    if sentence is None:
        return
    analysis = slots.analyse(fold(sentence[0]))
    last = not text[sentence.end() :].strip()
    for claim in analysis.claims:
        standing = FOCUS if claim.scope == "asked" and last else TOPIC
        for place in claim.objects:
            start, end = (sentence.start() + offset for offset in analysis.folded.span(*place))
            start += bool(_DOING.match(text[start:end]))
            yield from _plain(text, start, end, standing)


def _plain(text: str, start: int, end: int, standing: int) -> Iterator[Mention]:
    """What is liked, where its words make one name."""
    name = text[start:end].translate(_simplifying())
    if not any(map(is_chinese, name)):
        if PLAIN.fullmatch(name):
            yield Mention(start, end, sorts.of_noun(name.lower()), standing, common=True)
        return
    clause = Clause.cut(name)
    if is_whole(clause, 0, len(clause.words)):
        yield Mention(start, end, sort_of(name), standing, common=is_plain(clause, 0, len(clause.words)))
