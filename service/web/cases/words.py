"""The words of bad cases: labels for what the code calls by its own names."""

from collections.abc import Mapping, Sequence
from typing import Any

from service import errors
from service.bad_cases.afterwards import Next
from service.bad_cases.listing import Which
from service.bad_cases.log import BadCase, Status, Trigger
from service.bad_cases.outcome import Outcome
from service.continuation.truncation import Verdict
from service.llm.port import Transport
from service.web import words as web_words
from service.web.model_faults import named
from service.web.words import VERDICTS

TRANSPORTS: dict[Transport, str] = {
    "done": "正常结束",
    "eof": "没有结束标记",
    "error": "出错",
    "timeout": "太久没有动静",
    "aborted": "被中止",
}
STATUSES: dict[Status, str] = {
    "open": "待处理",
    "candidate": "候选",
    "fixed": "已修好",
    "regressed": "复发",
    "not_reproduced": "没复现",
    "closed": "已关闭",
}
STATUS_COLORS: dict[Status, str] = {
    "open": "secondary",
    "candidate": "blue-9",
    "fixed": "positive",
    "regressed": "negative",
    "not_reproduced": "grey-8",
    "closed": "grey-7",
}
WHICH: dict[Which, str] = {"cut": "断了的", "complete": "其实说完了的", "all": "全部"}
TRIGGERS: dict[Trigger, str] = {"button": "按了按钮", "typed": "打字说的", "detected": "自动发现"}
OUTCOMES: dict[Outcome, str] = {
    "untried": "没有接着说过",
    "pending": "正在接着说",
    "extended": "接上了",
    "echoed": "只重复了说过的",
    "restarted": "从头又说了一遍",
    "already_complete": "没有更多要说的",
    "refused": "没有往下说",
    "rerun": "重新回答了",
    "failed": "没接成：模型没有回应",
}
DEEDS = {"pressed": "又按了「你还没说完呢」", "undid": "撤掉了接上的那段", "reran": "让它重新回答"}
SIGNALS = {
    "transport:eof": "没有结束标记",
    "transport:error": "连接出错",
    "transport:timeout": "太久没有动静",
    "transport:aborted": "被中止",
    "finish_reason:missing": "没有 finish_reason",
    "finish_reason:content_filter": "内容过滤",
    "finish_reason:length": "finish_reason 是 length",
    "finish_reason:max_tokens": "finish_reason 是 max_tokens",
    "usage:at_cap": "用满了上限",
    "text:empty": "一个字也没有",
    "text:only_thought": "只有思考，没有回答",
    "structure:open_fence": "代码块没有收尾",
    "structure:open_json": "JSON 没有收尾",
    "structure:open_emphasis": "加粗没有收尾",
    "structure:open_formula": "公式没有收尾",
    "structure:open_table": "表格没有收尾",
    "language:bare_list_marker": "只剩列表的序号",
    "language:connective": "停在连接词上",
    "language:punctuation_wants_more": "停在逗号、冒号一类上",
    "language:unfinished": "最后的话像没说完",
}
FAILURES = {
    "model:failed": "模型没有回应",
    "filtered": "被内容过滤",
    "nothing_said": "什么也没说",
    "shortened": "比断掉的还短得多",
    "language_changed": "换了语言",
    "repeats_itself": "来回重复",
    "said_again": "重复了断口前的话",
    "refused": "推辞了，没有回答",
    "only_a_remark": "只说自己说完了",
    "ends_where_it_was_cut": "停在原来断的地方",
}
DROPPED = {
    "echo": "断口前的话",
    "restart": "从头重说的部分",
    "preamble": "客套的开头",
    "fence": "代码块的开头",
    "word": "断开的半个词",
    "remark": "只说自己说完了的话",
}
EXPORTS = {
    "sft": "微调样本：问题和完整的回答",
    "dpo": "偏好对：完整的好过断掉的",
    "continuation": "续写样本：断口前和断口后",
    "raw": "全部原始记录",
}
EMPTY = "还没有断掉的回答。模型的回答断了，或者有人在聊天里按了「你还没说完呢」，就会连同当时的请求一起记在这里。"
NO_MODEL = "还没有配置语言模型，不能回放。设置 OPENAI_API_KEY，或 LLM_BASE_URL 与 LLM_MODEL，再重新启动即可。"
FAULTS: dict[type[Exception], str] = {
    errors.NotFound: "有的已经不在了：可能随它的用户一起忘掉了。请刷新页面再选。",
    errors.ReplayInUse: "它正在跑。请等它跑完；要是它断了，过十几秒再继续。",
    errors.LanguageModelUnavailable: NO_MODEL,
}
BY_HAND = "手动标记，没有证明"


def told(error: Exception) -> str:
    """An error in the reader's language, with what to do."""
    return next((words for kind, words in FAULTS.items() if isinstance(error, kind)), None) or web_words.told(error)


def signal_words(signal: str) -> str:
    """A signal of the detector; what is none of them is the model's error."""
    kind, _, rest = signal.partition(":")
    if kind == "structure" and rest.startswith("open_bracket:"):
        return f"括号 {rest.removeprefix('open_bracket:')} 没有收尾"
    if kind == "structure" and rest.startswith("promised:"):
        promised, _, given = rest.removeprefix("promised:").partition("_given:")
        return f"说好 {promised} 条，只给了 {given} 条"
    return SIGNALS.get(signal) or named(signal)


def failure_words(failure: str) -> str:
    kind, _, verdict = failure.partition(":")
    if kind == "cut":
        return f"又断了（{_verdict(verdict)}）"
    return FAILURES.get(failure, failure)


def ended(verdict: Verdict, signals: Sequence[str]) -> str:
    """How an answer ended: the verdict, and what led to it."""
    words = "模型没有回应" if verdict == "unavailable" else VERDICTS[verdict]
    told = "、".join(map(signal_words, signals))
    return f"{words}（{told}）" if told else words


def next_words(deed: Next | None) -> str:
    if deed is None:
        return "还没有做什么"
    return f"说：「{deed.text}」" if deed.did == "said" else DEEDS[deed.did]


def shortened(text: str, most: int = 60) -> str:
    line = " ".join(text.split())
    return line if len(line) <= most else f"{line[:most]}…"


def is_by_hand(case: BadCase) -> bool:
    """Whether it is called fixed although nothing proves it."""
    return case.status == "fixed" and (case.proof is None or case.proof.get("status") != "fixed")


def configuration_words(configured: Mapping[str, Any], own_model: str) -> str:
    """How a case was asked again; what is left out stays as it was then."""
    model = configured.get("model") or own_model
    if configured.get("kind") == "original":
        return f"原来的配置（{configured.get('model') or '当时的模型'}）"
    if configured.get("kind") == "proven":
        return "证明过的配置"
    told = [model, "接着说" if configured.get("strategy") == "resume" else "重新生成"]
    told += [f"温度 {configured['temperature']:g}"] if configured.get("temperature") is not None else []
    told += [f"上限 {configured['max_tokens']}"] if configured.get("max_tokens") else []
    told += ["现在的提示词"] if configured.get("prompt") == "today" else []
    return " · ".join(told)


def cost_words(cost: float | None, unpriced: Sequence[str] = ()) -> str:
    if cost is None:
        return f"没有设价格（{'、'.join(unpriced)}）" if unpriced else "没有设价格"
    return f"{cost:.6f}".rstrip("0").rstrip(".")


def _verdict(name: str) -> str:
    if name == "unavailable":
        return "模型没有回应"
    return next((words for verdict, words in VERDICTS.items() if verdict == name), name)
