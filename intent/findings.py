"""What the grammar made of a message, one name for each finding: evidence to be weighed, not a verdict."""

import re
from collections.abc import Iterator

from intent.claims import Claim
from intent.clauses import Clause
from intent.commands import Cues
from intent.slots import Analysis
from intent.text import is_chinese
from intent.zh import scope

_REQUEST = re.compile(
    r"推荐(?!的|过|了)|介绍(?:一下|下|几|个)|告诉我|帮(?:我|忙|他|她|俺)|(?<!送)给我(?!打|买)|给个|给点|"
    r"来[一几]?[个首份点些段篇杯]|聊聊|说来听听|"
    r"我们?想(?:找|订|问|知道|了解|请)|"
    r"^(?:请|麻烦|那|再|先|好的?|嗯|你|快|就|接下来|下面|能|可以|行|能不能|顺便|然后|，)*(?:查|找|订|安排|说说|"
    r"讲讲|讲个|写|翻译|解释|总结|列|画|算(?!是|了)|"
    r"生成|设计|分析|比较(?!喜|爱|好|难|多)|换一?[个家首]|重新|提醒|编|改|做个|看看|念|把)|"
    r"\b(?:recommend|suggest|tell me|give me|show me|help|please|write|explain|translate|find|list|create|make|"
    r"book|plan|generate|"
    r"summari[sz]e|describe|provide|remind|convert|compare|say|continue)\b"
)
_PHATIC = re.compile(r"^(?:啊|哦|哇)?(?:是吗|是嘛|真的吗|真的假的|真的|你?知道吗|对吧|不是吗|可不是吗|是吧)$")
"""是吗？, 你知道吗: beside other words these ask nothing."""


def findings(analysis: Analysis, cues: Cues) -> Iterator[str]:
    """One name for each thing the grammar found."""
    flags = f"{cues.retract:d}{cues.query:d}{cues.go_on:d}"
    yield f"cues={flags}"
    best = best_claim(analysis.claims)
    summary = _summary(best) if best else "none"
    yield f"best={summary}"
    yield f"best+cues={summary}/{flags}"
    for claim in analysis.claims:
        yield f"claim={_summary(claim)}"
        yield f"family={claim.family}/{claim.counts:d}/{claim.explicit:d}"
        yield f"scope={claim.holder}/{claim.scope}"
    yield f"counting={min(2, len(analysis.counting))}"
    yield from _asking(analysis)
    yield f"length={min(9, len(analysis.folded.text).bit_length())}"
    yield f"clauses={min(6, len(analysis.clauses))}"


def best_claim(claims: tuple[Claim, ...]) -> Claim | None:
    """The claim that says most: one that counts and names a thing, else one that counts, else the last."""
    ranked = sorted(
        claims, key=lambda claim: (claim.counts and bool(claim.objects), claim.counts and claim.deixis, claim.explicit)
    )
    return ranked[-1] if ranked else None


def _summary(claim: Claim) -> str:
    thing = "thing" if claim.objects else "deixis" if claim.deixis else "nothing"
    return f"{claim.holder}/{claim.scope}/{thing}/{claim.explicit:d}"


def _inside(claim: Claim, clause: Clause) -> bool:
    return clause.start <= claim.clause[0] < clause.end


def _asking(analysis: Analysis) -> Iterator[str]:
    if not analysis.clauses:
        yield "empty"
        return
    clauses = [clause for clause in analysis.clauses if not _PHATIC.match(clause.text)] or list(analysis.clauses)
    last = clauses[-1]
    chinese = any(is_chinese(character) for character in last.text)
    yield f"mark={any(clause.asked for clause in clauses):d}/{last.asked:d}"
    yield (
        f"asks={any(scope.asks(clause.text) for clause in clauses) and chinese:d}/{scope.asks(last.text) and chinese:d}"
    )
    request = any(_REQUEST.search(clause.text) for clause in clauses)
    yield f"request={request:d}/{bool(_REQUEST.search(last.text)):d}"
    inquiring = any(scope.asks(clause.text) for clause in clauses) and chinese
    yield (f"asking={any(clause.asked for clause in clauses):d}{inquiring:d}{request:d}/{len(analysis.counting) > 0:d}")
    free = [clause for clause in clauses if not any(_inside(claim, clause) for claim in analysis.counting)]
    yield f"beside={any(scope.asks(clause.text) or _REQUEST.search(clause.text) for clause in free):d}"
