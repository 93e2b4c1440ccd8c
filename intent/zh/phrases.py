"""The words around a Chinese attitude: openings, times, topics, conditions, and who is meant where nobody is named."""

import re

from intent.claims import Holder, Range
from intent.zh import lexicon, objects, words
from intent.zh.scope import PERSON, Left
from intent.zh.segments import Segment

OPENING = re.compile(
    r"^(?:嗯+|哦+|噢|哎+|唉+|啊+|呀|哇|嘿|哈+|嘻+|对了?[呀啊的]?|是[的啊呀]?|好[的吧呀]?|行|那|其实|不过|但是?|"
    r"可是|而且|并且|说实话|老实说|讲真的?|坦白说|说真的|当然了?|"
    r"因为|由于|所以|虽然|尽管|既然|就因为|只是|总之|反正|"
    r"看来|确实|话说|(?:跟|和)你(?:们)?(?:说|讲)|告诉你|偷偷告诉你|你要?(?:记住|知道)|请?(?:你)?(?:帮我)?(?:记住|"
    r"记得|记一下|记下|记着|记)|别忘了|顺便(?:说|"
    r"提)(?:一下|一句)?|另外|还有|补充一下|(?:就我|对我)(?:而言|来说|个人来说)|"
    r"重申一下|你好|您好|hi|hello|没错|不瞒你说|哈哈+|必须|可不|都|也|还|就|最|却|反而|然而|结果|而|同时|其次|首先|"
    r"包括|像|连|尤其是?|特别是?|说起来|话说回来|总的来说|总体来说|个人|"
    r"如果说|要说|要说最|论|至于|但凡|只要|凡是|一切|所有|任何|"
    r"不管|无论|虽说|于是|以及|到了|这么说吧|怎么说呢|没办法|不知道?为(?:什么|啥|何)|不知为何|[^\w《“「\"])+"
)
_ADVERBIAL = re.compile(
    rf"^(?:{words.PAST}|{words.NOW}|{words.MOMENT}|{words.DEGREE}|{words.CONDITION}|{words.TIME_PHRASE}|"
    rf"[^，我你他她]{{1,6}}(?:那阵子?|那会儿?|那几年|那年|那时候?)|作为[^，]+|身为[^，]+|不知道?为(?:什么|啥|何)|"
    r"不知为何|长大后?|看完[^，]*|[\W_]|的|了|里|上|下|中|"
    r"后|前|时|地)+$"
)
_NO_TOPIC = re.compile(
    rf"^(?:{words.PAST}|{words.NOW}|{words.MOMENT}|{words.DEGREE}|作为[^，]+|[\W_]|的|了)+$|(?:时候|之后|以后|期间|"
    r"[^小准及]时)$"
)
"""Times never stand as topic; seasons and activities do when nothing else is liked: 秋天我喜欢, 跑步我不喜欢."""
_TOPIC_TAIL = re.compile(
    r"(?:的话|什么的|之类的|这(?:种|类)(?:东西|食物|运动|音乐)?|这(?:个)?东西|这玩意儿?|呢|嘛|啊|呀|吧|都|也|就|才|"
    r"我|是|真|可|那|连|很|倒|却|，|、|\s|从小|一直|天天)+$"
)
_TOPIC_LEAD = re.compile(
    r"^(?:像|连|对于|关于|至于|说到|说起|要说|论|尤其是?|特别是?|比如|例如|还有|除了|除去|除开|凡是|一切|所有|任何|"
    r"说|看见|看到|一看到|一见到|见到|听到|闻到|吃到|一吃)+(?=.)"
)
CONDITION = re.compile(words.CONDITION)


def trim_topic(text: str) -> Range:
    start, end = 0, len(text)
    opening = OPENING.match(text)
    if opening and opening.end() < end:
        start = opening.end()
    lead = _TOPIC_LEAD.match(text[start:])
    if lead:
        start += lead.end()
    condition = CONDITION.match(text[start:])
    if condition and start + condition.end() < end and condition.end() > 1:
        start += condition.end()
    tail = _TOPIC_TAIL.search(text[start:])
    if tail and tail.start() > 0:
        end = start + tail.start()
    return start, end


