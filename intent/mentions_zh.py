"""What a Chinese utterance names: titles, names by their parts of speech, and nouns where a sentence brings one up."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache

from intent import sorts
from intent.mention import ASIDE, FOCUS, TOPIC, Mention
from intent.sorts import Sort
from intent.text import is_chinese
from intent.zh import lexicon, objects, words
from intent.zh.lexicon import Word

_CLAUSE = re.compile(r"[^,，;；:：。!！?？\n…~]+")
_TITLE = re.compile(r"《[^《》\n]{1,60}》")
_QUOTED = re.compile(r"[“「『\"](?P<o>[^“”「」『』\"\n]{1,30})[”」』\"]")
_MARKED = re.compile(r"[《“「『\"A-Z·•・]")
_LATIN = re.compile(r"[A-Z][\w'’&.-]*(?: [A-Z][\w'’&.-]*)*")
_SYLLABLE = r"(?:(?![的都也是在和很演说唱与跟有把就又还被从对这那上自了一])[\u4e00-\u9fff])"
_DOTTED = re.compile(rf"{_SYLLABLE}{{1,7}}(?:[·•・]{_SYLLABLE}{{1,7}})+")
_VERBS = re.compile(
    r"看|听|吃|喝|玩|读|去|尝|试|逛|学|练|用|住|打|养|追|刷|念|唱|放|开|叫|选|点|煮|做|到"
    r"|爬|看看|听听|尝尝|试试|玩玩|逛逛|读读|去过|到过|听过|看到|听到|吃到|推荐|说到|说起|提到|提"
    r"起|聊到|聊起|聊聊|聊|谈到|谈谈|关于|至于|知道|了解|认识|听说|听说过|名叫|叫做|叫作|喜欢|讨厌"
    r"|迷上|种草|重温|改编|导演|主演|饰演|参演|执导|翻唱|采访|崇拜|安利|买|下|跳|弹"
)
"""Words that bring up what follows them."""
_BESIDE = re.compile(
    r"(?:过|了|完了?|着|到|一下|一?[遍次回]|一个|一[部本首家道种款位看听尝试玩逛读]|"
    r"[这那][部本首家道种款位个]|[个款]|给?你|大家|们|是|有|去|的是|：|:)+"
)
_JOINS = frozenset({"、", "和", "与", "跟", "及", "还是", "或", "或者", "以及", "还有"})
_PREDICATES = frozenset({"是", "能", "可以", "要", "很", "挺", "对", "最", "真", "太", "也", "蛮", "特别", "非常"})
_ENDS = frozenset(
    "的了着过得我你您他她它这那哪谁是有在和与跟及或就也都很太真挺还又再才只不没别被把让给对从向比为于以要能会可该想去来进出到说写唱演拍看听吃喝玩读"
    "当叫用做打开放带拿排变像离含需含吗呢吧啊嘛么呀哦啦、》《〇"
)
"""Characters that, as words, end a name."""
_SKIPPED = re.compile(r"(?:嗯+|哦+|啊+|哈+|对啊?|是的|好[的呀吧]?|那|不过|其实|而且|另外|听说|说实话|原来|例如|比如)+")
_LINKING = frozenset({"d", "c", "p", "r", "u", "y", "t", "m", "e"})
_NOUNS = frozenset({"n", "nr", "ns", "nz", "vn", "j", "l", "i", ""})
_BEFORE_TITLE = (
    ("work/screen", re.compile(r"(?:主演|执导|拍|导演|演|追|刷)(?:的|了|过)?$")),
    ("work/song", re.compile(r"(?:听|唱)(?:过|的|了)?$")),
    ("work/book", re.compile(r"(?:读|写)(?:过|完|的|了)?$")),
    ("work/game", re.compile(r"玩(?:过|的|了)?$")),
)
_GOVERNS = re.compile(
    r"(?:第[一二三四五][首部本个家]|看|听|读|玩|追|刷|推荐|叫|是|说到|提到|聊到|关于|喜欢|爱|讨厌|"
    r"知道)(?:过|了|完|的|你|一下|电影)*$"
)
_IS_A = re.compile(r"^》?(?:也|就|都|可)?是[^,，。!！?？;；]{0,24}$")
_SURNAMES = frozenset(
    "王李张刘陈杨赵黄周吴徐孙胡朱林何郭罗梁宋郑谢韩唐冯董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴钟汪姜崔"
    "谭廖姚邱侯孟段雷钱尹黎贺顾龚邵覃武乔赖庞樊殷施陶翁巩葛舒宁易佟范倪霍莫岳章井窦沙邬"
)
_FUNCTION = frozenset(
    "的了是我你他她它也都很太真在有和与跟就不没会能要想说看听唱演吗呢吧啊过着得这那个去来到被把让从对给为以及还又再最更好大小上下里写拍"
)
_FOREIGN = re.compile(
    r"[阿艾安奥巴贝本比波伯布查达戴德迪蒂杜多恩尔菲费弗福甘戈格哈赫霍基吉加卡凯坎柯科克拉莱兰劳勒雷里利林龙卢鲁伦罗洛曼梅蒙米莫"
    r"姆纳娜奈尼涅努诺欧帕佩皮普奇切琼萨塞森莎斯苏索塔泰汤坦特提图托瓦威韦维沃乌西希休雅亚扬耶伊尤约泽詹朱马]{3,6}"
)
"""The characters with which foreign names are written."""
_SUFFIXES = (
    ("place", re.compile(r"[山湖寺庙岛屿园馆寨沟塔宫殿桥江河海镇村县市街巷站城堡洲峡谷滩陵]$")),
    (
        "food",
        re.compile(r"[面粉饭菜锅鱼肉鸡鸭鹅茶糕饼汤果瓜糖酒奶虾蟹粥饺串酱丸酥肠]$|咖啡|豆腐|火锅|烧烤|螺|榴莲|香菜"),
    ),
    (
        "activity",
        re.compile(r"(?:球|[滑跑游爬攀跳潜冲][雪步泳山岩舞水伞浪]|瑜伽|健身|骑行|徒步|露营|钓鱼|书法|画画|摄影)$"),
    ),
)
_VACUOUS = re.compile(
    rf"(?:这|那|一|几|两)?{sorts.MEASURES}?(?:电影|影片|片子?|电视剧|剧|综艺|节目|动漫|动画|小说|书籍?|"
    rf"歌曲?|曲子|专辑|游戏|作品|原著|演员|歌手|"
    rf"第[一二两三四五]{sorts.MEASURES}|几[遍次回个天年]|(\w)\1[气神]?|今年|去年|明年|刚才|现在|早上|中午|"
    rf"下午|导演|作家|作者|明星|偶像|主演|主唱|编剧|乐队|人物|角色|人|地方|店|餐厅|酒店|城市|国家|景点|"
    rf"景区|菜|食物|美食|料理|味道|口味|运动|活动|爱好|项目|"
    r"朋友|同事|时候|时间|天气|感觉|事情?|东西|问题|意思|今天|昨天|台词|新歌|名菜|特色|代表作?|销量|人气|服务|"
    r"明天|周末|晚上|最近|大家|一下|什么|怎么|哪里|哪儿|下次|上次|一起|以后|以前|有点|可以|应该|不少|很多|"
    r"这些|那些|机会|咱们|用户|客服|"
    r"建议|答案|回答|办法|剧情|演技|故事|评价|票房|口碑|全部|风格|声音|旋律|歌词|画面|名字|地址|经典|确实|"
    r"里面|谢谢|多谢|客气|景色|风景|手机|视频)+"
)
"""Nouns that name nothing by themselves."""
_SOMEBODY = re.compile(
    rf"{words.MINE}|(?:你|他|她)(?:的)?{words.KIN}|(?:老板|同事|室友|舍友|邻居|房东|上司|领导|同桌|前任|"
    rf"司机|店员|服务员|前男友|前女友)"
)


@dataclass(frozen=True, slots=True)
class _Clause:
    """text[start:end], its words, and whether a sentence opens with it."""

    text: str
    start: int
    words: tuple[Word, ...]
    opens: bool

    def word(self, index: int) -> str:
        return self.text[self.words[index].start : self.words[index].end]

    def between(self, first: int, last: int) -> str:
        """The words from number `first` up to number `last`."""
        return self.text[self.words[first].start : self.words[last - 1].end] if last > first else ""

    def after(self, last: int) -> str:
        return self.text[self.words[last - 1].end :]


def chinese(text: str, plain: str, reach: int) -> Iterator[Mention]:
    """The mentions of an utterance; `plain` is `text` with simplified characters, as long as it.

    Farther than `reach` characters from both its ends only titles and foreign names are found, not words.
    """
    hidden = _TITLE.sub(lambda title: "《" + "〇" * (len(title[0]) - 2) + "》", plain)
    opens, last = True, _last_sentence(hidden)
    for match in _CLAUSE.finditer(hidden):
        source = text[match.start() : match.end()]
        near = match.end() <= reach or match.start() >= len(hidden) - reach
        if not near and not _MARKED.search(source):
            continue
        clause = _Clause(match[0], match.start(), tuple(lexicon.cut(match[0])) if near else (), opens)
        asked = match.start() >= last and _asks(hidden, match)
        taken: list[Mention] = []
        for mention in _found(source, clause):
            if not any(mention.start < other.end and other.start < mention.end for other in taken):
                taken.append(mention)
        for mention in taken:
            standing = FOCUS if asked and mention.standing == TOPIC else mention.standing
            yield replace(
                mention, start=mention.start + match.start(), end=mention.end + match.start(), standing=standing
            )
        opens = hidden[match.end() : match.end() + 1] not in set(",，:：") or bool(_SKIPPED.fullmatch(match[0]))


def _last_sentence(text: str) -> int:
    body = text.rstrip("。!！?？…~ \n")
    return max(body.rfind(mark) for mark in "。!！?？\n") + 1


def _asks(text: str, clause: re.Match[str]) -> bool:
    return text[clause.end() : clause.end() + 1] in {"?", "？"} or bool(
        re.search(r"[吗呢么没]$|怎么样|如何$", clause[0])
    )


def _found(source: str, clause: _Clause) -> Iterator[Mention]:
    """The mentions of one clause, in characters of it, the surest way of finding them first."""
    for title in re.finditer(r"《〇+》", clause.text):
        yield _placed(clause, *title.span(), title=True)
    for quoted in _QUOTED.finditer(source):
        before = clause.text[max(0, quoted.start() - 4) : quoted.start()]
        sort = sorts.of_noun(before.rstrip("是叫:："))
        if sort or _GOVERNS.search(before):
            yield Mention(*quoted.span("o"), sort, TOPIC)
    for latin in _LATIN.finditer(source):
        if len(latin[0]) > 1:
            yield _placed(clause, *latin.span())
    for dotted in _DOTTED.finditer(clause.text) if re.search(r"[·•・]", clause.text) else ():
        yield replace(_placed(clause, _own_start(dotted), dotted.end()), sort="person")
    yield from _opening(clause)
    for index in range(len(clause.words)):
        yield from _raised(clause, index)
    yield from _names(clause)
    for somebody in _SOMEBODY.finditer(clause.text) if clause.words else ():
        yield Mention(*somebody.span(), "person", ASIDE, common=True, nameless=True)


def _opening(clause: _Clause) -> Iterator[Mention]:
    """What a sentence opens with, and says something of."""
    first = 0
    while first < len(clause.words) and _leads(clause, first):
        first += 1
    if not clause.opens or first >= len(clause.words):
        return
    word, part, last = clause.word(first), clause.words[first].part, _noun(clause, first)
    if _raises(word) or _vacuous(word):
        return
    spoken_of = last < len(clause.words) and clause.word(last) in _PREDICATES and part in {"v", "t", "z"}
    unknown = (
        len(word) == 1
        and first + 1 < last < len(clause.words)
        and not {w.part for w in clause.words[first:last]} & (_LINKING | {"z"})
    )
    month = part == "t" and last > first + 1
    if part in _NOUNS or spoken_of or unknown or month:
        yield from _list(clause, first, None)


def _leads(clause: _Clause, index: int) -> bool:
    """Whether a word only leads to what a sentence opens with: a time, an adverb, an interjection."""
    word, part = clause.word(index), clause.words[index].part
    if part == "t":
        return _vacuous(word) or _noun(clause, index) == index + 1
    return part in {"d", "c", "e", "y"} or (part == "f" and len(word) > 1) or bool(_SKIPPED.fullmatch(word))


@lru_cache(maxsize=4096)
def _vacuous(name: str) -> bool:
    return bool(_VACUOUS.fullmatch(name))


@lru_cache(maxsize=4096)
def _raises(word: str) -> bool:
    return bool(_VERBS.fullmatch(word) or _VERBS.fullmatch(word.rstrip("了过着到完")))


def _raised(clause: _Clause, index: int) -> Iterator[Mention]:
    """What stands behind a verb that brings things up, or behind the noun of what it is (演员张译)."""
    word = clause.word(index)
    sort = sorts.of_noun(word) if len(word) > 1 and _vacuous(word) else None
    if not _raises(word) and sort is None:
        return
    if word in {"叫", "叫做", "名叫"} and index:
        sort = sorts.of_noun(clause.word(index - 1))
    place = clause.words[index].end
    beside = _BESIDE.match(clause.text, place)
    place = beside.end() if beside else place
    first = next((number for number, other in enumerate(clause.words) if other.start >= place), len(clause.words))
    if first < len(clause.words) and (sort is None or clause.words[first].part not in {"a", "d", "z", "v"}):
        yield from _list(clause, first, sort or sorts.of_verbs(word))


def _list(clause: _Clause, first: int, sort: Sort | None) -> Iterator[Mention]:
    """The thing named from word `first` on, and those joined to it; behind X的 also what is X's."""
    while first < len(clause.words):
        last = _noun(clause, first)
        if last == first:
            return
        rest = clause.after(last)
        owned = _noun(clause, last + 1) if rest.startswith("的") and last + 1 < len(clause.words) else last
        thing = clause.between(last + 1, owned)
        nameable = len(thing) > 1 and not _vacuous(clause.word(owned - 1))
        yield from _thing(clause, first, last, None if owned > last else sort, ASIDE if nameable else TOPIC)
        if nameable:
            yield from _thing(clause, last + 1, owned, sort, TOPIC)
        last = max(last, owned)
        if last >= len(clause.words) or clause.word(last) not in _JOINS:
            return
        first = last + 1


