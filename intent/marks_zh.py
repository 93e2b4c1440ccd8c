"""Names that a Chinese clause marks as such, and what the words beside a name tell of it."""

import re
from collections.abc import Iterator

from intent import sorts
from intent.mention import ASIDE, TOPIC, Mention
from intent.names_zh import Clause
from intent.sorts import Sort
from intent.zh import lexicon

_QUOTED = re.compile(r"[“「『\"](?P<o>[^“”「」『』\"\n]{1,30})[”」』\"]")
_LATIN = re.compile(r"[A-Z][\w'’&.-]*(?: [A-Z][\w'’&.-]*)*")
_SYLLABLE = r"(?:(?![的都也是在和很演说唱与跟有把就又还被从对这那上自了一])[\u4e00-\u9fff])"
_DOTTED = re.compile(rf"{_SYLLABLE}{{1,7}}(?:[·•・]{_SYLLABLE}{{1,7}})+")
SKIPPED = re.compile(r"(?:嗯+|哦+|啊+|哈+|对啊?|是的|好[的呀吧]?|那|不过|其实|而且|另外|听说|说实话|原来|例如|比如)+")
_BEFORE_TITLE = (
    ("work/screen", re.compile(r"(?:主演|执导|拍|导演|演|追|刷)(?:的|了|过)?$")),
    ("work/song", re.compile(r"唱(?:过|的|了)?$")),
    ("work/book", re.compile(r"(?:读|写)(?:过|完|的|了)?$")),
    ("work/game", re.compile(r"玩(?:过|的|了)?$")),
)
_GOVERNS = re.compile(
    r"(?:第[一二三四五][首部本个家]|看|听|读|玩|追|刷|推荐|叫|是|说到|提到|聊到|关于|喜欢|爱|讨厌|知道)(?:过|了|完|"
    r"的|你|一下|电影)*$"
)
_IS_A = re.compile(r"^》?(?:也|就|都|可)?是[^,，。!！?？;；]{0,24}$")
THIS = re.compile(
    rf"[这那]一?(?P<measure>{sorts.MEASURES})(?P<noun>[\u4e00-\u9fff]{{0,2}}?{sorts.nouns(chinese=True)})?"
)
_DONE = re.compile(r"(?:你|您|我|她|他)们?(?:都|也|还|有没有)?(?P<verb>看|读|听|玩|吃|喝|去)过")


def marked(source: str, clause: Clause) -> Iterator[Mention]:
    """Titles, quotations, names in Latin letters and those with a dot."""
    for title in re.finditer(r"《〇+》", clause.text):
        yield placed(clause, *title.span(), title=True)
    for quoted in _QUOTED.finditer(source):
        before = clause.text[max(0, quoted.start() - 4) : quoted.start()]
        sort = sorts.of_noun(before.rstrip("是叫:："))
        if sort or _GOVERNS.search(before):
            yield Mention(*quoted.span("o"), sort, TOPIC)
    for latin in _LATIN.finditer(source):
        if len(latin[0]) > 1:
            yield placed(clause, *latin.span())
    for dotted in _DOTTED.finditer(clause.text) if re.search(r"[·•・]", clause.text) else ():
        yield placed(clause, _own_start(dotted), dotted.end(), own="person")


def placed(clause: Clause, start: int, end: int, *, title: bool = False, own: Sort | None = None) -> Mention:
    """A name at its place in a clause: the words beside it tell its standing and, agreeing with its `own`, its sort."""
    before = clause.text[max(0, start - 12) : start]
    told = told_beside(clause.text, end)
    sort = told or sorts.of_noun(before.rstrip("是叫:："))
    if title:
        by_verb = next((found for found, words_ in _BEFORE_TITLE if words_.search(before)), None)
        sort = sort if sort and sort.startswith("work") else by_verb or "work"
    elif sort is None and not before.endswith("的"):
        sort = sorts.of_verbs(before[-3:])
    if own and (sort is None or not sorts.agree(sort, own)):
        sort = own
    stands = bool(_GOVERNS.search(before) or told or (sort and clause.opens and _opens(clause.text[:start])))
    return Mention(start, end, sort, TOPIC if stands else ASIDE)


def _opens(before: str) -> bool:
    return not before or bool(SKIPPED.fullmatch(before))


def told_beside(text: str, end: int) -> Sort | None:
    """What the words behind a name say that it is: X这部电影, X你喝过吗, X是柳州的小吃."""
    rest = text[end:]
    if this := THIS.match(rest):
        return sorts.of_noun(this["noun"]) if this["noun"] else sorts.of_measure(this["measure"])
    if done := _DONE.match(rest):
        return sorts.of_verbs(done["verb"])
    return sorts.of_noun(re.sub(r"[之一了的呢吧啊吗嘛]+$", "", rest)) if _IS_A.match(rest) else None


def _own_start(dotted: re.Match[str]) -> int:
    """Where a name with dots begins behind the words before it: 喜欢|汤姆·克鲁斯."""
    first = re.split(r"[·•・]", dotted[0])[0]
    start = 0
    for word in lexicon.cut(first):
        leading = word.end < len(first) and word.part in {"v", "u", "p", "d", "c", "r", "y"}
        if leading or sorts.of_noun(first[word.start : word.end]) == "person":
            start = word.end
    return dotted.start() + start
