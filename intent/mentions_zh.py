"""What a Chinese utterance names: titles, names by their parts of speech, and nouns where a sentence brings one up."""

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import zip_longest

from intent import sorts
from intent.mention import ASIDE, FOCUS, TOPIC, Mention
from intent.zh import lexicon, objects, words

_CLAUSE = re.compile(r"[^,，;；:：。!！?？\n…~]+")
_STOP = r"[,，。;；!！?？、…~\n]"
_FREE = r"[^,，。;；:：!！?？、…~\n《》〇的了过是我你他她它这那吗呢吧啊嘛么没]"
_DONE = r"(?:看|听|吃|喝|玩|读|去|尝|试|逛|学|练|用|住|打|养|追|刷)"
_BROUGHT_UP = re.compile(
    rf"(?:{_DONE}(?:过|了|完了?|到)(?:一[下次]|几次|[这那一]?[部本首个家道]|好几[次遍])?|"
    rf"(?:在|又|刚|去|想|一起|推荐(?:你|给你)?)(?:看|听|吃|喝|玩|读|逛|尝|试|学|练|追)(?:一?下|试)?(?![过了完])|推荐(?:你|给你|大家)?(?:去|一下)?|尝尝|试试|看看|听听|玩玩|逛逛|读读|"
    r"说到|说起|提到|提起|聊到|聊起|聊聊|谈到|谈谈|关于|至于|知道|了解|认识|听说过?|叫做?|名叫|想去|去(?!过|了)|喜欢|有一种)"
    rf"(?P<o>{_FREE}{{2,10}})"
)
_ASKED_OF = re.compile(
    rf"(?P<o>{_FREE}{{2,10}}?)(?:怎么样|如何(?!$|[,，])?|好不好|好[吃喝看听玩]吗|好[吃喝看听玩]不|呢$|这(?:部|本|首|个|家|道|位)[^,，]{{1,6}}(?:怎么样|如何|好[吃喝看听玩]吗))"
)
_OPENS = re.compile(
    rf"^(?:嗯+|哦+|啊|哈+|对啊?|是的|好的?|那|不过|其实|而且|另外|最近|今天|昨天|听说|说实话|原来)*(?P<o>{_FREE}{{2,8}}?)"
    r"(?=是|很|真|太|挺|特别|非常|超|也|都|就|在|有|最|被|由|让|可|的|又|刚|会|今[年天]|最近|已经|确实|好[吃喝看听玩]|不错|这(?:部|本|首|个|家|道|位|种)|$)"
)
_CALLED = re.compile(rf"(?P<noun>{sorts.nouns(chinese=True)})(?:是|叫做?|有|:|：|包括)?(?P<o>{_FREE}{{2,10}})")
_THIS = re.compile(rf"(?P<o>{_FREE}{{2,8}}?)[这那](?P<measure>{sorts.MEASURES})(?P<noun>{sorts.nouns(chinese=True)})")
_TITLE = re.compile(r"《[^《》\n]{1,60}》")
_QUOTED = re.compile(r"[“「『\"](?P<o>[^“”「」『』\"\n]{1,30})[”」』\"]")
_LATIN = re.compile(r"[A-Z][\w'’&.-]*(?: [A-Z][\w'’&.-]*)*")
_SYLLABLE = r"(?:(?![的都也是在和很演说唱与跟有把就又还被从对这那上自了一])[\u4e00-\u9fff])"
_DOTTED = re.compile(rf"{_SYLLABLE}{{1,7}}(?:[·•・]{_SYLLABLE}{{1,7}})+")
_BEFORE_TITLE = (
    ("work/screen", re.compile(r"(?:主演|执导|拍|导演|演|追|刷)(?:的|了|过)?$")),
    ("work/song", re.compile(r"(?:听|唱)(?:过|的|了)?$")),
    ("work/book", re.compile(r"(?:读|写)(?:过|完|的|了)?$")),
    ("work/game", re.compile(r"玩(?:过|的|了)?$")),
)
_GOVERNS = re.compile(r"(?:看|听|读|玩|追|刷|推荐|叫|是|说到|提到|聊到|关于|喜欢|爱|讨厌|知道)(?:过|了|完|的|你|一下|电影)*$")
_IS_A = re.compile(r"^》?(?:也|就|都|可)?是[^,，。!！?？;；]{0,24}$")
_SURNAMES = frozenset(
    "王李张刘陈杨赵黄周吴徐孙胡朱林何郭罗梁宋郑谢韩唐冯董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴钟汪姜崔"
    "谭廖姚邱侯孟段雷钱尹黎贺顾龚邵覃武乔赖庞樊殷施陶翁巩葛舒宁易佟范倪霍莫岳章井窦沙邬"
)
_FUNCTION = frozenset("的了是我你他她它也都很太真在有和与跟就不没会能要想说看听唱演吗呢吧啊过着得这那个去来到被把让从对给为以及还又再最更好大小上下里写拍")
_LINKING = frozenset({"d", "t", "c", "p", "y", "r", "u"})
_NOUNS = frozenset({"n", "nr", "ns", "nz", "vn", "j", "l", "i", ""})
_FOREIGN = re.compile(
    r"[阿艾安奥巴贝本比波伯布查达戴德迪蒂杜多恩尔菲费弗福甘戈格哈赫霍基吉加卡凯坎柯科克拉莱兰劳勒雷里利林龙卢鲁伦罗洛曼梅蒙米莫"
    r"姆纳娜奈尼涅努诺欧帕佩皮普奇切琼萨塞森莎斯苏索塔泰汤坦特提图托瓦威韦维沃乌西希休雅亚扬耶伊尤约泽詹朱马]{3,6}"
)
"""The characters with which foreign names are written."""
_SUFFIXES = (
    ("place", re.compile(r"[山湖寺庙岛园馆寨沟塔宫殿桥江河海镇村县市街巷站城堡洲峡谷滩陵]$")),
    ("food", re.compile(r"[面粉饭菜锅鱼肉鸡鸭鹅茶糕饼汤果瓜糖酒奶虾蟹粥饺串酱丸酥肠]$|咖啡|豆腐|火锅|烧烤|螺|榴莲|香菜")),
    ("activity", re.compile(r"(?:球|[滑跑游爬攀跳潜冲][雪步泳山岩舞水伞浪]|瑜伽|健身|骑行|徒步|露营|钓鱼|书法|画画|摄影)$")),
)
_PLAIN = re.compile(
    rf"(?:这|那|一|几|两)?{sorts.MEASURES}?(?:{sorts.nouns(chinese=True)}|朋友|同事|时候|时间|天气|感觉|事情?|东西|问题|意思|今天|昨天|"
    r"明天|周末|晚上|最近|大家|一下|什么|怎么|哪里|哪儿|下次|上次|一起|以后|以前|有点|可以|应该|不少|很多|这些|那些|机会|"
    r"建议|答案|回答|办法|剧情|演技|故事|评价|票房|口碑|全部|风格|声音|旋律|歌词|画面|名字|地址|经典|确实|里面|谢谢|多谢|客气|味道|景色|风景|一[点些种])+"
)
_SOMEBODY = re.compile(rf"{words.MINE}|(?:你|他|她)(?:的)?{words.KIN}|(?:老板|同事|室友|舍友|邻居|房东|上司|领导|同桌|前任|司机|店员|服务员|前男友|前女友)")


