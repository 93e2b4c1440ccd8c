"""Whose attitude it is, and whether it is meant: speaker or somebody else; now or then; stated, asked or supposed."""

import re
from dataclasses import dataclass

from intent.claims import Holder, Scope
from intent.zh import words

PERSON = re.compile(words.PERSON)
_MODIFIERS = re.compile(rf"(?:{words.FALSE_NEGATION}|{words.NEGATION}|{words.DEGREE}|{words.MOMENT})*+$")
_NEGATION = re.compile(rf"(?P<false>{words.FALSE_NEGATION})|(?P<true>{words.NEGATION})")
_DENIED = re.compile(r"(?:没说过?|谁说|没有说过?|又没说|不是说|别以为|哪里)我?$")
_COMPARED = re.compile(r"(?:比|跟|和|像|如同)(?:你|他|她|别人|大家|以前|之前|从前|过去)(?:们)?(?:一样|相比|比起?来)?")
_TOGETHER = re.compile(
    rf"(?:我|咱)(?:们)?(?:和|跟|与|同)(?:{words.MINE}|{words.OTHERS}|{words.ADDRESSEE}|{words.KIN})(?:一样|都|一起|"
    r"两个|俩)?"
)
_CAUSED = re.compile(
    r"(?:让|令|使|叫|教|害得?|惹|值得|惹得|逼)(?:我|人|你|他|她|大家)(?:们)?(?:都|更|很|特别|非常|最)*"
)
_SELF_CAUSED = re.compile(r"(?:让|令|使|叫|害得?|惹|惹得)我(?:们)?")
_PAST = re.compile(rf"{words.PAST}(?!是这样|如此|是|你|啊|就(?!是)|说)")
_NOW = re.compile(words.NOW)
_STILL = re.compile(
    r"一直到现在|到现在|至今|依然|仍然|还是(?:很|最|一样|那么)|从小到大|从小就|一直都?|现在也|现在还|以来|依旧"
)
_SUPPOSED = re.compile(words.SUPPOSED)
_UNDER_SUPPOSITION = re.compile(
    rf"^(?:说|哪天|有一?天|以后|真的?|有人|自己|是|真|不是|{words.SPEAKER}|{words.ADDRESSEE}|{words.OTHERS}|"
    rf"{words.DEGREE}|"
    rf"{words.NEGATION}|说|告诉你|对|{words.KIN}|一个|客人|家里有|什么)*$"
)
_QUESTION = re.compile(words.QUESTION)
_INDEFINITE = re.compile(words.INDEFINITE)
_CHOICE = re.compile(r"还是[^，]{1,8}(?:好|呢)?$")
_MOMENT = re.compile(rf"{words.MOMENT}(?!才?(?:发现|知道|意识到|明白))")
_FUTURE = re.compile(
    r"(?<![不才])会(?!不)(?!.*(?:一直|永远|都))|(?:应该|可能|肯定|一定|估计|大概)会?$|(?:会不会|能不能|要不要)"
)
_REPORTED = re.compile(
    rf"(?:{words.OTHERS}|{words.ADDRESSEE}|歌词|歌里|书里|书上|小说|文章|台词|电影里?|剧里|网上|广告|标题|作文|"
    r"日记|信里|短信|微博|帖子|视频里|有句话|俗话|古人|"
    r"诗人|课文|例句|题目|新闻|报道|调查|弹幕|评论|梦里|游戏里|漫画里|动画里|"
    rf"节目里)[^，]{{0,10}}?(?<!越)(?<!让我)(?<!令我){words.REPORTING}(?!到|起|的|越)"
)
_TO_YOU = re.compile(
    r"(?:跟|和|对|与)(?:你|您)(?:们)?(?:说|讲)(?:过)?|告诉(?:你|您)(?:们)?|你?还?别说|不瞒(?:你|您)(?:们)?(?:说)?|谁说|"
    r"不是我?说|实话说|话说"
)
_TRUSTED_REPORT = re.compile(r"(?:医生|大夫|体检|中医|护士|医嘱|检查)[^，]{0,6}(?:说|让|叫|建议|嘱咐|不让|要求|查出)")
MENTION = re.compile(
    r"翻译|译成|翻成|怎么说(?!呢)|什么意思|造句|造个句|造一个句|仿写|改写|润色|续写|扩写|缩写|近义词|同义词|反义词|"
    r"病句|"
    r"语病|怎么翻|怎么读|怎么拼|主语|谓语|宾语|语法|改成|这句话|这句诗|这个句子|"
    r"下一句|上一句|"
    r"用(?:英|日|法|韩|德|西班牙|俄|粤|泰)[语文话].{0,3}(?:说|讲|表达|写|是)|的(?:英|日|法|韩|德)[语文]|题目是|"
    r"标题是|主题是|为题|朗读|接龙|对对子"
)
"""What makes every claim of the sentence, and one behind a colon, an example sentence."""
MENTION_HERE = re.compile(
    r"歌词|台词|写一?[句段首篇个条则份]|编(?:一)?个|内容是|怎么写|歌名|是谁唱的|出自|扮演|假装你|主角|男主|女主|角色"
)
"""The same for the claims of its own clause only."""
_WISHED = re.compile(
    r"(?:希望|但愿|假装|想让|让自己|试着|学着|努力|尝试|试图|巴不得|恨不得|以为|差点)(?:我|自己|能|可以|也|去|"
    r"我自己|会)*$"
)
_LOVED_ONE = re.compile(r"(?:喜欢|爱|讨厌|认识|欣赏|怕|崇拜|暗恋)的(?:人|男生|女生|男孩|女孩)$")
_GENERIC_HOLDER = re.compile(
    r"(?:的人|的朋友|的孩子|的女生|的男生|的同学|的家长|的小伙伴|的宝子们?|的姐妹|的观众|的读者|的粉丝|者)"
)
_JEST = re.compile(
    r"[(（]?(?:反话|手动滑稽|狗头|滑稽|开玩笑的?|逗你的?|骗你的?|才怪|呵呵|doge|反讽|阴阳怪气)[)）]?|/s\b|🙃|"
    r"真是谢谢了|可太(?:喜欢|爱).{0,12}(?:呢|了呢)$|"
    r"不要太(?:喜欢|爱)才怪"
)