def _thing(clause: _Clause, first: int, last: int, sort: Sort | None, standing: int) -> Iterator[Mention]:
    titled = max((n for n in range(first, last - 1) if sorts.of_noun(clause.word(n)) == "person"), default=first - 1)
    first = titled + 1
    start, end = clause.words[first].start, clause.words[last - 1].end
    flavour = re.search(r"(?<=..)(?:口味|味道)$", clause.text[start:end])
    end -= len(flavour[0]) if flavour else 0
    name = clause.text[start:end]
    if len(name) < 2 or _vacuous(name) or _SOMEBODY.match(name) or not objects.names_something(name):
        return
    person = _person(clause, first) == last or _titled(clause, first)
    common = not person and _is_common(clause, first, last)
    beside = _beside(clause.text, end)
    crowd = clause.word(last - 1) == "人" and clause.words[first].part == "ns"
    if crowd or (common and not beside and sorts.of_noun(name) == "person"):
        return
    known = (
        "person" if person else beside or sort or ("food" if flavour else None) or _sort_of(clause, name, first, last)
    )
    yield Mention(start, end, known, standing, common=common)


def _titled(clause: _Clause, first: int) -> bool:
    """Whether the noun before word `first` says that a person is named."""
    return first > 0 and sorts.of_noun(clause.word(first - 1)) == "person"


