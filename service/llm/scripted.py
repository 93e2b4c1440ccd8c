"""A language model that says what it was told to: a queue of answers, and a history of what it was asked.

It ships, for tests and demonstrations: `ScriptedLanguageModel([ScriptedAnswer("从前有座山，", "length")])`.
"""

import asyncio
from collections import deque
from collections.abc import AsyncGenerator, Iterable
from dataclasses import dataclass, field
from typing import Any

from service.errors import LanguageModelFailed
from service.llm.port import CompletionRequest, Delta, Finished, Transport, Way


@dataclass(frozen=True, slots=True)
class ScriptedAnswer:
    """One answer: its text, how it ends, and what goes wrong on the way.

    `delay_seconds` is waited before each chunk of `chunk_size` characters; with `error` the model fails before it says
    anything, whatever `text` is.
    """

    text: str
    finish_reason: str | None = "stop"
    transport: Transport = "done"
    delay_seconds: float = 0.0
    chunk_size: int = 4
    error: LanguageModelFailed | None = None


@dataclass
class ScriptedLanguageModel:
    """Plays its answers in order; asked once more than it has answers, it fails and says so."""

    answers: Iterable[ScriptedAnswer]
    name: str = "scripted"
    notice: str | None = None
    known_ways: tuple[Way, ...] = ("nudge",)
    history: list[CompletionRequest] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._queue = deque(self.answers)

    def add(self, *answers: ScriptedAnswer) -> None:
        self._queue.extend(answers)

    async def prepare(self) -> None:
        """It is ready."""

    async def ways(self, request: CompletionRequest) -> tuple[Way, ...]:
        del request
        return self.known_ways

    def payload(self, request: CompletionRequest) -> dict[str, Any]:
        return request.as_json()

    async def stream(self, request: CompletionRequest) -> AsyncGenerator[Delta | Finished]:
        self.history.append(request)
        if not self._queue:
            raise LanguageModelFailed("The scripted model has no answer left; add one.")
        answer = self._queue.popleft()
        if answer.error is not None:
            raise answer.error
        for start in range(0, len(answer.text), answer.chunk_size):
            await asyncio.sleep(answer.delay_seconds)
            yield Delta(answer.text[start : start + answer.chunk_size])
        usage = {"input": sum(len(m.content) for m in request.messages), "output": len(answer.text)}
        yield Finished(answer.finish_reason, answer.transport, request.model or self.name, usage)
