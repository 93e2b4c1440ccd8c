"""Joins an answer and its continuation without repeating: what the model says again is dropped, nothing is added.

Models go on in five ways: from the very next character; behind an echo of the last words; from the start again; behind
a preamble (好的，我继续：); and inside a code block with the fence opened once more. All but the first are cut off the
front of the continuation. What is compared leaves out white space and case, which change when words are said again.
"""

import re
from dataclasses import dataclass
from typing import Literal

from service.continuation.structure import in_fence, lines_of

Dropped = Literal["echo", "restart", "preamble", "fence", "word"]
"""What was taken off the front of a continuation: last words or the whole answer once more, or what only leads in."""

LEAST_OVERLAP = 8
"""So much must be repeated to count as an echo: a Chinese character weighs 2, a letter or digit 1, another mark 0.5."""
LEAST_ANNOUNCED = 4
"""The same behind a preamble or dots, which say that something will be taken up again."""
LEAST_RESTART = 24
"""The same for a beginning that was said again and then ended: a refrain is shorter."""
LOOKAHEAD = 128
"""How much of a continuation is held back that may be a preamble: as long as one may be."""
AT_LEAST = 16
"""How much is held back of any other."""
LONGEST_COMPARED = 20_000
FENCE_LOOKAHEAD = 4_000
"""How far is looked whether a bare fence closes the open one or opens it once more."""

_GO_ON = r"(?:继续|接着|接上|接续|续上|续写|补充完整|补完)"
_WHERE = (
    r"(?:上文|上面|上一[条段]|前文|前面|刚才|刚刚|之前|没说完|没写完|未完|剩下|剩余|余下|后续|后面|中断|断开|停下|内容|部分|回答|"
    r"的|话|地方|处|那里|这里|位置)"
)
_SORRY_ZH = (
    r"(?:好的?|嗯|抱歉|对不起|不好意思|当然(?:可以)?|没问题|可以|明白了?|收到|"
    r"(?:刚才|上面|上次)?(?:还)?没(?:有)?(?:说|写|讲)完)"
)
_SORRY_EN = (
    r"(?:sure(?:[ ]thing)?|okay|ok|sorry|of[ ]course|certainly|absolutely|(?:my[ ])?apologies|no[ ]problem|got[ ]it|"
    r"no[ ]worries)(?:[ ](?:about[ ]that|for[ ](?:that|the[ ][a-z]+)))?"
)
# Only what speaks of the answering itself: 继续往前走 may well be how a story goes on.
PREAMBLE = re.compile(
    rf"""\s*[（(【\[]?(?P<strong>[*_]*)(?:
        (?:{_SORRY_ZH}[，,。！!~～\s]*)*
        (?:那么?|下面|接下来|现在|以下|这里|让|请允许|请)?(?:我们?|为您|为你)?(?:来|会|将|就|是)?
        (?:
            (?:从[「“"'‘][^」”"'’\n]{{1,40}}[」”"'’](?:之?后|处|开始|这里)?|从{_WHERE}+(?:开始)?)?
            {_GO_ON}(?:往下|为[你您]|文|说|讲|写|回答|完成|补充|输出|继续|{_WHERE}|，)*(?:如下)?
          | {_WHERE}+(?:如下|是)?
        )[)）】\]]?(?:[。！!…]+|[：:，,])
      | [（(【\[](?:接上文?|续|继续|continued|cont\.?|continuing)[)）】\]][：:]?
      | (?:{_SORRY_EN}[,.!:\s]+)*
        (?:
            (?:(?:i(?:'ll|’ll|[ ]will|'m|’m|[ ]am)|let[ ]me|let's|now)\s+)?
            (?:continuing|(?:continue|go(?:ing)?[ ]on|carry(?:ing)?[ ]on|pick(?:ing)?[ ]up|resum(?:e|ing))
               (?=\s+(?:from|where|with|the|my|right)|[.:!…]))\b[^.:\n!…]{{0,60}}[.:!…]+
          | here(?:'s|’s|[ ]is|[ ]are)[ ](?:the[ ])?(?:rest|continuation|remaind(?:er|ing)|remaining)\b
              [^.:\n!]{{0,50}}[.:!…]+
          | (?:continued|continuation|the[ ]rest)[.:!…]+
        )[)\]]?
    )(?P=strong)""",
    re.IGNORECASE | re.VERBOSE,
)
_COURTESY = re.compile(
    r"\s*(?:(?:好的?|当然(?:可以)?|没问题|抱歉|对不起|收到)[，,。！!~～：:]+"
    r"|(?:sure(?: thing)?|okay|ok|of course|certainly|sorry(?: about that)?|got it)[,.!:]+)\s*",
    re.IGNORECASE,
)
"""Counts as a preamble only before an echo or a restart."""
_OPENING = re.compile(
    r"\s*[（(【\[*_]*(?:[好嗯抱对不当没可明收那下接现以这让请我为来会将就是从继续补上前面刚之未剩余后中断内部回的话地]|"
    r"sure|ok|sorry|of|certainly|absolutely|apolog|my|no|got|i\b|i['’]|let|now|continu|go|carry|pick|resum|here|the)",
    re.IGNORECASE,
)
"""What any preamble begins with."""
_SPACE = re.compile(r"\s*")
_QUOTING = re.compile(r"[\s.…「“\"'‘*_>-]*")
_FENCE = re.compile(r"^ {0,3}(`{3,}|~{3,})[ \t]*([^\n`]*)$", re.MULTILINE)
_BLOCK = re.compile(r"(?:[-*+•][ \t]|\d{1,3}[.)、]|#{1,6} |\||>|`{3}|~{3})")

