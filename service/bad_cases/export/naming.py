"""Finds the names by which people introduce themselves: 我叫王小明, my name is Ada. Pure.

A name is known by the words before it alone, so that one that nobody introduces stays; see docs/api.md.
"""

import re
from collections.abc import Iterable, Iterator

from service.bad_cases.export.personal import Found

_SURNAMES = (
    "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜戚谢邹喻柏水窦章云苏潘葛奚范彭郎鲁韦昌马苗凤花方俞任袁柳"
    "鲍史唐费廉岑薛雷贺倪汤滕殷罗毕郝邬安常乐于时傅皮卞齐康伍余元卜顾孟平黄和穆萧尹姚邵湛汪祁毛禹狄米贝明臧计伏成戴谈宋茅庞熊纪"
    "舒屈项祝董梁杜阮蓝闵席季麻强贾路娄危江童颜郭梅盛林刁钟徐邱骆高夏蔡田樊胡凌霍虞万支柯管卢莫房裘解应宗丁宣邓郁单杭洪包诸左石"
    "崔吉龚程嵇邢裴陆荣翁荀羊甄曲家封芮储靳段富巫乌焦巴弓牧隗山谷车侯宓蓬全郗班仰秋仲伊宫宁仇栾暴甘厉祖武符刘景詹束龙叶幸司韶"
    "黎薄印宿白怀蒲邰从鄂索赖卓蔺屠蒙池乔阴胥苍双闻莘党翟谭贡劳姬申扶堵冉宰雍桑桂牛寿通边扈燕冀浦尚农温别庄晏柴瞿阎充慕连茹习"
    "艾鱼容向古易慎戈廖庾终居衡步都耿满弘匡国文寇广禄东欧利越师巩聂晁勾敖融冷辛阚那简饶空曾沙养丰关相查游权盖益桓公肖涂闫付代覃"
)
_TWO_SURNAMES = ("欧阳", "司马", "上官", "诸葛", "东方", "皇甫", "尉迟", "公孙", "慕容", "令狐", "司徒", "夏侯", "南宫")
_FAMILIAR = "小阿老大"
_INTRODUCED = re.compile(
    r"(?:我(?:的名字)?(?:就是|是|名)?叫(?:做|作)?|"
    r"(?:老公|老婆|丈夫|妻子|爸爸?|妈妈?|父亲|母亲|儿子|女儿|孩子|哥哥?|姐姐?|弟弟?|妹妹?|朋友|同学|同事|老师|老板|对象|宝宝)(?:的名字)?叫(?:做|作)?|"
    r"我(?:的)?(?:名字|姓名|全名)(?:就?是|[:：])|叫我|姓名(?:是|[:：]))\s*"
)
_INTRODUCED_EN = re.compile(
    r"(?<![A-Za-z])(?:my (?:full )?name(?: is|'s|’s)|(?:you can |please )?call me|i am called)\s+", re.IGNORECASE
)
_LATIN = re.compile(r"[A-Z][A-Za-z'’-]*(?:[ ·][A-Z][A-Za-z'’-]*){0,2}")
_SMALL = re.compile(r"[a-z][a-z'’-]+(?= *(?:[.,!?;，。！？；]|$|and\b))", re.MULTILINE)
_HAN = re.compile(r"[\u4e00-\u9fff]+")
_FOREIGN = re.compile(r"[\u4e00-\u9fff]{1,6}(?:·[\u4e00-\u9fff]{1,6})+")
_FOLLOWS = re.compile(
    r"$|[^\u4e00-\u9fff]|吧|就|好|啦|呀|哦|啊|呢|吗|了|的|是|在|也|很|今年|来自|住|想|喜欢|最|不|和|跟|或|从|有|爱|同学|先生|女士|老师|讨厌|现在"
)
_NO_NAME = re.compile(
    r"外卖|了|他|她|它|你|您|车|出租|醒|人|什么|啥|不|过|的|这|那|大家|我|吃|来|去|上|下|一|滴滴|起床|快递|救命|做|停|得|到"
)
LONGEST_NAME = 4


def introduced_names(texts: Iterable[str]) -> list[str]:
    """The names that somebody introduces in the texts, each once, in the order they come."""
    return list(dict.fromkeys(name for text in texts for name in _names(text)))


def _names(text: str) -> Iterator[str]:
    for match in _INTRODUCED.finditer(text):
        name = _chinese_name(text[match.end() : match.end() + 24]) or _latin_name(text, match.end())
        if name:
            yield name
    for match in _INTRODUCED_EN.finditer(text):
        small = _SMALL.match(text, match.end()) if "name" in match[0].lower() else None
        name = _latin_name(text, match.end()) or _chinese_name(text[match.end() : match.end() + 24])
        name = name or (small[0] if small else None)
        if name and len(name) > 1:
            yield name


def _latin_name(text: str, at: int) -> str | None:
    found = _LATIN.match(text, at)
    return found[0] if found and len(found[0]) > 1 else None


def _chinese_name(behind: str) -> str | None:
    """The name at the beginning: by its surname, by 小 or 阿, or as all that stands before a mark; None for no name."""
    foreign = _FOREIGN.match(behind)
    if foreign:
        return foreign[0]
    run = _HAN.match(behind)
    if run is None or _NO_NAME.match(behind):
        return None
    is_double = run[0].startswith(_TWO_SURNAMES)
    if is_double or run[0][0] in _SURNAMES + _FAMILIAR:
        lengths = (3, 4) if is_double else (2, 3)
        fits = [length for length in lengths if length <= len(run[0]) and _FOLLOWS.match(behind, length)]
        length = fits[0] if fits else min(lengths[-1], len(run[0]))
        return run[0][:length] if length > 1 else None
    return run[0] if 2 <= len(run[0]) <= LONGEST_NAME else None


def names_in(text: str, names: Iterable[str]) -> Iterator[Found]:
    """Where the names stand, or their parts: 王小明 as 小明 too, Ada Lovelace as Ada."""
    for name in names:
        for form in _forms(name):
            start = text.find(form)
            while start >= 0:
                end = start + len(form)
                if not (form.isascii() and _is_within_word(text, start, end)):
                    yield Found(start, end, "name", name)
                start = text.find(form, start + 1)


def _forms(name: str) -> list[str]:
    """Longest first."""
    if name.isascii():
        parts = [part for part in name.split() if len(part) > 1]
        return list(dict.fromkeys((name, name.upper(), name.lower() if " " in name else name.title(), *parts)))
    if "·" in name:
        return [name, *(part for part in name.split("·") if len(part) > 1)]
    given = name[2:] if name.startswith(_TWO_SURNAMES) else name[1:]
    is_full = name[0] in _SURNAMES and len(given) == 2
    return [name, given] if is_full else [name]


def _is_within_word(text: str, start: int, end: int) -> bool:
    before, after = text[start - 1 : start], text[end : end + 1]
    return any(side.isascii() and side.isalnum() for side in (before, after))
