"""What a named thing is: the key under which two names are one thing, and two conditions one condition.

Two names are one thing here when nothing but spelling and words that add nothing set them apart: 喝咖啡 is 咖啡,
《晴天》这首歌 is 晴天, drinking tea is tea. A wrong merger loses a preference, a missed one shows two, so every rule
errs towards two: 踢足球 is not 看足球, 苹果手机 is not 苹果, 红茶 is not 茶.
"""

import re
import unicodedata
from collections.abc import Callable
from functools import lru_cache

from opencc import OpenCC

WATCHING = "(?:to )?(?:watch|watching|read|reading|see|seeing) "
NEEDLESS_VERBS = tuple(
    re.compile(pattern)
    for pattern in (
        r"喝(?=.)",
        r"吃(?=.)(?!(?:素|醋|亏|苦|鸡|瓜|土|货|播|力|老本)$)",
        r"去(?=..)(?![污皮火世年黑骨冰糖])",
        r"(?:使用|用)(?=..)(?![功心户力人法途品])",
        r"(?:看|读|追|观看|阅读|欣赏)(?=.*(?:电影|影片|片|剧|番|书|小说|漫画|动[漫画]|综艺|杂志|新闻|散文|诗|诗歌|童话|展览|画展)$)",
        r"(?:听|聆听|欣赏)(?=.*(?:乐|歌|曲|爵士|摇滚|民谣|说唱|嘻哈|蓝调|相声|评书|播客|有声书|京剧|越剧|昆曲|戏曲|广播|故事)$)",
        r"(?:听|聆听|欣赏)(?=.*(?:声|声音|噪音)$)",
        r"(?:看|观看|欣赏)(?=.*(?:日出|日落|夕阳|晚霞|星空|星星|流星|流星雨|极光|烟花|夜景|雪景|风景|海景|彩虹)$)",
        r"(?:看|观看|欣赏)(?=.*(?:比赛|球赛|演唱会|音乐会|话剧|音乐剧|舞剧|脱口秀|直播|视频)$)",
        r"(?:品尝|品味|享用)(?=..)|饮(?=.*(?:茶|酒|咖啡|奶|汁)$)|嗑(?=瓜子$)|撸(?=.*串$)",
        r"闻(?=.+(?:味|味道|香|香味|香气)$)",
        r"(?:刷|逛)(?=(?:抖音|微博|小红书|朋友圈|短视频|视频|淘宝|b站|知乎)$)|吹(?=(?:空调|冷气|海风|风扇|电风扇|晚风)$)",
        r"(?:欢度|过)(?!敏)(?=.+(?:节|生日|圣诞|新年)$)|(?:喷|涂|抹)(?=.*(?:香水|口红|指甲油|防晒|防晒霜|面霜)$)",
        r"(?:做|练|练习)(?=.*(?:瑜伽|普拉提|冥想|书法|体操|健身操|家务|手工)$)",
        r"打(?=.*(?:麻将|太极|太极拳|扑克|扑克牌|桥牌|游戏)$)",
        r"(?:玩|踩|滑)(?=.*(?:游戏|手游|网游|桌游|乐高|积木|魔方|滑板|轮滑|拼图|剧本杀|狼人杀|密室逃脱)$)",
        r"(?:穿|穿着)(?=.+(?:衣|衫|裤|裤子|裙|裙子|鞋|鞋子|靴|靴子|袜|袜子|服|装|袍|外套)$)",
        r"(?:戴|戴着)(?=.+(?:帽|帽子|镜|手表|项链|手链|围巾|手套|戒指|耳环|耳机|首饰)$)",
        r"上(?=..+课$)",
        r"(?:to )?(?:eat|eating|drink|drinking|having|wear|wearing|listen to|listening to|going to|go to) (?=.)",
        rf"{WATCHING}(?=.*\b(?:movie|film|book|novel|comic|show|series|anime|manga|cartoon|drama|newspaper|magazine)s?$)",
        rf"{WATCHING}(?=.*\b(?:sunset|sunrise|firework|poem|poetry|documentary|documentarie)s?$)",
        r"(?:to )?(?:do|doing|practice|practicing) (?=(?:[a-z]+ )?(?:yoga|pilates|tai chi|karate|calligraphy)$)",
        r"(?:to )?(?:play|playing) (?=.*\bgames?$)",
    )
)
"""A verb adds nothing where it is what one does with such a thing anyway: one can only drink 咖啡, and hear 爵士乐.

It stays where another verb would be another liking (踢足球, 看足球; 弹钢琴, 听钢琴) or a fixed word begins with it
(吃醋, 用户).
"""
LEADING = re.compile(
    r"(?:各种各样的?|各种|各类|各式|所有的?|任何|某些|[一这那](?:个(?!人)|[种类些款杯碗首部本只条件道支场位名瓶片块份]))(?=..)"
    r"|[一几][双本只条头首道串盘把对盒袋包罐壶盆瓶碗杯颗粒辆部件顶朵棵副幅台桶听顿锅块根卷捧束盏](?=..)"
    r"|[一几](?:[只匹碗杯本瓶盘罐](?=.$)|[头只条匹](?=[^龙心水]))"
    r"|(?:(?:a|one) (?:cup|glass|bottle|bowl|slice|piece|pair|plate|can|pot|bag|box|mug|pint|kind|bit) of) (?=.)"
    r"|(?:a few|a lot of|lots of) (?=.)"
    r"|(?:the|an|a|some|any|all|my) (?=.)"
)
OF = re.compile(r"(smell|scent|aroma|sound|texture) of (?:the )?(.+)")
"""The smell of lavender is the lavender smell."""
TRAILING = re.compile(
    r"(?<=.)(?:之类的?|什么的|等等|[啊呀啦]|(?<![目打])的|(?<=.)了"
    r"|[这那](?:种|个|类|首|部|本|道|件|款|项|门|样)[\u4e00-\u9fff]{0,2}|[这那](?:回?事儿?|东西|玩意儿?|方面|一?块儿?))$"
)
TITLE = re.compile(r".{0,2}《([^《》]+)》")
PLURALS = (
    (re.compile(r"(?<=[a-z]{3})ies?$"), "y"),  # cherries; also movie, so that movies and movie remain one
    (re.compile(r"(?<=[a-z]{2}(?:ch|sh|ss))es?$|(?<=[a-z]{3}[tdrg]o)es$|(?<=[a-z]x)es$"), ""),
    (re.compile(r"(?<=wol|lea|hal|cal)ves$|(?<=shel|thie|scar)ves$|(?<=loa)ves$"), "f"),
    (re.compile(r"(?<=[a-z]{3})(?<![siu])s$"), ""),
)
SPACE_BESIDE_CHINESE = re.compile(r" (?=[^\x21-\x7e])|(?<=[^\x21-\x7e]) ")
UNMARKED = re.compile(r"[a-z0-9 \u4e00-\u9fff]*")
WHEN = re.compile(r"(?:每当|每到|每逢|一到|到了|如果|要是|只要|当|在|(?:when|if|in|on|at|during) (?:the )?|the )(?=.)")
THE_TIME = re.compile(r"(?<=.)(?:的时候|的时间|的日子|的时节|的话|期间|时候|时|里|的)$")


