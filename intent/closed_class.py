"""Messages made of nothing but a closed class of words: commands about memory as a whole, and a plain yes or no.

Such a message says no more than its words do, so that it needs no statistics: every word of it belongs to the class, or
it is not one of them. 删掉刚才那条 is a command; 删掉刚才那条，再推荐一家店 has words left over and is read as usual.
"""

import re
from dataclasses import replace

from intent.model import Reading, Scope
from intent.slots import Analysis
from intent.text import fold
from intent.zh import words

_LONGEST = 40
"""Characters; nobody says yes, or takes back a word, in more."""


def _any(*lines: str) -> str:
    """The alternatives of a pattern, blanks between them; `_` stands for a blank within one."""
    return "|".join(" ".join(lines).split()).replace("_", " ")


_REMOVE = _any("清空 清除 清掉 清理掉? 清了 删除 删掉 删光 删了 删 忘掉 抹掉 抹去 抹除 移除 丢掉 去掉")
_FORGET = _any("忘记 忘了 忘")
_EMPTIED = _any("清空 重置 格式化 清零")
_BACK = _any("撤回 撤销 撤掉 撤了 收回 作废 不算数 不算 当我没说过? 就当没说过? 当没说过?")
_NOT_KEPT = "(?:别|不要|不用|不必|不许)(?:记住|记录|记下来?|记|存)"
_ALL = _any("所有 全部 一切 全都 统统 通通 整个 任何 都 全")
_KEPT = _any("偏好 喜好 爱好 记忆 记录 口味 喜恶 数据 信息 资料 内容 东西 存档 (?:记住|记得|记下|记|存|说过|知道)的?")
_JUST = _any("刚才 刚刚 刚 上一 上面 最后一? 前面 最近一? 最新一? 方才")
_THIS = _any("[这那](?=[条句个次项点些话件]|$) [条句个次项点话件事] 说的? 记的? 讲的? 错了?")
_EMPTY = _any(
    "诶 欸 哎呀? 额 呃 嗯 哦 噢 那 等等 不好意思 抱歉",
    "请 麻烦 帮 给 把 将 我们? 你 您 的 了 掉 吧 啊 呀 哦 噢 嘛 呢 关于 有关 对 跟 和 要 想 一下 里 过 下",
    "那就 还是 先 一",
)
# 忘了 commands where it begins the message or somebody is asked; 我都忘了, 刚才忘了说 tell of oneself.
_TOLD_TO_FORGET = f"^(?:{_FORGET})|(?:{_FORGET})(?=.*[吧把给请帮你])|[吧把给请帮你].*(?:{_FORGET})"
_VERB = re.compile(f"{_REMOVE}|{_EMPTIED}|{_TOLD_TO_FORGET}")
_VERB_OF_ONE = re.compile(f"{_VERB.pattern}|取消")
_WHOLE = re.compile(f"{_EMPTIED}|{_ALL}")
_LATEST = re.compile(f"{_BACK}|{_NOT_KEPT}")
_ABOUT_MEMORY = re.compile("记忆|偏好|喜好|记录")
_POINTED = re.compile(f"{_JUST}|[这那上](?:一?[条句个次项]|话)")
_CLOSED = re.compile(
    "|".join((_EMPTIED, _REMOVE, _FORGET, "取消", _BACK, _NOT_KEPT, _ALL, _KEPT, _JUST, _THIS, _EMPTY))
)

_EN_VERB = re.compile(r"\b(?:forget|clear|delete|erase|wipe|remove|reset|drop)\b")
_EN_ALL = re.compile(r"\b(?:everything|all|anything|entire|whole)\b|\b(?:reset|wipe|clear|erase) (?:my|your) memory\b")
_EN_POINTED = _any("that this it (?:the_|my_)?(?:last|latest|previous) what_i(?:_have)?_just_said")
_EN_LATEST = re.compile(
    r"\b(?:undo|(?:scratch|strike) that|take (?:that|it) back|ignore (?:that|what i(?: have)? just said)|"
    r"don'?t (?:remember|save|note|store) (?:that|this|it)|"
    rf"(?:forget|delete|remove|drop|cancel) (?:{_EN_POINTED}))\b"
)
_EN_WORDS = _any(
    "please can could would you just now ok okay actually oh no wait my your me i i've about of the that this it and",
    "forget clear delete erase wipe remove reset drop cancel undo scratch strike take back ignore don'?t remember save",
    "note store everything all anything entire whole preferences? memor(?:y|ies) likes dislikes records? data tastes",
    "know remembered stored saved told said have last latest previous one thing message entry statement what which",
    "from out up",
)
_EN_CLOSED = re.compile(rf"\b(?:{_EN_WORDS})\b")

_SPARED = re.compile(
    r"除了|除开|以外|之外|只(?:留|保留|记)|留下|\b(?:except|besides|other than|apart from|but|only|keep)\b"
)

