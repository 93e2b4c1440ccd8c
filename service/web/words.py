"""The words of the pages: labels for what the code calls by its own names."""

from datetime import UTC, datetime

from memory.model import Action, Change, Event, Kind, Preference, Strength
from service.chat.receipts import described
from service.continuation.truncation import Verdict

POLARITIES = {"like": "喜欢", "dislike": "不喜欢"}
KINDS: dict[Kind, str] = {"constraint": "必须遵守", "style": "回答方式", "taste": "喜好"}
STRENGTHS: dict[Strength, str] = {"weak": "有点", "normal": "一般", "strong": "非常"}
ORIGINS = {"chat": "聊天里说的", "page": "在页面上写的", "api": "由接口写入"}
VERDICTS: dict[Verdict, str] = {
    "complete": "说完了",
    "length": "到了长度上限",
    "premature_stop": "好像没说完",
    "network_cut": "连接断了",
    "filtered": "被内容过滤",
    "user_stop": "被中止",
    "thinking_only": "只想没说",
    "unavailable": "没有模型",
}
ACTIONS: dict[Action, str] = {
    "add": "记下",
    "confirm": "再次提到",
    "replace": "改为",
    "keep": "保持",
    "retract": "忘掉",
    "edit": "手动修改为",
    "delete": "删除",
    "undo": "撤销，回到",
}


def verdict_label(verdict: Verdict) -> str:
    return VERDICTS[verdict]


def undo_label(change: Change) -> str:
    return f"撤销：{described(change.preference, 'zh')}"


def moment(at: datetime) -> str:
    """A moment in the words of whoever looks: to the minute, in the machine's own time zone."""
    return at.replace(tzinfo=at.tzinfo or UTC).astimezone().strftime("%Y-%m-%d %H:%M")


def event_line(event: Event) -> str:
    """One change of a history in one line: 2026-11-21 21:30 记下：你喜欢下雨天."""
    after = [described(preference, "zh") for preference in event.after if preference.status == "active"]
    before = [
        described(preference, "zh") for preference in event.before if preference and preference.status == "active"
    ]
    undone = "（已撤销）" if event.undone_by else ""
    return f"{moment(event.at)}　{ACTIONS[event.action]}：{'；'.join(after or before)}{undone}"


def source_line(preference: Preference) -> str:
    """Where a preference comes from, and since when."""
    quote = f"「{preference.quote}」" if preference.quote else ""
    confirmed = f" · 又提到 {preference.times_confirmed} 次" if preference.times_confirmed else ""
    return f"{quote}{ORIGINS[preference.origin]} · {moment(preference.valid_from)}{confirmed}"
