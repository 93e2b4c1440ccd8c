"""The words of the questions memory puts to its user, and of what came of the answers."""

from collections.abc import Sequence

from memory.model import Ask, Change, Statement
from service.chat.receipts import Language, described, receipt


def asked(ask: Ask, language: Language) -> str:
    """The question as the user reads it, with how to answer."""
    held, said = ask.preference, ask.statement
    if held is None or said is None:
        return forget_all(None, language)
    now = described(held, language)
    if ask.question == "replace":
        if language == "zh":
            return f"「{now}」是你亲手定的。要换成「{spoken(said, language)}」吗？（回复「是」或「不是」）"
        return f"“{now}” was set by your own hand. Replace it by “{spoken(said, language)}”? (Answer yes or no.)"
    if language == "zh":
        return f"「{said.object}」和你之前说的「{held.object}」是一回事吗？（回复「是」或「不是」）"
    return f"Is “{said.object}” the same as “{held.object}”, which you spoke of before? (Answer yes or no.)"


def forget_all(count: int | None, language: Language) -> str:
    """Asked before everything goes; `count` preferences are held, None where that is not known."""
    if language == "zh":
        many = f"全部 {count} 条" if count else "全部"
        return f"确定要我忘掉{many}偏好吗？回复「确认」就都忘掉，回复「不」就都留着。"
    many = f"all {count} preferences" if count else "all your preferences"
    return f"Shall I really forget {many}? Answer “yes” to forget them, “no” to keep them."


def nothing_at_all(language: Language) -> str:
    return "我还什么都没有记着。" if language == "zh" else "There is nothing that I remember yet."


def nothing_to_take_back(language: Language) -> str:
    if language == "zh":
        return "最近的话没有改动记忆，所以没有可撤回的。"
    return "Nothing you said lately has changed what I remember, so there is nothing to take back."


def decided(ask: Ask, done: Sequence[Change], *, yes: bool, language: Language) -> str:
    """What came of the user's answer."""
    if not yes:
        return _left(ask, language)
    if ask.question == "forget_all":
        if language == "zh":
            return f"好，{len(done)} 条偏好都忘掉了。说「撤回」可以全部找回来。"
        return f"Done, {len(done)} preferences are forgotten. Say “undo that” to have them all back."
    if not done:
        return "好。" if language == "zh" else "All right."
    return receipt(done, language)


def spoken(statement: Statement, language: Language) -> str:
    """What a statement says, in the words of a preference."""
    likes, when = statement.polarity == "like", statement.condition or ""
    if language == "zh":
        return f"{when}{'喜欢' if likes else '不喜欢'}{statement.object}"
    return f"{'like' if likes else 'dislike'} {statement.object}{f' ({when})' if when else ''}"


def _left(ask: Ask, language: Language) -> str:
    if ask.question == "forget_all":
        return "好，都留着。" if language == "zh" else "All right, everything stays."
    if ask.question == "replace" and ask.preference is not None:
        now = described(ask.preference, language)
        return f"好，那就还是：{now}。" if language == "zh" else f"All right, it stays: {now}."
    return "好，那就当两回事记着。" if language == "zh" else "All right, I keep them as two things."