_NO_WORD = re.compile(
    _any(
        "不是的? 不对 不行 不用了? 不要了? 不必了? 不了 不换 不改 不删 不清空? 不忘 先不 不 别 否 算了 取消 没有 留着",
        "保留 保持原样 nope nah no cancel keep(?:_(?:it|them))? don'?t never_?mind",
    )
)
_YES_WORD = re.compile(
    _any(
        "是的? 对的? 嗯+ 好的? 行 可以 确认 确定 没错 当然 同意 要 就这样 照做 yes yeah yep yup sure ok(?:ay)?",
        "confirm(?:ed)? right correct go_ahead do_it",
    )
)
_ECHOED = re.compile(
    _any(
        "吧 啊 呀 哦 噢 呢 了 嘛 哈 的 就 我 你 都 全部 全 请 一下 清空 删除 删掉 删了 删 忘掉 忘了 换掉 换成新的 换成",
        "换 改成新的 改掉 改了? 替换 合并 是一回事 一回事 一样 谢谢 please thanks? them all it i am",
    )
)
"""What a yes or no may repeat of the question it answers."""


def scope(text: str) -> Scope | None:
    """What a message takes back that names no thing: all that is remembered, or what was said last; else None."""
    words = _words(text)
    if not words:
        return None
    if any("\u4e00" <= character <= "\u9fff" for character in words):
        return _scope_zh(words.replace(" ", ""))
    return _scope_en(words)


def scoped(reading: Reading) -> Reading:
    """The reading of a message that takes back everything, or the last word, without naming it; others unchanged."""
    found = None if reading.withdrawn or reading.stated else scope(reading.text)
    if found is None:
        return reading
    return replace(reading, intent="retract", asks=False, unsure=False, question=None, scope=found)


def spares(text: str) -> bool:
    """Whether what a message names is what it leaves out: 除了咖啡，别的都忘掉."""
    return _SPARED.search(fold(text).text.lower()) is not None


def assent(text: str) -> bool | None:
    """Whether a message is a plain yes or a plain no; None where it says anything else."""
    words = _words(text)
    left, denied = _NO_WORD.subn(" ", words)
    left, agreed = _YES_WORD.subn(" ", left)
    if _ECHOED.sub(" ", left).strip() or not (denied or agreed):
        return None
    return not denied


def _scope_zh(words: str) -> Scope | None:
    if _CLOSED.sub("", words):
        return None
    if _VERB.search(words) and _WHOLE.search(words) and not _POINTED.search(words):
        return "everything"
    if _LATEST.search(words) or (_VERB_OF_ONE.search(words) and _POINTED.search(words)):
        return "latest"
    return "everything" if _VERB.search(words) and _ABOUT_MEMORY.search(words) else None


def _scope_en(words: str) -> Scope | None:
    if _EN_CLOSED.sub("", words).strip():
        return None
    if _EN_VERB.search(words) and _EN_ALL.search(words):
        return "everything"
    return "latest" if _EN_LATEST.search(words) else None


def _words(text: str) -> str:
    """The folded text without marks, or nothing where it is too long to be one of these."""
    folded = fold(text).text.lower()
    if len(folded) > _LONGEST * 2:
        return ""
    return " ".join(re.sub(r"[^\w'’]+", " ", folded).replace("’", "'").split())


_PLAIN_FORGET = re.compile(
    r"(?:请|麻烦|帮我|你|可以|那就|就|快)*(?:忘(?:了|掉|记)|把(?=.+(?:忘|删|清)))(?P<zh>[^，,。我你]{1,12}?)"
    r"(?:给|都|也)?(?:忘|删|清)?(?:了|掉|除)?(?:吧|啊|好了)?[。！!~]*|"
    r"(?:please )?(?:forget|delete|remove|drop) (?:about )?(?P<en>[a-z][a-z ]{0,30}?)[.!]*"
)
_OVER = re.compile(
    r"(?:我)?(?:的|对)?(?P<was>[^，,。我你]{1,8}?)的?(?:过敏|不耐受)(?:症)?(?:已经|都|现在|早就|终于)*(?:好了|没了|治好了|痊愈了|消失了)"
    r"[。！!~]*|(?:我)?(?:现在|又|终于|已经)*(?:可以|能)(?:吃|喝|碰|接触)(?P<may>[^，,。我你]{1,10}?)了[。！!~]*"
)


def forgotten(text: str) -> str | None:
    """What a message names that is nothing but a command to forget: 把猫忘了. It is meant where that is held."""
    found = _PLAIN_FORGET.fullmatch(fold(text).text.lower().strip())
    return (found["zh"] or found["en"] or None) if found else None


def over(text: str) -> str | None:
    """What a message says to be no limit any more: 我的花生过敏好了, 我可以吃花生了. It is meant where one is kept."""
    found = _OVER.fullmatch(fold(text).text.lower().strip())
    return (found["was"] or found["may"] or None) if found else None


_PLAIN = re.compile(
    rf"(?:我|本人|俺|咱)(?:{words.CONDITION})(?:{words.DEGREE})?(?:不?喜欢|讨厌|不?爱|热爱|喜爱|厌恶)[^，,。！!？?]{{1,12}}[。！!~]*"
)


def is_plainly_stated(analysis: Analysis) -> bool:
    """我晚上喜欢喝茶: one clause of a speaker, a condition, a verb of liking and a thing leaves nothing to weigh."""
    claims = analysis.claims
    return (
        len(analysis.clauses) == len(claims) == 1
        and claims[0].counts
        and claims[0].explicit
        and bool(claims[0].objects)
        and _PLAIN.fullmatch(analysis.folded.text.strip()) is not None
    )
