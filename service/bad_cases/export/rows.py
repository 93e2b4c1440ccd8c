"""Makes of a bad case one row to train with, or says why there is none. Pure."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Literal

from service.bad_cases.export.raw import raw_row
from service.bad_cases.export.redaction import Redacting
from service.bad_cases.export.schemas import Format
from service.bad_cases.export.verified import KnownCase, verified
from service.continuation.saying import again
from service.llm.port import ChatMessage
from service.llm.wire import chat_messages

Reason = Literal["not_verified", "was_not_cut", "nothing_was_said", "same_answers", "duplicate"]
"""Why a case has no row: no whole answer of it is verified; its answer was whole when it was pressed; it was cut before
its first word; the cut answer is the whole one, as far as it may leave; or its row is there already."""
JsonRow = dict[str, Any]


def row_of(known: KnownCase, row_format: Format, redacting: Redacting) -> JsonRow | Reason:
    """The row in the shape that `schemas` gives for the format."""
    match row_format:
        case "sft":
            return _sft(known, redacting)
        case "dpo":
            return _dpo(known, redacting)
        case "continuation":
            return _continuation(known, redacting)
        case "raw":
            return raw_row(known, redacting)


def texts_of(known: KnownCase) -> list[str]:
    """Everything said in a case, in which names may be introduced."""
    case = known.case
    texts = [message.content for message in case.cut.request.messages]
    texts += [case.partial, *(whole.text for whole in verified(known)), *(run.text for run in known.runs)]
    return [*texts, case.note or "", known.next.text if known.next and known.next.text else ""]


def _sft(known: KnownCase, redacting: Redacting) -> JsonRow | Reason:
    whole = next(verified(known), None)
    if whole is None:
        return "not_verified"
    prompt = _prompt(known, redacting)
    cut, rest = _parted(redacting, known.case.partial, whole.text)
    return {"messages": [*prompt, _answer(cut + rest)]}


def _dpo(known: KnownCase, redacting: Redacting) -> JsonRow | Reason:
    reason = _no_pair(known)
    if reason is not None:
        return reason
    whole = next(verified(known), None)
    if whole is None:
        return "not_verified"
    prompt, partial = _prompt(known, redacting), known.case.partial
    cut, rest = _parted(redacting, partial, whole.text)
    chosen = cut + rest
    rejected = cut if whole.text.startswith(partial) else redacting.joined([partial])[0]
    if chosen == rejected:
        return "same_answers"
    return {"prompt": prompt, "chosen": [_answer(chosen)], "rejected": [_answer(rejected)]}


def _continuation(known: KnownCase, redacting: Redacting) -> JsonRow | Reason:
    reason = _no_pair(known)
    if reason is not None:
        return reason
    partial = known.case.partial
    going_on = (whole.text for whole in verified(known) if whole.text.startswith(partial))
    whole = next((text for text in going_on if text[len(partial) :].strip()), None)
    if whole is None:
        return "not_verified"
    prompt = _prompt(known, redacting)
    cut, rest = _parted(redacting, partial, whole)
    if not rest.strip():
        return "same_answers"
    return {"prompt": [*prompt, _answer(cut)], "completion": [_answer(rest)]}


def _no_pair(known: KnownCase) -> Reason | None:
    if known.case.label == "complete":
        return "was_not_cut"
    return None if known.case.partial.strip() else "nothing_was_said"


def _prompt(known: KnownCase, redacting: Redacting) -> list[dict[str, str]]:
    """What the model was asked, before anything of the answer. The instructions are ours, and left as they are."""
    request = again(known.case.cut.request)
    if redacting.is_redacting:
        messages = tuple(ChatMessage(m.role, redacting.joined([m.content])[0]) for m in request.messages)
        request = replace(request, preferences=(), messages=messages)
    return chat_messages(request)


def _parted(redacting: Redacting, partial: str, whole: str) -> Sequence[str]:
    """The whole answer in two parts, parted where the cut one ended; in nothing and all where it began otherwise."""
    seam = len(partial) if whole.startswith(partial) else 0
    return redacting.joined([whole[:seam], whole[seam:]])


def _answer(text: str) -> dict[str, str]:
    return {"role": "assistant", "content": text}
