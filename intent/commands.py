"""What a message wants of memory or of the last answer: take back, tell, go on."""

import re
from dataclasses import dataclass, replace

from intent.claims import Claim
from intent.model import Kind, Question, StatedPreference
from intent.slots import Analysis, named, preference
from intent.text import fold
from intent.zh import objects, words

_MEMORY = (
    r"(?:偏好|喜好|口味|爱好|兴趣|记录|记忆|信息|资料|忌口|设定|备忘|档案|画像|习惯|要求|过敏|这条|那条|这事|"
    r"这件事|那件事|这个|这些|那些|喜欢|讨厌|爱|怕|不吃|不喝|说的|说过|"
    r"话|内容|所有|全部)"
)
_FORGET = re.compile(
    r"(?:别|不要|不用|甭|无需|不必|请勿|不许|用不着|没必要)(?:再|帮我|给我|老是|总是|一直)?(?:记(?!错|者|仇|恨)|"
    r"保存|存(?!钱|款)|记录|惦记)|^(?:请|麻烦|帮我|你|可以|把|"
    r"能不能|那就|就|你就|快|还是|，|请你|算了)*(?:忘(?:了|掉|记)(?:吧)?(?!带|拿|买|问|关|说|告诉|写|做|密码|记了|"
    r"我$|我吧)|忘却)|"
    r"(?:删(?:了|掉|除|去)?|移除|去掉|去除|清除|清空|清掉|清了|抹掉|抹去|抹除|擦掉|撤销|撤回|收回|取消|作废|划掉|"
    rf"勾掉|注销)[^，。]{{0,12}}{_MEMORY}|"
    rf"{_MEMORY}[^，。]{{0,12}}(?:删(?:了|掉|除|去)|移除|去掉|清除|清空|抹掉|撤销|撤回|作废|划掉|忘了吧|忘掉|别记|"
    r"不用记|不要记|当我没说|不算数|取消)|"
    r"^(?:请|麻烦|帮我|你|可以|那就|就)*[把将][^，]{1,14}(?:删|忘|清|抹)(?:了|掉|除)|"
    r"^(?:请|帮我)?(?:撤回|收回)(?:吧|一下)?$|"
    r"(?:刚才|刚刚|我)说错了$|忘(?:了|掉|记)关于我的|我(?:可|从来|根本|压根)?(?:没有?|从没)说过(?:我)?(?:喜|讨|爱|怕|不)|"
    r"当我没说|我收回|不作数|就当我没说过|(?:我)?(?:早就|已经|现在)?(?:不再是|(?:已经|早就)不是)[^，]{1,10}(?:者|"
    r"粉丝|粉|迷|控|党|"
    r"爱好者)了?$|(?:我)?(?:已经|早就|现在)?(?:不|"
    r"没有?)(?:再)?(?:吃素|忌口|过敏|戒[糖酒烟])(?:了)$|脱粉了?$|"
    r"\b(?:forget|delete|remove|erase|clear|drop|undo|discard|wipe)\b.{0,60}\b(?:i |my |that|preference|memory|"
    r"memories|about me|it)|\b(?:don't|do not|stop|no need to) (?:remember|remembering|save|saving|keep|keeping|"
    r"store|storing)\b|\bi(?:'m| am) no longer (?:an? )?(?:vegan|vegetarian|fan)|"
    r"\b(?:forget|delete|erase|clear|wipe) (?:everything|it all)\b|\bscratch that|\bi take (?:that|"
    r"it) back|\bnever ?mind (?:what i said|that i)"
)
_KEEP = re.compile(
    r"(?:文件|照片|微信|好友|代码|空格|图片?|软件|视频|邮件|这段|这句|最后一句|聊天记录|app|订单)[^，]{0,8}(?:删|"
    r"取消|撤)|(?:别|不要|千万别|可别|不许|没|不能)(?:再)?忘|忘不了|忘记带|我(?:都|又|也|老是|总是|差点|刚)?忘|"
    r"don't forget|"
    r"do not forget|never forget|"
    r"i forgot|忘我|难忘|记不住|我记不|忘年|他忘|她忘|妈忘|忘情"
)
_MEMORY_ASKED = re.compile(
    r"你(?:都)?(?:记住|记下|存)的(?:内容|东西|事)|^我的?(?:饮食)?(?:禁忌|忌口|过敏源?)(?:呢|是什么|有哪些|有什么)?$|"
    r"对我有?多(?:少)?了解|了解我多少|关于我[^，]{0,10}(?:记|知道|了解|存)|记了(?:些)?(?:什么|啥)|我(?:都|一共|"
    r"总共)有(?:哪些|什么|啥)(?:爱好|喜好|"
    r"忌口|偏好)|\bwhat did i (?:say|"
    r"tell)|\b(?:do|can) you (?:remember|recall|know) (?:if|whether|what|which) i\b|(?:你|您)?(?:还|都|"
    r"到底)?(?:记得|记住|知道|"
    r"了解|清楚|晓得|记了|记着|存了|保存了)(?:了|过)?(?:我|关于我|多少|哪些|什么)|我(?:的)?(?:有(?:什么|哪些|啥)|"
    r"都?有(?:什么|哪些|啥))(?:爱好|喜好|忌口|偏好|口味|兴趣|"
    r"讨厌|过敏|不吃|喜欢|怕)|我(?:的)?(?:偏好|喜好|口味|爱好|忌口|兴趣(?:爱好)?|饮食习惯)(?:都)?(?:是什么|有哪些|"
    r"有什么|是啥|有啥|你记得|你还记得|列|说说)|"
    r"(?:列出?|说说|告诉我|总结|看看|复述|报一下|念一?[下遍]|查一?[下查]|展示|回顾|显示|盘点)[^，]{0,6}我(?:的|"
    r"所有|全部|都|之前|说过|告诉过你)*(?:偏好|喜好|口味|爱好|忌口|"
    r"喜欢|讨厌|兴趣|记录|记忆)|我(?:之前|以前|上次|曾经|跟你)?(?:跟你|和你|对你)?(?:说过|讲过|告诉过你|"
    r"提过)[^，]{0,8}(?:喜欢|讨厌|爱|怕|过敏|不吃|"
    r"忌口)[^，]{0,10}(?:什么|吗|哪|谁|啥)|"
    r"\b(?:what|which|who|do|did|am|tell me|list|remind me)\b.{0,50}\b(?:i|my)\b.{0,30}\b(?:like|love|hate|dislike|"
    r"enjoy|prefer|avoid|allergic|favou?rites?|preferences?|tastes?|hobbies|allergies|into|stand|interests?)\b|"
    r"\bwhat do you (?:know|remember) about me\b|\bdo you (?:know|remember) (?:what|which|if|my|that) ?i?\b"
)
_ADVICE = re.compile(
    r"该|应该|推荐|怎么办|好不好|为什么|为啥|怎么才|如何|会不会|should|recommend|suggest|\bwhy\b|\bhow (?:do|can|"
    r"to)\b|\bwould i\b|适合|送|买"
)
_CONTINUE = re.compile(
    r"(?:你|您)?(?:这)?(?:话|回答|答案)?(?:还)?(?:没有?|未)(?:有)?(?:说|讲|写|答|回答|回复|介绍|解释|列|输出|发|聊|"
    r"念|唱)(?:完|全|清|好)|(?:怎么|咋|为什么|"
    r"为啥|干嘛)(?:就|又|突然|不|没|话)*(?:停(?:了|下|住)|断(?:了|掉|在)|没了|卡(?:住|了)|说(?:到)?一半|不说了|"
    r"不讲了|写(?:到)?一半|结束了|中断|戛然而止|没下文)|"
    r"(?:说|讲|写|回答|回复|话|答|发)(?:到)?一半|"
    r"^(?:请|麻烦|你|快|那|嗯|好|行|哎|可以|能|再|，|嗯嗯|好的|ok|别停|然后|所以|不要停|赶紧)*(?:继续|接着|往下|"
    r"下去|go on|continue|keep going|carry on|"
    r"more please|go ahead and finish)(?:往下|地)?(?:说|讲|写|回答|回复|答|来|输出|生成|编|列|唱|念|聊|补充|啊|吧|"
    r"呀|呗|哈|嘛|完|下去|一下|刚才的?|前面的?|"
    r"上面的?|你的|回答|没说完的|未完的|剩下的|后面的|部分|内容|话|please|吗|with|the|your|that|it|from|where|you|"
    r"left|off|stopped|answer|"
    r"story|list|response|writing|,|\s|\.|!|~)*$|"
    r"(?:后面|下面|下文|剩下的?|其余的?|接下来的?|余下的?|结尾|后半段?|最后一?[段句])(?:的)?(?:内容|部分|话)?(?:呢|"
    r"去哪了|没了|没有了|在哪|怎么没|还没|没说|没写|没出来|没显示)|"
    r"(?:把|将)(?:话|它|剩下的?|后面的?|没说完的?|刚才的?)[^，]{0,8}(?:说|讲|写|补|发|列|答)(?:完|全|出来|下去)|"
    r"(?:被|给)?(?:截断|掐断|打断|切断)了|没(?:下文|"
    r"后文|结尾)了?|(?:话|句子|回答|答案|回复|内容)(?:不完整|没发全|没显示全|断了|不全|只有一半|少了一截)|别停|"
    r"\b(?:you (?:got|were|are) cut off|you(?:'re| are| were)? (?:not|n't) (?:done|finished)|you (?:didn't|did not|"
    r"haven't|never) finish(?:ed)?|you aren't (?:done|finished)|you stopped|finish (?:your|the|that) (?:answer|"
    r"sentence|thought|response|reply|list|story|message)|your (?:answer|message|response|reply|"
    r"last message) (?:got |was |is |seems |has been )?(?:cut|incomplete|truncated|unfinished)|cut off mid|"
    r"it(?: got| was)? cut off|where's the rest|what's the rest|the rest of (?:it|your|the answer))"
)
_OWN_SPEECH = re.compile(
    r"我(?:刚才|刚刚|还|的|话|都|可|明明)*(?:没有?|未)(?:说|讲|写)完|(?:我|他|她|他们|老师|老板|电影|会议|比赛|书|"
    r"剧)[^，]{0,5}(?:说|讲|看|写|做|吃|听|跑)(?:到|了)?一半|我(?:的)?(?:话)?(?:都|还|可|这|才)?(?:没有?|未)(?:说|"
    r"讲|写|答|听|看|吃|做|问)完|让我说完|听我(?:说|讲)完|"
    r"i(?:'m| am) not (?:done|finished)|"
    r"i haven't finished|(?:他|她|他们|老师|老板|作业|论文|电影|小说|书|活儿?|工作|项目|妈妈?|"
    r"爸爸?)[^，]{0,4}(?:没有?|未)(?:说|讲|写|做|看)完"
)


