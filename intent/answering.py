"""The answer to 你说的是哪一个？: a message that only names a thing, stored with what was said of it before."""

import re
from collections.abc import Sequence
from dataclasses import replace

from intent import reference, slots
from intent.model import Reading, Utterance
from intent.pointing import only_points, pointer
from intent.text import fold, is_chinese
from intent.zh import lexicon, objects

_LONGEST = 20
"""Characters of a Chinese name; an English one has at most eight words."""
_LONGEST_WORDS = 8
_TITLE = re.compile(r"《[^《》\n]{1,60}》")
_CHINESE_LEAD = re.compile(
    r"^(?:嗯+|哦+|啊+|噢|哈+|当然|应该|我(?:说|指)的|说的|指的|电影|歌|书|这部|那部)*(?:就?是|叫做?)?(?:那?[部本首]?电?影?(?=《))?"
)
_ENGLISH_LEAD = re.compile(
    r"^(?:(?:oh|well|um+|i mean(?:t)?|i'?m talking about|it is|it'?s|that'?s|called|named|"
    r"the (?:movie|film|book|song|show|band|singer|game)(?: called)?(?= [A-Z\"“]))[\s,]+)*",
    re.IGNORECASE,
)
_TAIL = re.compile(r"(?:[啊呀吧呢哦啦嘛的]|这[部本首个家][\u4e00-\u9fff]{1,2}|[\s。.!！~、,，])+$")
_NO_NAME = re.compile(
    r"(?:第.[个部首本家]|不|没|别|算了|随便|忘|谢|好[的吧啊呀]|行|可以|对|嗯|哈|哦|等|继续|知道|你|您|我|他|她|它|推荐|帮|"
    r"给|换|说|讲|来|请|再|想|去|今天|明天|现在|"
    r"都|全|什么|怎么|哪|谁|为|再见|拜|刚才|上面|前面|天气)"
)
_NO_ENGLISH_NAME = re.compile(
    r"(?:i|you|we|he|she|they|what|how|why|who|where|when|which|can|could|please|do|does|did|is|are|never|"
    r"forget|nothing|no|nope|yes|"
    r"yeah|ok|okay|thanks?|sorry|not|don'?t|tell|give|recommend|help|hi|hello|hey|let'?s?|maybe|sure|cool|"
    r"great|nice|good|lol|hmm+|stop|"
    r"skip|whatever|any|all|none|neither|bye|right)\b",
    re.IGNORECASE,
)


def answered(reading: Reading, context: Sequence[Utterance]) -> Reading:
    """The reading of a message that follows the question which thing was meant.

    `context` ends with that question and, before it, the message that only pointed. Where the message only names a
    thing (霸王别姬, 第二个), the reading states what the pointing message said of it; else it is returned unchanged.
    """
    if reading.intent not in {"chat", "state"} or (reading.stated and not reading.unsure) or len(context) < 2:
        return reading
    asked, before = context[-2].text, context[:-2]
    name = only_name(reading.text)
    names = (name,) if name else _chosen(reading.text, before)
    said = reference.pointed(slots.analyse(fold(asked)))
    if not names or said is None:
        return reading
    words = reading.text.strip()
    start = reading.text.index(words)
    stated = tuple(
        replace(
            said,
            object=one,
            quote=words,
            span=(start, start + len(words)),
            named_in="message" if name else "context",
        )
        for one in names
    )
    return replace(reading, intent="state", deixis=False, unsure=False, asks=False, stated=stated)


def _chosen(text: str, context: Sequence[Utterance]) -> tuple[str, ...]:
    """第二个, `the first one`: a thing chosen by its place among those named."""
    wanted = pointer(fold(text).text) if only_points(_bare(text), "") else None
    return reference.referents(wanted, context) if wanted and wanted.nth else ()


def only_name(text: str) -> str | None:
    """The thing that a message names if it does nothing else, copied from it."""
    if re.search(r"[?？\n]", text):
        return None
    bare = _bare(text)
    title = _TITLE.fullmatch(bare)
    if title:
        return bare
    if not bare or only_points(bare, "") or not any(character.isalnum() for character in bare):
        return None
    bare = bare.strip('"“”「」')
    if not any(is_chinese(character) for character in bare):
        return None if len(bare.split()) > _LONGEST_WORDS or _NO_ENGLISH_NAME.match(bare) or "," in bare else bare
    return bare if _is_chinese_name(bare) else None


def _bare(text: str) -> str:
    bare = _TAIL.sub("", text.strip())
    return _ENGLISH_LEAD.sub("", _CHINESE_LEAD.sub("", bare)).strip()


def _is_chinese_name(bare: str) -> bool:
    folded = fold(bare).text
    if len(bare) > _LONGEST or re.search(r"[，,。;；:：!！…了吗呢]", bare) or _NO_NAME.match(folded):
        return False
    cut = lexicon.cut(folded)
    return (
        objects.names_something(folded)
        and cut[-1].part not in {"d", "p", "c"}
        and cut[0].part not in {"d", "p", "c", "e", "y"}
    )
