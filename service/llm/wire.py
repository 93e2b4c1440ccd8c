"""A completion request as chat messages: how any server that speaks the OpenAI protocol is asked."""

import json

from service import prompts
from service.llm.port import CompletionRequest

# Long enough to be found again in the answer, short enough that the model does not take it for the task.
TAIL_CHARACTERS = 24


def chat_messages(request: CompletionRequest) -> list[dict[str, str]]:
    """System, then the conversation; a cut answer last, behind it, where it is asked for in words, the nudge.

    The nudge stands in the request only: the conversation that is kept never holds it.
    """
    conversation = [{"role": m.role, "content": m.content} for m in request.messages]
    messages = [{"role": "system", "content": _system(request)}, *conversation]
    if request.partial is not None:
        messages.append({"role": "assistant", "content": request.partial})
        if request.way == "nudge":
            messages.append({"role": "user", "content": nudge(request.partial)})
    return messages


def nudge(partial: str) -> str:
    language = "zh" if any("\u4e00" <= character <= "\u9fff" for character in partial) else "en"
    return prompts.load(f"nudge.{language}.v1").fill(tail=partial[-TAIL_CHARACTERS:])


def _system(request: CompletionRequest) -> str:
    if not request.preferences:
        return request.instructions
    # JSON, with the bracket escaped, so that no preference can close the fence it stands in.
    lines = "\n".join(json.dumps(p, ensure_ascii=False).replace("<", "\\u003c") for p in request.preferences)
    return f"{request.instructions}\n\n{prompts.load('preferences.v1').fill(lines=lines)}"