_WORD_ENDS, _WORD = re.compile(r"[A-Za-z0-9,;:.)]\Z"), re.compile(r"[A-Za-z0-9(]")


@dataclass(frozen=True, slots=True)
class Joined:
    """What of a continuation is `new`, an ending of it, and what was `dropped` before that."""

    new: str
    dropped: Dropped | None


def without_repetition(partial: str, continuation: str) -> Joined:
    """What of `continuation` is new behind `partial`.

    Only where a preamble and the white space behind it stand between two words, one space is kept of that.
    """
    start, dropped = _new_from(partial, continuation)
    new = continuation[start:]
    parted = start > 0 and continuation[start - 1].isspace()
    return Joined(f" {new}" if parted and _WORD_ENDS.search(partial) and _WORD.match(new) else new, dropped)


def _new_from(partial: str, continuation: str) -> tuple[int, Dropped | None]:
    """Where in the continuation the new begins, and what stands before it."""
    preamble = _behind_preamble(partial, continuation)
    start = _behind_reopened_fence(partial, continuation, preamble)
    led_in: Dropped | None = "fence" if start > preamble else "preamble" if preamble else None
    for begin in dict.fromkeys((start, _skip(_QUOTING, continuation, start), _skip(_COURTESY, continuation, start))):
        end, repeated = _repeated(partial, continuation, begin, LEAST_ANNOUNCED if begin else LEAST_OVERLAP)
        if repeated:
            return _without_double_space(partial, continuation, end), repeated
    begun = _begun_word(partial, continuation[start:])
    return start + begun, led_in or ("word" if begun else None)


def _skip(pattern: re.Pattern[str], text: str, start: int) -> int:
    found = pattern.match(text, start)
    return found.end() if found else start


def _behind_preamble(partial: str, continuation: str) -> int:
    """Behind what only says that it goes on, and the space behind that, of which stays what parts blocks and words."""
    found = PREAMBLE.match(continuation, 0, LOOKAHEAD)
    if not found or not continuation[: found.end()].strip():
        return 0
    end = found.end()
    behind = _skip(_SPACE, continuation, end)
    if "\n" in continuation[end:behind] and not partial.endswith("\n") and _BLOCK.match(continuation, behind):
        return max(end, behind - _breaks_between_blocks(partial))
    return behind


def _breaks_between_blocks(partial: str) -> int:
    """How many line breaks stand between the last two blocks; two where there are none to go by."""
    found = [match for match in re.finditer(r"\n+(?=[ \t]*(.))", partial) if _BLOCK.match(partial, match.start(1))]
    return len(found[-1][0]) if found else 2


def _behind_reopened_fence(partial: str, continuation: str, start: int) -> int:
    """Behind a fence that is opened although the partial is inside of one; a closing fence stays."""
    opened = in_fence(lines_of(partial))
    space = _skip(_SPACE, continuation, start)
    fence = _FENCE.match(continuation, space) if opened else None
    if fence is None or fence.end() == len(continuation):
        return start
    if not fence[2].strip() and len(_FENCE.findall(continuation, space, FENCE_LOOKAHEAD)) % 2:
        return start
    return fence.end() + 1


