"""What the model is asked: the task's prompt, the recalled preferences as lines of data, the conversation so far."""

from collections.abc import Sequence

from memory.model import Preference, Recalled
from service import prompts
from service.chat.receipts import language_of
from service.llm.port import ChatMessage, CompletionRequest

ANSWER_PROMPT = "answer.v1"

# About a page: what a small model's context can spare beside a long conversation.
PREFERENCE_TOKENS = 600
HISTORY_MESSAGES = 20


def answer_request(
    text: str, history: Sequence[ChatMessage], recalled: Sequence[Recalled], max_tokens: int
) -> CompletionRequest:
    prompt = prompts.load(ANSWER_PROMPT)
    return CompletionRequest(
        prompt=prompt.name,
        instructions=prompt.text,
        preferences=tuple(recalled_line(each) for each in recalled),
        messages=(*history[-HISTORY_MESSAGES:], ChatMessage("user", text)),
        max_tokens=max_tokens,
    )


def recalled_line(recalled: Recalled) -> str:
    """Its preference's line; an exception's says that it is one, right behind the line of its rule."""
    line = preference_line(recalled.preference)
    if recalled.exception_to is None:
        return line
    return f"例外：{line}" if language_of(recalled.preference.object) == "zh" else f"except: {line}"


def preference_line(preference: Preference) -> str:
    """One line of data, in the language the preference was said in, kind and condition told."""
    chinese = language_of(preference.object) == "zh"
    line = _line_zh(preference) if chinese else _line_en(preference)
    # A limit is told in the user's own words too: 我是素食主义者 says more than its object does.
    if preference.kind == "constraint" and preference.quote:
        line += f"（原话：{preference.quote}）" if chinese else f" (in their words: {preference.quote})"
    return f"{preference.condition}：{line}" if preference.condition else line


def _line_zh(preference: Preference) -> str:
    likes = preference.polarity == "like"
    match preference.kind:
        case "constraint":
            return f"{'必须照顾' if likes else '必须避开'} {preference.object}"
        case "style":
            return f"回答{'要' if likes else '不要'} {preference.object}"
        case "taste":
            return f"{'喜欢' if likes else '不喜欢'} {preference.object}"


def _line_en(preference: Preference) -> str:
    likes = preference.polarity == "like"
    match preference.kind:
        case "constraint":
            return f"{'needs' if likes else 'must avoid'} {preference.object}"
        case "style":
            return f"wants answers {'with' if likes else 'without'} {preference.object}"
        case "taste":
            return f"{'likes' if likes else 'dislikes'} {preference.object}"
