"""The words of a Chinese clause, and which runs of them may be a name: of a person, of a place, or a plain noun."""

import re
from dataclasses import dataclass
from functools import lru_cache

from intent import sorts
from intent.sorts import Sort
from intent.text import is_chinese
from intent.zh import lexicon, objects, words
from intent.zh.lexicon import Word

_SURNAMES = frozenset(
    "王李张刘陈杨赵黄周吴徐孙胡朱林何郭罗梁宋郑谢韩唐冯董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴钟汪姜崔"
    "谭廖姚邱侯孟段雷钱尹黎贺顾龚邵覃武乔赖庞樊殷施陶翁巩葛舒佟范倪霍莫岳章井窦沙邬"
)
_WORDLIKE_SURNAMES = frozenset("金马于任石江龙关洪柯柳陆华古田夏严秦史欧郎祝温伍鲁")
"""Surnames that are words as well: a name with one counts only as the dictionary has it."""
_FUNCTION = frozenset(
    "的了是我你他她它也都很太真在有和与跟就不没会能要想说看听唱演吗呢吧啊过着得这那个去来到被把让从对给为以及还又再最更好大小上下里写拍"
)
_ENDS = _FUNCTION - frozenset("大小好上下里个") | frozenset(
    "您哪谁或挺才只别向比于可该进出喝玩读当叫用做打开放带拿排变像离含需嘛么呀哦啦、》《〇"
)
"""Single characters that, as words, end a name."""
_LINKING = frozenset({"d", "c", "p", "r", "u", "y", "e", "f"})
_DESCRIBING = frozenset({"a", "d", "z", "b", "m", "t", "f", "s"})
"""Parts of speech of longer words that no name ends with."""
_FOREIGN = re.compile(
    r"[阿艾安奥巴贝本比波伯布查达戴德迪蒂杜多恩尔菲费弗福甘戈格哈赫霍基吉加卡凯坎柯科克拉莱兰劳勒雷里利林龙卢鲁伦罗洛曼梅蒙米莫"
    r"姆纳娜奈尼涅努诺欧帕佩皮普奇切琼萨塞森莎斯苏索塔泰汤坦特提图托瓦威韦维沃乌西希休雅亚扬耶伊尤约泽詹朱马]{2,6}"
)
"""The characters with which foreign names are written."""
_SUFFIXES = (
    (
        "activity",
        re.compile(r"(?:球|[滑跑游爬攀跳潜冲][雪步泳山岩舞水伞浪]|瑜伽|健身|骑行|徒步|露营|钓鱼|书法|画画|摄影)$"),
    ),
    ("place", re.compile(r"[山湖寺庙岛屿园馆寨沟塔宫殿桥江河海镇村县市街巷站城堡洲峡谷滩陵]$")),
    (
        "food",
        re.compile(
            r"[面粉饭菜锅鱼肉鸡鸭鹅茶糕饼汤果瓜糖酒奶虾蟹粥饺串酱丸酥肠]$|(?:咖啡|豆腐|火锅|烧烤|螺|榴莲|香菜|烤鸭|排骨|炒蛋|[粽饺包丸]子|汤圆|馒头|麻辣烫|寿司|香蕉|苹果)$"
        ),
    ),
)
_VACUOUS = re.compile(
    rf"(?:这|那|一|几|两|三)?{sorts.MEASURES}?(?:电影|影片|片子?|电视剧|剧|综艺|节目|动漫|动画|小说|书籍?|歌曲?|曲子|"
    r"专辑|游戏|作品|原著|演员|歌手|导演|作家|作者|明星|偶像|主演|主唱|编剧|乐队|人物|角色|人|地方|店|餐厅|酒店|"
    r"城市|国家|景点|景区|菜|食物|美食|料理|味道|口味|运动|活动|爱好|项目|(\w)\1[气神]?|今年|去年|明年|刚才|现在|"
    r"早上|中午|下午|朋友|同事|时候|时间|天气|感觉|事情?|东西|问题|意思|今天|昨天|台词|新歌|新书|名菜|特色|代表作?|"
    r"销量|人气|服务|明天|周末|晚上|最近|大家|一下|什么|怎么|哪里|哪儿|下次|上次|一起|以后|以前|有点|可以|应该|"
    r"不少|很多|这些|那些|机会|咱们|用户|客服|建议|答案|回答|办法|剧情|演技|故事|评价|票房|口碑|全部|风格|声音|"
    r"旋律|歌词|画面|名字|地址|经典|确实|里面|谢谢|多谢|客气|景色|风景|手机|视频|银行|医院|超市|学校|公司|机场|车站|商店|厕所|商场|办公室|宿舍|教室|配乐|音乐|阿姨|吃饭|睡觉|上班|"
    r"回家|开会|周年|小吃|早饭|午饭|晚饭|早餐|午餐|晚餐|饭|半夜|闹钟|会议)+"
)
"""Nouns that name nothing by themselves."""
SOMEBODY = re.compile(
    rf"{words.MINE}|(?:你|他|她)(?:的)?{words.KIN}|(?:老板|同事|同学|室友|舍友|邻居|房东|上司|领导|同桌|前任|司机|店员|"
    r"服务员|前男友|前女友)|小[张李王刘陈杨赵黄周吴]"
)
"""Somebody without a name of their own."""


