"""Folding: one spelling for many, with the way back to the user's own characters.

The grammar and the classifier read folded text (NFKC, lower case, simplified characters, no stray spaces); what they
find is cut out of the source again, so that an object is always a copy of what the user wrote.
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib import resources

LONGEST_READ = 2_000
"""Characters. What is longer is a pasted document, not somebody speaking of themselves."""
SEEN_HEAD, SEEN_TAIL = 360, 160
"""Of what is longer than both only the beginning and the end are looked at: there people speak of themselves."""

_SPELLINGS = {"喜翻": "喜欢", "喜番": "喜欢", "稀饭你": "喜欢你", "锺意": "钟意", "钟异": "钟意"}
"""Playful spellings, each as long as what it stands for."""
_MARKUP = re.compile(r"</?[A-Za-z][^<>\n]{0,60}>|\x1b\[[0-9;]*[A-Za-z]")
"""Tags and terminal sequences name nothing."""
_DASHES = dict.fromkeys("~〜～—–━", "~")


@dataclass(frozen=True, slots=True)
class Folded:
    """`text` is what is analysed; `offsets[i]` is where its character i stands in `source`."""

    source: str
    text: str
    offsets: tuple[int, ...]

    def cut(self, start: int, end: int) -> str:
        """The source's own characters behind text[start:end], outer blanks removed."""
        first, last = self.span(start, end)
        return self.source[first:last].strip()

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The half-open range of the source that text[start:end] came from."""
        if start >= end:
            return (0, 0)
        return self.offsets[start], self.offsets[end - 1] + 1


@cache
def simplified_characters() -> dict[str, str]:
    """Traditional to simplified, one character to one, from OpenCC's own table (Apache-2.0)."""
    table = resources.files("opencc").joinpath("dictionary/TSCharacters.txt").read_text(encoding="utf-8")
    pairs = (line.split("\t", 1) for line in table.splitlines() if "\t" in line)
    return {old: new.split(" ", 1)[0] for old, new in pairs} | {"著": "着", "妳": "你", "喫": "吃", "祂": "他"}


def is_chinese(character: str) -> bool:
    return "\u3400" <= character <= "\u9fff"


def fold(source: str) -> Folded:
    """`source` folded. Characters that carry nothing (controls, zero width, blanks beside Chinese) are left out."""
    table = simplified_characters()
    kept: list[tuple[str, int]] = []
    marked = {place for mark in _MARKUP.finditer(source) for place in range(*mark.span())}
    for place in _seen(source):
        if place not in marked:
            raw = "\n" if place == SEEN_HEAD < len(source) - SEEN_TAIL else source[place]
            kept.extend((character, place) for character in _fold_character(raw, table))
    kept = _without_stray_blanks(kept)
    text = "".join(character for character, _ in kept)
    for playful, plain in _SPELLINGS.items():
        text = text.replace(playful, plain)
    return Folded(source, text, tuple(place for _, place in kept))


def _seen(source: str) -> Iterable[int]:
    """The places looked at; that behind the head stands for what is left out."""
    if len(source) <= SEEN_HEAD + SEEN_TAIL:
        return range(len(source))
    return (*range(SEEN_HEAD + 1), *range(len(source) - SEEN_TAIL, len(source)))


def _fold_character(raw: str, table: dict[str, str]) -> str:
    if raw == "\n":
        return "\n"
    if raw.isspace():
        return " "
    if unicodedata.category(raw) in {"Cc", "Cf", "Cs", "Cn", "Mn", "Me"}:
        return ""
    character = table.get(raw, raw)
    folded = unicodedata.normalize("NFKC", character).lower()
    folded = folded.replace("’", "'").replace("‘", "'").replace("`", "'")
    return "".join(_DASHES.get(part, part) for part in folded if not part.isspace()) or " "


def _without_stray_blanks(kept: list[tuple[str, int]]) -> list[tuple[str, int]]:
    """Blanks stay only between two words of letters: 我 喜欢 猫 is 我喜欢猫, `i like cats` stays."""
    result: list[tuple[str, int]] = []
    for index, (character, place) in enumerate(kept):
        if character == " ":
            after = kept[index + 1][0] if index + 1 < len(kept) else " "
            if not result or not _latin(result[-1][0]) or not (_latin(after) or after in "\"'(&"):
                continue
        result.append((character, place))
    return result


def _latin(character: str) -> bool:
    return not is_chinese(character) and character not in " \n、，。！？；：《》「」『』【】“”"