def chinese(text: str, plain: str) -> Iterator[Mention]:
    """The mentions of an utterance; `plain` is `text` with simplified characters, as long as it."""
    hidden = _TITLE.sub(lambda title: "《" + "〇" * (len(title[0]) - 2) + "》", plain)
    last = max((clause.start() for clause in _CLAUSE.finditer(hidden)), default=0)
    opening = True
    for clause in _CLAUSE.finditer(hidden):
        asked = clause.start() >= _last_sentence(hidden) and _asks(hidden, clause)
        for mention in _of_clause(text, clause, opening=opening):
            focus = asked and mention.standing == TOPIC
            yield replace(mention, standing=FOCUS) if focus else mention
        opening = hidden[clause.end() : clause.end() + 1] not in set(",，:：") or clause.start() == last


def _last_sentence(text: str) -> int:
    body = text.rstrip("。!！?？…~ \n")
    return max(body.rfind(mark) for mark in "。!！?？\n") + 1


def _asks(text: str, clause: re.Match[str]) -> bool:
    return text[clause.end() : clause.end() + 1] in {"?", "？"} or bool(re.search(r"[吗呢么没]$|怎么样|如何$", clause[0]))


def _of_clause(text: str, clause: re.Match[str], *, opening: bool) -> Iterator[Mention]:
    """The mentions of one clause, each place once, the surest way of finding it first."""
    taken: list[Mention] = []
    for mention in _found(text, clause, opening=opening):
        if not any(mention.start < other.end and other.start < mention.end for other in taken):
            taken.append(mention)
    head = _without_modifiers(clause, sorted(taken, key=lambda mention: mention.start))
    yield from head


