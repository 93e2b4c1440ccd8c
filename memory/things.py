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

NEEDLESS_VERBS = tuple(
    re.compile(pattern)
    for pattern in (
        r"喝(?=.)",
        r"吃(?=.)(?!(?:素|醋|亏|苦|鸡|瓜|土|货|播|力|老本)$)",
        r"去(?=..)(?![污皮火世年黑骨冰糖])",
        r"(?:使用|用)(?=..)(?![功心户力人法途品])",
        r"(?:看|读|追|观看|阅读|欣赏)(?=.*(?:电影|影片|片|剧|番|书|小说|漫画|动[漫画]|综艺|杂志|新闻|散文|诗|诗歌|童话|展览|画展)$)",
        r"(?:听|聆听|欣赏)(?=.*(?:乐|歌|曲|爵士|摇滚|民谣|说唱|嘻哈|蓝调|相声|评书|播客|有声书|京剧|越剧|昆曲|戏曲|广播|故事)$)",
        r"(?:to )?(?:eat|eating|drink|drinking|listen to|listening to|going to|go to) (?=.)",
        r"(?:to )?(?:watch|watching|read|reading) (?=.*\b(?:movie|film|book|novel|comic|show|series|anime)s?$)",
    )
)
"""A verb adds nothing where it is what one does with such a thing anyway: one can only drink 咖啡, and hear 爵士乐.

It stays where another verb would be another liking (踢足球, 看足球; 弹钢琴, 听钢琴) or a fixed word begins with it
(吃醋, 用户).
"""
LEADING = re.compile(
    r"(?:各种各样的?|各种|各类|各式|所有的?|任何|某些|[一这那](?:个(?!人)|[种类些款杯碗首部本只条件道支场位名瓶片块份]))(?=..)"
    r"|(?:the|an|a|some|any|all|my) (?=.)"
)
TRAILING = re.compile(
    r"(?<=.)(?:之类的?|什么的|等等|[啊呀啦]|(?<![目打])的|(?<=.)了"
    r"|[这那](?:种|个|类|首|部|本|道|件|款|项|门|样)[\u4e00-\u9fff]{0,2})$"
)
TITLE = re.compile(r".{0,2}《([^《》]+)》")
PLURAL = re.compile(r"(?<=[a-z]{3})(?<![siu])s$")
SPACE_BESIDE_CHINESE = re.compile(r" (?=[^\x21-\x7e])|(?<=[^\x21-\x7e]) ")
WHEN = re.compile(r"(?:每当|每到|每逢|一到|到了|如果|要是|只要|当|在|(?:when|if|in|on|at|during) (?:the )?|the )(?=.)")
THE_TIME = re.compile(r"(?<=.)(?:的时候|的时间|的日子|的时节|的话|期间|时候|时|里|的)$")


def thing_key(name: str) -> str:
    """The key of a named thing: equal for two names of one thing, its own key, empty only for nothing.

    Synonyms and other languages (土豆 and 马铃薯, 咖啡 and coffee) are not its business but a dictionary's, which
    takes what is left here and gives the one name under which it knows the thing.
    """
    return _settled(_thing, name)


def condition_key(condition: str | None) -> str:
    """The key of a condition: 早上, 在早上 and 早上的时候 are one. Empty for no condition."""
    return _settled(_condition, condition) if condition and condition.strip() else ""


def searched_text(*parts: str | None) -> str:
    """What a search by words looks through: the parts in one spelling, without marks, a space between two parts."""
    return " ".join(_joined(spelled(part)) or _bare(part) for part in parts if part)


def forget_names() -> None:
    """Empty what this process remembers of names it was asked about."""
    _settled.cache_clear()


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
    title = TITLE.match(unicodedata.normalize("NFKC", name))
    if title and spelled(title[1]):
        return _joined(spelled(title[1]))
    core, longer = spelled(name), ""
    while core != longer:
        longer, core = core, _without_a_needless_word(core)
    return PLURAL.sub("", _joined(core))


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
    words = "".join(_mark_as_space(folded, at) for at in range(len(folded)))
    return SPACE_BESIDE_CHINESE.sub("", " ".join(_simplifier().convert(words).split()))


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
