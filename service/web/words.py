"""The words of the pages: labels for what the code calls by its own names."""

from collections.abc import Sequence
from datetime import UTC, datetime

from memory import errors as memory_errors
from memory.model import Action, Change, Event, Kind, Polarity, Preference, Status, Strength
from service import errors
from service.chat.receipts import described, receipt
from service.continuation.truncation import Verdict
from service.feedback.correcting import Corrected
from service.feedback.store import Example

POLARITIES: dict[Kind, dict[Polarity, str]] = {
    "constraint": {"like": "需要", "dislike": "要避开"},
    "style": {"like": "要", "dislike": "不要"},
    "taste": {"like": "喜欢", "dislike": "不喜欢"},
}
KINDS: dict[Kind, str] = {"constraint": "必须遵守", "style": "回答方式", "taste": "喜好"}
KIND_CHOICES: dict[Kind, str] = {
    "taste": "喜好",
    "constraint": "必须遵守（过敏、忌口）",
    "style": "回答方式（长短、语气）",
}
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
    "undo": "撤销",
}
DONE: dict[Action, str] = {
    "add": "已添加",
    "confirm": "早就记着，已更新",
    "replace": "已改为",
    "keep": "没有改动",
    "retract": "已忘掉",
    "edit": "已修改",
    "delete": "已删除",
    "undo": "已撤销",
}
CLOSED: dict[Status, str] = {"active": "", "replaced": "被后来的取代", "retracted": "忘掉", "deleted": "删除"}

NO_MODEL_HERE = (
    "还没有配置语言模型：喜好照样能记、能查、能改，但别的问题答不了。"
    "设置 OPENAI_API_KEY，或 LLM_BASE_URL 与 LLM_MODEL，再重新启动即可。"
)
FAULTS: dict[type[Exception], str] = {
    errors.LanguageModelUnavailable: NO_MODEL_HERE,
    errors.LanguageModelTimeout: (
        "模型太久没有回应。请再问一次；总是这样的话，请检查它是否在运行，或调大 LLM_TIMEOUT_SECONDS。"
    ),
    errors.LanguageModelFailed: (
        "模型没能回答。请再问一次；总是这样的话，请检查 LLM_BASE_URL、LLM_MODEL 和 OPENAI_API_KEY。"
    ),
    errors.NothingToContinue: "这条不是模型的回答，没有可以接着说的。",
    errors.NotFound: "这条消息已经不在了，请刷新页面。",
    memory_errors.CannotUndo: "撤销不了：这条已经撤销过，或者后来又改过。可以在右边「历史」里看看。",
    memory_errors.PreferenceClosed: "这一条刚刚已经变了，没有再改。",
    memory_errors.PreferenceNotFound: "没有找到这一条，请刷新页面。",
    memory_errors.EventNotFound: "没有找到这次改动，请刷新页面。",
    memory_errors.InvalidStatement: "这样记不下来：请写得短一些，只用普通文字。",
    memory_errors.StoreUnavailable: "数据库暂时用不了，什么都没有改动。请稍后再试。",
}
UNEXPECTED = "出了意料之外的问题，可能没有成功。请刷新页面看看，再试一次。"


def verdict_label(verdict: Verdict) -> str:
    return VERDICTS[verdict]


def told(error: Exception) -> str:
    """An error in the user's language, with what to do."""
    return next((words for kind, words in FAULTS.items() if isinstance(error, kind)), UNEXPECTED)


def unavailable(why: str | None) -> str:
    """Why there is no answer behind a receipt."""
    return NO_MODEL_HERE if why == errors.NO_MODEL else FAULTS[errors.LanguageModelFailed]


def undo_label(event: Event) -> str:
    """What pressing undo does: what was there before comes back, or what is there goes."""
    before = _holding(event.before)
    if event.action == "confirm" or not before:
        return "撤销这次提到" if event.action == "confirm" else f"撤销「{_holding(event.after)}」"
    return f"恢复「{before}」"


def changed(change: Change) -> str:
    """What was just done on the page, in one line."""
    told_of = described(change.preference, "zh")
    if change.action == "undo":
        return f"已恢复：{told_of}" if change.preference.status == "active" else f"已去掉：{told_of}"
    return f"{DONE[change.action]}：{told_of}"


def corrected(example: Example) -> str:
    """What a message was said to be rather than what was read."""
    if example.label == "not_a_preference":
        return "已更正：这句不是偏好"
    return f"已更正：补上了「{'」「'.join(named.object for named in example.preferences)}」"


def correction_told(done: Corrected) -> str:
    """What a correction, or taking it back, did to memory."""
    undone = [changed(change) for change in done.changes if change.action == "undo"]
    stated = receipt([change for change in done.changes if change.action != "undo"], "zh")
    left = [f"后来又改过，没有动：{described(each.event.after[0], 'zh')}" for each in done.left]
    return "；".join([*undone, *left, *([stated.rstrip("。")] if stated else [])]) or "记忆没有变。"


def moment(at: datetime, now: datetime | None = None) -> str:
    """A moment as people say it, to the minute, in the machine's own time zone; the year only where it is another."""
    here = at.replace(tzinfo=at.tzinfo or UTC).astimezone()
    today = (now or datetime.now(UTC)).astimezone()
    clock = here.strftime("%H:%M")
    if here.date() == today.date():
        return f"今天 {clock}"
    year = "" if here.year == today.year else f"{here.year}年"
    return f"{year}{here.month}月{here.day}日 {clock}"


def event_line(event: Event) -> str:
    """One change of a history in words: 记下：你喜欢下雨天."""
    after, before = _holding(event.after), _holding(event.before)
    match event.action:
        case "replace" if before:
            return f"由「{before}」改为「{after}」"
        case "edit" if before:
            return f"手动修改：由「{before}」改为「{after}」"
        case "undo":
            return f"撤销，恢复「{after}」" if after else f"撤销，去掉「{before}」"
    return f"{ACTIONS[event.action]}：{after or before}"


def source_line(preference: Preference) -> str:
    """Where a preference comes from, and since when."""
    confirmed = f" · 又提到 {preference.times_confirmed} 次" if preference.times_confirmed else ""
    return f"{ORIGINS[preference.origin]} · {moment(preference.valid_from)}{confirmed}"


def _holding(preferences: Sequence[Preference | None]) -> str:
    """Those of them that hold, in words."""
    return "；".join(described(each, "zh") for each in preferences if each and each.status == "active")
