"""Folding as messages are typed: what blanks mean between Chinese words, and what is no wording at all.

我怕冷 冬天去哪玩 has two clauses and 猫 狗 兔子 three things, but 我 喜欢 猫 is one clause with room in it. A blank so
stands for a comma, unless what is before it cannot end a clause or the whole message is written with room.
"""

import re
from dataclasses import replace

from intent.text import SEEN_HEAD, SEEN_TAIL, Folded, fold

_NO_WORDING = re.compile(
    r"https?://[^\s\u3000-\u303f\uff00-\uff0f]+|<(script|style)\b.{0,2000}?</\1\s*>", re.DOTALL | re.IGNORECASE
)
"""Addresses and programs: nobody says of themselves what stands in them."""
_HAN = "\u3400-\u9fff"
_BLANK = re.compile(rf"(?<=[{_HAN}])[ \t\u3000]+(?=[{_HAN}])")
_OPEN = re.compile(
    r"(?:我|你|您|他|她|它|们|喜欢|喜歡|中意|讨厌|討厭|爱|愛|怕|恨|烦|迷|不|没|很|超|超级|最|太|真|好|更|特别|非常|有点|"
    r"也|都|就|只|还|又|再|吃|喝|看|听|玩|的|得|地|是|对|對|和|跟|与|或|还有|比|除了|因为|所以|但是|但|可是|把|被|在|从|给|"
    r"以后|别|请|叫)$"
)
"""What a clause does not end with."""
_ROOMY = 2.0
"""Characters that the parts of a message have at most, on average, if it is written with room."""


def folded(text: str) -> Folded:
    """`text` folded, with commas for the blanks that separate and without what is no wording."""
    if len(text) > SEEN_HEAD + SEEN_TAIL:
        return fold(text)
    said = _NO_WORDING.sub(lambda found: " " * len(found[0]), text)
    return replace(fold(_separated(said)), source=text)


def _separated(text: str) -> str:
    """`text`, as long as before, with a comma in place of each blank that separates."""
    parts = re.findall(rf"[{_HAN}]+", text)
    if not parts or (sum(map(len, parts)) <= _ROOMY * len(parts) and _OPEN.search(parts[0])):
        return text

    def told(found: re.Match[str]) -> str:
        return found[0] if _OPEN.search(text[: found.start()]) else "，" + found[0][1:]

    return _BLANK.sub(told, text)
