"""From the words beside an attitude to the things themselves: cutting, splitting lists, trimming what adds nothing."""

import re

from intent.claims import Range
from intent.zh import lexicon, words

_CUT = re.compile(
    r"但是?|不过(?!敏)|可是|而且|所以|因为|因此|然后|虽然|就是因为|是因为|(?<!的)就(?!是)|才能?|推荐|帮我|帮忙|给我|给个|"
    r"给点|来个|来点|求(?=推荐|个)|请(?!客)|能不能|可不可以|有没有|"
    r"有什么|有啥|怎么|要注意|该|吗|呢|"
    r"来着|翻译|译成|用(?:英|日|法|韩|德)[语文]|胜过|多过|多于|而不是|而非|不是(?!吗)|也不|也(?=很|是|都|喜|爱|挺)|"
    r"一般般?$|(?:这|那)(?:种|类|个|些|首|部|张|位|款|本|"
    r"家|样|对|座|支|道|项)(?=[^，]{0,12}$)(?<=[^的、和与跟及看听喜欢吃喝玩用].)|(?<![和跟与对陪给被])你(?:知道|"
    r"喜欢|呢|有|能|可以|觉得|听|看|会|懂|说|应该)|"
    r"我们|我(?:就|都|也|是|会|可|真|觉得|一|每|还|很|最|想)|了(?=[一-龥])|的话|啊(?!$)|呀(?!$)|哈哈|谢谢|什么的|"
    r"之类的?|比(?!萨|赛|基尼|熊|目鱼|特币|利时|亚迪|"
    r"卡丘)[^，]{1,6}(?:更|还|好)|胜于|甚于|更(?:多)?一?些?$|多一?点$|(?:很|最|特别|非常|超级?|真)(?:好|棒|帅|美|"
    r"可爱|舒服|解压|放松|治愈)|让我|(?:所)?以|为题|的(?:英|日|法|韩|德)[语文]|"
    r"的时候|到(?:停不下来|不行|爆|死|飞起|骨子里|极致)"
)
_LIST = re.compile(
    r"、|/|(?<![a-z])&(?![a-z])|(?<![a-z+])\+(?!\+)|以及|还有|或者?(?!许)|并且|及(?!格|时|第)|"
    r"(?<![平柔温暖缓饱附总])和(?![平服谐睦弦声尚田牛果风解气])|(?<!高)跟(?!鞋|着|风|"
    r"团|我)|与(?![众])|(?<=.)(?:尤其是|特别是|尤其|包括|比如|像是|例如)|，|(?<=〇》)(?:，|和|与|跟)"
)
_SERIAL = re.compile(r"一边.+一边|边.+边|又.+又")
_LEAD = re.compile(
    r"^(?:了|着|过|你(?:推荐|说|提到|介绍)的(?:那|这)?(?:种|个|部|首|家)?|的就是|的是|到|上|"
    r"去(?=[\u4e00-\u9fff]{2}的)|得|：|:|是|就是|也是|当然是|一切|"
    r"所有的?|任何|各种各样的?|各种|各类|一些|那些|那种|那个|那首|那部|那张|那位|这种|这类|这个|这些|这首|这部|"
    r"这张|这位|"
    r"一个(?!人)|一种|一首|一部|一位|几个|几首|自己(?!做|动手)|一切和|(?:跟(?!着)|和|与)(?!.{1,6}(?:一起|一块|聊|玩))|，|、|[他她]的?[那这][张首部个本](?=.{3})|"
    r"诸如|像|比如|例如|"
    r"有(?!意思|趣|才|钱|礼貌|耐心)(?=[\u4e00-\u9fff]+的(?:地方|电影|人|书|歌))|他的|她的|他们的|她们的|被人?(?=.{2})(?=打)|的)+(?=.)"
)
_TAIL = re.compile(
    r"(?:了|的|啊|呀|呢|吧|哦|喔|啦|嘛|哈|噢|诶|哎|嘞|咯|哟|哇|呐|哒|滴|的说|来着|这[一]?[件种类]?(?:事|东西|"
    r"玩意儿?)|这(?:首歌曲?|部电影|部片子?|张专辑|本书|部剧|个人|"
    r"个(?:演员|歌手|导演|美国人|角色|乐队|城市|地方|菜|游戏)|道菜|位(?:演员|歌手|导演|作家)|几首歌?|几部|两首歌?|"
    r"两部|些歌?|种[\u4e00-\u9fff]{0,4}|"
    r"类[\u4e00-\u9fff]{0,4}|[部首位道款本][\u4e00-\u9fff]{0,10})|"
    r"那(?:首歌曲?|部电影|张专辑|个|种|类)|什么|之类|等等|等|之一|等人|方面|一类|的呢|起来|得不行|得要命|得很|死了|"
    r"透了|极了|不行|要命|不得了|不已|哈哈+|~+|惨了|哭了|爆了|疯了|都|也|"
    r"我|更多|多一点|多些|一点|!+|\s|的那种|而已|的感觉$)+$"
)
_INGESTION = re.compile(
    rf"^(?:{words.CONSUME}(?:的)?|看(?=[《〇])|听(?=[《〇])|读(?=[《〇])|去吃|去喝|买来吃|点(?=[^赞评歌外]{{2}}))(?=.)"
)
_BARE_VERB = re.compile(rf"^(?:{words.ACTIVITY}|品尝|尝)(?:的|了|得不行|着)?$")
_TITLE = re.compile(r"《[^《》]+》")
_GENERIC = re.compile(
    r"^(?:(?:一|几|两|这|那)(?:个|位|首|部|张|款|种|类|本|道|家)|个|位|首|部|张)?(?:音乐|电影|影片|片子?|片|歌曲?|"
    r"男|女|男女|歌手|演员|导演|明星|艺人|作品|作家|作者|"
    r"专辑|曲子?|曲风|风格|类型|题材|系列|景点|地方|餐馆|餐厅|店|酒店|菜|味道|感觉|书籍?|小说|剧情?|电视剧|乐队|"
    r"组合|角色|人物?|东西|事情?|"
    r"年轻|青年|老|年长|当红|实力派?|中国|内地|大陆|香港|台湾|港台|华语|欧美|美国|英国|法国|德国|日本|韩国|亚洲|"
    r"国内|国外|国产|的|之一|城市|公园|食物|饮料|水果|运动|季节|颜色|动物|节目|"
    r"综艺|品牌|游戏|主播|博主|学科|课|样子|方式|代表作?|主演|编剧|配角|中|内|里面?|男神|经典|老师|朋友|里|歌词)+$"
)
_DEICTIC = re.compile(
    r"^(?:这|那|该|此|其|前者|后者|(?:前面|刚才|上面|之前)?(?:你|你们|他|她)?(?:说|提|讲|推荐)(?:到|过)?的?(?:那|"
    r"这)?(?:个|种|部|首|家)?$|(?:前面|刚才|"
    r"上面)你?(?:说|提|讲)|刚才|上面|以上|两者|两个|全部|都(?![市城会])|哪|同款|它|她|他|ta(?![a-z]))|^(?:他|她|它|人家)(?:们|"
    r"俩)?(?:的.*)?$|^(?:自己|之|一切|什么|啥)$"
)
_DEICTIC_PHRASE = re.compile(
    r"^(?:这|那|该|此|其)(?:一)?(?:种|类|个|些|首|部|张|位|款|家|道|本|样|里|儿|边|场|件|座|支|片|曲|项|门|只|条|"
    r"双|所|段|几[首部个张位]|两[首部个张位]|剧|书|歌|人|"
    r"片子|音乐|电影|题材)?(?:子)?"
)
_ADDRESSEE = re.compile(
    r"^(?:你|您)(?:们)?(?!推荐的|说的|提到的|介绍的|做的)(?:的(?:回答|回复|建议|推荐|答案|性格|声音|说话|陪伴|风格|"
    r"语气|态度|名字|解释|幽默).*|(?:[了啊哟呀哦呢啦嘛哈~喔噢]|爱得.*|么么哒|一万年|一辈子|宝贝?|们)*|"
    r"这[样个种].*|说话.*|陪.*|叫.*|)$|^(?:跟|和|与)(?:你|您)(?:聊|说|一起|在一起|讲).*|^(?:这个?|你的?|上个|"
    r"刚才的?)(?:回答|回复|推荐|建议|答案|机器人|ai|方案|"
    r"版本|解释|笑话|说法|想法|主意|安排|计划).*"
)
_NOTHING = re.compile(
    r"^(?:[\W_]*|的|了|是|人|我|我们|我自己|自己|(?:喜欢)+|了?爱了?|死|得要命|要命|不了|不得|得|上|不已|一?个?人?|"
    r"什么|啥|谁|哪.*|吃的?|喝的?|好|极|爱|喜欢|很|太|真|"
    r"不行|不|没|有|也|都|还|就|吃的东西|东西|事情?|事儿|那|那样|这样|如此|归喜欢|要说|说|论|(?:一|两|几|三)(?:个|"
    r"首|部|位|些|种)?|今天|昨天|最近|我的|又|好像|皮肤|"
    r"脸|脸上|身上|有点|和不喜欢|还是不喜欢|不下|过|中|着|到|都没有|不喜欢|"
    r"或者不喜欢|这件事|情感|感情)$"
)
_QUESTION_WORD = re.compile(
    r"(?<!没)(?<!没有)什么|(?<!没)啥|谁|哪(?!吒|怕)|怎么|怎样|(?<![这那好十前后])几[个部首]|多少|为何"
)
_POSSESSED = re.compile(
    r"^(?:(?:他|她|它)(?:们)?的?(?:那|这)(?:个|部|首|张|本)(?:代表作|专辑|作品|歌)?|(?:其中|里面|里边|这里面|"
    r"当中)的)(?=[^的]{2,})"
)
_ROMANCE = re.compile(r"^(?:上|了)*(?:一|这|那)?个?(?:男|女)(?:生|孩子?|人|同学|同事)")
_RELATIVE_OF_DEICTIC = re.compile(
    r"^(?:这|那|该|此)(?:种|类|个|些|首|部|张|位|款)(?:音乐|电影|歌曲?|专辑|书|剧|乐队|演员|片子?|游戏)?(?:的|这种|"
    r"那种)(?=.{2})"
)


