"""The skeleton of a message: each word that steers how it is meant becomes the name of its class, the rest a gap.

我妈超爱吃辣 and 他弟最喜欢爬山 have one skeleton, so what is learned of the one holds for the other: a class-based
n-gram (Brown et al. 1992, Class-Based n-gram Models of Natural Language) whose classes are given by hand.
"""

import re
from collections.abc import Iterator
from functools import cache

from intent.zh import words

LONGEST_GRAM = 5
FARTHEST = 6
"""Signs apart that two signs may stand to make a pair."""
MOST_SIGNS = 60

_CLASSES: tuple[tuple[str, str], ...] = (
    ("break", r"[,，;；:：、\s]*[\n]+"),
    ("asked", r"[?？]+"),
    ("bang", r"[!！]+"),
    ("stop", r"[。.…~]+"),
    ("comma", r"[,，;；]"),
    ("colon", r"[:：]|—+"),
    ("list", r"[、&]"),
    ("quote", r"[“”「」『』\"]"),
    ("title", r"《[^》]*》?"),
    ("thanks", r"谢谢|多谢|感谢|辛苦|thanks|thank you"),
    (
        "forget",
        r"忘了|忘掉|忘记|别记|不用记|删掉|删了|删除|去掉|撤回|清空|取消|作废|\b(?:forget|delete|remove|erase|scrap|drop)\b",
    ),
    ("memory", r"记得|记住|记录|记着|记了|偏好|喜好|\b(?:remember|recall|memory|preferences?|note[ds]?|profile)\b"),
    ("go_on", r"继续|接着|没说完|没写完|说完|断了|截断|\b(?:continue|go on|keep going|cut off|carry on|finish)\b"),
    ("reason", r"因为|所以|于是|毕竟|\b(?:because|since|so that)\b"),
    ("but", r"但是?|可是|不过|然而|只是|\b(?:but|though|although|however|except)\b"),
    ("than", r"比起|相比|宁可|宁愿|与其|\b(?:than|rather|instead)\b"),
    ("hypothesis", rf"{words.SUPPOSED}|的话|\b(?:if|suppose|imagine|assuming|unless|whether)\b"),
    ("past", rf"{words.PAST}|\b(?:used to|was|were|had|ago|back then|when i was|once|did)\b"),
    ("now", rf"{words.NOW}|\b(?:now|nowadays|these days|lately|still|anymore|no longer)\b"),
    (
        "moment",
        rf"{words.MOMENT}|\b(?:today|tonight|tomorrow|yesterday|this (?:week|morning|time|weekend)|right now|just)\b",
    ),
    (
        "habit",
        (
            r"一直|一向|从来|向来|总是|老是|每天|每次|天天|平时|平常|经常|常常|永远|一辈子|从小|从不|\b(?:always|never|every|usually|often|"
            r"generally|normally|typically|only)\b"
        ),
    ),
    (
        "other",
        (
            rf"{words.OTHERS}|\b(?:he|she|they|his|her|their|him|them|people|everyone|someone|(?:my|his|"
            r"her|our|your) (?:\w+ )?(?:mom|mum|dad|mother|father|wife|husband|son|daughter|kids?|friends?|"
            r"boss|sister|brother|partner|roommate|flatmate|girlfriend|boyfriend|boss|colleagues?|coworkers?|"
            r"aunt|uncle|gran\w*|dog|cat|neighbou?rs?|parents?|team|client|teacher))\b"
        ),
    ),
    ("self", rf"{words.SPEAKER}|\b(?:i'm|i've|i'd|i'll|i|im|ive|me|my|mine|myself)\b"),
    ("you", r"你们|你|您|\b(?:you|your|you're|yours)\b"),
    ("likedBy", r"让人|令人|受欢迎"),
    (
        "dislike",
        (
            r"不喜欢|不爱|不感兴趣|没兴趣|讨厌|厌恶|反感|嫌弃?|烦|恨|受不了|忍不了|受不住|无感|不感冒|怕|恐惧|过敏|不耐受|不吃|不喝|不碰|不沾|忌口|戒|雷|下头|"
            r"\b(?:hate|dislike|loathe|detest|despise|avoid|allergic|intolerant|can'?t stand|can'?t bear|"
            r"scared|afraid|terrified|phobia|fear|not a fan|sick of|allergy)\b"
        ),
    ),
    (
        "like",
        (
            r"喜欢|喜爱|热爱|钟爱|酷爱|偏爱|深爱|最爱|爱上|爱好|爱|迷上|着迷|迷恋|沉迷|痴迷|入迷|感兴趣|兴趣|偏好|欣赏|享受|崇拜|粉丝|忠粉|上头|本命|心头好|情有独钟|"
            r"中意|钟意|稀罕|馋|好这口|戒不掉|离不开|百看不厌|百吃不腻|\b(?:love[ds]?|like[ds]?|enjoys?|adores?|prefers?|favou?rites?|"
            r"fan|fond|into|keen|obsessed|crazy about|passion(?:ate)?|hooked|interested|addicted|partial|"
            r"appreciate|cherish|mad about|sucker|swear by)\b"
        ),
    ),
    (
        "evaluation",
        (
            r"好看|好听|好吃|好喝|好玩|不错|很棒|太棒|精彩|可爱|漂亮|美味|难吃|难听|难看|经典|厉害|\b(?:great|good|nice|amazing|awesome|"
            r"beautiful|delicious|terrible|bad|awful|boring)\b"
        ),
    ),
    (
        "want",
        (
            r"想要?(?!起|到|不|法|象|必|念)|打算|准备|希望|计划|\b(?:want|wanna|would like|'d like|plan|hope|wish|"
            r"going to|craving|feel like|fancy|need)\b"
        ),
    ),
    (
        "request",
        (
            r"推荐|帮我|帮忙|给我|告诉我|介绍|翻译|写一?[个篇首段封句]|解释|总结|来[一个点]|查|\b(?:recommend|suggest|tell|give|show|"
            r"help|please|write|explain|translate|list|create|make|find|plan|describe|rewrite|rephrase)\b"
        ),
    ),
    (
        "question",
        rf"{words.QUESTION}|\b(?:what|which|who|where|why|how|when|do|does|is|are|can|could|should|would|will|any)\b",
    ),
    ("report", rf"{words.REPORTING}|听说|据说|\b(?:said|says|say|told|asked|thinks?|think|wrote|heard|claims?)\b"),
    (
        "negation",
        rf"{words.NEGATION}|别|\b(?:not|n't|don't|dont|doesn't|didn't|can't|cannot|cant|won't|isn't|no|nor|without)\b",
    ),
    ("standing", r"以后|今后|往后|下次|从现在|\b(?:from now on|going forward|in future|when you|whenever)\b"),
    ("this", r"这[个部首些本种儿里]?|那[个部首些本种儿里]?|\b(?:this|that|these|those|it)\b"),
    ("is", r"是|算|\b(?:am|be|been|being)\b"),
    ("degree", rf"{words.DEGREE}|\b(?:very|really|so|too|absolutely|totally|quite|much|pretty)\b"),
    ("of", r"的"),
    ("particle", r"[了啊呀吧呢哦嘛啦哈嗯诶欸唉]+"),
    ("consume", rf"{words.ACTIVITY}"),
    ("word", r"[a-z']+"),
)
"""In order: what stands first is tried first."""


