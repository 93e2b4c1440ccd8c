"""The words in which the service tells what memory did and holds: written by code, so that they are what happened."""

from collections.abc import Callable, Sequence
from typing import Literal

from intent.model import Question
from memory.model import Action, Change, Polarity, Preference

Language = Literal["zh", "en"]


def language_of(text: str) -> Language:
    """Chinese where any Chinese character stands, since mixed messages here are Chinese with foreign names."""
    return "zh" if any("\u4e00" <= character <= "\u9fff" for character in text) else "en"


def described(preference: Preference, language: Language) -> str:
    """One preference in words, told to its owner: 你喜欢下雨天; 夏天你喜欢游泳; you like jazz."""
    return _described_zh(preference) if language == "zh" else _described_en(preference)


def receipt(changes: Sequence[Change], language: Language) -> str:
    """What was stored, what it replaced, what was forgotten: one line for each kind of change."""
    lines = []
    for actions, opening, tell in _TELLING[language]:
        # What is locked is told by the question whether to replace it.
        told = [tell(change, language) for change in changes if change.action in actions and change.reason != "locked"]
        if told:
            lines.append(_sentence(told, language, opening))
    return "\n".join(lines)


def nothing_to_forget(language: Language, *, named: bool) -> str:
    if language == "zh":
        return (
            "我没有记着这一条，所以没有可忘的。"
            if named
            else "你想让我忘掉哪一条？可以说「别记我喜欢…」，也可以在页面上删除。"
        )
    if named:
        return "I hold nothing of the kind, so there is nothing to forget."
    return "Which one shall I forget? Say “forget that I like …”, or delete it on the page."


def which_one(language: Language) -> str:
    """Asked where the liked thing was only pointed at."""
    return (
        "你说的是哪一个？说出它的名字，我就记下。"
        if language == "zh"
        else "Which one do you mean? Name it and I will note it."
    )


def not_stored(language: Language) -> str:
    """Told where the reader was unsure, and stored nothing."""
    if language == "zh":
        return "这句我拿不准，没有记下。想让我记住的话，可以说「我喜欢…」或「我不喜欢…」。"
    return "I was not sure about this and noted nothing. To have me remember it, say “I like …” or “I don't like …”."


def not_kept(language: Language) -> str:
    """Told where the user asked to have nothing remembered of this message."""
    return "（按你的要求，这条消息没有改动记忆。）" if language == "zh" else "(As you asked, memory was left as it is.)"


def unanswered(language: Language) -> str:
    """Told behind a receipt where the model could not answer what else was asked."""
    if language == "zh":
        return "后面的问题没能回答：语言模型现在用不了。"
    return "The question could not be answered: there is no language model to be had now."


def memory_failed(fault: str, language: Language) -> str:
    return f"没能更新记忆：{fault}" if language == "zh" else f"Memory was not updated: {fault}"


def memory_unread(fault: str, language: Language) -> str:
    """Told where an answer is given that knows nothing of the user's preferences, allergies included."""
    if language == "zh":
        return f"没能读取你的喜好，下面的回答没有照顾到它们：{fault}"
    return f"Your preferences could not be read, so this answer does not know them: {fault}"


def already_complete(language: Language) -> str:
    """Told where the model was asked to go on and had nothing to add."""
    return "（这条回答已经说完了。）" if language == "zh" else "(This answer was complete already.)"


def nothing_added(language: Language) -> str:
    """Told where the model was asked to go on with an answer that is cut, and said nothing."""
    return "（模型没有再往下说。）" if language == "zh" else "(The model said nothing more.)"


def nothing_to_continue(language: Language) -> str:
    return "没有可以接着说的回答。" if language == "zh" else "There is no answer to go on with."


def recited(asked: Question, found: Sequence[Preference], everything: Sequence[Preference], language: Language) -> str:
    """The answer to a question about one's own preferences; where nothing fits it, what else is held."""
    if found:
        return _listed(found, language)
    if asked.object is None or not everything:
        return _nothing_held(asked, language)
    opening = (
        f"关于「{asked.object}」，我没有记着什么。" if language == "zh" else f"I hold nothing about “{asked.object}”. "
    )
    return f"{opening}{'我记着的是：' if language == 'zh' else 'What I do remember: '}{_listed(everything, language)}"


def _listed(preferences: Sequence[Preference], language: Language) -> str:
    """Plain likes and dislikes as one list each, oldest first; what has a condition or a kind, by itself."""
    parts = []
    # Those of one message begin to hold at one moment; their ids tell which was said first.
    oldest_first = sorted(preferences, key=lambda preference: (preference.valid_from, preference.id))
    for polarity, opening in _OPENINGS[language]:
        things = [p.object for p in oldest_first if p.polarity == polarity and _is_plain(p)]
        if things:
            parts.append(opening + ("、" if language == "zh" else ", ").join(things))
    parts += [described(preference, language) for preference in oldest_first if not _is_plain(preference)]
    return _sentence(parts, language)


def _is_plain(preference: Preference) -> bool:
    return preference.kind == "taste" and preference.condition is None


def _nothing_held(asked: Question, language: Language) -> str:
    if language == "zh":
        verb = {"like": "喜欢", "dislike": "不喜欢", None: "喜欢或不喜欢"}[asked.polarity]
        return f"我还没有记着你{verb}什么。告诉我，我就会记住。"
    verb = {"like": "like", "dislike": "dislike", None: "like or dislike"}[asked.polarity]
    return f"I do not know yet what you {verb}. Tell me and I will remember."


