"""From one attitude verb in a segment to the claim it makes."""

import re
from dataclasses import dataclass, replace

from intent.claims import Attitude, Claim, Holder, Range, Scope
from intent.clauses import Clause
from intent.model import Strength
from intent.zh import antecedent, objects, phrases, relative, scope
from intent.zh.segments import Segment, verb_of

_INNER_CONDITION = re.compile(
    r"^(?:在[^，的]{1,8}?(?:的时候|时候|之后|以后|期间|时)|[^，的我]{1,8}的时候|在(?:晚上|早上|夜里|雨天|下雨天|"
    r"周末|冬天|夏天|秋天|春天))(?=.{2})"
)
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
_FORBIDDEN = re.compile(r"(?:别|不要|不用|甭|莫)$")
_DOUBTED = re.compile(r"来着$|^(?:我)?(?:到底|究竟)?是[^，]{1,10}还是")
_STRONG = re.compile(r"最|超|特别|非常|极|死|太|狂|巨|无比|酷|爆|贼|绝对|疯|真的很|百分百|十分|要命|不行$")
_WEAK = re.compile(r"有一?点|还算|还行|稍微|略|不太|不怎么|不大|偶尔|没那么|不是很|不是特别|没多|可能|好像|还可以|凑合")
_PARTICLES = re.compile(r"(?:了|的|啊|呀|呢|吧|哦|啦|嘛|哈|~|!|得不行|死了?|极了|不已|上|得)+$")


@dataclass(frozen=True, slots=True)
class Flow:
    """What earlier clauses of the same sentence hand on to the next."""

    sentence: int = -1
    holder: Holder | None = None
    past: bool = False
    quoted: bool = False
    supposed: bool = False
    last: tuple[Range, ...] = ()


@dataclass(frozen=True, slots=True)
class Place:
    """One segment with all that reading it may look at: the flow into it, its message, and its clause's number."""

    segment: Segment
    flow: Flow
    clauses: tuple[Clause, ...]
    index: int
    text: str

    @property
    def next_clause(self) -> str:
        return self.clauses[self.index + 1].text if self.index + 1 < len(self.clauses) else ""


@dataclass(frozen=True, slots=True)
class _Liked:
    """What the words behind a verb name: ranges of the text, the words themselves, and whether they only point."""

    named: tuple[Range, ...]
    phrase: str
    deictic: bool


def claim_of(place: Place, verb: re.Match[str]) -> Claim | None:
    """The claim that the attitude verb `verb` of the segment makes; None where it only looks like one."""
    text, attitude = place.segment.text, verb_of(verb)
    left = scope.look_left(text[: verb.start()])
    liked = _behind(place, verb, left)
    if _is_no_claim(text, verb, left, liked, attitude):
        return None
    holder = _holder(attitude, left, place.flow, liked)
    meant = _meant(place, verb, left, liked)
    if meant == "generic":
        liked = replace(liked, deictic=False)
    elif meant != "polite" and not liked.named:
        liked = _elsewhere(place, verb, left, liked, search=meant == "stated")
    named = liked.named
    if attitude.polarity == "like" and named:
        named = (*phrases.also_included(place.segment), *named)
    if holder == "speaker" and left.holder is None and _WHOEVER.search(text[verb.end() :]):
        meant = "generic"
    claim = build(place.segment, attitude, left, holder, meant)
    claim = replace(
        claim,
        objects=named,
        deixis=liked.deictic and not named,
        strength=strength_of(attitude, left.modifiers + verb[0]),
    )
    return claim.flipped() if left.negations % 2 else claim


def _is_no_claim(text: str, verb: re.Match[str], left: scope.Left, liked: _Liked, attitude: Attitude) -> bool:
    """Nouns (受人喜爱), cries (讨厌啦), commands (别怕) and praise that does not tell whose it is."""
    if _NOUN_USE.search(text[: verb.start()]) or liked.phrase in {"自己", "我自己", "我"}:
        return True
    if left.holder == "speaker":
        return False
    cry = _BARE_CRY.search(verb[0]) or (verb[0] == "爱" and not left.modifiers)
    return (
        verb[0] in _ALSO_ACTIVITIES
        or attitude.family in _NEED_HOLDER
        or bool(cry and not liked.phrase and not phrases.topic_words(left, whole=True))
        or bool(_FORBIDDEN.search(left.head))
        or _describes(text, verb, left)
    )


def _holder(attitude: Attitude, left: scope.Left, flow: Flow, liked: _Liked) -> Holder:
    if attitude.family == "cannot" and scope.trusted(left.head):
        return "speaker"
    holder = left.holder or phrases.unnamed_holder(left, flow.holder, has_object=bool(liked.phrase))
    if not liked.phrase and holder != "speaker" and scope.generic(left.topic):
        return "other"
    return holder


