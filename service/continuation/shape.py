"""The shape of an answer and of its end, as numbers: what its lines are, and how this writer ends them.

Whether a line without a full stop is the last one is told less by its words than by its fellows: whoever ended every
paragraph ends the last one too (as in end-of-text models of sentence boundaries; Kiss and Strunk 2006).
"""

import re
from collections.abc import Iterator, Sequence
from math import log1p, tanh

from service.continuation.ending import (
    CLOSING,
    COMMA,
    SENTENCE_END,
    character_class,
    is_terminal,
    since_terminal,
    stands_alone,
)
from service.continuation.structure import Kind, Line

_KINDS: tuple[Kind, ...] = ("prose", "bullet", "numbered", "heading", "table", "quote", "code", "fence")
_CLASSES = "tcwhsdUleo"
_SEPARATOR = re.compile("[、，,;；/|·]")
_COMMA_OR_PAUSE = re.compile("[、，,;；]")
_LABEL = re.compile(r"\**[^:：]{1,24}[:：]")
_DASH = re.compile("[—–-]")
_EMOJI = re.compile("[\u2600-\u27bf\U0001f000-\U0001faff]")
CHINESE = re.compile("[\u4e00-\u9fff]")
_LATIN = re.compile("[A-Za-z]+")
_DIGIT = re.compile(r"\d")
_SEEN = 200
"""Characters before the end whose sorts are counted."""
_LONG_PROSE = 20
_TITLE = 9
"""Characters of a line that may be a title or a name, no sentence."""


def shape(lines: Sequence[Line]) -> list[float]:
    """Numbers, none larger than some twenty, of an answer that ends with these lines; empty for an empty one."""
    rows = [line for line in lines if line.kind != "blank"]
    if not rows:
        return []
    last, before = rows[-1], rows[:-1]
    text = last.words.rstrip() or last.text.strip()
    return [*_habits(text, last, lines, before), *_lengths(text, last, rows), *_forms(text, last, lines, before)]


def _habits(text: str, last: Line, lines: Sequence[Line], before: Sequence[Line]) -> Iterator[float]:
    """How many fellows the last line has, and whether they end as sentences: those of several sorts, each apart."""
    peers = [line.words for line in before if line.kind == last.kind and line.words]
    sentences = [line.words for line in before if line.kind in {"prose", "quote", "bullet", "numbered"}]
    sentences = [words for words in sentences if not _announces(words)]
    prose = [line.words for line in before if line.kind in {"prose", "quote"} and not _announces(line.words)]
    groups = (
        peers,
        _run(before, last.kind),
        _block(lines),
        [words for words in prose if len(words) > _LONG_PROSE],
        [words for words in sentences if len(words) >= 0.6 * len(text)],
        [words for words in sentences if len(words) > _TITLE],
    )
    for group in groups:
        yield log1p(len(group))
        yield _share([is_terminal(words) for words in group])
    yield _share([bool(_LABEL.match(words)) for words in peers])
    yield _share([bool(_DASH.search(words)) for words in peers])
    lengths = [len(words) for words in peers] or [0]
    mean = sum(lengths) / len(lengths)
    spread = (sum((length - mean) ** 2 for length in lengths) / len(lengths)) ** 0.5
    yield tanh((len(text) - mean) / max(spread, 1.0) / 2)
    yield from (log1p(mean), log1p(max(lengths)), log1p(min(lengths)), log1p(len(text) / max(mean, 1.0)))


def _lengths(text: str, last: Line, rows: Sequence[Line]) -> Iterator[float]:
    bare = text.rstrip(CLOSING)
    words = text.split()
    latin = _LATIN.findall(text[-_SEEN:])
    segments = _SEPARATOR.split(text)
    counts = (
        len(text),
        len(words),
        len(rows),
        sum(len(line.text) for line in rows),
        len(SENTENCE_END.findall("\0".join(line.text for line in rows if line.kind != "code"))),  # within lines alone
        len(SENTENCE_END.findall(bare[:-1])),
        since_terminal(text),
        len(COMMA.findall(text)),
        len(segments),
        max(map(len, segments)),
        len(segments[-1]),
        len(words[-1]) if words else 0,
        len(rows[-2].words) if len(rows) > 1 else 0,
        len(last.text) - len(last.text.lstrip()),
    )
    yield from map(log1p, counts)
    tail = text[-_SEEN:]
    for sort in (_COMMA_OR_PAUSE, CHINESE, _DIGIT):
        yield len(sort.findall(tail)) / max(len(tail), 1)
    yield sum(word[0].isupper() for word in latin) / max(len(latin), 1)


def _forms(text: str, last: Line, lines: Sequence[Line], before: Sequence[Line]) -> Iterator[float]:
    bare = text.rstrip(CLOSING)
    previous = before[-1] if before else None
    yield from (float(last.kind == kind) for kind in _KINDS)
    yield from (float(previous is not None and previous.kind == kind) for kind in _KINDS)
    yield from (float(character_class(text[-1:]) == sign) for sign in _CLASSES)
    yield from (float(character_class(bare[-1:]) == sign) for sign in _CLASSES)
    start, final = last.text.lstrip(), (text.split() or [""])[-1]
    facts = (
        is_terminal(text),
        stands_alone(lines),
        previous is not None and is_terminal(previous.words),
        previous is not None and _announces(previous.words),
        previous is None,
        bool(_LABEL.match(text)),
        bool(_DASH.search(text)),
        bool(_EMOJI.search(text[-3:])),
        start[:1] in "—–-",
        start[:1] == "#",
        start[:1] == "[",
        start[:1] in "*【（(",
        text[:1].islower(),
        text.startswith("**") and text.endswith("**") and text.count("**") == 2,
        "**" in text,
        text.count("*") % 2 == 1,
        text.endswith("$"),
        text.count("$") % 2 == 1,
        text.endswith("`"),
        text.count("`") % 2 == 1,
        text.count('"') % 2 == 1,
        final.startswith(("#", "@")),
        "http" in final or "www" in final,
        final.endswith("]"),
        "=" in text,
        "→" in text,
        "#" in text,
        bool(re.search(r"\d[.,:]?$", bare)),
    )
    yield from map(float, facts)


def _announces(words: str) -> bool:
    """Whether a line ends with a colon, so that its end tells nothing of sentences."""
    return words.rstrip("*_ ").endswith((":", "："))


def _run(before: Sequence[Line], kind: Kind) -> list[str]:
    """The lines of this kind that stand right before the last one."""
    found: list[str] = []
    for line in reversed(before):
        if line.kind != kind:
            break
        found.append(line.words)
    return found


def _block(lines: Sequence[Line]) -> list[str]:
    """The lines between the last blank one and the last line."""
    written = [at for at, line in enumerate(lines) if line.kind != "blank"][-1]
    found: list[str] = []
    for line in reversed(lines[:written]):
        if line.kind == "blank":
            break
        found.append(line.words)
    return found


def _share(held: Sequence[bool]) -> float:
    """From -1, none, to 1, all; 0 where there is nothing to tell from."""
    return 2 * sum(held) / len(held) - 1 if held else 0.0
