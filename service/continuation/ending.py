"""What the end of an answer looks like, as features: its last words and marks, beside how its other lines end.

Suffixes of characters and words with their parts of speech carry most (as in end-of-turn and sentence-boundary
detection; Kiss and Strunk 2006); how the other lines of the same kind end tells whether this writer closes sentences.
"""

import re
import zlib
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache

from intent.zh import lexicon
from service.continuation.structure import Line

COLUMNS = 2**16
LONGEST_SUFFIX = 7
_TERMINAL = ".!?。！？…～~;；"
CLOSING = "\"'”’」』）)】]}》>*_`|"
_WANTING = "，、,：:（(「『《“【[{—–-/&+=·"
SENTENCE_END = re.compile(r"[.!?](?=\s|[\"'”’)\]*_])|[。！？…；]")
_ENDS = frozenset(_TERMINAL)
COMMA = re.compile(r"[，,、：:]")
_WORD = re.compile(r"[A-Za-z]+(?:['’][A-Za-z]+)?|\d+(?:[.,]\d+)*|[^\s]")


def features(lines: Sequence[Line], known: frozenset[int]) -> Iterator[str]:
    """The features of an answer that ends with these lines, by name; `known` are the hashes of English words."""
    rows = [line for line in lines if line.kind != "blank"]
    if not rows:
        return
    last = rows[-1]
    text = last.words.rstrip() or last.text.strip()
    peers = [line.words for line in rows[:-1] if line.kind == last.kind and line.words]
    habit = _habit(peers)
    shape = "".join(character_class(character) for character in text[-3:])
    alone = "alone" if len(rows) == 1 else "more"
    yield from (f"suffix {text[-length:]}" for length in range(1, min(LONGEST_SUFFIX, len(text)) + 1))
    yield f"shape {shape}"
    yield f"kind {last.kind} {character_class(text[-1:])} {habit} {alone}"
    yield f"class {character_class(text[-1:])} {habit}"
    yield f"length {_bucket(len(text))} {character_class(text[-1:])} {alone} {last.kind}"
    yield f"unended {_bucket(since_terminal(text))} {character_class(text[-1:])} {habit}"
    yield f"longer {_relative(text, peers)} {character_class(text[-1:])} {last.kind} {habit}"
    own = len(lines) > len(rows) and stands_alone(lines)
    before = is_terminal(rows[-2].words) if len(rows) > 1 else None
    yield f"alone {own} {_bucket(len(text))} {character_class(text[-1:])} {before} {last.text.lstrip()[:1] in '—–-*'}"
    inner = min(2, len(SENTENCE_END.findall(text[:-1])))
    overall = _habit([line.words for line in rows[:-1] if line.kind == "prose" and len(line.words) > 20])
    cross = f"{character_class(text[-1:])} {inner}"
    yield f"inner {cross} {last.kind}"
    yield f"inner {cross} {habit}"
    yield f"inner {cross} {_bucket(len(text))}"
    yield f"overall {character_class(text[-1:])} {overall} {last.kind} {habit}"
    yield f"rows {_bucket(len(rows))} {character_class(text[-1:])} {last.kind}"
    yield f"commas {min(3, len(COMMA.findall(text)))} {cross} {last.kind}"
    yield from _words(text, known, habit, alone)


@lru_cache(maxsize=4096)  # the shape of an answer asks it of each line several times
def is_terminal(text: str) -> bool:
    """Whether a line ends as a sentence does, closing marks aside."""
    return text.rstrip().rstrip(CLOSING)[-1:] in _ENDS


def stands_alone(lines: Sequence[Line]) -> bool:
    """Whether the last line has a blank one before it, as a signature and a new paragraph have."""
    written = [at for at, line in enumerate(lines) if line.kind != "blank"]
    return written[-1] > 0 and lines[written[-1] - 1].kind == "blank"


def column(feature: str) -> int:
    return zlib.crc32(feature.encode("utf-8", "surrogatepass")) % COLUMNS


def word_hash(word: str) -> int:
    return zlib.crc32(word.lower().encode())


def _words(text: str, known: frozenset[int], habit: str, alone: str) -> Iterator[str]:
    """The last words: as they are, whether they are known, and of which part of speech the Chinese ones are."""
    words = _WORD.findall(text[-160:])
    last = words[-1] if words else ""
    for length in (1, 2, 3):
        yield f"words {' '.join(word.lower() for word in words[-length:])}"
    if last.isascii() and last[:1].isalpha():
        cut = text[-len(last) - 1 : -len(last)]
        is_known = "known" if word_hash(last) in known else "new"
        case = "upper" if last[:1].isupper() else "lower"
        yield f"letters {is_known} {case} {habit} {alone}"
        yield f"letters {is_known} {case} {min(len(last), 6)} {cut.isspace()}"
    tail = re.search(r"[\u4e00-\u9fff]{1,12}$", text)
    if tail:
        cut_words = lexicon.cut(tuple(tail[0]))
        parts = [word.part or "?" for word in cut_words]
        written = [tail[0][word.start : word.end] for word in cut_words]
        yield f"part {parts[-1]} {len(written[-1])} {habit} {alone}"
        yield f"parts {' '.join(parts[-2:])} {len(written[-1])}"
        yield f"parts3 {' '.join(parts[-3:])}"
        yield f"word {written[-1]}"
        yield f"word2 {' '.join(written[-2:])}"


def _habit(peers: Sequence[str]) -> str:
    """Whether the other lines of this kind end as sentences do."""
    if not peers:
        return "none"
    share = sum(is_terminal(peer) for peer in peers) / len(peers)
    return "always" if share > 0.9 else "mostly" if share > 0.5 else "seldom" if share > 0.1 else "never"


def _relative(text: str, peers: Sequence[str]) -> str:
    if not peers:
        return "none"
    mean = sum(map(len, peers)) / len(peers)
    ratio = len(text) / max(mean, 1.0)
    return "much shorter" if ratio < 0.35 else "shorter" if ratio < 0.75 else "alike" if ratio < 1.5 else "longer"


def since_terminal(text: str) -> int:
    """How many characters stand behind the last mark that ends a sentence before the very end."""
    bare = text.rstrip(CLOSING + _TERMINAL)
    return len(bare) - max((bare.rfind(mark) for mark in _TERMINAL), default=-1)


def _bucket(length: int) -> int:
    return length.bit_length()


def character_class(character: str) -> str:
    """A letter for what the character is: the sorts that end an answer apart from those that do not."""
    if not character:
        return "0"
    return next(sign for sign, belongs in _CLASSES if belongs(character))


_CLASSES: tuple[tuple[str, Callable[[str], bool]], ...] = (
    ("t", lambda character: character in _TERMINAL),
    ("c", lambda character: character in CLOSING),
    ("w", lambda character: character in _WANTING),
    ("h", lambda character: "\u4e00" <= character <= "\u9fff"),
    ("s", str.isspace),
    ("d", str.isdigit),
    ("U", lambda character: character.isascii() and character.isupper()),
    ("l", lambda character: character.isascii() and character.isalpha()),
    ("e", lambda character: character > "\u2190"),
    ("o", lambda _: True),
)
