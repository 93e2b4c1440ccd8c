"""What a missing or pronominal object refers to within the same message: 发哥呀，我也最喜欢他."""

import re
from collections.abc import Sequence

from intent.claims import Range
from intent.clauses import Clause
from intent.zh import objects

_MENTIONED = re.compile(
    r"(?:说到|说起|提到|提起|谈到|聊聊|聊到|关于|至于|聊起|讲到|知道|了解|听过|看过|去过|吃过|喝过|玩过|读过|认识|听说过|当然是|肯定是|就是|应该是|主演(?:之一)?(?:是|有)?|还有)(?P<o>[^，的了过是我你他她]{2,10}?)(?:这(?:部|首|个|位|张|本|种|家|款|道)[\u4e00-\u9fff]{1,3})?(?:的)?(?:啊|呀|吧|嘛|呢|了|来)?$"
)
_INTRODUCED = re.compile(
    r"^(?:嗯+|哦+|啊+|哈哈+|对|是的?|那)?(?P<o>[^，的了过是我你他她它这那]{2,10}?)(?:(?:这|那)(?:部|首|个|位|张|本|种|家|款|道)[^，]*|也是[^，]+|是(?:一|他|她|个)[^，]+|啊|呀|吗|嘛|吧|呢|确实[^，]*)$"
)
_PLAIN = re.compile(r"^[^，的了过是我你他她它这那有很不好都也没对行可就还]{2,6}$")
_NOT_A_NAME = re.compile(
    r"哈|嗯|对|好|是|哦|谢|知道|记得|当然|确实|真|太|你|我|觉得|怎么|什么|没|不|很|今|昨|明|晚|早|现在|以前|最近|其实|因为|所以|如果|天啊|请|帮|去|来|推荐|[吃喝看听玩想说讲]$|必须|一样|喜欢|讨厌|爱|怕|谁|医生|对了|另外|行"
)


def named_before(clauses: Sequence[Clause], index: int, limit: int, text: str) -> Range | None:
    """The last thing named in the clauses before clauses[index], or before `limit` in it; None if there is none."""
    for clause in reversed(clauses[max(0, index - 3) : index + 1]):
        words = clause.text[: max(0, limit - clause.start)]
        found = _in_clause(words, nearest=clause.end >= limit)
        if found:
            first, last = clause.start + found[0], clause.start + found[1]
            if objects.names_something(text[first:last]):
                return first, last
    return None


def _in_clause(words: str, *, nearest: bool) -> Range | None:
    title = re.search(r"《〇+》", words)
    if title:
        return title.span()
    if nearest:
        return None
    for pattern in (_MENTIONED, _INTRODUCED):
        match = pattern.search(words)
        if match and not _NOT_A_NAME.search(match["o"]):
            return match.span("o")
    if _PLAIN.match(words) and not _NOT_A_NAME.search(words):
        return 0, len(words)
    return None


def named_after(clauses: Sequence[Clause], index: int) -> tuple[Range, ...]:
    """说两个我喜欢的吧，《…》与《…》: titles that the next clause begins with."""
    if index + 1 >= len(clauses) or clauses[index + 1].sentence != clauses[index].sentence:
        return ()
    after = clauses[index + 1]
    if not re.match(r"^(?:叫做?|像|比如|例如|有|就是|是)?《", after.text):
        return ()
    return tuple(
        (after.start + title.start(), after.start + title.end()) for title in re.finditer(r"《〇+》", after.text)
    )