def _beside(text: str, end: int) -> Sort | None:
    """What the words behind a name say that it is: X这部电影, X是柳州的小吃."""
    match = re.match(
        rf"[这那](?P<measure>{sorts.MEASURES})(?P<noun>[\u4e00-\u9fff]{{0,2}}?{sorts.nouns(chinese=True)})?", text[end:]
    )
    if match:
        return sorts.of_noun(match["noun"]) if match["noun"] else sorts.of_measure(match["measure"])
    rest = text[end:]
    done = re.match(r"(?:你|您|我|她|他)?们?(?:都|也|还|有没有)?(?P<verb>看|读|听|玩|吃|喝|去)过", rest)
    if done:
        return sorts.of_verbs(done["verb"])
    return sorts.of_noun(re.sub(r"[之一了的呢吧啊吗嘛]+$", "", rest)) if _IS_A.match(rest) else None


def _noun(clause: _Clause, first: int) -> int:
    """Behind which word the name ends that begins with word `first`; `first` where none does."""
    if first >= len(clause.words):
        return first
    person = _person(clause, first)
    if person > first:
        return person
    last = first
    while last < len(clause.words) and not _ends(clause, last, named=last > first):
        last += 1
    raised = first > 0 and _raises(clause.word(first - 1))
    if (
        not raised
        and last > first + 1
        and clause.words[first].part == "ns"
        and _sort_of(clause, clause.between(first + 1, last), 0, 0) is None
    ):
        return first + 1
    return last


