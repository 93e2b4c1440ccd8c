"""What only leads in to a continuation (好的，我继续：; Sorry, I got cut off. Here's the rest:), told by its words.

A preamble speaks of the answering and of nothing else. So it is read with a small vocabulary of such speech
(`leading_in.txt`), in whatever order its words come: one must say that something goes on, is left or was cut, and most
need another beside it that apologises, agrees or announces. 继续往前走 and "the rest of the money" hold words of
another world, and stay. On a line of its own some words may be the subject's: 好的，我继续分析这首诗：.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.resources import files
from itertools import accumulate
from typing import Literal, get_args

LOOKAHEAD = 128
"""Characters that a preamble may have."""

Role = Literal[
    "goes_on",
    "rest",
    "courtesy",
    "announces",
    "cut",
    "locates",
    "where",
    "answering",
    "explains",
    "says",
    "done",
    "filler",
]
End = Literal["bracket", "colon", "dots", "stop", "line", "comma"]

_TELLING = {"goes_on", "rest", "cut", "courtesy"}
_LEADING = {"courtesy", "announces", "cut", "goes_on"}
_LEAST_READ = 0.6
"""The share of a line's letters that must be words of the vocabulary."""

_QUOTED = re.compile(r"[「“\"'‘《【*`][^」”\"'’》】*`\n]{1,40}[」”\"'’》】*`]")
_OPENED_QUOTE = re.compile(r"[「“\"'‘《【*`][^」”\"'’》】*`\n]{0,40}\Z")
_CLOSED_QUOTE = re.compile('“[^”]*”|「[^」]*」|"[^"]*"')
_SPEECH = re.compile(r"\s*[“「『‘\"']")
_OPENING = re.compile(r"[\s.…—–-]*(?:#{1,6} )?[（(【\[]?(?P<strong>[*_]*)[（(【\[]?[.…]*")
_EMOJI = "\u2600-\u27bf\ufe0f\U0001f000-\U0001faff"
_SOFT = re.compile(rf"(?:[ \t，,、（(【*_–{_EMOJI}]|—(?!—))*")
_CLOSING_EMOJI = re.compile(rf"[ \t]*[{_EMOJI}]+")
_MARK = re.compile(r"[）)】\]]+[：:]?|。|[~～]+|——|[！!]+|[：:]|…+|\.\.+|\.|[?？]|\n")
_SENTENCE_ENDS = tuple("。！？!?.…；;")
_UP_TO_COLON = re.compile(r"[^\n：:]{1,40}[：:]")
_LETTER = re.compile(r"\w")


def _vocabulary() -> Iterator[tuple[str, Role]]:
    role: Role = "filler"
    roles: dict[str, Role] = {f"[{name}]": name for name in get_args(Role)}
    for line in (files("service.continuation") / "leading_in.txt").read_text(encoding="utf-8").splitlines():
        if line in roles:
            role = roles[line]
        elif not line.startswith("#"):
            for word in filter(None, map(str.strip, re.split("[、,]", line))):
                yield word, role
                yield word.replace("'", "’"), role


_ROLES = dict(_vocabulary())
_WORD = re.compile(
    "|".join(
        re.escape(word) + ("(?![a-z'’])" if word.isascii() or "’" in word else "")
        for word in sorted(_ROLES, key=len, reverse=True)
    ),
    re.IGNORECASE | re.ASCII,  # else ſure would match, which no lower() brings back
)
_LONGEST = max(map(len, _ROLES))


@dataclass(frozen=True, slots=True)
class _Sentence:
    """One that the vocabulary reads whole: where it ends, how, and the roles of its words in order."""

    stop: int
    ended: End
    roles: tuple[Role, ...]


@dataclass(frozen=True, slots=True)
class Preamble:
    """`stop` is where what only leads in ends, 0 where there is none; `may_grow` where more words could change that."""

    stop: int
    may_grow: bool


def preamble(partial: str, continuation: str) -> Preamble:
    """What of the beginning of a continuation of `partial`, or of as much of it as has come, only leads in."""
    text = continuation[:LOOKAHEAD]
    opened = _OPENING.match(text)
    if opened is None:
        return Preamble(0, may_grow=False)
    start, is_marked = opened.end(), bool(opened.group().strip())
    sentences, read = _read(text, start)
    stop = 0
    # What a word in small letters begins is the sentence that was cut, unless that word is polite.
    if is_marked or not text[start : start + 1].islower() or (sentences and sentences[0].roles[0] == "courtesy"):
        is_marked = is_marked or text[start : start + 1].isupper()
        stop = _stop(text, sentences, is_marked=is_marked) or _line_stop(partial, text, start)
    if stop and opened["strong"] and text.startswith(opened["strong"], stop):
        stop += len(opened["strong"])
    stop = _after(_CLOSING_EMOJI, text, stop) if stop else 0
    return Preamble(stop, len(continuation) < LOOKAHEAD and (_may_go_on(text[read:]) or _may_be_line(text, start)))


def is_remark(continuation: str) -> bool:
    """Whether all of it only says that the answer is finished, and offers help."""
    text = continuation.strip()
    opened = _OPENING.match(text)
    if opened is None or len(text) > LOOKAHEAD:
        return False
    sentences, read = _read(f"{text}\n", opened.end())
    return read > len(text) and any("done" in sentence.roles for sentence in sentences)