def _repeated(partial: str, continuation: str, start: int, least: int) -> tuple[int, Dropped | None]:
    """Where what is said again ends: the whole partial from its start, or the longest ending of it; `start` if none."""
    said, again = _compact(partial[-LONGEST_COMPARED:]), _compact(continuation[start : start + LONGEST_COMPARED])
    whole = said.text if len(partial) <= LONGEST_COMPARED else None
    if whole and _weight(whole) >= least and again.text.startswith(whole):
        return start + again.ends[len(whole) - 1], "restart"
    if whole and _weight(again.text) >= LEAST_RESTART and whole.startswith(again.text):
        return len(continuation), "restart"  # from the start again, and ended before it came to anything new
    length = _overlap(said.text, again.text)
    if length and _weight(again.text[:length]) >= least:
        return start + again.ends[length - 1], "echo"
    return start, None


@dataclass(frozen=True, slots=True)
class _Compact:
    """A text without white space and case; `ends[i]` is where its character i ends in the text as it was."""

    text: str
    ends: list[int]


def _compact(text: str) -> _Compact:
    kept = [(at, character.casefold()[:1]) for at, character in enumerate(text) if not character.isspace()]
    return _Compact("".join(character for _, character in kept), [at + 1 for at, _ in kept])


def _overlap(said: str, again: str) -> int:
    """The length of the longest ending of `said` that `again` begins with, in linear time (Knuth et al. 1977)."""
    length = min(len(said), len(again))
    joined = f"{again[:length]}\0{said[len(said) - length :]}"
    failure = [0] * len(joined)
    for at in range(1, len(joined)):
        matched = failure[at - 1]
        while matched and joined[at] != joined[matched]:
            matched = failure[matched - 1]
        failure[at] = matched + (joined[at] == joined[matched])
    return failure[-1] if length else 0


def _weight(text: str) -> float:
    return sum(0.5 if not character.isalnum() else 2 if character > "\u2e7f" else 1 for character in text)


def _without_double_space(partial: str, continuation: str, end: int) -> int:
    """Behind the white space that the partial ends with and the continuation says again."""
    space = partial[len(partial.rstrip()) :]
    while space and not continuation.startswith(space, end):
        space = space[1:]
    return end + len(space)


def _begun_word(partial: str, continuation: str) -> int:
    """How much of a word that the partial broke off within is begun anew: `transfor`, `transformers are`."""
    broken = re.search(r"(?<![A-Za-z])[A-Za-z]{3,}$", partial)
    anew = re.match(r"[A-Za-z]+", continuation)
    if not broken or not anew or len(anew[0]) <= len(broken[0]):
        return 0
    return len(broken[0]) if anew[0].lower().startswith(broken[0].lower()) else 0


class Stitcher:
    """The same while the continuation streams in: holds back its beginning until it is clear what of it is new."""

    def __init__(self, partial: str) -> None:
        self.dropped: Dropped | None = None
        self._partial = partial
        self._said = _compact(partial).text
        self._in_fence = in_fence(lines_of(partial))
        self._held: str | None = ""

    def feed(self, piece: str) -> str:
        """What can be passed on now, possibly nothing."""
        if self._held is None:
            return piece
        self._held += piece
        return "" if self._is_undecided(self._held) else self.flush()

    def flush(self) -> str:
        """What was held back; to be called once more at the end."""
        held, self._held = self._held, None
        if not held:
            return ""
        joined = without_repetition(self._partial, held)
        self.dropped = joined.dropped
        return joined.new

    def _is_undecided(self, held: str) -> bool:
        may_be_preamble = len(held) < AT_LEAST or _OPENING.match(held)
        if may_be_preamble and len(held) < LOOKAHEAD:
            return True
        start = _behind_preamble(self._partial, held)
        if self._in_fence and held[start:].lstrip()[:1] in {"", "`", "~"}:
            fence = _FENCE.match(held, _skip(_SPACE, held, start))
            if len(held) < FENCE_LOOKAHEAD and not (fence and fence[2].strip() and fence.end() < len(held)):
                return True
            start = _behind_reopened_fence(self._partial, held, start)
        # A repetition may be as long as the partial: it is waited for as long as it goes on.
        return any(
            _compact(held[begin:]).text in self._said
            for begin in {start, _skip(_QUOTING, held, start), _skip(_COURTESY, held, start)}
        )
