"""Standing wishes about how the assistant should answer: 以后回答短一点, 别叫我老师."""

import re

from intent.claims import Claim, Range
from intent.clauses import Clause
from intent.model import Polarity

_ALWAYS = (
    r"(?:以后|今后|往后|日后|从今以后|从今往后|从今天(?:起|开始)|从现在(?:开始|起)|之后(?=都|请|回答|别|不要)|下次起|"
    r"每次(?:都)?(?=回答|回复|跟我|和我|请|给我|先)|永远|一律|始终|每次)"
)
_TO_ME = (
    r"(?:(?:跟|和|与|对)我(?:说话|聊天|讲话|交流|沟通|对话)(?:的时候|时候|时(?!候))?|(?:回答|回复|回|解释|说话|"
    r"讲话|聊天)我?(?:的?(?:问题|消息))?(?:的时候|"
    r"时候|时(?!候))?|给我(?:推荐|写|讲|解释|介绍|回|列|做)[^，]{0,4}?(?:的时候|时(?!候))|你的(?:回答|回复)|答案|"
    r"称呼我时?)"
)
_PLEASE = (
    r"(?:请|麻烦|希望|能不能|你|您|都|一律|尽量|最好|可以|记得|务必|要|也|就|统一|直接|一定|，|只|全部|全|"
    r"给我|先|多|再|回答|回复|说话|说|的|时|我|时候|问题)*"
)
_HOW = (
    r"(?:短|长|简短|简洁|简单|精简|详细|具体|直接|直白|幽默|温柔|正式|口语化?|活泼|严肃|通俗|专业|客观|委婉|慢|"
    r"快|干脆|啰嗦|俏皮|亲切|认真|轻松|随意|热情|冷静|委婉|接地气|毒舌)"
)
_WISHES: tuple[tuple[Polarity, re.Pattern[str]], ...] = (
    (
        "dislike",
        re.compile(
            rf"{_PLEASE}(?:不要|别|不用|不许|禁止|勿|甭|少|避免)(?:再|总是|老|总|老是)?(?:给我|对我|跟我)?(?:用|"
            r"使用|加|说|讲|发|带|写|列|叫我|喊我|"
            rf"称呼我(?:为)?|出现|放|搞|扯|这么|那么|太)?(?P<o>[^，]{{1,14}})$"
        ),
    ),
    (
        "like",
        re.compile(
            rf"{_PLEASE}(?:用|使用|说|讲|以)(?P<o>[^，]{{1,10}}?)(?:来)?(?:的?(?:语气|口吻|形式|方式))?(?:跟我|"
            r"和我|对我|给我)?(?:回答|回复|说话|"
            r"交流|聊天|说|讲|沟通|对话|解释|写)(?:我|问题|吧|就行|就好|即可)?$"
        ),
    ),
    ("like", re.compile(rf"{_PLEASE}(?:叫|喊|称呼|称)我(?:为|做)?(?P<o>[^，吗]{{1,8}}?)(?:吧|就行|就好|即可|好了)?$")),
    ("like", re.compile(rf"{_PLEASE}(?:控制在|不超过|限制在)(?P<o>[^，]{{2,10}})$")),
    ("like", re.compile(rf"{_PLEASE}(?P<o>(?:更|多)?{_HOW}(?:一?点儿?|一?些|为主|即可|就行|就好)?)$")),
    (
        "like",
        re.compile(
            rf"{_PLEASE}(?P<o>(?:用|讲|说)[^，]{{1,10}}|(?:列|分点|举|附|加|给|带|写|标|配|总结|放)[^，]{{0,8}})$"
        ),
    ),
)
_PARTICLE = re.compile(r"(?:吧|哦|啊|呀|啦|哈|了|嘛|好吗|可以吗|谢谢|~)+$")
_EVENT = re.compile(r"想|打算|要去|准备|会|再也|有机会|有空|再说|我(?!的?(?:问题|消息))|怎么|什么|吗")


def wishes(clauses: list[Clause]) -> list[Claim]:
    """The standing wishes in `clauses`: claims of kind style, with what is wished for as their object."""
    found = []
    standing = -1
    for clause in clauses:
        text = _PARTICLE.sub("", clause.text)
        marker = re.match(
            rf"^(?:还有|另外|对了|请你?|麻烦你?|我?希望你?|我想让你|我要你|我想你|你|那|嗯|好的?)*(?P<t>{_ALWAYS}|"
            rf"{_TO_ME})+",
            text,
        )
        if marker and not _EVENT.match(text[marker.end() :]):
            standing = clause.sentence
        elif standing != clause.sentence:
            continue
        claim = _wish(clause, text, marker.end() if marker else 0)
        if claim:
            found.append(claim)
    return found


def _wish(clause: Clause, text: str, start: int) -> Claim | None:
    if clause.asked and "能不能" not in text:
        return None
    for polarity, pattern in _WISHES:
        match = pattern.match(text, start)
        if match:
            first, last = match.span("o")
            span: Range = (clause.start + first, clause.start + last)
            return Claim("style", polarity, (clause.start, clause.end), (span,), kind="style", explicit=True)
    return None