@dataclass(frozen=True, slots=True)
class Cues:
    """What the wording alone points to; the classifier weighs it against everything else."""

    retract: bool
    query: bool
    go_on: bool


def cues(analysis: Analysis) -> Cues:
    text = analysis.folded.text
    asked_of_self = any(claim.holder == "speaker" and claim.scope == "asked" for claim in analysis.claims)
    query = bool(_MEMORY_ASKED.search(text)) or (asked_of_self and not _ADVICE.search(text))
    return Cues(
        retract=bool(_FORGET.search(text)) and not _KEEP.search(text),
        query=query,
        go_on=bool(_CONTINUE.search(text)) and not _OWN_SPEECH.search(text),
    )


_RETRACTION_WORDS = re.compile(
    r"(?:请|麻烦|帮我|你|可以|把|能不能|那就|就|算了|，)*(?:别|不要|不用|甭|无需|不必)(?:再|帮我|给我|老是|总是|"
    r"一直)?(?:记(?:住|着|得|录|下)?|保存|存)(?:了|着)?|"
    r"(?:请|麻烦|帮我|你|把|就)*忘(?:了|掉|记)(?:吧)?|"
    r"(?:把|将)|(?:这|那)(?:条|个|件|一条)?(?:事儿?|记录|记忆|偏好|信息|话|喜好|设定)[^，]*$|的?(?:记录|记忆|偏好|"
    r"信息|说法|设定)?(?:给|都|帮我|也)*(?:删(?:了|"
    r"掉|除)|去掉|移除|清除|抹掉|撤[销回]|取消|作废|划掉).*$|(?:删(?:了|掉|除)|去掉|移除|清除|抹掉|撤[销回]|取消|"
    r"收回)(?:关于)?|(?:这|那)(?:一)?(?:条|点|件)?$|"
    r"^(?:please |can you |could you )*(?:forget|delete|remove|erase|drop|don't remember|do not remember|"
    r"stop remembering|clear|undo|discard)(?: (?:that|about|the fact that|the memory that|my|the))*"
)