def _without_modifiers(clause: re.Match[str], named: list[Mention]) -> list[Mention]:
    """Of 杭州的西湖 or 杭州西湖 the last: what stands before a head of the same sort only says where it is."""
    kept = []
    for mention, after in zip_longest(named, named[1:]):
        between = clause.string[mention.end : after.start] if after else "-"
        if after is None or between not in {"", "的"} or mention.sort is None or mention.sort != after.sort:
            kept.append(mention)
    return kept


def _found(text: str, clause: re.Match[str], *, opening: bool) -> Iterator[Mention]:
    yield from _titles(text, clause)
    for latin in _LATIN.finditer(text, clause.start(), clause.end()):
        yield _placed(clause, *latin.span(), opening=opening)
    for dotted in _DOTTED.finditer(clause.string, clause.start(), clause.end()):
        yield replace(_placed(clause, _own_start(dotted), dotted.end(), opening=opening), sort="person")
    called = _CALLED.search(clause.string, clause.start(), clause.end())
    this = _THIS.search(clause.string, clause.start(), clause.end())
    for match in (this, called):
        if match and len(match["noun"]) > 1:
            yield from _brought_up(clause, match.span("o"), sorts.of_noun(match["noun"]))
    for pattern in (_ASKED_OF, _BROUGHT_UP):
        for match in pattern.finditer(clause.string, clause.start(), clause.end()):
            verb = sorts.of_verbs(match[0][: match.start("o") - match.start()])
            yield from _brought_up(clause, match.span("o"), verb)
    yield from _names(clause, opening=opening)
    opened = _OPENS.match(clause[0]) if opening else None
    if opened and _may_open(opened["o"]):
        start, end = opened.span("o")
        yield from _brought_up(clause, (clause.start() + start, clause.start() + end), _predicate(clause, clause.start() + end))
    for somebody in _SOMEBODY.finditer(clause.string, clause.start(), clause.end()):
        yield Mention(*somebody.span(), "person", ASIDE, common=True, nameless=True)


def _may_open(phrase: str) -> bool:
    """Whether a clause opens with a name: with a noun, or with pieces that are no words (五月天)."""
    cut = lexicon.cut(phrase)
    return cut[0].part in _NOUNS or (len(cut) > 1 and cut[0].part == "t" and cut[-1].end - cut[-1].start == 1)


def _titles(text: str, clause: re.Match[str]) -> Iterator[Mention]:
    for title in re.finditer(r"《〇+》", clause[0]):
        start, end = clause.start() + title.start(), clause.start() + title.end()
        yield _placed(clause, start, end, opening=title.start() < 4, title=True)
    for quoted in _QUOTED.finditer(text, clause.start(), clause.end()):
        before = clause.string[max(clause.start(), quoted.start() - 4) : quoted.start()]
        sort = sorts.of_noun(before.rstrip("是叫:："))
        if sort or _GOVERNS.search(before):
            yield Mention(*quoted.span("o"), sort, TOPIC)


def _placed(clause: re.Match[str], start: int, end: int, *, opening: bool, title: bool = False) -> Mention:
    """A name at its place in a clause: the words beside it tell its sort and its standing."""
    before, after = clause.string[clause.start() : start], clause.string[end : clause.end()]
    beside = re.match(rf"[这那](?P<measure>{sorts.MEASURES})(?P<noun>[\u4e00-\u9fff]{{0,2}}?{sorts.nouns(chinese=True)})?", after)
    sort = sorts.of_noun(before.rstrip("是叫:：")) or _predicate(clause, end)
    if beside:
        sort = (sorts.of_noun(beside["noun"]) if beside["noun"] else sorts.of_measure(beside["measure"])) or sort
    if title:
        by_verb = next((found for found, words_ in _BEFORE_TITLE if words_.search(before)), None)
        sort = sort if sort and sort.startswith("work") else by_verb or "work"
    elif sort is None:
        sort = sorts.of_verbs(before[-3:]) if not before.endswith("的") else None
    stands = bool(_GOVERNS.search(before)) or len(before) < 4 and opening or bool(beside)
    return Mention(start, end, sort, TOPIC if stands else ASIDE)


def _predicate(clause: re.Match[str], end: int) -> str | None:
    """X是柳州的小吃: the sort that the clause says of what it opens with."""
    rest = clause.string[end : clause.end()]
    return sorts.of_noun(re.sub(r"[之一了的呢吧啊吗嘛]+$", "", rest)) if _IS_A.match(rest) else None


