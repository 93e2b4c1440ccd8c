"""What a missing or pronominal object refers to within the same message: 发哥呀，我也最喜欢他."""

import re
from collections.abc import Sequence

from intent.claims import Range
from intent.clauses import Clause
from intent.zh import objects

_MENTIONED = re.compile(
    r"(?:说到|说起|提到|提起|谈到|聊聊|聊到|关于|至于|聊起|讲到|知道|了解|听过|看过|去过|吃过|喝过|玩过|读过|认识|"
    r"听说过|有好几部|当然是|肯定是|就是|应该是|主演(?:之一)?(?:是|有)?|"
    r"还有)(?P<o>[^，的了过是我你他她]{2,10}?)(?:这(?:部|首|个|位|张|本|种|家|款|"
    r"道)[\u4e00-\u9fff]{1,3})?(?:的)?(?:啊|呀|吧|嘛|呢|了|来|就[^，]*|"
    r"[这那]个?人)?$"
)
_INTRODUCED = re.compile(
    r"^(?:嗯+|哦+|啊+|哈+|对|是的?|那|不过|其实|可是|但)*(?P<o>[^，的了过是我你他她它这那很太真都也就]{2,10}?)(?:("
    r"?:这|那)(?:部|首|个|位|张|本|种|家|款|"
    r"道)[^，]*|也是[^，]+|是(?:一|他|她|个)[^，]+|啊|呀|吗|嘛|吧|呢|确实[^，]*|"
    r"(?:真的|实在|确实|也|都|就|简直)*(?:让我|令我|对我|很|太|真|超|非常|挺|好|特别)[^，]+|我(?!们|喜|爱|讨|"
    r"最)[^，]+)$"
)
_TITLE = re.compile(r"《〇+》")
_PLAIN = re.compile(r"^[^，的了过是我你他她它这那有很不好都也没对行可就还]{2,6}$")
_NOT_A_NAME = re.compile(
    r"哈|嗯|^对|^好|是|哦|谢|知道|记得|当然|确实|真|太|你|我|觉得|怎么|什么|没|不|很|今天|昨|明天|现在|以前|最近|"
    r"其实|因为|所以|如果|天啊|请|帮|去|来|推荐|[吃喝看听玩想说讲]$|必须|"
    r"一样|喜欢|讨厌|爱|怕|谁|医生|对了|另外|^行|有点|一个|感觉|天天|最|大家|人家|以后|同学|老师|时候|门票|评分|"
    r"地址|电话|建议|附近|周边"
)


def named_before(clauses: Sequence[Clause], index: int, limit: int, text: str) -> tuple[Range, ...]:
    """What was last named in the clauses before clauses[index], or before `limit` in it; titles come all together."""
    for clause in reversed(clauses[max(0, index - 3) : index + 1]):
        words = clause.text[: max(0, limit - clause.start)]
        ranges = [
            (clause.start + first, clause.start + last)
            for first, last in _in_clause(words, nearest=clause.end >= limit)
        ]
        named = tuple(place for place in ranges if objects.names_something(text[place[0] : place[1]]))
        if named:
            return named
    return ()


def _in_clause(words: str, *, nearest: bool) -> list[Range]:
    titles = [title.span() for title in _TITLE.finditer(words)]
    if titles or nearest:
        return titles
    for pattern in (_MENTIONED, _INTRODUCED):
        match = pattern.search(words)
        if match and not _NOT_A_NAME.search(match["o"]):
            return [match.span("o")]
    if _PLAIN.match(words) and not _NOT_A_NAME.search(words):
        return [(0, len(words))]
    return []


def named_after(clauses: Sequence[Clause], index: int, text: str) -> tuple[Range, ...]:
    """说两个我喜欢的吧，《…》与《…》; 最喜欢的，还是饺子: what the next clause opens with."""
    if index + 1 >= len(clauses) or clauses[index + 1].sentence != clauses[index].sentence:
        return ()
    after = clauses[index + 1]
    if re.match(r"^(?:叫做?|像|比如|例如|有|就是|是)?《", after.text):
        return tuple((after.start + title.start(), after.start + title.end()) for title in _TITLE.finditer(after.text))
    match = re.match(
        r"^(?:那)?(?:必须|应该|当然|肯定|还|就|一定|莫过于|要数)*(?:是|属)(?P<o>[^，的了我你他她]{2,10})$", after.text
    )
    if not match:
        return ()
    start = after.start + match.start("o")
    return tuple(
        (start + first, start + last) for first, last in objects.things(text[start : after.start + match.end("o")])
    )