_NAMED_ALONE = re.compile(
    r"^(?:请|麻烦|帮我|你|可以|那就|就)*(?:忘(?:了|掉|记)|(?:别|不要|不用)(?:再)?记(?:着|住|得|录)?|[把将])"
    r"(?P<o>[^，我你]{1,12}?)(?:的?[这那]一?[条件个点](?:事儿?|偏好|喜好|记录|记忆|信息)?|的?(?:偏好|喜好|记录|记忆))?"
    r"(?:(?:给|都|也)?(?:删|忘|清|抹)(?:了|掉|除).*|了|吧)*$"
)
"""忘掉下雨天, 把下雨天删了: what is named without saying whether it was liked."""
_ANYTHING = re.compile(r"^(?:所有|一切|全部|关于|我|清|删|忘|这|那|它|偏好|喜好|记录|记忆|口味)")
_NO_LONGER = re.compile(r"(?:没有?|从没)说过|不再|(?:已经|早就)不|no longer")


def withdrawn(analysis: Analysis) -> tuple[StatedPreference, ...]:
    """What a retraction names, with the polarity it was stored with; empty where it names nothing.

    Named alone (忘掉下雨天) a thing counts as liked.
    """
    found = tuple(item for item in named(analysis) if not objects.is_deictic(fold(item.object).text))
    if not found:
        return _named_alone(analysis)
    kept = tuple(item for item in (_without_command(item) for item in found) if item is not None)
    return tuple(_as_stored(item) if _NO_LONGER.search(item.quote) else item for item in kept)


