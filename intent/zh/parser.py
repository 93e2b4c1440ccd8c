"""Reading Chinese clauses: every claim of liking or disliking in a message, with its holder and its scope."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from intent.claims import Claim, Holder, Range, Scope
from intent.clauses import Clause
from intent.model import Strength
from intent.zh import antecedent, objects, relative, scope, style, words
from intent.zh.attitudes import Attitude
from intent.zh.segments import Segment, constructions, segments, verb_of, verb_pattern

_OPENING = re.compile(
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
    rf"[^，我你他她]{1, 6}(?:那阵子?|那会儿?|那几年|那年|那时候?)|作为[^，]+|身为[^，]+|不知道?为(?:什么|啥|何)|"
    r"不知为何|长大后?|看完[^，]*|[\W_]|的|了|里|上|下|中|"
    r"后|前|时|地)+$"
)
_SEASON = re.compile(
    r"^(?:[春夏秋冬](?:天|季)?|(?:下?雨|下?雪|阴|晴|雷雨|大雾|雾)天|梅雨季|周末|早晨|清晨|夜晚|深夜|傍晚|黄昏|假期)$"
)
"""Times that are liked as such when nothing else is: 秋天我喜欢."""
_TOPIC_TAIL = re.compile(
    r"(?:的话|什么的|之类的|这(?:种|类)(?:东西|食物|运动|音乐)?|这(?:个)?东西|这玩意儿?|呢|嘛|啊|呀|吧|都|也|就|才|"
    r"我|是|真|可|那|连|很|倒|却|，|、|\s|从小|一直|天天)+$"
)
_TOPIC_LEAD = re.compile(
    r"^(?:像|连|对于|关于|至于|说到|说起|要说|论|尤其是?|特别是?|比如|例如|还有|除了|除去|除开|凡是|一切|所有|任何|"
    r"说|看见|看到|一看到|一见到|见到|听到|闻到|吃到|一吃)+(?=.)"
)
_CONDITION = re.compile(words.CONDITION)
_INNER_CONDITION = re.compile(
    r"^(?:在[^，的]{1,8}?(?:的时候|时候|之后|以后|期间|时)|[^，的我]{1,8}的时候|在(?:晚上|早上|夜里|雨天|下雨天|"
    r"周末|冬天|夏天|秋天|春天))(?=.{2})"
)
_STRONG = re.compile(r"最|超|特别|非常|极|死|太|狂|巨|无比|酷|爆|贼|绝对|疯|真的很|百分百|十分|要命|不行$")
_WEAK = re.compile(r"有一?点|还算|还行|稍微|略|不太|不怎么|不大|偶尔|没那么|不是很|不是特别|没多|可能|好像|还可以|凑合")
_TAG = re.compile(r"^(?:对吧|对吗|是吧|是吗|是不是|对不对|没错吧|记得吗|你记得吗|还记得吗|你还记得吗|来着)")
_NOUN_USE = re.compile(r"(?:[招讨惹]人|受[^，]{0,6}|深得[^，]{0,4}|(?:获|赢|取)得[^，]{0,6}|得到[^，]{0,6}|[^真似]的)$")
"""讨人喜欢, 受大众喜爱, 影迷的喜爱: the word is no verb of the clause."""
_ALSO_ACTIVITIES = frozenset({"欣赏", "享受", "爱好"})
_NEED_HOLDER = frozenset({"timeless"})
"""百看不厌 without 我 praises the thing; it does not tell who likes it."""
_BARE_CRY = re.compile(r"讨厌|害怕|怕|烦|恨|反感|忌口|受不了")
"""讨厌啦, 烦死了: with neither holder nor thing it is a cry."""
_FEAR = re.compile(r"怕|恐惧|担心")
_EVENT = re.compile(
    r"[不没](?!同|好吃|规则|确定)|(?<![聚晚宴约酒社开年商])会(?!议|所)|他|她|你|明天|今天|今晚|迟到|出事|来晚|吵到|"
    r"打扰|输(?!液)|错过|生气|误会|耽误|^被(?![催人狗虫蚊])|完蛋|晚了"
)
_TODAY = re.compile(r"^(?:死|惨|透)?(?:今天|今晚|昨天|昨晚|刚才|刚刚|明天|此刻)")
_WHOEVER = re.compile(r"的(?:人|朋友|孩子|女生|男生|同学|家长|姐妹|观众|读者)(?=[^,了啊呀和与跟])")
"""喜欢下雨天的人…: the clause goes on about whoever likes it."""
_LOVE_AFFAIR = re.compile(
    r"(?:喜欢上|爱上|爱着|爱|暗恋|恋上|还爱着)了?(?:一个人|他|她|我?(?:同桌|同事|同学|老师|上司|老板|闺蜜|朋友|"
    r"前任))(?:了|$)"
)
_FEEDBACK = re.compile(r"^(?:请|麻烦|能不能|可以|你|帮我|给我|那就|，)*(?:再(?!说)|换|改|重新|重来|来个别的|来点别的)")
_ELLIPTIC = re.compile(
    r"^(?:但是?|可是?|不过|而)?(?:我)?(?:现在|如今|后来|目前|最近|这几年|这两年|今年)(?:就|都|已经|早就|却|又|反而|"
    r"真的|是|完全)*(?:不(?:了|是了|行了|喜欢了|爱了|想了|"
    r"这样了)?$|没(?:感觉|兴趣|那么喜欢|那么爱)了?$|腻了$|戒了$|无感了?$|一般般?了?$)"
)
_FORBIDDEN = re.compile(r"(?:别|不要|不用|甭|莫)$")
_DOUBTED = re.compile(r"来着$|^(?:我)?(?:到底|究竟)?是[^，]{1,10}还是")
_SELF_HELD = frozenset({"mine", "favourite"})
_OWNER_INSIDE = frozenset({"allergy", "cannot", "addicted", "phobia", "except", "versus", "mine"})


@dataclass(frozen=True, slots=True)
class Flow:
    """What earlier clauses of the same sentence hand on to the next."""

    sentence: int = -1
    holder: Holder | None = None
    past: bool = False
    quoted: bool = False
    supposed: bool = False
    last: tuple[Range, ...] = ()


def read(clauses: list[Clause], text: str) -> list[Claim]:
    """All claims in `clauses` of the folded `text`, in order, standing wishes included."""
    wished = style.wishes(clauses)
    taken = {claim.clause for claim in wished}
    found: list[Claim] = []
    flow = Flow()
    for index, clause in enumerate(clauses):
        if clause.sentence != flow.sentence:
            flow = Flow(clause.sentence, quoted=flow.quoted and _colon_before(clauses, index), last=flow.last)
        if (clause.start, clause.end) in taken:
            continue
        for segment in segments(clause):
            claim = _ended(segment, found) or _claim(segment, flow, clauses, index, text)
            if claim and _tagged(clauses, index):
                claim = replace(claim, scope="asked")
            if claim:
                found.append(claim)
            flow = _next(flow, segment, claim)
    return sorted([*found, *wished], key=lambda claim: claim.clause)


def _ended(segment: Segment, found: Sequence[Claim]) -> Claim | None:
    """以前喜欢，现在不了: what was liked in the past is disliked now, without being named again."""
    before = found[-1] if found else None
    if before is None or before.scope != "past" or before.holder != "speaker" or not _ELLIPTIC.match(segment.text):
        return None
    return replace(before.flipped(), scope="stated", clause=(segment.start, segment.end))


def _tagged(clauses: Sequence[Clause], index: int) -> bool:
    return index + 1 < len(clauses) and bool(_TAG.match(clauses[index + 1].text))


def _colon_before(clauses: Sequence[Clause], index: int) -> bool:
    return index > 0 and clauses[index - 1].mark[:1] in ":："


def _next(flow: Flow, segment: Segment, claim: Claim | None) -> Flow:
    left = scope.look_left(segment.text)
    return Flow(
        flow.sentence,
        holder=claim.holder if claim else (left.holder or flow.holder),
        past=claim.scope == "past" if claim else _hands_on_past(segment.text, was=flow.past),
        quoted=flow.quoted or scope.reported(segment.text),
        supposed=flow.supposed or (bool(re.match(words.SUPPOSED, segment.text)) and left.holder is not None),
        last=(claim.objects if claim and claim.objects else flow.last),
    )


def _hands_on_past(text: str, *, was: bool) -> bool:
    """A clause that is nothing but a time of the past (小时候，…) sets the time of the next one."""
    return _is_adverbial(text) and scope.past(text, was)


def _claim(segment: Segment, flow: Flow, clauses: Sequence[Clause], index: int, text: str) -> Claim | None:
    for attitude, pattern in constructions():
        match = pattern.search(segment.text)
        if match:
            claim = _from_construction(segment, attitude, match, flow, text)
            if claim:
                return claim
    verb = verb_pattern().search(segment.text)
    return _from_verb(segment, verb, flow, clauses, index, text) if verb else None


def _from_construction(
    segment: Segment, attitude: Attitude, match: re.Match[str], flow: Flow, text: str
) -> Claim | None:
    group = next((name for name in ("o", "o2", "o3") if name in match.re.groupindex and match[name]), None)
    if group is None:
        return None
    start, end = match.span(group)
    head = segment.text[: match.start()]
    if attitude.family in _OWNER_INSIDE:
        start, head = _peel_owner(segment.text, start, end, head)
    left = scope.look_left(head)
    holder = left.holder or (flow.holder if _is_empty(left.head) else None) or _owner_of_rest(left, attitude)
    if attitude.family in _SELF_HELD:
        holder = "speaker"
    phrase = text[segment.start + start : segment.start + end]
    named = tuple(
        (segment.start + start + a, segment.start + start + b) for a, b in objects.things(phrase[: objects.cut(phrase)])
    )
    pronoun = objects.is_deictic(phrase)
    if not named and not pronoun and not objects.is_address(phrase):
        return None
    middle = match["m"] or ""
    modifiers = replace(left, modifiers=left.modifiers + middle)
    negated = left.negations % 2 == 1
    meant = _scope(segment, modifiers, flow, phrase)
    claim = _build(
        segment, attitude, named, holder, meant, left, flow, text, strength_of(attitude, left.modifiers + middle)
    )
    claim = replace(claim, deixis=pronoun and not named)
    return claim.flipped() if negated else claim


def _peel_owner(text: str, start: int, end: int, head: str) -> tuple[int, str]:
    """我麸质不耐受: the holder in front of the thing is not part of its name."""
    opening = _OPENING.match(text[start:end])
    if opening and opening.end() < end - start:
        head, start = head + opening[0], start + opening.end()
    person = scope.PERSON.match(text[start:end])
    if person and person.end() < end - start and text[start + person.end()] not in "的做包煮炒烧买":
        head, start = head + person[0], start + person.end()
        more = re.match(rf"(?:{words.DEGREE}|是|对)+(?=.)", text[start:end])
        if more:
            head, start = head + more[0], start + more.end()
    return start, head


def _owner_of_rest(left: scope.Left, attitude: Attitude) -> Holder:
    return "speaker" if attitude.family in _OWNER_INSIDE or _is_adverbial(left.head) else "other"


def _from_verb(
    segment: Segment, verb: re.Match[str], flow: Flow, clauses: Sequence[Clause], index: int, text: str
) -> Claim | None:
    attitude = verb_of(verb)
    left = scope.look_left(segment.text[: verb.start()])
    if _NOUN_USE.search(segment.text[: verb.start()]) or (verb[0] in _ALSO_ACTIVITIES and left.holder != "speaker"):
        return None
    named, phrase, deictic = _object(segment, verb, left, text)
    alone = not phrase and left.holder != "speaker"
    if (
        alone
        and not _topic_words(left, whole=True)
        and (_BARE_CRY.search(verb[0]) or (verb[0] == "爱" and not left.modifiers))
    ):
        return None
    if left.holder != "speaker" and (_FORBIDDEN.search(left.head) or _describes(segment.text, verb, left)):
        return None
    if attitude.family in _NEED_HOLDER and left.holder != "speaker":
        return None
    if phrase in {"自己", "我自己", "我"}:
        return None
    holder = left.holder
    if holder is None:
        holder = _unnamed_holder(left, flow, has_object=bool(phrase))
    if attitude.family == "cannot" and scope.trusted(left.head):
        holder = "speaker"
    meant = _scope(segment, left, flow, phrase)
    if meant == "stated":
        meant = _event_scope(verb, segment.text[verb.end() :], phrase)
    if deictic and _FEEDBACK.match(clauses[index + 1].text if index + 1 < len(clauses) else ""):
        meant = "polite"
    if as_generic(segment.text, verb) or phrase.startswith("的") and not (named or deictic):
        meant, deictic = "generic", False
    if not phrase and objects.is_address(_topic_words(left)):
        meant = "polite"
    if not named and meant not in {"polite", "generic"}:
        topic = _topic(segment, left, text) if not (deictic and phrase) else ()
        named = topic
        deictic = deictic or not topic
    if not named and meant == "stated":
        earlier = antecedent.named_before(clauses, index, segment.start + verb.start(), text)
        if flow.last and not _is_definite(left) and not (earlier and earlier[0] > flow.last[-1]):
            named = flow.last
        else:
            named = earlier or antecedent.named_after(clauses, index, text)
        deictic = not named
    if attitude.polarity == "like" and named:
        named = (*_also_included(segment), *named)
    if not phrase and scope.generic(left.topic) and holder != "speaker":
        holder = "other"
    if holder == "speaker" and left.holder is None and _WHOEVER.search(segment.text[verb.end() :]):
        meant = "generic"
    claim = _build(
        segment, attitude, named, holder, meant, left, flow, text, strength_of(attitude, left.modifiers + verb[0])
    )
    claim = replace(claim, deixis=deictic and not named)
    return claim.flipped() if left.negations % 2 else claim


def _object(segment: Segment, verb: re.Match[str], left: scope.Left, text: str) -> tuple[tuple[Range, ...], str, bool]:
    """The things behind an attitude verb, the words they were found in, and whether those are only a pronoun."""
    own = text[segment.start : segment.end]
    topic = _before_copula(left)
    as_relative = relative.read(own, verb.end(), topic)
    if as_relative is not None:
        ranges = tuple((segment.start + a, segment.start + b) for a, b in as_relative.named)
        return ranges, own[verb.end() :] or "的", as_relative.deictic
    phrase = own[verb.end() :]
    offset = segment.start + verb.end()
    condition = _INNER_CONDITION.match(phrase)
    if condition:
        phrase, offset = phrase[condition.end() :], offset + condition.end()
    phrase = phrase[: objects.cut(phrase)]
    bare = re.sub(r"(?:了|的|啊|呀|呢|吧|哦|啦|嘛|哈|~|!|得不行|死了?|极了|不已|上|得)+$", "", phrase)
    if not bare or objects.is_bare_verb(bare):
        return (), "", False
    named = tuple((offset + a, offset + b) for a, b in objects.things(phrase))
    return named, bare, objects.is_deictic(bare)


def _before_copula(left: scope.Left) -> Range | None:
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
    opening = _OPENING.match(match["o"])
    if opening and opening.end() < len(match["o"]):
        start = opening.end()
    return start, match.end("o")


def _topic(segment: Segment, left: scope.Left, text: str) -> tuple[Range, ...]:
    """The thing named before the holder (火锅我喜欢) or between holder and attitude (我火锅很喜欢)."""
    candidates = [(0, left.holder_range[0])] if left.holder else [(0, len(left.head))]
    if left.holder:
        candidates.append((left.holder_range[1], len(left.head)))
    for start, end in candidates:
        first, last = _trim_topic(text[segment.start + start : segment.start + end])
        words_ = text[segment.start + start + first : segment.start + start + last]
        if words_ and (not _is_adverbial(words_) or _SEASON.match(words_)):
            begin = segment.start + start + first
            named = tuple((begin + a, begin + b) for a, b in objects.things(words_))
            if named:
                return named
    return ()


def _trim_topic(text: str) -> Range:
    start, end = 0, len(text)
    opening = _OPENING.match(text)
    if opening and opening.end() < end:
        start = opening.end()
    lead = _TOPIC_LEAD.match(text[start:])
    if lead:
        start += lead.end()
    condition = _CONDITION.match(text[start:])
    if condition and start + condition.end() < end and condition.end() > 1:
        start += condition.end()
    tail = _TOPIC_TAIL.search(text[start:])
    if tail and tail.start() > 0:
        end = start + tail.start()
    return start, end


def _is_definite(left: scope.Left) -> bool:
    return bool(re.search(r"[这那该此]|他|她|它", left.topic))


def _also_included(segment: Segment) -> tuple[Range, ...]:
    """除了咖啡，我还喜欢茶: the exception is liked too, when 还, 也 or 最 follows."""
    match = re.match(r"^除[了去开]?(?P<o>[^，我]+?)(?:以外|之外|外)?,?(?:我|还|也|最)", segment.text)
    if match:
        start = segment.start + match.start("o")
        return tuple((start + a, start + b) for a, b in objects.things(match["o"]))
    return ()


def _topic_words(left: scope.Left, *, whole: bool = False) -> str:
    words_ = left.head if whole else left.topic
    first, last = _trim_topic(words_)
    return "" if _is_adverbial(words_[first:last]) else words_[first:last]


def _unnamed_holder(left: scope.Left, flow: Flow, *, has_object: bool) -> Holder:
    """Who is meant where nobody is named: whoever the sentence spoke of, a noun in subject place, or the speaker."""
    if _is_empty(left.head):
        return flow.holder or "speaker"
    if not has_object or _is_adverbial(left.head) or _before_copula(left) or left.head.startswith("除"):
        return "speaker" if not has_object else (flow.holder or "speaker")
    return "other"


def _is_empty(head: str) -> bool:
    opening = _OPENING.match(head)
    return not head or bool(opening and opening.end() == len(head)) or _is_adverbial(head)


def _is_adverbial(head: str) -> bool:
    opening = _OPENING.match(head)
    rest = head[opening.end() :] if opening else head
    return not rest or bool(_ADVERBIAL.match(rest))


def _scope(segment: Segment, left: scope.Left, flow: Flow, phrase: str) -> Scope:
    if objects.is_address(phrase):
        return "polite"
    before = left.head + left.modifiers
    quoted = flow.quoted or scope.reported(before)
    meant = scope.scope_of(left, segment.text, asked=_asked(segment, phrase), inherited_past=flow.past, quoted=quoted)
    if meant == "stated" and flow.supposed and re.search(r"会|可能|就|该|应该|也(?:得|要|会)", before):
        return "supposed"
    return meant


def _event_scope(verb: re.Match[str], after: str, phrase: str) -> Scope:
    """What only looks like a taste: fearing that something happens (怕迟到), one day's weather, a past love (喜欢过)."""
    if re.match(r"就(?!是)|的话|才(?!能)|也(?:行|可以|罢)", after):
        return "supposed"
    if _LOVE_AFFAIR.match(verb[0] + after):
        return "generic"
    if re.match(r"过(?![敏道程年节度期])", after):
        return "past"
    if _TODAY.match(phrase) or (_FEAR.search(verb[0]) and _EVENT.search(phrase)):
        return "momentary"
    return "generic" if objects.is_romance(phrase) else "stated"