@dataclass(frozen=True, slots=True)
class Clause:
    """A clause, where it starts in its utterance, its words, and whether a sentence opens with it."""

    text: str
    start: int = 0
    words: tuple[Word, ...] = ()
    written: tuple[str, ...] = ()
    opens: bool = False

    @classmethod
    def cut(cls, text: str, start: int = 0, *, opens: bool = False) -> "Clause":
        words = tuple(lexicon.cut(text))
        return cls(text, start, words, tuple(text[word.start : word.end] for word in words), opens)

    def word(self, index: int) -> str:
        return self.written[index] if index < len(self.written) else ""

    def between(self, first: int, last: int) -> str:
        """The words from number `first` up to number `last`."""
        return self.text[self.words[first].start : self.words[last - 1].end] if last > first else ""

    def span(self, first: int, last: int) -> tuple[int, int]:
        return self.words[first].start, self.words[last - 1].end

    def number(self, place: int) -> int:
        """The first word that starts at `place` or behind it."""
        return next((index for index, word in enumerate(self.words) if word.start >= place), len(self.words))


@lru_cache(maxsize=4096)
def vacuous(name: str) -> bool:
    return bool(_VACUOUS.fullmatch(name))


def ends(clause: Clause, index: int) -> bool:
    """Whether a word ends the name before it: it carries grammar rather than meaning."""
    word = clause.word(index)
    if len(word) == 1:
        return word in _ENDS or not is_chinese(word)
    return clause.words[index].part in _LINKING


def is_whole(clause: Clause, first: int, last: int, *, verbs: bool = False) -> bool:
    """Whether the words from `first` up to `last`, which something around them bounds, make one name.

    Long verbs in it speak against that, but for `verbs`, where it is said what is named (驴打滚是老北京的小吃).
    """
    name = clause.between(first, last)
    if not 2 <= len(name) <= 8 or vacuous(name) or SOMEBODY.match(name) or not objects.names_something(name):
        return False
    counted = clause.words[first].part in {"m", "q"} and clause.word(first) not in _SURNAMES
    describes = clause.words[last - 1].part in _DESCRIBING and len(clause.word(last - 1)) > 1
    if counted or describes or any(ends(clause, index) for index in range(first, last)):
        return False
    person = person_end(clause, first)
    if person > first:
        return person == last
    if clause.word(first) in _SURNAMES and len(name) > 3 and sort_of(name) is None:
        return False
    if sorts.of_noun(name) == "person" and is_plain(clause, first, last):
        return False
    doing = not verbs and any(word.part == "v" and word.end - word.start > 1 for word in clause.words[first:last])
    place = is_place(clause, first) and sort_of(name) is None
    return last == first + 1 or not (doing or place)


def is_plain(clause: Clause, first: int, last: int) -> bool:
    """Whether a name consists of whole words of the dictionary that are no proper names."""
    plain = {"n", "v", "vn", "a", "l", "t", "s", "z", "d"}
    return all(word.part in plain and (word.end - word.start > 1) for word in clause.words[first:last])


@lru_cache(maxsize=4096)
def sort_of(name: str) -> Sort | None:
    """The sort that a name tells by its end."""
    return next((sort for sort, ending in _SUFFIXES if ending.search(name)), None) or sorts.of_noun(name)


def is_place(clause: Clause, index: int) -> bool:
    name = clause.word(index)
    return (
        len(name) > 1
        and clause.words[index].part in {"ns", "nr"}
        and (clause.words[index].part == "ns" or sort_of(name) == "place")
    )


def person_end(clause: Clause, index: int) -> int:
    """Behind which word the name of a person ends that begins with word `index`; `index` where none does.

    Sure are the dictionary's names where they begin with a surname or sound foreign, and a surname with two more
    characters that are no words of grammar.
    """
    name, part = clause.word(index), clause.words[index].part
    if vacuous(name) or sort_of(name) == "place":
        return index
    if len(name) > 1:
        if part != "nr":
            return index
        if name[0] in _WORDLIKE_SURNAMES or (name[0] not in _SURNAMES and _FOREIGN.fullmatch(name)):
            return index + 1
    if name[0] not in _SURNAMES:
        return index
    last = index + 1
    while last < len(clause.words) and _given(clause, index, last):
        last += 1
    if last < len(clause.words) and clause.words[last].end - clause.words[last].start == 1 and not ends(clause, last):
        return index
    return last if len(name) > 1 or len(clause.between(index, last)) == 3 else index


def _given(clause: Clause, first: int, index: int) -> bool:
    """Whether a word goes on with the given name that follows the surname at word `first`."""
    word = clause.word(index)
    if clause.words[index].end - clause.words[first].start > 3 or not is_chinese(word[0]):
        return False
    if index == first + 1 and word in {"之", "亦", "一", "若", "如"}:
        return True
    part = clause.words[index].part
    if len(word) > 1:
        return part in {"nr", "nz"} and not vacuous(word) and not SOMEBODY.search("我" + word)
    verbal = part == "v" and index == first + 1
    return word[0] not in _FUNCTION and part not in _LINKING | {"t"} and not verbal


def named_behind(clause: Clause, first: int) -> int:
    """Behind which word a name ends that a noun of its kind leads to (演员|张译); `first` where none does."""
    person = person_end(clause, first) if first < len(clause.words) else first
    if person > first:
        return person
    last = first
    while last < len(clause.words) and not ends(clause, last) and not _breaks(clause, first, last):
        last += 1
    if first == last or not is_whole(clause, first, last) or is_plain(clause, first, last):
        return first
    bounded = last == len(clause.words) or ends(clause, last)
    bounded = bounded and clause.words[first].part not in {"v", "a", "m", "q", "t"}
    surname = clause.word(first)[:1] in _SURNAMES and len(clause.between(first, last)) <= 3
    return last if bounded or surname else first


def _breaks(clause: Clause, first: int, index: int) -> bool:
    word = clause.words[index]
    return index > first and word.end - word.start > 1 and word.part in {"v", "a", "t", "m", "z", "s"}