def _read(text: str, start: int) -> tuple[list[_Sentence], int]:
    """The sentences that hold nothing but words of the vocabulary, and how far it reads."""
    sentences, roles, at = list[_Sentence](), list[Role](), start
    clause: _Sentence | None = None
    while at < len(text):
        before, at = at, _after(_SOFT, text, at)
        if roles and {"，", ","} & set(text[before:at]):
            clause = _Sentence(at, "comma", tuple(roles))
        mark, found = _MARK.match(text, at), _WORD.match(text, at)
        quoted = _QUOTED.match(text, at) if roles and roles[-1] in {"locates", "goes_on"} else None
        if mark:
            at = mark.end()
            if roles:
                sentences.append(_Sentence(at, _ended(mark.group(), text[at : at + 1]), tuple(roles)))
                roles, clause = [], None
        elif quoted:
            at = quoted.end()
        elif found:
            at = found.end()
            roles.append(_ROLES[found.group().lower()])
        else:
            break
    if clause is not None:
        sentences.append(clause)
    return sentences, at


def _after(pattern: re.Pattern[str], text: str, at: int) -> int:
    found = pattern.match(text, at)
    return found.end() if found else at


def _ended(mark: str, after: str) -> End:
    if mark[0] in "）)】]":
        return "bracket"
    if mark[0] in "：:" or mark == "——":
        return "colon"
    if mark[0] == "…" or mark.startswith(".."):
        return "dots"
    return "line" if "\n" in mark + after else "stop"


def _stop(text: str, sentences: list[_Sentence], *, is_marked: bool) -> int:
    """Where the longest run of sentences that is a preamble ends."""
    runs: Iterator[tuple[Role, ...]] = accumulate((each.roles for each in sentences), lambda one, two: one + two)
    stop = 0
    for sentence, roles in zip(sentences, runs, strict=True):
        wanted = _TELLING - {"courtesy"} if stop and sentence.ended != "colon" else _TELLING
        if not wanted & set(sentence.roles):
            break
        if _leads_in(sentence.ended, set(roles), is_marked=is_marked) and not _tells_speech(text, sentence, roles):
            stop = sentence.stop
            if sentence.ended in {"colon", "bracket"} or text[stop - 1] == "\n":
                break
    return stop


def _leads_in(ended: End, told: set[Role], *, is_marked: bool) -> bool:
    """Whether sentences of these roles, the last of which ended so, are a preamble."""
    is_polite, speaks_of_cut, announces = "courtesy" in told, "cut" in told, "announces" in told
    if not {"goes_on", "rest"} & told and not (speaks_of_cut and (is_polite or announces)):
        return False
    match ended:
        case "bracket":
            return True
        case "colon":
            return is_polite or speaks_of_cut or announces or ("goes_on" in told and "explains" not in told)
        case "dots" | "line":
            return is_polite or speaks_of_cut or announces or (is_marked and "goes_on" in told)
        case "stop":
            return is_polite or speaks_of_cut or (announces and bool({"rest", "locates", "answering"} & told))
        case "comma":
            return "goes_on" in told and (is_polite or "where" in told)


def _tells_speech(text: str, sentence: _Sentence, roles: tuple[Role, ...]) -> bool:
    """Whether it is a story's 她接着说：“…” and no preamble."""
    return "says" in sentence.roles and "courtesy" not in roles and bool(_SPEECH.match(text, sentence.stop))


def _line_stop(partial: str, text: str, start: int) -> int:
    """Behind a first line, or what a colon ends, that leads in with some words of its own: its subject's."""
    line, ended, _ = text[start:].partition("\n")
    if ended and _is_lead_in(partial, line):
        return start + len(line) + 1
    said = _UP_TO_COLON.match(text, start)
    is_polite = said is not None and {"courtesy", "goes_on"} <= {role for _, role in _words(said.group())}
    return said.end() if said and is_polite and _is_lead_in(partial, said.group()) else 0


def _is_lead_in(partial: str, line: str) -> bool:
    words = list(_words(line))
    if not words or any(quote in _CLOSED_QUOTE.sub("", line) for quote in '“”「」"'):
        return False
    roles = [role for _, role in words]
    read = sum(length for length, _ in words)
    if read < _LEAST_READ * len(_LETTER.findall(line)) or roles[0] not in _LEADING:
        return False
    if not {"goes_on", "rest"} & set(roles) and not {"cut", "courtesy"} <= set(roles):
        return False
    begun = partial.rpartition("\n")[2]
    is_within = bool(begun) and not begun.rstrip().endswith(_SENTENCE_ENDS)
    return bool({"courtesy", "cut"} & set(roles)) or (is_within and line.rstrip().endswith((":", "：", ",")))


def _words(line: str) -> Iterator[tuple[int, Role]]:
    """The words of a line that the vocabulary knows: how many letters they have, and their roles."""
    at = 0
    while at < len(line):
        is_inside = at > 0 and line[at - 1].isascii() and line[at - 1].isalpha()
        found = None if is_inside else _WORD.match(line, at)
        if found:
            yield len(_LETTER.findall(found.group())), _ROLES[found.group().lower()]
        at = found.end() if found else at + 1


def _may_go_on(unread: str) -> bool:
    """Whether what was not read may be the beginning of a word, or of a quotation, that is still to come whole."""
    if not unread or _OPENED_QUOTE.match(unread):
        return True
    lowered = unread.lower()
    return len(unread) < _LONGEST and any(word.startswith(lowered) for word in _ROLES)


def _may_be_line(text: str, start: int) -> bool:
    """Whether it begins like a line that leads in, and the line's end is still to come."""
    return "\n" not in text[start:] and begins_to_lead_in(text, start)


def begins_to_lead_in(text: str, start: int) -> bool:
    """Whether the first word from `start` on, behind marks, is one that a preamble begins with."""
    opened = _OPENING.match(text, start)
    first = _WORD.match(text, opened.end() if opened else start)
    return first is not None and _ROLES[first.group().lower()] in _LEADING