def topic_of(segment: Segment, left: Left, text: str) -> tuple[Range, ...]:
    """The thing named before the holder (火锅我喜欢) or between holder and attitude (我火锅很喜欢)."""
    candidates = [(0, left.holder_range[0])] if left.holder else [(0, len(left.head))]
    if left.holder:
        candidates.append((left.holder_range[1], len(left.head)))
    for start, end in candidates:
        first, last = trim_topic(text[segment.start + start : segment.start + end])
        words_ = text[segment.start + start + first : segment.start + start + last]
        if words_ and not _NO_TOPIC.match(words_):
            begin = segment.start + start + first
            named = tuple((begin + a, begin + b) for a, b in objects.things(words_))
            if named:
                return named
    return ()


def topic_words(left: Left, *, whole: bool = False) -> str:
    words_ = left.head if whole else left.topic
    first, last = trim_topic(words_)
    return "" if is_adverbial(words_[first:last]) else words_[first:last]


def before_copula(left: Left) -> Range | None:
    """The range of X in X是我最喜欢的…, if the clause has that shape."""
    match = re.match(
        r"^(?P<o>.+?)(?:也|都|才|就|可|算|真|一直|绝对|当然|肯定|的确|确实|永远|还|又)*是?(?:我|本人|我们)?$",
        left.head[: left.holder_range[1]],
    )
    if (
        not match
        or "是" not in left.head[len(match["o"]) :]
        or left.head.startswith(("是", "又是", "都是", "也是", "可是", "就是"))
    ):
        return None
    start = 0
    opening = OPENING.match(match["o"])
    if opening and opening.end() < len(match["o"]):
        start = opening.end()
    return start, match.end("o")


def also_included(segment: Segment) -> tuple[Range, ...]:
    """除了咖啡，我还喜欢茶: the exception is liked too, when 还, 也 or 最 follows."""
    match = re.match(r"^除[了去开]?(?P<o>[^，我]+?)(?:以外|之外|外)?,?(?:我|还|也|最)", segment.text)
    if match:
        start = segment.start + match.start("o")
        return tuple((start + a, start + b) for a, b in objects.things(match["o"]))
    return ()


def is_definite(left: Left) -> bool:
    return bool(re.search(r"[这那该此]|他|她|它", left.topic))


def unnamed_holder(left: Left, inherited: Holder | None, *, has_object: bool) -> Holder:
    """Who is meant where nobody is named: whoever the sentence spoke of, a noun in subject place, or the speaker."""
    if is_empty(left.head):
        return inherited or "speaker"
    if not has_object or is_adverbial(left.head) or before_copula(left) or left.head.startswith("除"):
        return "speaker" if not has_object else (inherited or "speaker")
    return "other"


def is_empty(head: str) -> bool:
    opening = OPENING.match(head)
    return not head or bool(opening and opening.end() == len(head)) or is_adverbial(head)


def is_adverbial(head: str) -> bool:
    opening = OPENING.match(head)
    rest = head[opening.end() :] if opening else head
    return not rest or bool(_ADVERBIAL.match(rest))


def condition_of(segment: Segment, left: Left) -> Range | None:
    """夏天我喜欢游泳: the words that say when or where it holds."""
    head = left.head
    start = 0
    opening = OPENING.match(head)
    if opening:
        start = opening.end()
    for begin in {start, left.holder_range[1]}:
        match = CONDITION.match(head, begin)
        if match and match.end() > begin + 1 and not re.match(words.PAST, match[0]) and not _names_topic(match[0]):
            return segment.start + begin, segment.start + match.end()
    return None


def _names_topic(condition: str) -> bool:
    """颜色的话 says what is spoken of, 下雨的话 when it holds."""
    topic = condition.removesuffix("的话")
    return topic != condition and all(word.part in {"n", "vn", "nz"} for word in lexicon.cut(topic))


def peel_owner(text: str, start: int, end: int, head: str) -> tuple[int, str]:
    """我麸质不耐受: the holder in front of the thing is not part of its name."""
    opening = OPENING.match(text[start:end])
    if opening and opening.end() < end - start:
        head, start = head + opening[0], start + opening.end()
    person = PERSON.match(text[start:end])
    if person and person.end() < end - start and text[start + person.end()] not in "的做包煮炒烧买":
        head, start = head + person[0], start + person.end()
        more = re.match(rf"(?:{words.DEGREE}|是|对)+(?=.)", text[start:end])
        if more:
            head, start = head + more[0], start + more.end()
    return start, head


def is_time(text: str) -> bool:
    """Nothing but a time: of 夏天喜欢冰淇淋,冬天不喜欢 the second clause names no new thing."""
    return bool(re.fullmatch(words.TIME_PHRASE, text))