def _ends(clause: _Clause, index: int, *, named: bool) -> bool:
    word, part = clause.word(index), clause.words[index].part
    closing = bool(re.fullmatch(r"[吗呢吧么没]*", clause.after(index + 1)))
    if named and part == "v" and closing and word not in _ENDS and clause.words[index - 1].part not in {"a", "d"}:
        return False
    if len(word) > 1:
        return part in (_LINKING | {"v", "a", "z", "s", "f"} if named else _LINKING - {"t", "m"})
    if word in _ENDS or not is_chinese(word):
        return True
    before = clause.word(index - 1) if named else ""
    whole = len(before) > 1 and clause.words[index - 1].part in _NOUNS and part == "v"
    compound = any(ending.search(before + word) for _, ending in _SUFFIXES)
    return named and (part == "d" or word in "慢快高低贵远近多少好里内旁" or (whole and not compound))


def _names(clause: _Clause) -> Iterator[Mention]:
    """People and places named by the way, by the dictionary's parts of speech and by surnames."""
    index = 0
    while index < len(clause.words):
        last = max(index + 1, _person(clause, index))
        name, part = clause.between(index, last), clause.words[index].part
        person = _person(clause, index) > index
        if person or (part in {"ns", "nr"} and len(name) > 1 and not _vacuous(name)):
            mention = _placed(clause, clause.words[index].start, clause.words[last - 1].end)
            sort = "person" if person else _sort_of(clause, name, index, last)
            yield (
                mention
                if sort is None or (mention.sort and sorts.agree(mention.sort, sort))
                else replace(mention, sort=sort)
            )
        index = last


