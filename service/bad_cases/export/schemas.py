"""What a row of each format looks like; a field that the published format does not know is an error.

sft           OpenAI's chat format for fine-tuning, as its guide to supervised fine-tuning has it
dpo           TRL's conversational preference format, as its page of dataset formats has it
continuation  TRL's conversational prompt-completion format, whose prompt ends with the answer that was cut:
              from the same page
raw           ours: everything that is kept of a case
"""

from types import UnionType
from typing import Annotated, Any, Literal, Self, Union, get_args, get_origin

from pydantic import BaseModel, StringConstraints, model_validator

from service.bad_cases.log import Status, Trigger
from service.bad_cases.outcome import Label, Outcome

Format = Literal["sft", "dpo", "continuation", "raw"]
FORMAT_VERSION = 1
"""Counted up where a row of any format changes its shape."""

Words = Annotated[str, StringConstraints(min_length=1)]


class Row(BaseModel):
    model_config = {"extra": "forbid", "strict": True}


class ChatTurn(Row):
    role: Literal["system", "user", "assistant"]
    content: Words


class ChatRow(Row):
    """The last message is the assistant's: the whole verified answer."""

    messages: list[ChatTurn]

    @model_validator(mode="after")
    def _ends_with_the_answer(self) -> Self:
        if [turn.role for turn in self.messages][-2:] != ["user", "assistant"]:
            raise ValueError("the last two messages are the user's and the assistant's")
        return self


class PreferenceRow(Row):
    """`chosen` is the whole answer, `rejected` the one that was cut; each is one message of the assistant."""

    prompt: list[ChatTurn]
    chosen: list[ChatTurn]
    rejected: list[ChatTurn]

    @model_validator(mode="after")
    def _are_answers(self) -> Self:
        if [turn.role for turn in (*self.prompt[-1:], *self.chosen, *self.rejected)] != ["user", *["assistant"] * 2]:
            raise ValueError("the prompt ends with the user, and either answer is one message of the assistant")
        if self.chosen == self.rejected:
            raise ValueError("the answers are the same")
        return self


class ContinuationRow(Row):
    """`prompt` ends with the cut answer as the assistant's message; `completion` is what belongs right behind it."""

    prompt: list[ChatTurn]
    completion: list[ChatTurn]

    @model_validator(mode="after")
    def _goes_on(self) -> Self:
        if [turn.role for turn in (*self.prompt[-2:], *self.completion)] != ["user", "assistant", "assistant"]:
            raise ValueError("the prompt ends with the cut answer, and the completion is one message of the assistant")
        return self


class Turn(Row):
    role: Literal["user", "assistant"]
    content: str


class RawRequest(Row):
    prompt: str
    instructions: str
    preferences: list[str]
    messages: list[Turn]
    partial: str | None
    model: str | None
    max_tokens: int | None
    temperature: float | None
    way: str


class RawEnded(Row):
    """How an answer ended, and the verdict on it."""

    model: str
    finish_reason: str | None
    transport: str
    error: str | None
    usage: dict[str, Any]
    verdict: str
    signals: list[str]
    detector_version: str


class RawSegment(RawEnded):
    id: str | None
    mode: str
    text: str
    dropped: str | None
    is_withdrawn: bool
    params: dict[str, Any]
    request_id: str | None


class RawRun(RawEnded):
    bad_case_id: str
    configuration: int
    attempt: int
    configured: dict[str, Any]
    is_original: bool
    text: str
    latency_ms: int
    cost: float | None
    failures: list[str]


class RawNext(Row):
    did: str
    at: str
    text: str | None


class RawRow(Row):
    """A case as `GET /api/v1/bad-cases/{id}` shows it. What names a person is null where the export is redacted."""

    id: str
    user_id: str | None
    conversation_id: str | None
    message_id: str | None
    trigger: Trigger
    mode: str
    partial: str
    outcome: Outcome
    label: Label | None
    status: Status
    note: str | None
    assignee: str | None
    group_id: str
    group_count: int
    proof: dict[str, Any] | None
    created_at: str
    updated_at: str
    request: RawRequest
    payload: dict[str, Any]
    prompt: str
    cut: RawSegment
    continuation: RawSegment | None
    tags: list[str]
    runs: list[RawRun]
    next: RawNext | None


ROWS: dict[Format, type[Row]] = {
    "sft": ChatRow,
    "dpo": PreferenceRow,
    "continuation": ContinuationRow,
    "raw": RawRow,
}
_COLUMNS = {str: "string", int: "int64", float: "float64", bool: "bool"}


def features(row_format: Format) -> dict[str, Any]:
    """The columns of the format as `datasets.Features.from_dict` of Hugging Face takes them.

    With them every split has the same types, also one in which a column is null throughout; what has keys of its own
    in every case is the library's `Json`.
    """
    return _struct(ROWS[row_format])


def _struct(row: type[BaseModel]) -> dict[str, Any]:
    return {name: _feature(field.annotation) for name, field in row.model_fields.items()}


def _feature(annotation: Any) -> dict[str, Any]:
    match get_origin(annotation):
        case origin if origin in {UnionType, Union}:
            return _feature(next(each for each in get_args(annotation) if each is not type(None)))
        case origin if origin is list:
            return {"feature": _feature(get_args(annotation)[0]), "_type": "List"}
        case origin if origin is dict:
            return {"_type": "Json"}
        case origin if origin is Literal:
            return {"dtype": "string", "_type": "Value"}
    if issubclass(annotation, BaseModel):
        return _struct(annotation)
    return {"dtype": _COLUMNS[annotation], "_type": "Value"}
