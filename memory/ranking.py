"""What is nearest to a text: meaning mixed with words. Pure, given the vectors."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from memory.model import Preference, Recalled

WORDS_WEIGHT = 0.1
"""A name that stands in the text word for word counts this much cosine: about what lies between a near thing and a far
one in multilingual-e5-small, whose cosines keep to a narrow band (0.82 to 0.92)."""
FAR = 2.5
"""A thing is near when its cosine exceeds the cohort's mean by so many standard deviations.

With multilingual-e5-small, 2.0 lets 旅行 in for 饮料, and 3.0 leaves 游泳 and 足球 out for 运动.
"""
# fmt: off
COHORT = (
    "天空", "银行", "钥匙", "皮肤", "数字", "桌子", "法律", "战争", "星期三", "石头", "邻居", "政府", "价格", "骨头",
)
# fmt: on
"""Things that are about nothing in particular; how near they come to a text tells how near is no nearness."""


class Words:
    """A folded text, asked again and again how much of a name stands in it."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._characters = set(text)
        self._pairs = {text[at : at + 2] for at in range(len(text) - 1)}

    def overlap(self, name_key: str) -> float:
        """1 for a folded name that stands in the text; for Chinese else the share of its bigrams that do."""
        if self._characters.isdisjoint(name_key):
            return 0.0
        if name_key in self._text:
            return 1.0
        if len(name_key) < 3 or name_key.isascii():
            return 0.0
        pairs = {name_key[at : at + 2] for at in range(len(name_key) - 1)}
        return len(pairs & self._pairs) / len(pairs)


def cosines(rows: Sequence[bytes | None], query: NDArray[np.float32]) -> NDArray[np.float32]:
    """The cosine of each row with the query (unit vectors); 0 where there is no row, or one of other dimensions."""
    result = np.zeros(len(rows), dtype=np.float32)
    present = [at for at, row in enumerate(rows) if row is not None and len(row) == 4 * len(query)]
    if present:
        matrix = np.frombuffer(b"".join(rows[at] or b"" for at in present), dtype="<f4").reshape(len(present), -1)
        result[present] = matrix @ query
    return result


def mixed(cosine: float, overlap: float) -> float:
    return cosine + WORDS_WEIGHT * overlap


def nearness(cohort: NDArray[np.float32], query: NDArray[np.float32]) -> float:
    """The cosine with `query` from which on a thing counts as near, from how the cohort lies to it.

    The cohort's normalisation is that of speaker verification (T-norm; Auckenthaler et al. 2000): the scores of one
    query are comparable to those of another only by how it scores what has nothing to do with it.
    """
    background = cohort @ query
    return float(background.mean() + FAR * background.std())


def within(recalled: Sequence[Recalled], limit: int | None, budget_tokens: int | None) -> tuple[Recalled, ...]:
    """The first of `recalled` that fit; those that are `always` told count, but are never left out."""
    kept: list[Recalled] = []
    spent = 0
    for each in recalled:
        cost = tokens_of(each.preference)
        full = (limit is not None and len(kept) >= limit) or (
            budget_tokens is not None and spent + cost > budget_tokens
        )
        if full and each.because != "always":
            break
        kept.append(each)
        spent += cost
    return tuple(kept)


def tokens_of(preference: Preference) -> int:
    """About how many tokens a prompt's line on it takes: one a Chinese character, one for four others, eight around."""
    text = preference.object + (preference.condition or "")
    wide = sum(character > "\u2e7f" for character in text)
    return 8 + wide + (len(text) - wide + 3) // 4
