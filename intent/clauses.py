"""Cutting folded text into clauses, and hiding what is quoted so that no attitude is found inside it."""

import re
from dataclasses import dataclass

HIDDEN_TITLE = "〇"
HIDDEN_QUOTE = "□"

_QUOTES = re.compile(
    r"“[^“”]{1,80}”|「[^「」]{1,80}」|『[^『』]{1,80}』|\"[^\"]{1,200}\"|(?<![a-z])'[^'\n]{2,80}'(?![a-z])"
)
_TITLES = re.compile(r"《[^《》]{1,60}》")
_BREAK = re.compile(r"[,，;；:：。!！?？\n…~\r]+|\.{2,}|\.(?=\s|$|[\u3400-\u9fff])|(?<=[\u3400-\u9fff])\.")
_SENTENCE_END = re.compile(r"[。!！?？\n.]")
_ASKING = re.compile(r"[?？]")
_SHORT_HESITATION = 2
_LONGEST_EXCEPTION = 14


@dataclass(frozen=True, slots=True)
class Clause:
    """text[start:end] of the folded text, quotes and titles hidden; `mark` is the punctuation that ends it."""

    start: int
    end: int
    text: str
    mark: str
    sentence: int

    @property
    def asked(self) -> bool:
        """A question mark follows it directly."""
        return bool(_ASKING.search(self.mark))


def hide(text: str) -> str:
    """`text`, as long as before, with every character inside titles and quotation marks replaced."""

    def cover(match: re.Match[str], sign: str) -> str:
        return match[0][0] + sign * (len(match[0]) - 2) + match[0][-1]

    text = _TITLES.sub(lambda match: cover(match, HIDDEN_TITLE), text)
    return _QUOTES.sub(lambda match: cover(match, HIDDEN_QUOTE), text)


def split(text: str) -> list[Clause]:
    """The clauses of folded `text`, in order; each knows its sentence and the mark behind it."""
    hidden = hide(text)
    clauses: list[Clause] = []
    start = sentence = 0
    for mark in _BREAK.finditer(hidden):
        if _is_hesitation(hidden, start, mark) or _joins_titles(hidden, mark) or _opens_exception(hidden, start, mark):
            continue
        clauses += _clause(hidden, (start, mark.start()), mark[0], sentence)
        start = mark.end()
        sentence += bool(_SENTENCE_END.search(mark[0]))
    clauses += _clause(hidden, (start, len(hidden)), "", sentence)
    return clauses


def _is_hesitation(text: str, start: int, mark: re.Match[str]) -> bool:
    """我…挺喜欢: dots after one or two characters are a pause inside the clause, not its end."""
    return mark[0][0] in "….~" and 0 < mark.start() - start <= _SHORT_HESITATION and text[start] == "我"


def _opens_exception(text: str, start: int, mark: re.Match[str]) -> bool:
    """除了香菜，我什么都吃: the exception belongs to what follows."""
    return mark[0] == "," and text[start] == "除" and mark.start() - start <= _LONGEST_EXCEPTION


def _joins_titles(text: str, mark: re.Match[str]) -> bool:
    """《…》，《…》 is one list."""
    return (
        mark[0] in ",，" and text[mark.start() - 1 : mark.start()] == "》" and text[mark.end() : mark.end() + 1] == "《"
    )


def _clause(text: str, place: tuple[int, int], mark: str, sentence: int) -> list[Clause]:
    """The clause at `place`, without what lists and quotes put before it; none where nothing is left."""
    start, end = place
    while start < end and text[start] in " -*#>•·":
        start += 1
    return [Clause(start, end, text[start:end], mark, sentence)] if start < end else []