def _meant(place: Place, verb: re.Match[str], left: scope.Left, liked: _Liked) -> Scope:
    text = place.segment.text
    if not liked.phrase and objects.is_address(phrases.topic_words(left)):
        return "polite"
    if liked.deictic and _FEEDBACK.match(place.next_clause):
        return "polite"
    if _as_generic(text, verb) or (liked.phrase.startswith("的") and not (liked.named or liked.deictic)):
        return "generic"
    meant = scope_in(place, left, liked.phrase)
    return _event_scope(verb, text[verb.end() :], liked.phrase) if meant == "stated" else meant


def _elsewhere(place: Place, verb: re.Match[str], left: scope.Left, liked: _Liked, *, search: bool) -> _Liked:
    """The thing where nothing behind the verb names it: the topic, else what was named before or comes next."""
    if not (liked.deictic and liked.phrase):
        topic = phrases.topic_of(place.segment, left, place.text)
        if topic and place.flow.last and phrases.is_time(place.text[topic[0][0] : topic[-1][1]]):
            topic = ()
        if topic or not search:
            return replace(liked, named=topic, deictic=liked.deictic or not topic)
    if not search:
        return replace(liked, deictic=True)
    earlier = antecedent.named_before(place.clauses, place.index, place.segment.start + verb.start(), place.text)
    last = place.flow.last
    if last and not phrases.is_definite(left) and not (earlier and earlier[0] > last[-1]):
        return replace(liked, named=last, deictic=False)
    named = earlier or antecedent.named_after(place.clauses, place.index, place.text)
    return replace(liked, named=named, deictic=not named)


def _behind(place: Place, verb: re.Match[str], left: scope.Left) -> _Liked:
    """The things behind an attitude verb."""
    start = place.segment.start
    own = place.text[start : place.segment.end]
    as_relative = relative.read(own, verb.end(), phrases.before_copula(left))
    if as_relative is not None:
        named = tuple((start + first, start + last) for first, last in as_relative.named)
        return _Liked(named, own[verb.end() :] or "的", as_relative.deictic)
    phrase, offset = own[verb.end() :], start + verb.end()
    condition = _INNER_CONDITION.match(phrase)
    if condition:
        phrase, offset = phrase[condition.end() :], offset + condition.end()
    phrase = phrase[: objects.cut(phrase)]
    bare = _PARTICLES.sub("", phrase)
    if not bare or (objects.is_bare_verb(bare) and not _FEAR.search(verb[0])):
        return _Liked((), "", deictic=False)
    named = tuple((offset + first, offset + last) for first, last in objects.things(phrase))
    return _Liked(named, bare, objects.is_deictic(bare))


def scope_in(place: Place, left: scope.Left, phrase: str) -> Scope:
    """How an attitude with the object words `phrase` is meant, what the sentence said before it included."""
    flow = place.flow
    if objects.is_address(phrase):
        return "polite"
    before = left.head + left.modifiers
    quoted = flow.quoted or scope.reported(before)
    meant = scope.scope_of(
        left, place.segment.text, asked=_asked(place.segment, phrase), inherited_past=flow.past, quoted=quoted
    )
    if meant == "stated" and flow.supposed and re.search(r"会|可能|就|该|应该|也(?:得|要|会)", before):
        return "supposed"
    return meant


def _event_scope(verb: re.Match[str], after: str, phrase: str) -> Scope:
    """What only looks like a taste: fear of what may happen (怕迟到), one day's weather, a past love (喜欢过)."""
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


def _as_generic(text: str, verb: re.Match[str]) -> bool:
    """我喜欢的人…: whoever that is, the clause tells something else of them."""
    return bool(re.match(r"的(?:人|女生|男生|女孩|男孩|那个人)(?!$|是|就是|[生物文])", text[verb.end() :]))


def _asked(segment: Segment, phrase: str) -> bool:
    return segment.asked or objects.asks_which(phrase) or bool(_DOUBTED.search(segment.clause.text))


def build(segment: Segment, attitude: Attitude, left: scope.Left, holder: Holder, meant: Scope) -> Claim:
    """A claim that does not name its object yet."""
    return Claim(
        attitude.family,
        attitude.polarity,
        (segment.start, segment.end),
        holder=holder,
        scope=meant,
        kind=attitude.kind,
        condition=phrases.condition_of(segment, left),
        explicit=left.holder == "speaker",
    )


def strength_of(attitude: Attitude, modifiers: str) -> Strength:
    if _WEAK.search(modifiers):
        return "weak"
    return "strong" if _STRONG.search(modifiers) or attitude.strength == "strong" else "normal"
