"""Why a language model failed, in Chinese: by the sentence that its error told and that the record keeps. Pure."""

import re
from dataclasses import dataclass
from math import ceil

from service.errors import LanguageModelBusy, LanguageModelFailed, LanguageModelTimeout

TOO_LATE = "模型太久没有回应。请再问一次；总是这样的话，请检查它是否在运行，或调大 LLM_TIMEOUT_SECONDS。"
BUSY = "模型太忙了，或者额度用完了。请过{wait}再问一次。"
UNKNOWN = "模型没能回答。请再问一次；总是这样的话，请检查 LLM_BASE_URL、LLM_MODEL 和 OPENAI_API_KEY。"


@dataclass(frozen=True, slots=True)
class _Known:
    """A kind of fault: the error's own words that tell it, what it is called, and what is said of it in the chat."""

    pattern: str
    name: str
    advice: str


KNOWN = (
    _Known(
        r"refused the key",
        "密钥被拒绝",
        "模型没能回答：服务器拒绝了密钥。请检查 OPENAI_API_KEY，再问一次。",
    ),
    _Known(
        r"does not know this model or path",
        "没有这个模型或地址",
        "模型没能回答：服务器上没有这个模型或地址。请检查 LLM_MODEL 和 LLM_BASE_URL，再问一次。",
    ),
    _Known(r"rate limit or quota", "太忙，或者额度用完了", BUSY.format(wait="一会儿")),
    _Known(
        r"answered with status (\d+)",
        r"服务器出错，状态 \1",
        r"模型没能回答：它的服务器出错了（状态 \1）。请过一会儿再问一次。",
    ),
    _Known(
        r"could not be reached",
        "连不上",
        "模型没能回答：连不上它。请检查 LLM_BASE_URL，看看它是否在运行，再问一次。",
    ),
    _Known(
        r"could not be read \((\w+)\)",
        r"回答读不懂：\1",
        r"模型没能回答：它说的读不懂（\1）。请再问一次。",
    ),
    _Known(r"said nothing in time", "太久没有回应", TOO_LATE),
    _Known(
        r"in no way that is known",
        "不会接着说",
        "这个模型不会接着说。请把问题重新问一次。",
    ),
    _Known(
        r"The demo model cannot answer this",
        "太长，演示模型读不下",
        "模型没能回答：这些话太长，演示模型读不下。请说短一些，或者开一个新对话。",
    ),
)
BROKEN_OFF = {
    "APIError": "服务器中途报错",
    "RemoteProtocolError": "连接中途断了",
    "ReadError": "连接中途断了",
    "ReadTimeout": "太久没有动静",
    "TimeoutError": "太久没有动静",
    "APITimeoutError": "太久没有动静",
    "JSONDecodeError": "回答读不懂",
    "ValueError": "回答读不懂",
}
"""What broke an answer off behind its first word, by the name of the fault."""


def told(failure: LanguageModelFailed) -> str:
    """The failure as the chat tells it, with what to do."""
    match failure:
        case LanguageModelBusy(retry_after_seconds=float(seconds)):
            return BUSY.format(wait=f" {max(1, ceil(seconds))} 秒")
        case LanguageModelBusy():
            return BUSY.format(wait="一会儿")
        case LanguageModelTimeout():
            return TOO_LATE
    return advice(str(failure))


def advice(error: str) -> str:
    """What a recorded error is told as in the chat."""
    return next((found.expand(known.advice) for known, found in _matched(error)), UNKNOWN)


def named(error: str) -> str:
    """A recorded error in a few words; one that is not known as it came."""
    return BROKEN_OFF.get(error) or next((found.expand(known.name) for known, found in _matched(error)), error)


def _matched(error: str) -> list[tuple[_Known, re.Match[str]]]:
    return [(known, found) for known in KNOWN if (found := re.search(known.pattern, error))]
