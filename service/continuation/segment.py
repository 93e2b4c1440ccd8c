"""A segment: what one call of the model added to an answer."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from memory.database import new_id
from service.continuation.stitch import Dropped
from service.continuation.truncation import Judgement
from service.llm.port import CompletionRequest, Finished

CUT_BY_FACT = {"length", "network_cut", "thinking_only", "unavailable"}
Mode = Literal["answer", "resume", "rerun"]


@dataclass(frozen=True, slots=True)
class Press:
    """One press of 「你还没说完呢」: on which message, and the key that makes a second identical press the same one."""

    message_id: str
    idempotency_key: str | None


@dataclass(frozen=True, slots=True)
class Segment:
    """What one call of the model gave, with its request, the facts of its end, and the verdict on the answer so far.

    `dropped` is what it said again, which is no part of `text`. One that `is_withdrawn` was undone: it is kept for the
    cases that tell of it, and is no part of the answer.
    """

    request: CompletionRequest
    payload: Mapping[str, Any]
    text: str
    finished: Finished
    judgement: Judgement
    mode: Mode = "answer"
    press: Press | None = None
    dropped: Dropped | None = None
    is_withdrawn: bool = False
    id: str = field(default_factory=lambda: new_id("seg"))

    @property
    def was_cut(self) -> bool:
        """Whether the model or the way to it cut the answer; who stopped it by hand wanted no more of it."""
        return self.judgement.is_cut and self.judgement.verdict != "user_stop"

    @property
    def is_cut_by_fact(self) -> bool:
        """Whether more than its last words tells that the answer was cut."""
        verdict, signals = self.judgement.verdict, self.judgement.signals
        return verdict in CUT_BY_FACT or any(signal.startswith(("structure:", "text:")) for signal in signals)

    @property
    def broke_off(self) -> bool:
        """Whether facts tell of a fault: the way to the model, or a text that leaves something open.

        A cap is no fault but what the operator set, and last words alone are a guess.
        """
        verdict, signals = self.judgement.verdict, self.judgement.signals
        is_open = any(signal.startswith(("structure:", "text:")) for signal in signals)
        return verdict == "network_cut" or (verdict == "premature_stop" and is_open)

    @property
    def params(self) -> dict[str, Any]:
        """What was asked for beside the words, as it was sent: the cap, the temperature, the stop strings."""
        sent = self.payload
        cap = next((sent[name] for name in ("max_tokens", "max_completion_tokens", "n_predict") if name in sent), None)
        return {"max_tokens": cap, "temperature": sent.get("temperature"), "stop": sent.get("stop")}