_WRAPPING = " \"“”'‘’「」『』()（）【】[]<>*,.-~"
_NEAR = 9
"""Characters before a title that only lead to it: 他那张《…》."""


def is_address(text: str) -> bool:
    """Said to the assistant or of its answer: politeness or feedback, not a taste."""
    return bool(_ADDRESSEE.match(text))


def is_deictic(text: str) -> bool:
    """Only a pronoun, or a phrase that an earlier turn must explain."""
    if not text:
        return False
    if _DEICTIC_PHRASE.match(text) or _DEICTIC.match(text):
        return True
    return bool(_GENERIC.match(text)) and bool(re.match(r"^一?(?:个|位|首|部|张|款|种)", text))


def _points(text: str) -> bool:
    return is_deictic(text) or text.startswith("你")


def is_generic(text: str) -> bool:
    return bool(_GENERIC.match(text))


def is_bare_verb(text: str) -> bool:
    return bool(_BARE_VERB.match(text))


def cut(text: str) -> int:
    """Where the object in `text`, which begins right behind the attitude word, ends."""
    titles = list(_TITLE.finditer(text))
    for found in _CUT.finditer(text):
        if (
            found.start() == 0
            or lexicon.inside_word(text, found.start())
            or (found.start() < _NEAR and titles and found.start() < titles[0].start())
        ):
            continue
        if found[0][0] in "这那" and text[0] in "这那":
            continue
        if any(title.start() <= found.start() < title.end() for title in titles):
            continue
        return found.start()
    return len(text)


