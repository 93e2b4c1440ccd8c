"""A slip taken back: 说错了，不是成都，是重庆; sorry, I meant kayaking, not sailing.

Such a message names what was said by mistake and what was meant, and leaves the attitude to the message it corrects.
It is told by its shape alone; whether the mistaken name was ever spoken of is for whoever remembers to say.
"""

import re
from dataclasses import dataclass

from intent.text import fold

_LONGEST = 60
"""Characters; a slip is corrected in few words."""

_MARK = r"[,;:!.。~\s]*"
_ERR = r"(?:刚才|刚刚|上面|前面)?(?:我)?(?:是)?(?:说|打|写|记|搞|弄|讲)(?:的)?(?:错|岔|反)(?:了)?(?:个?字)?(?:了)?"
_LEAD = (
    rf"(?:(?:啊|哦不?|噢|呃|额|嗯|诶|欸|哎呀?|哎不|等等|等下|手滑了?|嘴瓢了?|抱歉|不好意思|对不起|不对|错了|{_ERR}|口误|手误|笔误|"
    rf"(?:更正|纠正|修正|订正)(?:一下)?|应该说|准确地?说|我(?:的意思|是说|是想说)){_MARK})"
)
_ATTITUDE = (
    r"(?:我)?(?:其实|真正|应该)?(?:最|更|很|是|系)?(?:喜欢|钟意|爱|讨厌|不喜欢|怕|想说|说|指|要说)(?:吃|喝|看|听|玩|读|去|用|打)?"
    r"(?:的[\u4e00-\u9fff]{0,4}?)?"
)
_NAME = r"[^,;:!?。]{1,30}?"
_IS = r"(?:而)?(?:应该|其实)?(?:就)?[是系]"
_TAIL = rf"(?:[啊呀啦哦哈嘛了]|才对)*{_MARK}"
_CHINESE = tuple(
    re.compile(pattern)
    for pattern in (
        rf"{_LEAD}*(?:{_ATTITUDE})?(?:不是|唔系)(?P<wrong>{_NAME}){_MARK}(?:{_ATTITUDE})?{_IS}(?P<right>{_NAME}){_TAIL}",
        rf"{_LEAD}*(?:{_ATTITUDE})?{_IS}(?P<right>{_NAME}){_MARK}(?:而)?(?:并)?(?:不是|唔系)(?P<wrong>{_NAME}){_TAIL}",
        rf"{_LEAD}+(?:{_ATTITUDE})?{_IS}(?P<right>{_NAME}){_TAIL}",
    )
)
_EN_LEAD = (
    r"(?:(?:oh|oops|whoops|sorry|wait|no|nope|actually|my bad|my mistake|correction|i misspoke|typo|"
    r"i (?:said|typed|wrote) (?:it|that) wrong|that'?s wrong|scratch that)[,.!;:\s]+)"
)
_EN_MEANT = r"(?:i (?:meant|mean)(?: to say)?|it'?s|it should be|should be|that should be|make (?:that|it))"
_EN_NAME = r"[^,;:!?.]{1,40}?"
_ENGLISH = tuple(
    re.compile(pattern)
    for pattern in (
        rf"{_EN_LEAD}*(?:{_EN_MEANT} )(?P<right>{_EN_NAME})[,;]? (?:and )?not (?P<wrong>{_EN_NAME})[.!\s]*",
        rf"{_EN_LEAD}*(?:{_EN_MEANT} )?not (?P<wrong>{_EN_NAME})[,;]? (?:but|{_EN_MEANT}) (?P<right>{_EN_NAME})[.!\s]*",
        rf"{_EN_LEAD}+{_EN_MEANT} (?P<right>{_EN_NAME})[.!\s]*",
    )
)
_NO_NAME = re.compile(
    r"(?:的|这样|那样|这个意思|那个意思|说|吗|我|你|他|她|因为|为了|that|this|it|what i meant)$|^(?:说|因为|在|要|想)|"
    r"^(?:很|最|不|不太|超)?(?:喜欢|讨厌|爱|反感|likes?|loves?|hates?|dislikes?)$"
)


@dataclass(frozen=True, slots=True)
class Correction:
    """`right` was meant where `wrong` was said; None where only what was meant is named. Spans of the message."""

    wrong: str | None
    right: str


def correction(text: str) -> Correction | None:
    """The slip that a message corrects; None where it does anything else."""
    folded = fold(text)
    if len(folded.text) > _LONGEST:
        return None
    spoken = folded.text.replace("，", ",").replace("、", ",").strip()
    start = folded.text.find(spoken[:1]) if spoken else 0
    for pattern in (*_CHINESE, *_ENGLISH):
        found = pattern.fullmatch(spoken)
        if found is None:
            continue
        names = {
            name: folded.cut(start + found.start(name), start + found.end(name))
            for name, value in found.groupdict().items()
            if value
        }
        if not any(_NO_NAME.search(name.lower()) for name in names.values()):
            return Correction(names.get("wrong"), names["right"])
    return None
