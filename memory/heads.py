"""What a compound name is a kind of, by its last part: 手冲咖啡 is 咖啡, black tea is tea, but 蜗牛 is no 牛. Pure."""

import re

from memory.dictionary import Dictionary, Entry
from memory.glosses import Sense

ACTIVITY = re.compile(
    r"(?:看|踢|弹|听|买|卖|写|画|养|送|收|洗|修|开|坐|骑|逛|打|玩|学|教|唱|跳|种|遛|撸|喂|拍|读|吃|喝|做|怕|没|不|去|找|等|爱|恨|讨厌"
    r"|喜欢|害怕|收集|收藏|研究|学习|参观|制作|观看|演奏|打扫|整理|欣赏|购买|设计|当|是|有|拆|搬|抢|发|剪|捉|抓|钓|赏|演|上|泡在"
    r"|(?:play|watch|walk|mak|buy|eat|drink|read|writ|paint|draw|own|keep|feed|collect|rid|driv|clean|wash|plant|grow"
    r"|sing|learn|teach|visit|hat|lov|lik|bak|cook|see|hear|fear|no|without)(?:ing|e|ning|ting)?)$"
)
"""What is done with a thing is no kind of it: 遛狗 is no 狗. How a dish is made is: 炒饭 is 饭."""
COOKING = frozenset("炒烤煎炸煮蒸炖焖拌泡腌熏卤烩爆烧煲涮焗冻冰热")
TAIL = re.compile(r" (?:of|with|in|from|for|on|at|made|by|and|or|that|which|used|without|to|i\.e\.)\b.*")


def splits(key: str, words: tuple[str, ...]) -> list[tuple[str, ...]]:
    """The words of each head that a name may have, the longest first: any of its last words, or characters."""
    if len(words) > 1:
        return [words[at:] for at in range(1, len(words))]
    return [] if key.isascii() else [(key[at:],) for at in range(1, len(key)) if not key[at:].isascii()]


def is_kind(name: str, head: str, dictionary: Dictionary) -> bool:
    """Whether a name that ends with `head` names a kind of it, as far as the dictionary and its form can tell."""
    modifier = name.removesuffix(head)
    entry = dictionary.entry(name)
    if entry.senses or entry.links:
        return any(speaks_of(entry, sense) for sense in dictionary.entry(head).senses)
    if ACTIVITY.match(modifier) or _is_done(modifier, dictionary):
        return False
    return head.isascii() or len(head) > 1 or modifier in dictionary


def speaks_of(entry: Entry, head: Sense) -> bool:
    """Whether a sense of the entry ends with the head's before any preposition: `oolong tea of Fujian` with `tea`."""
    return any(
        sense.is_verb == head.is_verb
        and not sense.is_name
        and f" {TAIL.sub('', sense.words)}".endswith((f" {head.words}", f" {head.words}s"))
        for sense in entry.senses
    )


def _is_done(modifier: str, dictionary: Dictionary) -> bool:
    """Whether the modifier is a verb, by its first sense or if longer by all of them, and no way to cook."""
    senses = dictionary.entry(modifier).senses
    asked = senses[:1] if len(modifier) == 1 else senses
    return bool(asked) and all(sense.is_verb for sense in asked) and modifier not in COOKING
