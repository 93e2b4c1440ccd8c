"""我最喜欢的…: where the thing stands when the attitude word only modifies a noun."""

import re
from dataclasses import dataclass

from intent.claims import Range
from intent.zh import objects

_COPULA = re.compile(
    r"(?:一直|永远|肯定|应该|可能|当然|还|也|都|那|可|只|大概|莫过于|就|一般|通常)*(?:就是|还是|当然是|应该是|要数|"
    r"当属|属于|当属于|莫过于|非|是|有|：|:)(?:去|在)?"
)
_PARTICLES = "的吧啊呀呢了哦啦嘛哈~! "
_MEASURED = re.compile(r"^一?(?:个|位|首|部|张|款|种|本|道|家|类)")


@dataclass(frozen=True, slots=True)
class Relative:
    """`named` are ranges in the segment; `deictic` says that only the conversation can tell; neither means generic."""

    named: tuple[Range, ...]
    deictic: bool


def read(text: str, verb_end: int, topic: Range | None) -> Relative | None:
    """The reading of `text`, whose attitude word ends at `verb_end`, if it modifies a noun there; else None.

    `topic` is the range of what stands before the holder and 是: 阿凡达是我喜欢的电影.
    """
    after = text[verb_end:]
    start = verb_end
    if after.startswith("的"):
        if not topic and not after.strip(_PARTICLES):
            return None
        start += 1
    elif not (topic and _MEASURED.match(after)) and not _COPULA.match(after):
        return None
    noun = text[start:]
    copula = _COPULA.search(noun)
    if copula and copula.end() < len(noun):
        return _behind_copula(text, start, copula)
    return _before_copula(text, start, noun, topic)


def _behind_copula(text: str, start: int, copula: re.Match[str]) -> Relative:
    begin = start + copula.end()
    rest = text[begin:]
    named = tuple((begin + first, begin + last) for first, last in objects.things(rest[: objects.cut(rest)]))
    if named:
        return Relative(named, deictic=False)
    noun = text[start : start + copula.start()]
    if noun and not objects.is_generic(noun) and objects.names_something(noun):
        return Relative(((start, start + len(noun)),), deictic=False)
    return Relative((), deictic=True)


_NEWS = re.compile(r".{2}(?:了|昨天|今天|昨晚|要来|不见|怎么样)")
_KIND = re.compile(r"风格|类型|题材")


def _before_copula(text: str, start: int, noun: str, topic: Range | None) -> Relative:
    if topic:
        named = objects.things(text[topic[0] : topic[1]])
        if named:
            return Relative(tuple((topic[0] + first, topic[0] + last) for first, last in named), deictic=False)
    if (
        re.match(r"人(?![物生文])", noun)
        or noun.endswith(("里", "中"))
        or (not topic and not _MEASURED.match(noun) and _NEWS.search(noun))
    ):
        return Relative((), deictic=False)
    first, last = objects.trim(noun[: objects.cut(noun)]) if noun else (0, 0)
    name = noun[first:last]
    if topic and not _KIND.search(name):
        return Relative((), deictic=True)
    if name and not _MEASURED.match(noun) and not objects.is_generic(name) and objects.names_something(name):
        return Relative(
            tuple((start + a, start + b) for a, b in objects.things(noun[: objects.cut(noun)])), deictic=False
        )
    return Relative((), deictic=True)
