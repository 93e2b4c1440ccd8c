"""The words of the pages: labels for what the code calls by its own names."""

from collections.abc import Sequence
from datetime import UTC, datetime

from memory import errors as memory_errors
from memory.model import Action, Answer, Ask, Change, Event, Kind, Polarity, Preference, Question, Status, Strength
from memory.taking_in import TakenIn
from memory.things import thing_key
from service import errors
from service.chat.questions import spoken
from service.chat.receipts import described, receipt
from service.continuation.truncation import Verdict
from service.feedback.correcting import Corrected
from service.feedback.store import Example
from service.llm.port import Finished
from service.web import model_faults

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
ORIGINS = {"chat": "聊天里说的", "page": "在页面上写的", "api": "由接口写入", "import": "导入的"}
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
SILENCES: dict[Verdict, str] = {
    "thinking_only": "模型只想了，没有回答。",
    "network_cut": "连接断了，模型还什么也没说。",
    "filtered": "回答被内容过滤拦下了。",
    "user_stop": "被中止了，模型还什么也没说。",
}
"""What stands in place of an answer without a word."""
ACTIONS: dict[Action, str] = {
    "add": "记下",
    "confirm": "再次提到",
    "replace": "改为",
    "keep": "保持",
    "retract": "忘掉",
    "edit": "手动修改为",
    "delete": "删除",
    "undo": "撤销",
    "merge": "当作一回事",
    "split": "当作两回事",
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
    "merge": "已当作一回事",
    "split": "已当作两回事",
}
WHY: dict[str, str] = {
    "agreed": "（问过你，你说是）",
    "exception": "（算是例外）",
    "rule": "（另有例外）",
}
"""What the history adds to a change, by its reason."""
ANSWERS: dict[Question, tuple[str, str]] = {
    "replace": ("是", "不是"),
    "same": ("是", "不是"),
    "forget_all": ("确认忘掉", "都留着"),
}
"""The yes and the no to each question, as the buttons say them."""
SETTLED: dict[tuple[Question, Answer | None], str] = {
    ("forget_all", "yes"): "已确认：全部忘掉了。",
    ("forget_all", "no"): "没有忘掉，都留着。",
    ("replace", "yes"): "已换成：{said}。",
    ("replace", "no"): "没有换，还是：{held}。",
    ("same", "yes"): "已当作一回事。",
    ("same", "no"): "已当作两回事。",
}
CLOSED: dict[Status, str] = {"active": "", "replaced": "被后来的取代", "retracted": "忘掉", "deleted": "删除"}

NO_MODEL_HERE = (
    "还没有配置语言模型：喜好照样能记、能查、能改，但别的问题答不了。"
    "设置 OPENAI_API_KEY，或 LLM_BASE_URL 与 LLM_MODEL，再重新启动即可。"
)
FAULTS: dict[type[Exception], str] = {
    errors.LanguageModelUnavailable: NO_MODEL_HERE,
    errors.NothingToContinue: "这条不是模型的回答，没有可以接着说的。",
    errors.NothingToUndo: "这一段已经不在回答里了，请刷新页面。",
    errors.NotFound: "这条消息已经不在了，请刷新页面。",
    memory_errors.CannotUndo: "撤销不了：这条已经撤销过，或者后来又改过。可以在右边「历史」里看看。",
    memory_errors.PreferenceClosed: "这一条刚刚已经变了，没有再改。",
    memory_errors.PreferenceNotFound: "没有找到这一条，请刷新页面。",
    memory_errors.EventNotFound: "没有找到这次改动，请刷新页面。",
    memory_errors.CannotMerge: "这两条合不到一起：它们已经是一回事了，或者刚刚变过。",
    memory_errors.CannotSplit: "这个分不开：它没有单独说过，或者已经分开了。",
    memory_errors.AskNotFound: "没有找到这个问题，请刷新页面。",
    memory_errors.AskClosed: "这个问题已经答过了，没有再改。",
    memory_errors.InvalidStatement: "这样记不下来：请写得短一些，只用普通文字。",
    memory_errors.InvalidImport: "{line}不能用，什么都没有导入。请改好这一行，或者换一个导出的文件。",
    memory_errors.StoreUnavailable: "数据库暂时用不了，什么都没有改动。请稍后再试。",
}
UNEXPECTED = "出了意料之外的问题，可能没有成功。请刷新页面看看，再试一次。"


def verdict_label(verdict: Verdict) -> str:
    return VERDICTS[verdict]


def silence(verdict: Verdict) -> str:
    """What is said where the model said nothing."""
    return SILENCES.get(verdict, "模型什么也没说。")


def told(error: Exception) -> str:
    """An error in the user's language, with what to do."""
    if isinstance(error, errors.LanguageModelFailed):
        return model_faults.told(error)
    words = next((words for kind, words in FAULTS.items() if isinstance(error, kind)), UNEXPECTED)
    if isinstance(error, memory_errors.InvalidImport):
        return words.format(line=f"第 {error.fields[0].removeprefix('line ')} 行")
    return words


