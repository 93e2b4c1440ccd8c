"""What kind of thing a noun, a measure word or a verb speaks of, for a phrase and its referent to agree.

A sort is a path from the wide to the narrow: `work/screen/film`. Two agree where one lies on the way to the other.
"""

import re
from functools import cache, lru_cache

Sort = str

_CHINESE: tuple[tuple[Sort, str], ...] = (
    ("work/screen/film", r"电影|影片|大片|片(?!段|刻)子?"),
    ("work/screen/series", r"电视剧|剧集|连续剧|[美韩日英国古网]?剧(?!情|本|院|场|烈)|综艺|节目"),
    ("work/screen", r"动漫|动画片?|番剧?|短片|视频"),
    ("work/book", r"小说|书籍?(?!店|法|记|房|包)|名著|绘本|漫画|散文集?|诗集|传记"),
    ("work/song", r"歌曲?(?!手|星|剧|迷|单)|曲子|单曲|主题曲"),
    ("work/album", r"专辑|唱片"),
    ("work/game", r"游戏|手游|网游"),
    ("work", r"作品|原著"),
    (
        "person",
        (
            r"演员|歌手|导演|作家|作者|明星|偶像|画家|诗人|音乐家|作曲家|球员|球星|运动员|主演|主唱|编剧|主持人|"
            r"博主|主播|影帝|"
            r"影后|女星|男星|歌星|影星|艺人|乐队|乐团|组合|人物|角色|家伙|哥们|姑娘|女孩|男孩|男人|女人|人(?!气|"
            r"生|文|工|间)"
        ),
    ),
    (
        "place/eatery",
        r"餐厅|餐馆|饭店|饭馆|馆子|面馆|火锅店|奶茶店|甜品店|咖啡[馆店厅]|酒[吧馆]|食堂|小吃店|店(?!员|铺|主)铺?",
    ),
    ("place/hotel", r"酒店|民宿|宾馆|旅馆|客栈"),
    ("place/settlement", r"城市|国家|省份?|小?城(?!墙|堡|楼)|城镇|小镇|古镇|村子|村庄|县城"),
    (
        "place/sight",
        r"景点|景区|公园|博物馆|美术馆|寺庙?|古迹|海滩|海岛|[^登爬下]?山(?!楂|药|竹)|湖(?!南|北)|瀑布|书店|商场",
    ),
    ("place", r"地方|地儿|去处|目的地"),
    (
        "food",
        (
            r"菜(?!市|谱|单)|水果|饮料|零食|小吃(?!店)|甜品(?!店)|点心|美食|食物|料理|口味|味道|面条?|茶(?!馆|楼)|"
            r"酒(?!店|吧|馆)|汤|粥|饼|糕"
        ),
    ),
    ("activity", r"运动|活动|爱好|项目"),
)
_ENGLISH: tuple[tuple[Sort, str], ...] = (
    ("work/screen/film", r"movies?|films?|documentar(?:y|ies)|flicks?|thrillers?|comed(?:y|ies)"),
    ("work/screen/series", r"(?:tv )?shows?|(?:tv )?series|sitcoms?|dramas?"),
    ("work/screen", r"anime|cartoons?"),
    ("work/book", r"books?|novels?|memoirs?"),
    ("work/song", r"songs?|tunes?|tracks?|singles?"),
    ("work/album", r"albums?|records?"),
    ("work/game", r"(?:video |board )?games?"),
    (
        "person",
        (
            r"(?:actor|actress|singer|director|author|writer|artist|painter|band|musician|rapper|player|guy|woman|man|lady|"
            r"composer|poet|comedian|striker|group)(?:e?s)?"
        ),
    ),
    ("place/eatery", r"restaurants?|caf[eé]s?|diners?|bars?|pubs?|bistros?|bakery|pizzeria"),
    ("place/hotel", r"hotels?|hostels?"),
    ("place/settlement", r"cit(?:y|ies)|towns?|countr(?:y|ies)|villages?|capital"),
    ("place/sight", r"parks?|museums?|galler(?:y|ies)|beach(?:es)?|islands?|temples?|castles?|lakes?"),
    ("place", r"places?|spots?"),
    ("food", r"dish(?:es)?|foods?|snacks?|drinks?|cuisines?|desserts?|fruits?|soups?|cheeses?|teas?|beers?|wines?"),
    ("activity", r"sports?|hobby|hobbies|activit(?:y|ies)"),
)
_MEASURES = {
    "部": "work",
    "出": "work/screen",
    "集": "work/screen",
    "本": "work/book",
    "首": "work/song",
    "位": "person",
    "家": "place",
    "座": "place",
    "处": "place",
    "道": "food",
    "盘": "food",
    "杯": "food",
    "项": "activity",
}
_VERBS = (
    ("food", r"吃|喝|尝|\b(?:eat|eating|eaten|drink|drinking|taste|tasted)\b"),
    ("work", r"看|追|刷|重温"),
    ("work/book", r"读|\bread(?:ing)?\b"),
    ("work/song", r"唱|\bsing(?:ing)?\b"),
    ("work/screen", r"主演|执导|\b(?:watch|watched|watching|seen|saw)\b"),
    ("place", r"去|逛|住|\b(?:been to|visit|visited|visiting|went to|trip to)\b"),
)
MEASURES = "[" + "".join(_MEASURES) + "个种款张件样支只条片场份门段类]"


@cache
def nouns(*, chinese: bool) -> str:
    """All nouns of one language that tell a sort, as an alternation."""
    table = _CHINESE if chinese else _ENGLISH
    joined = "|".join(words for _, words in table)
    return rf"(?:{joined})" if chinese else rf"\b(?:{joined})\b"


@cache
def _endings(*, chinese: bool) -> tuple[tuple[Sort, re.Pattern[str]], ...]:
    table, border = (_CHINESE, "") if chinese else (_ENGLISH, r"\b")
    return tuple((sort, re.compile(rf"{border}(?:{words})$")) for sort, words in table)


@lru_cache(maxsize=4096)
def of_noun(phrase: str) -> Sort | None:
    """The sort that the last noun of `phrase` tells, if it is one that tells any."""
    chinese = any(character > "\u3400" for character in phrase)
    return next((sort for sort, ending in _endings(chinese=chinese) if ending.search(phrase)), None)


def of_measure(measure: str) -> Sort | None:
    return _MEASURES.get(measure)


@lru_cache(maxsize=4096)
def of_verbs(clause: str) -> Sort | None:
    """The sort of thing that a verb of the clause is done to: what is eaten is food."""
    return next((sort for sort, words in _VERBS if re.search(words, clause)), None)


def agree(one: Sort | None, other: Sort | None) -> bool:
    """Whether a thing may be of both sorts; one that is unknown agrees with any."""
    return one is None or other is None or f"{one}/".startswith(f"{other}/") or f"{other}/".startswith(f"{one}/")
