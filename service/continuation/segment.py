"""A segment: what one call of the model added to an answer."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from memory.database import new_id
from service.continuation.truncation import Judgement
from service.llm.port import CompletionRequest, Finished

Mode = Literal["answer", "resume", "rerun"]


@dataclass(frozen=True, slots=True)
class Press:
    """One press of 「你还没说完呢」: on which message, and the key that makes a second identical press the same one."""

    message_id: str
    idempotency_key: str | None


@dataclass(frozen=True, slots=True)
class Segment:
    """What one call of the model gave, with its request, the facts of its end, and the verdict on the answer so far."""

    request: CompletionRequest
    payload: Mapping[str, Any]
    text: str
    finished: Finished
    judgement: Judgement
    mode: Mode = "answer"
    press: Press | None = None
    id: str = field(default_factory=lambda: new_id("seg"))

    @property
    def was_cut(self) -> bool:
        """Whether the model or the way to it cut the answer; who stopped it by hand wanted no more of it."""
        return self.judgement.is_cut and self.judgement.verdict != "user_stop"