@cache
def _pattern() -> re.Pattern[str]:
    return re.compile("|".join(f"(?P<k{index}>{pattern})" for index, (_, pattern) in enumerate(_anonymous())))


def _anonymous() -> Iterator[tuple[str, str]]:
    """The classes without names inside their patterns, which a pattern may hold only once."""
    for name, pattern in _CLASSES:
        yield name, re.sub(r"\(\?P<[a-z]+>", "(?:", pattern)


def signs(text: str) -> list[str]:
    """The classes of the folded `text` in order; what belongs to none is one `_`, however long."""
    found = ["^"]
    end = 0
    for match in _pattern().finditer(text[:400]):
        name = _CLASSES[int(str(match.lastgroup)[1:])][0]
        gap = match.start() > end or name == "word"
        if gap and found[-1] != "_" and (name == "word" or text[end : match.start()].strip()):
            found.append("_")
        if name != "word" and not (name in {"degree", "particle"} and found[-1] == name):
            found.append(name)
        end = match.end()
    if text[end:400].strip() and found[-1] != "_":
        found.append("_")
    return [*found[:MOST_SIGNS], "$"]


def names(text: str) -> Iterator[str]:
    """The n-grams of the skeleton, those of it without degrees and particles, and its ordered pairs."""
    whole = signs(text)
    bare = [sign for sign in whole if sign not in {"degree", "particle", "is", "of"}]
    for mark, row in (("", whole), ("bare ", bare)):
        for length in range(1, LONGEST_GRAM + 1):
            for start in range(len(row) - length + 1):
                yield mark + " ".join(row[start : start + length])
    for start, sign in enumerate(bare):
        for other in bare[start + 2 : start + FARTHEST]:
            yield f"{sign} … {other}"