def _describes(text: str, verb: re.Match[str], left: scope.Left) -> bool:
    """讨厌的周一又来了: the word only colours a noun."""
    after = text[verb.end() :]
    return (
        after.startswith("的")
        and len(after) > 2
        and not left.head
        and not left.modifiers
        and not re.search(r"是|有", after)
    )


def as_generic(text: str, verb: re.Match[str]) -> bool:
    """我喜欢的人…: whoever that is, the clause tells something else of them."""
    return bool(re.match(r"的(?:人|女生|男生|女孩|男孩|那个人)(?!$|是|就是|[生物文])", text[verb.end() :]))


def _asked(segment: Segment, phrase: str) -> bool:
    return segment.asked or objects.asks_which(phrase) or bool(_DOUBTED.search(segment.clause.text))


def _build(
    segment: Segment,
    attitude: Attitude,
    named: tuple[Range, ...],
    holder: Holder,
    meant: Scope,
    left: scope.Left,
    flow: Flow,
    text: str,
    strength: Strength,
) -> Claim:
    return Claim(
        attitude.family,
        attitude.polarity,
        (segment.start, segment.end),
        named,
        holder,
        meant,
        attitude.kind,
        strength,
        _condition(segment, left),
        explicit=left.holder == "speaker",
    )


def strength_of(attitude: Attitude, modifiers: str) -> Strength:
    if _WEAK.search(modifiers):
        return "weak"
    return "strong" if _STRONG.search(modifiers) or attitude.strength == "strong" else "normal"


def _condition(segment: Segment, left: scope.Left) -> Range | None:
    """夏天我喜欢游泳: the words that say when or where it holds."""
    head = left.head
    start = 0
    opening = _OPENING.match(head)
    if opening:
        start = opening.end()
    for begin in {start, left.holder_range[1]}:
        match = _CONDITION.match(head, begin)
        if match and match.end() > begin + 1 and not re.match(words.PAST, match[0]):
            return segment.start + begin, segment.start + match.end()
    return None
