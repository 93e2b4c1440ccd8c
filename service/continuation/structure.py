"""What an answer leaves open: fences, brackets, tables, JSON, promised lists. Facts of the text, no guesses.

Markdown is read by lines, as CommonMark 0.31 has it; what stands in code is no structure of the answer. A text that
parses as a whole is whole, whatever its last words look like.
"""

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

Kind = Literal["blank", "fence", "code", "heading", "numbered", "bullet", "table", "quote", "prose"]

_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})\s*([^`\n]*)$")
_MARKED = re.compile(
    r"(?P<heading> {0,3}#{1,6}(?:\s|$))"
    r"|(?P<bullet>\s*(?:[-*+•◦▪·●○‣–—]|\[[ x]\])\s+)"
    r"|(?P<numbered>\s*[*_]{0,2}(?:第)?(?P<number>\d{1,3}|[一二三四五六七八九十]{1,3})[.、)）．：:](?!\d)[*_]{0,2}\s*)"
    r"|(?P<table>\s*\|)"
    r"|(?P<quote>\s*>)"
)
_OF_MARK: dict[str, Kind] = {kind: kind for kind in ("heading", "bullet", "numbered", "table", "quote")}
_RULE = re.compile(r"\s*\|?[\s:|-]*-{2,}[\s:|-]*$")
_INLINE_CODE = re.compile(r"(`+)(?!`).*?(?<!`)\1(?!`)", re.DOTALL)
_STRONG = re.compile(r"(?<!\*)\*\*(?=[^\s*])|(?<=[^\s*])\*\*(?!\*)")
_PAIRS = {
    "（": "）",
    "(": ")",
    "《": "》",
    "「": "」",
    "『": "』",
    "【": "】",
    "[": "]",
    "{": "}",
    "“": "”",
    "〈": "〉",
}
_BRACKETS = re.compile(f"[{re.escape(''.join(_PAIRS) + ''.join(_PAIRS.values()))}]")
_ALIKE = str.maketrans("（）", "()")
_FACE = re.compile(r"[:;=8xX][-'o^]?$")
"""What makes a smile or a frown of the bracket behind it."""
_BEGUN_WORD = re.compile(r"(?:t(?:r(?:ue?)?)?|f(?:a(?:l(?:se?)?)?)?|n(?:u(?:ll?)?)?|-)?$")
_NUMBER = {name: number for number, name in enumerate("零一二三四五六七八九十")} | {"两": 2, "几": 0}
_ENGLISH = "zero one two three four five six seven eight nine ten eleven twelve"
_ENGLISH_NUMBER = {name: number for number, name in enumerate(_ENGLISH.split())}
_PROMISE = re.compile(
    r"(?<![\d第.])(?P<zh>\d{1,2}|[两二三四五六七八九十]{1,2})\s*(?:大|个|种|条|点|步|项|款|道|件|首|部|本|位|类|方面|句|则|招|段)"
    r"(?!\w{0,3}(?:人|月|小时|星期|钟|世纪|年))"
    r"|\b(?P<en>\d{1,2}|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)\s+(?:[a-z-]+\s+){0,3}[a-z]{3,}s\b",
    re.IGNORECASE,
)
_LONGEST_JSON = 200_000
MOST_PROMISED = 20
"""A larger number counts something else."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line: what it is, and its words without what marks it as such; `number` is a list item's own."""

    kind: Kind
    text: str
    words: str
    number: int | None = None


def lines_of(text: str) -> list[Line]:
    """Every line of the text with its kind; `fence` opens or closes, `code` lies between."""
    found: list[Line] = []
    mark = ""
    for text_of_line in text.split("\n"):
        fence = _FENCE.match(text_of_line)
        if mark:
            closes = fence and fence[1].startswith(mark) and not fence[2].strip()
            found.append(Line("fence" if closes else "code", text_of_line, text_of_line))
            mark = "" if closes else mark
        elif fence:
            found.append(Line("fence", text_of_line, ""))
            mark = fence[1]
        else:
            found.append(_line(text_of_line))
    return found


def _line(text: str) -> Line:
    if not text.strip():
        return Line("blank", text, "")
    marked = _MARKED.match(text)
    if marked is None:
        return Line("prose", text, text.strip())
    number = _as_number(marked["number"]) if marked["number"] else None
    return Line(_OF_MARK[marked.lastgroup or ""], text, text[marked.end() :].strip(), number)


def in_fence(lines: Sequence[Line]) -> bool:
    return sum(line.kind == "fence" for line in lines) % 2 == 1


def is_whole(text: str, lines: Sequence[Line]) -> bool:
    """Whether it parses to its end: JSON, or a closed fence with nothing behind it."""
    last = next((line for line in reversed(lines) if line.kind != "blank"), None)
    if last is not None and last.kind == "fence" and not in_fence(lines):
        return True
    return _json(text) == "whole"


def open_parts(text: str, lines: Sequence[Line]) -> Iterator[str]:
    """Names of what is left open, the surest first."""
    if in_fence(lines):
        yield "open_fence"
        return
    if _json(text) == "open":
        yield "open_json"
        return
    yield from _open_table(lines)
    paragraph = _last_paragraph(lines)
    yield from (f"open_bracket:{mark}" for mark in _open_brackets(paragraph))
    if len(_STRONG.findall(paragraph)) % 2:
        yield "open_emphasis"
    prose = _INLINE_CODE.sub("", "\n".join(line.text for line in lines if line.kind not in {"fence", "code"}))
    if prose.count("$$") % 2 or prose.count("\\[") > prose.count("\\]"):
        yield "open_formula"
    yield from _unkept_promise(lines)


def _json(text: str) -> Literal["whole", "open", "none"]:
    stripped = text.strip()
    if len(stripped) < 2 or stripped[0] not in "{[" or len(stripped) > _LONGEST_JSON:
        return "none"
    try:
        json.loads(stripped)
    except json.JSONDecodeError as error:
        begun = bool(re.match(r'[\[{]\s*(?:["{\[]|-?\d|true|false|null|$)', stripped))
        unfinished = error.msg.startswith("Unterminated string") or bool(_BEGUN_WORD.match(stripped, error.pos))
        return "open" if begun and unfinished else "none"
    except RecursionError:
        return "none"
    return "whole"


def _open_table(lines: Sequence[Line]) -> Iterator[str]:
    rows = [line for line in lines if line.kind != "blank"]
    if not rows or rows[-1].kind != "table":
        return
    last = rows[-1].text.rstrip()
    before = rows[-2].text.rstrip() if len(rows) > 1 and rows[-2].kind == "table" else ""
    is_short = bool(before) and last.count("|") < before.count("|")
    if (before.endswith("|") and not last.endswith("|")) or is_short or _RULE.match(last) or not before:
        yield "open_table"


def _last_paragraph(lines: Sequence[Line]) -> str:
    """The last lines that belong together, without code within them."""
    rows: list[str] = []
    for line in reversed(lines):
        if line.kind in {"fence", "code"} or (line.kind == "blank" and rows):
            break
        rows.append(line.text)
        if line.kind in {"numbered", "bullet", "heading"}:
            break
    return _INLINE_CODE.sub("", "\n".join(reversed(rows)))


def _open_brackets(text: str) -> list[str]:
    """Brackets and quotation marks that are opened and not closed; ( and （ are alike, and [0, 1) is closed."""
    opened: list[str] = []
    for found in _BRACKETS.finditer(text):
        at, mark = found.start(), found[0]
        if mark in _PAIRS and not (mark in "([{" and _FACE.search(text[max(0, at - 3) : at])):
            opened.append(mark)
        elif opened and _closes(mark, opened[-1]):
            opened.pop()
    return opened


def _closes(mark: str, opened: str) -> bool:
    return mark.translate(_ALIKE) == _PAIRS[opened].translate(_ALIKE) or (mark in ")]" and opened in "([")


def _unkept_promise(lines: Sequence[Line]) -> Iterator[str]:
    """Five promised and three given: a numbered list that ends the answer before the number said in front of it."""
    rows = [line for line in lines if line.kind != "blank"]
    last = max((at for at, line in enumerate(rows) if line.number is not None), default=-1)
    behind = rows[last + 1 :]
    if last < 0 or len(behind) > 3 or any(line.kind == "prose" and line.text[:1].strip() for line in behind):
        return
    run = [at for at, line in enumerate(rows[: last + 1]) if line.number is not None]
    first = next((at for at in reversed(run) if rows[at].number == 1), None)
    given = rows[last].number or 0
    if first is None or [rows[at].number for at in run if at >= first] != list(range(1, given + 1)):
        return
    for line in reversed(rows[max(0, first - 2) : first]):
        promised = max((_promised(found) for found in _PROMISE.finditer(line.text)), default=0)
        if given < promised <= MOST_PROMISED:
            yield f"promised:{promised}_given:{given}"
        if promised or line.kind == "heading":
            return


def _promised(found: re.Match[str]) -> int:
    return _as_number(found["zh"] or found["en"]) or 0


def _as_number(word: str) -> int | None:
    if word.isdigit():
        return int(word)
    if word.lower() in _ENGLISH_NUMBER:
        return _ENGLISH_NUMBER[word.lower()]
    if len(word) == 2 and word[0] == "十":
        return 10 + (_NUMBER.get(word[1]) or 0)
    return _NUMBER.get(word)