def denied(analysis: Analysis) -> tuple[StatedPreference, ...]:
    """The limits that the speaker says do not hold: 我现在对芒果不过敏. Where one is kept, it is over."""
    claims = [claim for claim in analysis.claims if claim.holder == "speaker" and claim.scope == "denied"]
    found = (preference(analysis.folded, claim, place) for claim in claims for place in claim.objects)
    return tuple(_as_stored(item) for item in found if item.object)


def _as_stored(item: StatedPreference) -> StatedPreference:
    """我没说过喜欢苹果, 我不再吃素了: what was stored is the opposite of what the words say now."""
    return replace(item, polarity="dislike" if item.polarity == "like" else "like")


def _named_alone(analysis: Analysis) -> tuple[StatedPreference, ...]:
    folded = analysis.folded
    match = _NAMED_ALONE.match(folded.text.rstrip("。！!. "))
    if match is None or _ANYTHING.match(match["o"]) or not objects.names_something(match["o"]):
        return ()
    return (preference(folded, Claim("named", "like", match.span("o")), match.span("o")),)


def _without_command(item: StatedPreference) -> StatedPreference | None:
    name = item.object
    match = re.search(
        r"(?:这|那)(?:一)?(?:条|个|件|点|事)|的?(?:记录|记忆|偏好|信息)|(?:给|都)?(?:删|去掉|移除|清除|抹掉|撤|"
        r"取消|作废)|忘了|忘掉|別|别记",
        name,
    )
    if (match and match.start() == 0) or _ANYTHING.match(fold(name).text):
        return None
    name = name[: match.start()] if match else name
    name = re.sub(r"(?<=.)的(?:事情?|说法)?儿?$|[了吧啊]+$", "", name) or name
    return StatedPreference(name, item.polarity, item.kind, item.condition, item.strength, item.quote, item.span)


_LIMITS = re.compile(r"忌口|禁忌|过敏|不耐受|(?:不能|不可以)[吃喝碰]|\ballerg|\bintoleran")


def question(analysis: Analysis) -> Question:
    """Which part of memory a query asks for."""
    own = [claim for claim in analysis.claims if claim.holder == "speaker" or claim.scope == "asked"]
    limits = _LIMITS.search(analysis.folded.text)
    kind: Kind | None = "constraint" if limits else None
    if not own:
        return Question(kind=kind)
    claim = own[-1]
    name = analysis.folded.cut(*claim.objects[0]) if claim.objects else None
    if name:
        name = re.sub(r"(?:来着|吗|么|的|了|呢|\?|？)+$", "", name) or None
    if name and (objects.is_generic(fold(name).text) or re.search(rf"^[你您]|{words.QUESTION}", fold(name).text)):
        name = None
    return Question(polarity=claim.polarity, object=name, kind=None if name else kind)