def split_list(text: str) -> list[Range]:
    """The ranges of the members of a list; one range where there is none."""
    titles = [title.span() for title in _TITLE.finditer(text)]
    if len(titles) > 1 or (titles and not re.search(r"[和与跟、]", text)):
        return titles
    if _SERIAL.search(text):
        return [(0, len(text))]
    ranges, start = [], 0
    for mark in _LIST.finditer(text):
        if lexicon.inside_word(text, mark.start()) or lexicon.inside_word(text, mark.end()):
            continue
        if mark.start() == start or any(first <= mark.start() < last for first, last in titles):
            continue
        ranges.append((start, mark.start()))
        start = mark.end()
    ranges.append((start, len(text)))
    return ranges


def trim(text: str) -> Range:
    """The range of `text` that names the thing: no particles, measures or verbs of eating and drinking."""
    title = _TITLE.search(text)
    if title:
        return title.span()
    start = _lead(text)
    while lexicon.inside_word(text, start):
        start -= 1
    tail = _TAIL.search(text[start:])
    end = start + tail.start() if tail and tail.start() > 0 else len(text)
    while lexicon.inside_word(text, end):
        end += 1
    eaten = _INGESTION.match(text[start:end])
    if eaten:
        start += eaten.end()
    while start < end and text[start] in _WRAPPING:
        start += 1
    while end > start and text[end - 1] in _WRAPPING:
        end -= 1
    return start, end


def _lead(text: str) -> int:
    """Where the thing begins behind words that only lead to it."""
    start = 0
    possessed = _POSSESSED.match(text)
    if possessed and not is_generic(text[possessed.end() :]):
        start = possessed.end()
    deictic = _RELATIVE_OF_DEICTIC.match(text)
    if deictic:
        start = deictic.end()
    lead = _LEAD.match(text[start:])
    if lead is None:
        return start
    if start or not is_deictic(text):
        return start + lead.end()
    kind = re.match(r"[这那](?:种|类)", text)
    return 2 if kind and not is_generic(text[2:]) else 0


def things(text: str) -> tuple[Range, ...]:
    """The named things in an object phrase, as ranges of it; none where it names nothing."""
    found = []
    for start, end in split_list(text):
        first, last = trim(text[start:end])
        name = text[start + first : start + last]
        if names_something(name) and not (_points(text[start:end].lstrip("了着过上")) and is_generic(name)):
            found.append((start + first, start + last))
    return tuple(found)


def names_something(name: str) -> bool:
    if name.startswith("《"):
        return True
    return (
        bool(name)
        and len(name) <= 30
        and not (_NOTHING.match(name) or is_deictic(name) or is_address(name) or _QUESTION_WORD.search(name))
    )


def is_romance(text: str) -> bool:
    """Falling for somebody (喜欢上一个男生) is news, not a taste."""
    return bool(_ROMANCE.match(text))


def asks_which(text: str) -> bool:
    return bool(_QUESTION_WORD.search(text)) and "什么的" not in text
