"""What is nearest to a text: meaning mixed with words. Pure, given the vectors."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

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


class Names:
    """Folded names, asked again and again how much of each stands in a text. Thousands take well under 1 ms a text.

    Each is kept as its bigrams, one of a single character as that; a text's are looked up among all of them at once.
    """

    def __init__(self, names: Sequence[str]) -> None:
        lengths = np.fromiter(map(len, names), dtype=np.int64, count=len(names))
        owners = np.repeat(np.arange(len(names)), lengths)
        characters = _characters("".join(names))
        within_one = owners[:-1] == owners[1:]
        alone = lengths[owners] == 1
        grams = np.concatenate([_pairs(characters)[within_one], characters[alone]])
        self._grams, self._which = np.unique(grams, return_inverse=True)
        self._owners = np.concatenate([owners[:-1][within_one], owners[alone]])
        self._totals = np.maximum(np.bincount(self._owners, minlength=len(names)), 1)
        self._names = names
        self._whole = np.fromiter((name.isascii() and len(name) > 2 for name in names), dtype=bool, count=len(names))

    def overlaps(self, text: str) -> NDArray[np.float64]:
        """For each name, 1 if it stands in the folded text; for Chinese else the share of its bigrams that do."""
        characters = _characters(text)
        asked = np.unique(np.concatenate([_pairs(characters), characters]))
        there = np.isin(self._grams, asked, assume_unique=True)
        found = np.bincount(self._owners, weights=there[self._which], minlength=len(self._names))
        shares: NDArray[np.float64] = found / self._totals
        shares[self._whole & (shares < 1)] = 0
        for at in np.flatnonzero(self._whole & (shares == 1)).tolist():
            shares[at] = self._names[at] in text
        return shares


def _characters(text: str) -> NDArray[np.uint64]:
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype="<u4").astype(np.uint64)


def _pairs(characters: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """Each character with the one behind it, as one number; no single character has so high a one."""
    return (characters[:-1] << np.uint64(32)) | characters[1:]


def matrix_of(vectors: Sequence[bytes | None], dimensions: int) -> NDArray[np.float32]:
    """The vectors as rows, shape (their number, `dimensions`); zeros for none and for one of other dimensions."""
    nothing = bytes(4 * dimensions)
    rows = (vector if vector is not None and len(vector) == len(nothing) else nothing for vector in vectors)
    return np.frombuffer(b"".join(rows), dtype="<f4").reshape(len(vectors), dimensions)


def mixed(cosines: NDArray[np.float32], overlaps: NDArray[np.float64]) -> NDArray[np.float64]:
    return cosines + WORDS_WEIGHT * overlaps


def nearness(cohort: NDArray[np.float32], query: NDArray[np.float32]) -> float:
    """The cosine with `query` from which on a thing counts as near, from how the cohort lies to it.

    The cohort's normalisation is that of speaker verification (T-norm; Auckenthaler et al. 2000): the scores of one
    query are comparable to those of another only by how it scores what has nothing to do with it.
    """
    background = cohort @ query
    return float(background.mean() + FAR * background.std())


def tokens_of(name: str, condition: str | None) -> int:
    """About how many tokens a prompt's line on it takes: one a Chinese character, one for four others, eight around."""
    text = name + (condition or "")
    wide = sum(character > "\u2e7f" for character in text)
    return 8 + wide + (len(text) - wide + 3) // 4
