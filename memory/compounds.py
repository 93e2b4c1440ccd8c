"""Whether two names made of parts are one, because each part of the one is another name of a part of the other.

炸土豆片 is 炸马铃薯片, 科幻片 is 科幻电影, 香水的味道 is 香水味, 爵士音乐 is 爵士. Pure, given what is known of the parts.
"""

import re
from collections.abc import Callable

from memory.thesaurus import Parts

LONGEST = 14
FILLER = re.compile(r"(?<=.)[的之](?=.)|(?<=..)类(?=..)")
Same = Callable[[str, str], bool]


def same_by_parts(one: str, other: str, same: Same, parts: Parts) -> bool:
    """Whether the keys differ only in parts that are one; `same` answers for parts that are names themselves."""
    if max(len(one), len(other)) > LONGEST or (one.isascii() and other.isascii()):
        return False
    one, other = _without_fillers(one), _without_fillers(other)
    if one == other:
        return True
    before = _common_prefix(one, other)
    after = _common_prefix(one[before:][::-1], other[before:][::-1])
    if not before and not after:
        return _two_parts(one, other, same, parts)
    return _one_part(one, other, before, after, same, parts) or _two_parts(one, other, same, parts)


def _without_fillers(key: str) -> str:
    """A key without the words that only join two parts of it: 推理类小说, 下雨的声音."""
    return FILLER.sub("", key)


def _one_part(one: str, other: str, before: int, after: int, same: Same, parts: Parts) -> bool:
    """Whether they are alike but for one part, whose borders may lie within what they share."""
    for start in range(before, max(before - 4, -1), -1):
        for rest in range(after, max(after - 4, -1), -1):
            if start + rest == 0:
                continue
            x, y = one[start : len(one) - rest], other[start : len(other) - rest]
            if x and y and _same_part(x, y, at_start=start == 0, at_end=rest == 0, same=same, parts=parts):
                return True
    return False


def _two_parts(one: str, other: str, same: Same, parts: Parts) -> bool:
    """Whether both fall into two parts that are pairwise one."""
    for cut in range(1, len(one)):
        for other_cut in range(1, len(other)):
            heads = one[cut:], other[other_cut:]
            if not _same_part(*heads, at_start=False, at_end=True, same=same, parts=parts):
                continue
            if _same_part(one[:cut], other[:other_cut], at_start=True, at_end=False, same=same, parts=parts):
                return True
    return False


def _same_part(x: str, y: str, *, at_start: bool, at_end: bool, same: Same, parts: Parts) -> bool:
    if x == y:
        return True
    nothing: frozenset[int] = frozenset()
    if at_end and parts.ends.get(x, nothing) & parts.ends.get(y, nothing):
        return True
    if at_start and parts.beginnings.get(x, nothing) & parts.beginnings.get(y, nothing):
        return True
    return len(x) > 1 and len(y) > 1 and same(x, y)


def _common_prefix(one: str, other: str) -> int:
    length = 0
    for x, y in zip(one, other, strict=False):
        if x != y:
            break
        length += 1
    return length


def same_word_by_word(words: tuple[str, ...], name: str, translates: Same) -> bool:
    """Whether the Chinese name is the English words put one after another: red dress, 红裙子."""
    if not words:
        return not name
    return any(
        translates(words[0], name[:cut]) and same_word_by_word(words[1:], name[cut:], translates)
        for cut in range(1, len(name) - len(words) + 2)
    )