def taken_in(done: TakenIn) -> str:
    """What an import brought."""
    told_of = [f"新增 {done.imported} 条"] if done.imported else []
    told_of += [f"更新 {done.changed} 条"] if done.changed else []
    told_of += [f"{done.skipped} 条早就有了或不再作数，没有动"] if done.skipped else []
    return f"导入好了：{'，'.join(told_of)}。" if told_of else "导入好了：没有新的内容。"


def unavailable(why: str | None) -> str:
    """Why there is no answer behind a receipt."""
    return NO_MODEL_HERE if why == errors.NO_MODEL else model_faults.advice(why or "")


def unanswered(finished: Finished) -> str:
    """Why a model that was asked said nothing."""
    return model_faults.TOO_LATE if finished.transport == "timeout" else model_faults.advice(finished.error or "")


def undo_label(event: Event) -> str:
    """What pressing undo does: what was there before comes back, or what is there goes."""
    before = _held(event.before)
    match event.action:
        case "confirm":
            return "撤销这次提到"
        case "merge" | "split":
            return "撤销，还当两回事" if event.action == "merge" else "撤销，还当一回事"
    if not before:
        return f"撤销「{_holding(event.after)}」"
    return f"恢复「{_holding(before)}」" if len(before) == 1 else f"恢复 {len(before)} 条"


def changed(change: Change) -> str:
    """What was just done on the page, in one line."""
    told_of = described(change.preference, "zh")
    if change.action == "undo":
        return f"已恢复：{told_of}" if change.preference.status == "active" else f"已去掉：{told_of}"
    return f"{DONE[change.action]}：{told_of}"


def parted(one: str, other: str) -> str:
    return f"{DONE['split']}：「{one}」和「{other}」"


def undone(event: Event) -> str:
    """What an undo did, where it gave back more than one, or put two together or apart again."""
    back = _held(event.after)
    if len(back) < 2:
        return f"已恢复：{_holding(back)}" if back else f"已去掉：{_holding(event.before)}"
    return f"已恢复 {len(back)} 条：{_holding(back)}"


def question(ask: Ask) -> str:
    """What the user is to decide, in one line."""
    held, said = ask.preference, ask.statement
    if held is None or said is None:
        return "要我忘掉记住的全部偏好吗？"
    if ask.question == "replace":
        return f"「{described(held, 'zh')}」是你亲手定的，要换成「{spoken(said, 'zh')}」吗？"
    return is_one_thing(said.object, held.object)


def is_one_thing(one: str, other: str) -> str:
    return f"「{one}」和「{other}」是一回事吗？"


def settled(ask: Ask) -> str:
    """What was decided about a question that waits no longer."""
    words = SETTLED.get((ask.question, ask.answer), "这个问题不用再答了。")
    held = described(ask.preference, "zh") if ask.preference else ""
    return words.format(held=held, said=spoken(ask.statement, "zh") if ask.statement else "")


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
    return f"{_what_happened(event)}{WHY.get(event.reason, '')}{_said_otherwise(event)}"


def _what_happened(event: Event) -> str:
    after, before = _holding(event.after), _holding(event.before)
    match event.action:
        case "replace" if before:
            return f"由「{before}」改为「{after}」"
        case "edit" if before:
            return f"手动修改：由「{before}」改为「{after}」"
        case "undo":
            return _undo_line(event)
        case "merge" | "split":
            names = "」和「".join(dict.fromkeys(preference.object for preference in event.after))
            return f"你说「{names}」是{'一回事' if event.action == 'merge' else '两回事'}"
        case "retract" if event.reason == "cleared":
            return f"全部忘掉，共 {len(event.after)} 条"
    return f"{ACTIONS[event.action]}：{after or before}"


def _undo_line(event: Event) -> str:
    back = _held(event.after)
    if len(back) > 1:
        return f"撤销，恢复 {len(back)} 条"
    return f"撤销，恢复「{_holding(back)}」" if back else f"撤销，去掉「{_holding(event.before)}」"


def _said_otherwise(event: Event) -> str:
    """By which other name the thing was called."""
    if event.said is None or thing_key(event.said) == thing_key(event.after[0].object):
        return ""
    return f"（你说的是「{event.said}」）"


def source_line(preference: Preference) -> str:
    """Where a preference comes from, and since when."""
    confirmed = f" · 又提到 {preference.times_confirmed} 次" if preference.times_confirmed else ""
    return f"{ORIGINS[preference.origin]} · {moment(preference.valid_from)}{confirmed}"


def _held(preferences: Sequence[Preference | None]) -> list[Preference]:
    return [each for each in preferences if each and each.status == "active"]


def _holding(preferences: Sequence[Preference | None]) -> str:
    """Those of them that hold, in words."""
    return "；".join(described(each, "zh") for each in _held(preferences))
