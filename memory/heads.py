"""What a compound name is a kind of, by its last part: 手冲咖啡 is 咖啡, black tea is tea, but 蜗牛 is no 牛. Pure."""

import re

from memory.dictionary import Dictionary, Entry

ACTIVITY = re.compile(
    r"(?:看|踢|弹|听|买|卖|写|画|养|送|收|洗|修|开|坐|骑|逛|打|玩|学|教|唱|跳|种|遛|撸|喂|拍|读|吃|喝|做|怕|没|不|去|找|等|爱|恨|讨厌"
    r"|喜欢|害怕|收集|收藏|研究|学习|参观|制作|观看|演奏|打扫|整理|欣赏|购买|设计|当|是|有|拆|搬|抢|发|剪|捉|抓|钓|赏|泡在"
    r"|(?:play|watch|walk|mak|buy|eat|drink|read|writ|paint|draw|own|keep|feed|collect|rid|driv|clean|wash|plant|grow"
    r"|sing|learn|teach|visit|hat|lov|lik|bak|cook|see|hear|fear|no|without)(?:ing|e|ning|ting)?)$"
)
"""What is done with a thing is no kind of it: 遛狗 is no 狗. How a dish is made is: 炒饭 is 饭."""
TAIL = re.compile(r" (?:of|with|in|from|for|on|at|made|by|and|or|that|which|used|without|to)\b.*")


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
        return any(speaks_of(entry, word) for word in _meanings(dictionary.entry(head)))
    if ACTIVITY.match(modifier):
        return False
    return head.isascii() or len(head) > 1 or (len(modifier) > 1 and modifier in dictionary)


def speaks_of(entry: Entry, word: str) -> bool:
    """Whether a sense of the entry ends with the word before any preposition: `oolong tea of Fujian` with `tea`."""
    return any(f" {TAIL.sub('', sense.words)}".endswith((f" {word}", f" {word}s")) for sense in entry.senses)


def _meanings(entry: Entry) -> set[str]:
    return {sense.words for sense in entry.senses}