def _brought_up(clause: re.Match[str], place: tuple[int, int], sort: str | None) -> Iterator[Mention]:
    """What a sentence brings up between its marks, cut where words stop naming."""
    phrase = clause.string[slice(*place)]
    for first, last in objects.split_list(phrase):
        start, end, person = _noun(phrase[first:last])
        named = phrase[first + start : first + end]
        if len(named) > 1 and objects.names_something(named) and not _PLAIN.fullmatch(named) and not _SOMEBODY.match(named):
            known = "person" if person else sort or _sort_of(named)
            begin = place[0] + first + start
            yield Mention(begin, begin + len(named), known, TOPIC, common=not person and _is_common(named))


def _noun(phrase: str) -> tuple[int, int, bool]:
    """The part of a phrase that names, and whether as a person: 螺蛳粉味道不错 ends behind its last noun."""
    cut = lexicon.cut(phrase)
    start, first = 0, 0
    while first < len(cut) - 1 and cut[first].part in _LINKING:
        start, first = cut[first].end, first + 1
    last = _person(phrase, cut, first)
    if last > first:
        return start, cut[last - 1].end, True
    end = 0
    for word in cut[first:]:
        if end and word.part in {*_LINKING, "a", "z"}:
            break
        end = word.end
    return start, end, False


def _names(clause: re.Match[str], *, opening: bool) -> Iterator[Mention]:
    """People, places and other names by the dictionary's parts of speech, and surnames with what follows them."""
    text = clause[0]
    cut = lexicon.cut(text)
    index = 0
    while index < len(cut):
        word = cut[index]
        name = text[word.start : word.end]
        last = _person(text, cut, index)
        if last > index:
            end = cut[last - 1].end
            yield _as("person", _placed(clause, clause.start() + word.start, clause.start() + end, opening=opening))
            index = last
            continue
        if (word.part in {"ns", "nr"} or (word.part == "nz" and len(name) > 2)) and len(name) > 1 and not _PLAIN.fullmatch(name):
            sort = _sort_of(name) or ("place" if word.part == "ns" else None)
            yield _as(sort, _placed(clause, clause.start() + word.start, clause.start() + word.end, opening=opening))
        index += 1


def _as(sort: str | None, mention: Mention) -> Mention:
    """The words beside a name may tell more than the name: 西湖 is a place, 西湖这个景点 a sight."""
    if sort is None or (mention.sort and sorts.agree(mention.sort, sort)):
        return mention
    return replace(mention, sort=sort)


def _person(text: str, cut: list[lexicon.Word], index: int) -> int:
    """Behind which word the name of a person ends that begins with word `index`; `index` where none does."""
    word = cut[index]
    name = text[word.start : word.end]
    if name[0] not in _SURNAMES or _sort_of(name) == "place":
        return index
    if len(name) > 2 and word.part == "nr":
        return index + 1
    if len(name) > 1 and word.part != "nr":
        return index
    last = index + 1
    while last < len(cut) and cut[last].end - word.start <= 3 and _may_name(text, cut[last], middle=last == index + 1):
        last += 1
    if len(name) == 1 and last == index + 1:
        return index
    closed = cut[last - 1].end == len(text) or text[cut[last - 1].end] in "、和与跟的是唱演写拍也都很真太吗呢吧这那在有,，" or last > index + 2
    return last if closed or len(name) > 1 else index


def _may_name(text: str, word: lexicon.Word, *, middle: bool) -> bool:
    part = text[word.start : word.end]
    if middle and part in {"之", "亦", "一", "若", "如"}:
        return True
    return len(part) <= 2 and part[0] not in _FUNCTION and word.part not in {"u", "p", "c", "d", "r", "y", "v", "e"}


def _sort_of(name: str) -> str | None:
    known = next((sort for sort, ending in _SUFFIXES if ending.search(name)), None)
    return known or ("person" if _FOREIGN.fullmatch(name) else None)


def _is_common(name: str) -> bool:
    """Whether the words of a name are all plain ones of the dictionary."""
    return all(word.part in {"n", "v", "vn", "a"} for word in lexicon.cut(name))


def _own_start(dotted: re.Match[str]) -> int:
    """Where a name with dots begins behind the words before it: 喜欢|汤姆·克鲁斯."""
    first = re.split(r"[·•・]", dotted[0])[0]
    start = 0
    for word in lexicon.cut(first):
        if word.end < len(first) and word.part in {"v", "u", "p", "d", "c", "r", "y"} or first[word.start : word.end] in {"演员", "导演", "歌手"}:
            start = word.end
    return dotted.start() + start