def thing_key(name: str) -> str:
    """The key of a named thing: equal for two names of one thing, its own key, empty only for nothing.

    Synonyms and other languages (土豆 and 马铃薯, 咖啡 and coffee) are not its business but a dictionary's, which
    takes what is left here and gives the one name under which it knows the thing.
    """
    return _settled(_thing, name)


@lru_cache(maxsize=50_000)
def thing_words(name: str) -> tuple[str, ...]:
    """The words of a name that its key is joined from, the last one singular; a Chinese name is one word."""
    title = TITLE.match(unicodedata.normalize("NFKC", name).strip())
    words = (spelled(title[1]) if title else _core(name)).split()
    return (*words[:-1], singular(words[-1])) if words else ()


def singular(word: str) -> str:
    """An English word, or what ends in one, without the ending of its plural; anything else as it is."""
    for plural, ending in PLURALS if word.endswith(("s", "ie", "he", "sse")) else ():
        shorter = plural.sub(ending, word)
        if shorter != word:
            return shorter
    return word


def condition_key(condition: str | None) -> str:
    """The key of a condition: 早上, 在早上 and 早上的时候 are one. Empty for no condition."""
    return _settled(_condition, condition) if condition and condition.strip() else ""


def searched_text(*parts: str | None) -> str:
    """What a search by words looks through: the parts in one spelling, without marks, a space between two parts."""
    return " ".join(_joined(spelled(part)) or _bare(part) for part in parts if part)


def forget_names() -> None:
    """Empty what this process remembers of names it was asked about."""
    _settled.cache_clear()
    thing_words.cache_clear()


@lru_cache(maxsize=50_000)
def _settled(reduce: Callable[[str], str], name: str) -> str:
    """`reduce` until nothing changes, since one word taken away may lay another bare; what vanishes stays as it was."""
    key = name
    for _ in range(8):
        shorter = reduce(key)
        if shorter == key:
            break
        key = shorter
    return key or _bare(name)


def _thing(name: str) -> str:
    title = TITLE.match(unicodedata.normalize("NFKC", name).strip())
    if title and spelled(title[1]):
        return _joined(spelled(title[1]))
    return singular(_joined(_core(name)))


def _core(name: str) -> str:
    core, longer = spelled(name), ""
    while core != longer:
        longer, core = core, _without_a_needless_word(core)
    return OF.sub(r"\2 \1", core) if OF.fullmatch(core) else core


def _without_a_needless_word(core: str) -> str:
    for needless in (LEADING, *NEEDLESS_VERBS):
        found = needless.match(core)
        if found:
            return core[found.end() :]
    return TRAILING.sub("", core)


def _condition(condition: str) -> str:
    core = spelled(condition)
    when = WHEN.match(core)
    return _joined(THE_TIME.sub("", core[when.end() :] if when else core))


def spelled(text: str) -> str:
    """`text` in one spelling: NFKC, lower case, simplified, no marks, and spaces only between Latin words."""
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())
    if not UNMARKED.fullmatch(folded):
        folded = "".join(_mark_as_space(folded, at) for at in range(len(folded)))
    folded = " ".join(folded.split())
    return folded if folded.isascii() else SPACE_BESIDE_CHINESE.sub("", _simplifier().convert(folded))


def _mark_as_space(text: str, at: int) -> str:
    """The character at `at`, or what stands for it: nothing within a word (rock'n'roll), a space between words."""
    mark = text[at]
    if unicodedata.category(mark)[0] not in "PZC":
        return mark
    before, after = text[at - 1 : at], text[at + 1 : at + 2]
    if (mark in "#&" and before.isalnum()) or (mark == "." and before.isdigit() and after.isdigit()):
        return mark
    return "" if mark in "'’\u200d" else " "


def _bare(text: str) -> str:
    """What is left of a text that is nothing but marks: the marks, as far as they can be seen."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    return "".join(mark for mark in folded if unicodedata.category(mark)[0] not in "ZC")


def _joined(text: str) -> str:
    return text.replace(" ", "")


@lru_cache(maxsize=1)
def _simplifier() -> OpenCC:
    return OpenCC("t2s")
