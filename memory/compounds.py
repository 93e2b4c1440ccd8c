"""Whether two names made of parts are one, because each part of the one is another name of a part of the other.

炸土豆片 is 炸马铃薯片, 科幻片 is 科幻电影, 香水的味道 is 香水味, red dress is 红裙子. Pure, given the parts.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass

from memory.thesaurus import Parts

LONGEST = 14
REACH = 3
"""So many characters on either side may be shared and yet belong to the part in which they differ."""
FILLER = re.compile(r"(?<=.)[的之](?=.)|(?<=..)类(?=..)")
"""What only joins two parts: 推理类小说, 下雨的声音."""
Same = Callable[[str, str], bool]


@dataclass(frozen=True, slots=True)
class Compounds:
    """Compares names part by part: `same` answers for parts that are names themselves, `parts` for all others."""

    same: Same
    parts: Parts

    def are_one(self, one: str, other: str) -> bool:
        """Whether two keys, at least one of them Chinese, differ only in parts that are one."""
        if max(len(one), len(other)) > LONGEST or (one.isascii() and other.isascii()):
            return False
        one, other = FILLER.sub("", one), FILLER.sub("", other)
        return one == other or self._one_part(one, other) or self._two_parts(one, other)

    def _one_part(self, one: str, other: str) -> bool:
        """Whether they are alike but for one part, whose borders may lie within what they share."""
        before = _common_prefix(one, other)
        after = _common_prefix(one[before:][::-1], other[before:][::-1])
        for start in range(before, max(before - REACH, 0) - 1, -1):
            for rest in range(after, max(after - REACH, 0) - 1, -1):
                part, its = one[start : len(one) - rest], other[start : len(other) - rest]
                if start + rest and part and its and self._same(part, its, at_start=start == 0, at_end=rest == 0):
                    return True
        return False

    def _two_parts(self, one: str, other: str) -> bool:
        """Whether both fall into two parts that are pairwise one."""
        return any(
            self._same(one[cut:], other[its:], at_start=False, at_end=True)
            and self._same(one[:cut], other[:its], at_start=True, at_end=False)
            for cut in range(1, len(one))
            for its in range(1, len(other))
        )

    def _same(self, part: str, its: str, *, at_start: bool, at_end: bool) -> bool:
        return (
            part == its
            or (at_end and _share(self.parts.ends, part, its))
            or (at_start and _share(self.parts.beginnings, part, its))
            or (len(part) > 1 and len(its) > 1 and self.same(part, its))
        )


def same_word_by_word(words: tuple[str, ...], name: str, translates: Same) -> bool:
    """Whether the Chinese name is the English words put one after another: red dress, 红裙子."""
    if not words:
        return not name
    return any(
        translates(words[0], name[:cut]) and same_word_by_word(words[1:], name[cut:], translates)
        for cut in range(1, len(name) - len(words) + 2)
    )


def _share(groups: dict[str, frozenset[int]], part: str, its: str) -> bool:
    return not groups.get(part, frozenset[int]()).isdisjoint(groups.get(its, ()))


def _common_prefix(one: str, other: str) -> int:
    pairs = zip(one, other, strict=False)
    return next((at for at, (x, y) in enumerate(pairs) if x != y), min(len(one), len(other)))