def _replaced(change: Change, language: Language) -> str:
    now = described(change.preference, language)
    if change.replaced is None:
        return now
    before = described(change.replaced, language)
    # An allergy that is talked away by mistake is dangerous: that it no longer holds is said aloud.
    lost = change.reason == "opposite_constraint"
    if language == "zh":
        return f"{now}（替换了之前的「{before}」{'，以后不再避开；说错了请撤销' if lost else ''}）"
    return f"{now} (this replaces “{before}”{', which no longer holds; undo it if that is wrong' if lost else ''})"


def _confirmed(change: Change, language: Language) -> str:
    times = change.preference.times_confirmed
    told = described(change.preference, language)
    return f"{told}（第 {times + 1} 次提到）" if language == "zh" else f"{told} (said {times + 1} times)"


def _kept(change: Change, language: Language) -> str:
    """What stays as it is, and why; of what is locked the question tells that follows."""
    told = described(change.preference, language)
    why = _WHY_KEPT[language].get(change.reason)
    if language == "zh":
        return f"「{told}」没有改{f'：{why}' if why else ''}"
    return f"“{told}” stays{f': {why}' if why else ''}"


def _added(change: Change, language: Language) -> str:
    """What is noted, and what it stands beside."""
    told, other = _replaced(change, language), change.beside
    if other is None:
        return told
    beside = described(other, language)
    match change.reason, language:
        case "exception", "zh":
            return f"{told}（算是「{beside}」的例外）"
        case "exception", _:
            return f"{told} (an exception to “{beside}”)"
        case "rule", "zh":
            return f"{told}（「{beside}」还是例外）"
        case "rule", _:
            return f"{told} (“{beside}” stays as an exception)"
    return told


def _undone(change: Change, language: Language) -> str:
    """What an undo brought back, or took away."""
    told = described(change.preference, language)
    back = change.preference.status == "active"
    if language == "zh":
        return f"{'恢复成' if back else '不再记着'}「{told}」"
    return f"“{told}” {'holds again' if back else 'is no longer kept'}"


def _united(change: Change, language: Language) -> str:
    told = described(change.preference, language)
    return f"当一回事记着：{told}" if language == "zh" else f"kept as one thing: {told}"


def _plain(change: Change, language: Language) -> str:
    return described(change.preference, language)


def _sentence(parts: Sequence[str], language: Language, opening: str = "") -> str:
    if language == "zh":
        return f"{opening}{'；'.join(parts)}。"
    sentence = f"{opening}{'; '.join(parts)}"
    return f"{sentence[0].upper()}{sentence[1:]}."


def _described_zh(preference: Preference) -> str:
    likes, thing = preference.polarity == "like", preference.object
    when = preference.condition or ""
    match preference.kind:
        case "constraint":
            return f"{when}{_needed(preference, '「', '」')}" if likes else f"{when}你要避开{thing}"
        case "style":
            return f"{when}回答方式：{'' if likes else '不要'}{thing}"
        case "taste":
            return f"{when}你{'喜欢' if likes else '不喜欢'}{thing}"


def _needed(preference: Preference, opening: str, closing: str) -> str:
    """What is kept to rather than avoided is often who one is (我是素食主义者): told in the words it was said in."""
    return f"{opening}{preference.quote or preference.object}{closing}"


def _described_en(preference: Preference) -> str:
    likes, thing = preference.polarity == "like", preference.object
    when = f" ({preference.condition})" if preference.condition else ""
    match preference.kind:
        case "constraint":
            return f"{_needed(preference, '“', '”')}{when}" if likes else f"you must avoid {thing}{when}"
        case "style":
            return f"answers should {'have' if likes else 'not have'}: {thing}{when}"
        case "taste":
            return f"you {'like' if likes else 'dislike'} {thing}{when}"


_WHY_KEPT: dict[Language, dict[str, str]] = {
    "zh": {"deleted_by_hand": "你后来亲手删掉了它", "older": "后来说的算数", "seen_before": "这句已经记过了"},
    "en": {
        "deleted_by_hand": "you deleted it by hand since",
        "older": "what was said later counts",
        "seen_before": "this was noted before",
    },
}

_OPENINGS: dict[Language, tuple[tuple[Polarity, str], ...]] = {
    "zh": (("like", "你喜欢"), ("dislike", "你不喜欢")),
    "en": (("like", "you like "), ("dislike", "you dislike ")),
}

Telling = tuple[frozenset[Action], str, Callable[[Change, Language], str]]
_TELLING: dict[Language, tuple[Telling, ...]] = {
    "zh": (
        (frozenset({"add", "replace"}), "记住了：", _added),
        (frozenset({"confirm"}), "我记得：", _confirmed),
        (frozenset({"keep"}), "", _kept),
        (frozenset({"retract"}), "好，我忘掉了：", _plain),
        (frozenset({"undo"}), "好，撤回了：", _undone),
        (frozenset({"merge"}), "好，", _united),
    ),
    "en": (
        (frozenset({"add", "replace"}), "Noted: ", _added),
        (frozenset({"confirm"}), "I remember: ", _confirmed),
        (frozenset({"keep"}), "", _kept),
        (frozenset({"retract"}), "Forgotten: ", _plain),
        (frozenset({"undo"}), "Taken back: ", _undone),
        (frozenset({"merge"}), "All right, ", _united),
    ),
}
