"""What a language model is to us: it takes a request, streams text, and closes with the facts of how it ended."""

from collections.abc import AsyncGenerator, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Literal, Protocol

Role = Literal["user", "assistant"]
Transport = Literal["done", "eof", "error", "timeout", "aborted"]
Way = Literal["exact", "prefill", "nudge"]
"""How a model is asked to go on: from the very character, as one without a chat template can be; by the server's own
means for an answer that was begun; or by words that ask for it."""


@dataclass(frozen=True, slots=True)
class ChatMessage:
    role: Role
    content: str


@dataclass(frozen=True, slots=True)
class CompletionRequest:
    """What is asked of a model, in our own terms; each adapter renders it for its wire.

    `instructions` is the task's prompt, whose name and version is `prompt`; `preferences` are lines of data, one a
    preference; `messages` is the conversation, oldest first, ending with the user's. `partial` is an answer that was
    cut: the model is to go on behind its last character, asked to in this `way`. `model` None means the adapter's own.
    """

    prompt: str
    instructions: str
    preferences: tuple[str, ...]
    messages: tuple[ChatMessage, ...]
    partial: str | None = None
    model: str | None = None
    max_tokens: int | None = None
    temperature: float | None = None
    way: Way = "nudge"

    def as_json(self) -> dict[str, Any]:
        """The request as plain JSON values, as a bad case keeps it."""
        return asdict(self)

    @classmethod
    def from_json(cls, values: Mapping[str, Any]) -> "CompletionRequest":
        messages = tuple(ChatMessage(**message) for message in values["messages"])
        return cls(**{**values, "preferences": tuple(values["preferences"]), "messages": messages})


@dataclass(frozen=True, slots=True)
class Delta:
    """A piece of the answer, in order, never empty."""

    text: str


@dataclass(frozen=True, slots=True)
class Finished:
    """How an answer ended: the facts as they came, before anyone judges them.

    `finish_reason` is the server's own word, None where it sent none. `transport` says how the stream ended: `done`
    with an end marker, `eof` without one, `error`, `timeout`, or `aborted` by us. `usage` counts tokens: `input`,
    `output` and, where a server tells it, how many of these were `reasoning`.
    """

    finish_reason: str | None
    transport: Transport
    model: str
    usage: Mapping[str, int] = field(default_factory=dict)
    request_id: str | None = None
    error: str | None = None


class LanguageModel(Protocol):
    """A port. `stream` yields any number of `Delta`, then exactly one `Finished`.

    It raises `WayRefused` where the server does not go on in the request's way, and remembers that, so that another way
    can be tried; this and `LanguageModelFailed` come only before the first `Delta`. A fault behind that ends the stream
    with a `Finished` that tells it, so that what was already said is kept.
    """

    @property
    def name(self) -> str:
        """The model's name as answers report it."""
        ...

    @property
    def notice(self) -> str | None:
        """What whoever reads an answer of this model must know of it, or None."""
        ...

    async def prepare(self) -> None:
        """Gets ready for a first request, in as long as that takes: to be called where one is likely to come soon."""
        ...

    async def ways(self, request: CompletionRequest) -> tuple[Way, ...]:
        """How it can be asked to go on with a partial, the best first, never empty; what was refused is left out."""
        ...

    def payload(self, request: CompletionRequest) -> dict[str, Any]:
        """Exactly what `stream` sends for this request, as JSON values, without keys."""
        ...

    def stream(self, request: CompletionRequest) -> AsyncGenerator[Delta | Finished]: ...