def _placed(clause: _Clause, start: int, end: int, *, title: bool = False) -> Mention:
    """A name at its place in a clause: the words beside it tell its sort and its standing."""
    before = clause.text[:start]
    beside = _beside(clause.text, end)
    sort = beside or sorts.of_noun(before.rstrip("是叫:："))
    if title:
        by_verb = next((found for found, words_ in _BEFORE_TITLE if words_.search(before)), None)
        sort = sort if sort and sort.startswith("work") else by_verb or "work"
    elif sort is None and not before.endswith("的"):
        sort = sorts.of_verbs(before[-3:])
    stands = bool(_GOVERNS.search(before)) or (len(before) < 4 and clause.opens) or bool(beside)
    return Mention(start, end, sort, TOPIC if stands else ASIDE)


def _person(clause: _Clause, index: int) -> int:
    """Behind which word the name of a person ends that begins with word `index`; `index` where none does."""
    name, part = clause.word(index), clause.words[index].part
    if name[0] not in _SURNAMES or _vacuous(name) or any(ending.search(name) for _, ending in _SUFFIXES[:1]):
        return index
    if len(name) > 1 and part != "nr":
        return index
    last = index + 1
    while (
        last < len(clause.words)
        and len(name) < 3
        and _may_name(clause, last, middle=last == index + 1 and len(name) == 1)
    ):
        if clause.words[last].end - clause.words[index].start > 3:
            break
        last += 1
    ended = clause.words[last - 1].end
    closed = (
        ended == len(clause.text)
        or clause.text[ended] in "、和与跟的是唱演写拍也都很真太吗呢吧这那在有还又今去宣要会主执导"
    )
    sure = len(name) > 1 or (last > index + 1 and (closed or ended - clause.words[index].start == 3))
    return last if sure else index


def _may_name(clause: _Clause, index: int, *, middle: bool) -> bool:
    word, part = clause.word(index), clause.words[index].part
    if middle and word in {"之", "亦", "一", "若", "如"}:
        return True
    verbal = part == "v" and (middle or len(word) > 1)
    return len(word) <= 2 and is_chinese(word[0]) and word[0] not in _FUNCTION and part not in _LINKING and not verbal


def _sort_of(clause: _Clause, name: str, first: int, last: int) -> Sort | None:
    """The sort that a name tells by its end, its part of speech or its characters."""
    known = next((sort for sort, ending in _SUFFIXES if ending.search(name)), None) or sorts.of_noun(name)
    if known or (last == first + 1 and clause.words[first].part == "ns"):
        return known or "place"
    return "person" if _FOREIGN.fullmatch(name) else None


def _is_common(clause: _Clause, first: int, last: int) -> bool:
    """Whether the words of a name are all plain ones of the dictionary."""
    plain = {"n", "v", "vn", "a"}
    return all(
        word.part in plain and (word.end - word.start > 1 or last == first + 1) for word in clause.words[first:last]
    )


def _own_start(dotted: re.Match[str]) -> int:
    """Where a name with dots begins behind the words before it: 喜欢|汤姆·克鲁斯."""
    first = re.split(r"[·•・]", dotted[0])[0]
    start = 0
    for word in lexicon.cut(first):
        if (word.end < len(first) and word.part in {"v", "u", "p", "d", "c", "r", "y"}) or first[
            word.start : word.end
        ] in {"演员", "导演", "歌手"}:
            start = word.end
    return dotted.start() + start
