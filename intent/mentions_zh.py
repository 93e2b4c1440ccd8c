"""What a Chinese utterance surely names.

Titles and quotations; names of people and places; what a noun of its kind stands beside (演员张译, 西安这座城市); the
object of a clause that ends with it (你吃过螺蛳粉吗); and the noun a sentence opens with. What would have to be cut
out of running text by guesswork is left out: a wrong name costs more than a question.
"""

import re
from collections.abc import Iterator

from intent import sorts
from intent.marks_zh import SKIPPED, THIS, marked, placed, told_beside
from intent.mention import ASIDE, FOCUS, TOPIC, Mention
from intent.names_zh import (
    SOMEBODY,
    Clause,
    ends,
    is_place,
    is_plain,
    is_whole,
    named_behind,
    person_end,
    sort_of,
    vacuous,
)
from intent.sorts import Sort

_CLAUSE = re.compile(r"[^,，;；:：。!！?？\n…~]+")
_TITLE = re.compile(r"《[^《》\n]{1,60}》")
_MARKED = re.compile(r"[《“「『\"A-Z·•・]")
_VERBS = re.compile(
    r"(?:看|听|吃|喝|玩|读|去|尝|试|逛|学|练|住|打|养|追|刷|念|唱|开|选|点|爬|买|跳|弹|踢|滑|骑|下|做|煮|炒|对|推荐|说到|说起|提到|提起|聊到|聊起|聊聊|"
    r"谈到|谈谈|关于|路过|经过|知道|了解|认识|听说|名叫|叫|叫做|叫作|迷上|种草|重温|安利|觉得|循环|来)[过了着到完]?|看看|听听|尝尝|"
    r"试试|玩玩|逛逛|读读|爬爬"
)
"""Words that bring up what follows them."""
_BESIDE = re.compile(
    rf"过|了|完|着|到|一下|一?[遍次回]|你|一|两|这|那|(?:[一两这那]|(?!张))(?P<measure>{sorts.MEASURES}|[杯碗份盘点趟双只间场])"
)
"""Words between a verb and what it brings up."""
_CLOSING = re.compile(r"(?:感兴趣|有兴趣|吗|吧|没有?|呢|了|啊|呀|怎么样|如何|好不好|好吗|试试|看看|[\s\"”」》])*$")
_JOINS = frozenset({"、", "和", "与", "跟", "及", "还是", "或", "或者", "以及", "还有"})
_NOUNS = frozenset({"n", "nr", "ns", "nz", "vn", "j", "l", "i", ""})
_PLAYED = re.compile(r"(?:饰演?|扮演?|演)[过了的]?$")
"""Behind these stands a character's name, who is nobody to like."""


def chinese(text: str, plain: str, reach: int) -> Iterator[Mention]:
    """The mentions of an utterance; `plain` is `text` with simplified characters, as long as it.

    Farther than `reach` characters from both its ends only titles and foreign names are found, not words.
    """
    hidden = _TITLE.sub(lambda title: "《" + "〇" * (len(title[0]) - 2) + "》", plain)
    opens, last = True, _last_sentence(hidden)
    marks = bool(_MARKED.search(text))
    for match in _CLAUSE.finditer(hidden):
        near = match.end() <= reach or match.start() >= len(hidden) - reach
        if not near and not (marks and _MARKED.search(text, *match.span())):
            continue
        source = text[match.start() : match.end()]
        clause = Clause.cut(match[0], match.start(), opens=opens) if near else Clause(match[0], match.start())
        asked = match.start() >= last and _asks(hidden, match)
        for mention in _apart(_found(source, clause)):
            standing = FOCUS if asked and mention.standing == TOPIC else mention.standing
            yield mention.moved(match.start(), standing)
        opens = hidden[match.end() : match.end() + 1] not in set(",，:：") or bool(SKIPPED.fullmatch(match[0]))


def _apart(mentions: Iterator[Mention]) -> list[Mention]:
    """Each place once, as it was found first."""
    taken: list[Mention] = []
    for mention in mentions:
        if not any(mention.meets(other) for other in taken):
            taken.append(mention)
    return taken


def _last_sentence(text: str) -> int:
    body = text.rstrip("。!！?？…~ \n")
    return max(body.rfind(mark) for mark in "。!！?？\n") + 1


def _asks(text: str, clause: re.Match[str]) -> bool:
    return text[clause.end() : clause.end() + 1] in {"?", "？"} or bool(
        re.search(r"[吗呢么没]$|怎么样|如何$", clause[0])
    )


def _found(source: str, clause: Clause) -> Iterator[Mention]:
    """The mentions of one clause, in characters of it, the surest way of finding them first."""
    yield from marked(source, clause)
    for index in range(len(clause.words)):
        yield from _led_to(clause, index)
        yield from _pointed_at(clause, index)
    yield from _object(clause)
    yield from _names(clause)
    yield from _topic(clause)
    for somebody in SOMEBODY.finditer(clause.text) if clause.words else ():
        yield Mention(*somebody.span(), "person", ASIDE, common=True, nameless=True)