@dataclass(frozen=True, slots=True)
class Left:
    """What stands before an attitude word: `head` up to its modifiers, the person in it, how often it is negated."""

    head: str
    modifiers: str
    holder: Holder | None
    holder_range: tuple[int, int]
    negations: int

    @property
    def topic(self) -> str:
        return self.head[: self.holder_range[0]]

    @property
    def rest(self) -> str:
        """What stands between the holder and the modifiers."""
        return self.head[self.holder_range[1] :]


def look_left(text: str) -> Left:
    match = _MODIFIERS.search(text)
    start = match.start() if match else len(text)
    start = _whole_words(text, start)
    head, modifiers = text[:start], text[start:]
    masked = _COMPARED.sub(lambda found: "＿" * len(found[0]), head)
    masked = _TOGETHER.sub(lambda found: "我" + "＿" * (len(found[0]) - 1), masked)
    holder: Holder | None = None
    place = (len(head), len(head))
    for person in PERSON.finditer(masked):
        if _is_modifier_of_noun(masked, person):
            continue
        if _LOVED_ONE.search(masked[person.end() :]):
            holder, place = "other", (person.start(), len(masked))
            break
        holder = "speaker" if person["speaker"] else "addressee" if person["addressee"] else "other"
        place = person.span()
    if holder is None:
        place = (len(head), len(head))
    negations = sum(1 for found in _NEGATION.finditer(modifiers) if found["true"])
    negations += bool(_DENIED.search(head)) and "没说" not in modifiers
    return Left(head, modifiers, holder, place, negations)


def _whole_words(text: str, start: int) -> int:
    """Moves the border right where it would cut a word of the head in two (大 of 加拿大, 我 is never a modifier)."""
    while (
        start < len(text)
        and text[start] in "大多老要好一地特敢想狂"
        and start > 0
        and text[start - 1] not in "我你他她们都也不就很，"
    ):
        start += 1
    return start


def _is_modifier_of_noun(text: str, person: re.Match[str]) -> bool:
    """我妈做的饭, 他的歌: the person belongs to the topic, not to the attitude."""
    after = text[person.end() :]
    if after.startswith("的") and not after.startswith("的确"):
        return True
    return bool(person["other"]) and bool(
        re.match(r"(?:亲手|自己)?(?:做|包|煮|炒|烧|织|写|送|买|拍|演|唱|画|教|烤|种|导|编|泡|腌)[^，我]{0,3}的", after)
    )


def past(left: str, *, inherited: bool) -> bool:
    if _STILL.search(left):
        return False
    then = [match.end() for match in _PAST.finditer(left)]
    now = [match.end() for match in _NOW.finditer(left)]
    if then or now:
        return bool(then) and (not now or max(then) > max(now))
    return inherited


def supposed(left: str) -> bool:
    marks = list(_SUPPOSED.finditer(left))
    return bool(marks) and bool(_UNDER_SUPPOSITION.match(left[marks[-1].end() :]))


def asks(text: str) -> bool:
    """Whether the words of a clause form a question, its mark aside."""
    plain = _INDEFINITE.sub(lambda found: "＿" * len(found[0]), text)
    return bool(_QUESTION.search(plain))


def momentary(left: str) -> bool:
    return bool(_MOMENT.search(left))


def future(modifiers: str) -> bool:
    return bool(_FUTURE.search(modifiers))


def reported(text: str) -> bool:
    """Whether `text`, all that stands before a claim in its sentence, hands the word to somebody else."""
    text = _TO_YOU.sub("", text)
    return bool(_REPORTED.search(text)) and not _TRUSTED_REPORT.search(text)


def trusted(head: str) -> bool:
    """医生不让我吃…: what a doctor says of the speaker holds for the speaker."""
    return bool(re.search(r"医生|大夫|中医|医嘱|体检", head))


def caused(head: str) -> bool:
    return bool(_CAUSED.search(head)) and not _SELF_CAUSED.search(head)


def generic(text: str) -> bool:
    """喜欢下雨天的人…: the clause is about whoever likes it."""
    return bool(_GENERIC_HOLDER.search(text))


def jest(text: str) -> bool:
    return bool(_JEST.search(text))


def scope_of(left: Left, clause: str, *, asked: bool, inherited_past: bool, quoted: bool) -> Scope:
    """How the attitude behind `left` is meant, by the first rule that fits."""
    before = left.head + left.modifiers
    rules: tuple[tuple[bool, Scope], ...] = (
        (quoted, "quoted"),
        (asked or asks(clause), "asked"),
        (supposed(before) or clause.endswith("的话"), "supposed"),
        (past(before, inherited=inherited_past), "past"),
        (momentary(before), "momentary"),
        (future(left.modifiers) or caused(left.head) or bool(_WISHED.search(left.head)), "supposed"),
    )
    return next((scope for holds, scope in rules if holds), "stated")