def _led_to(clause: Clause, index: int) -> Iterator[Mention]:
    """What a noun of its kind leads to: 演员张译, 主演有巩俐、张丰毅, 一个乐队叫苏打绿."""
    word = clause.word(index)
    kind = sorts.of_noun(word) if len(word) > 1 else None
    if kind is None or not (vacuous(word) or kind == "person"):
        return
    first = index + 1
    linked = False
    while clause.word(first) in {"是", "有", "叫", "叫做", "名叫", "：", ":"}:
        first, linked = first + 1, True
    while (last := named_behind(clause, first)) > first:
        yield Mention(*clause.span(first, last), kind, TOPIC)
        if clause.word(last) not in _JOINS or not (linked or kind == "person"):
            return
        first = last + 1


def _pointed_at(clause: Clause, index: int) -> Iterator[Mention]:
    """What stands before a phrase that says what it is: 西安这座城市."""
    this = clause.word(index)[0] in "这那" and THIS.match(clause.text, clause.words[index].start)
    first = index
    while this and first > 0 and not ends(clause, first - 1) and not _VERBS.fullmatch(clause.word(first - 1)):
        first -= 1
    if this and first < index and is_whole(clause, first, index):
        sort = sorts.of_noun(this["noun"]) if this["noun"] else sorts.of_measure(this["measure"])
        if sort:
            yield Mention(*clause.span(first, index), sort, TOPIC)


def _object(clause: Clause) -> Iterator[Mention]:
    """The object that a clause ends with, and those joined to it: 你吃过螺蛳粉吗, 在听朴树和许巍."""
    closing = _CLOSING.search(clause.text)
    end = closing.start() if closing else len(clause.text)
    last = clause.number(end)
    for index in range(len(clause.words)):
        if not _VERBS.fullmatch(clause.word(index)):
            continue
        first, measure = _behind(clause, index)
        members = list(_members(clause, first, last))
        if last > first + 1 and any(_VERBS.fullmatch(clause.word(number)) for number in range(first, last)):
            continue
        if members and (measure or clause.word(index) != "来") and all(is_whole(clause, *member) for member in members):
            for member in members:
                yield _thing(clause, *member, sorts.of_measure(measure), sorts.of_verbs(clause.word(index)))
            return


def _behind(clause: Clause, verb: int) -> tuple[int, str]:
    """The word at which the object of a verb begins, and the measure it is counted with."""
    first, measure = verb + 1, ""
    while beside := _BESIDE.fullmatch(clause.word(first)):
        first, measure = first + 1, beside["measure"] or measure
    return first, measure


def _members(clause: Clause, first: int, last: int) -> Iterator[tuple[int, int]]:
    start = first
    for index in range(first, last):
        if clause.word(index) in _JOINS:
            yield start, index
            start = index + 1
    if start < last:
        yield start, last


def _thing(clause: Clause, first: int, last: int, told: Sort | None, done: Sort | None) -> Mention:
    """A whole name; its sort is `told` beside it, or told by itself, or by what is `done` to it."""
    name = clause.between(first, last)
    doing = last == first + 1 and clause.words[first].part in {"v", "vn"}
    own = "person" if person_end(clause, first) == last else sort_of(name) or ("activity" if doing else None)
    if own == "person" and done == "place":
        own = None
    return Mention(*clause.span(first, last), told or own or done, TOPIC, common=is_plain(clause, first, last))


def _topic(clause: Clause) -> Iterator[Mention]:
    """What a sentence opens with and says something of: 榴莲闻着臭, 豆汁儿你喝过吗."""
    first = 0
    while first < len(clause.words) and _leads(clause, first):
        first += 1
    stop = first
    while stop < len(clause.words) and not ends(clause, stop):
        stop += 1
    if not clause.opens or first == len(clause.words) or stop == first:
        return
    sort = told_beside(clause.text, clause.words[stop - 1].end)
    if sort and is_whole(clause, first, stop, verbs=True):
        yield _thing(clause, first, stop, sort, None)
        return
    last = first
    while last < stop and clause.words[last].part in _NOUNS:
        last += 1
    for end in (stop, last):
        told = sort_of(clause.between(first, end))
        owns = clause.word(end) == "的" and told != "place"
        if end < len(clause.words) and told and not owns and is_whole(clause, first, end):
            yield _thing(clause, first, end, None, None)
            return


def _leads(clause: Clause, index: int) -> bool:
    """Whether a word only leads to what a sentence opens with: a time, an adverb, an interjection."""
    word, part = clause.word(index), clause.words[index].part
    return (
        part in {"c", "e", "y", "t"}
        or (part == "d" and len(word) == 1)
        or (part == "f" and len(word) > 1)
        or bool(SKIPPED.fullmatch(word))
    )


def _names(clause: Clause) -> Iterator[Mention]:
    """People and places named by the way."""
    last = 0
    for index in range(len(clause.words)):
        if index < last:
            continue
        end = person_end(clause, index)
        last = max(index + 1, end)
        if end > index:
            if not _PLAYED.search(clause.text[: clause.words[index].start][-4:]):
                yield placed(clause, *clause.span(index, last), own="person")
        elif is_place(clause, index) and not _owns(clause, last) and not vacuous(clause.word(index)):
            yield placed(clause, *clause.span(index, last), own=sort_of(clause.word(index)) or "place")


def _owns(clause: Clause, last: int) -> bool:
    """Whether a place only tells where something is from: 杭州|的西湖, 武汉|热干面."""
    if clause.word(last) == "的":
        return last + 1 < len(clause.words) and is_place(clause, last + 1)
    stop = last
    while stop < len(clause.words) and not ends(clause, stop):
        stop += 1
    return stop > last and sort_of(clause.between(last - 1, stop)) is not None
