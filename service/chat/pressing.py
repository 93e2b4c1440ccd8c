"""「你还没说完呢」: makes a cut answer go on, or runs its question again, and logs the case."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import dataclass, field, replace
from typing import Literal
from weakref import WeakValueDictionary

from memory.database import new_id, utc_now
from service.bad_cases.log import BadCaseLog, Outcome, Trigger
from service.chat.receipts import already_complete, language_of
from service.continuation.saying import Saying, again, resumed
from service.continuation.segment import Press, Segment
from service.errors import (
    InvalidRequest,
    LanguageModelFailed,
    LanguageModelUnavailable,
    NotFound,
    NothingToContinue,
)
from service.events import ChatEvent, Completion, Done, MemoryChanged, Said
from service.late import LateWork
from service.llm.port import LanguageModel
from service.turns import Message, Turns


@dataclass(frozen=True, slots=True)
class Pressed:
    """A press of the button: on which message, how to go on, and whether it was clicked or typed."""

    message_id: str
    mode: Literal["resume", "rerun"] = "resume"
    trigger: Trigger = "button"
    idempotency_key: str | None = None


@dataclass
class Continuation:
    """Goes on with answers. One press at a time for one message, so that a double click continues once."""

    turns: Turns
    bad_cases: BadCaseLog
    model: LanguageModel | None
    late: LateWork
    # Weak, so that a lock lasts as long as somebody holds or awaits it.
    _one_at_a_time: WeakValueDictionary[str, asyncio.Lock] = field(default_factory=WeakValueDictionary)

    async def press(self, pressed: Pressed) -> AsyncGenerator[ChatEvent]:
        """Yields `Said` pieces, then `Done`. Raises `NotFound`, `NothingToContinue` or a language model's error."""
        async with self._one_at_a_time.setdefault(pressed.message_id, asyncio.Lock()):
            message = await self._answer(pressed.message_id)
            earlier = await self._earlier(pressed)
            if earlier is not None:
                case_id = await asyncio.to_thread(self.bad_cases.of_continuation, earlier[1].id)
                yield _done(*earlier, case_id, self._notice)
                return
            async with aclosing(self._go_on(message, pressed)) as events:
                async for event in events:
                    yield event

    async def _go_on(self, message: Message, pressed: Pressed) -> AsyncGenerator[ChatEvent]:
        if self.model is None:
            raise LanguageModelUnavailable
        first = again(message.segments[0].request)
        request = resumed(first, message.answer) if pressed.mode == "resume" else first
        case_id = await asyncio.to_thread(self.bad_cases.log, message, pressed.trigger, pressed.mode)
        saying = Saying(self.model, request, pressed.mode, Press(message.id, pressed.idempotency_key))
        heard = False
        try:
            async with aclosing(saying.pieces()) as pieces:
                async for piece in pieces:
                    heard = True
                    yield Said(piece)
        except LanguageModelFailed:
            await asyncio.to_thread(self.bad_cases.conclude, case_id, "failed", None)
            raise
        except (asyncio.CancelledError, GeneratorExit):
            if heard:
                self.late.run(self._keep, message, saying.segment(), case_id)
            raise
        kept = await asyncio.to_thread(self._keep, message, saying.segment(), case_id)
        if not heard:
            yield Said(_nothing_more(kept))
        yield _done(kept, kept.segments[-1], case_id, self._notice)

    def _keep(self, message: Message, segment: Segment, case_id: str) -> Message:
        """Records the segment behind the others, or, for a rerun, as an answer beside the first; concludes the case."""
        outcome: Outcome = "extended" if segment.text else "already_complete"
        if segment.mode == "rerun":
            outcome = "rerun"
            kept = replace(message, id=new_id("msg"), segments=(segment,), created_at=utc_now())
            self.turns.record(message.user_id, kept)
        else:
            kept = replace(message, segments=(*message.segments, segment))
            self.turns.extend(message.id, segment)
        self.bad_cases.conclude(case_id, outcome, segment.id)
        if segment.text and segment.was_cut:
            self.bad_cases.detected(kept)
        return kept

    async def _answer(self, message_id: str) -> Message:
        message = await asyncio.to_thread(self.turns.message, message_id)
        if message is None:
            raise NotFound(f"there is no message {message_id!r}")
        if not message.segments:
            raise NothingToContinue(f"message {message_id!r} is not an answer of a language model")
        return message

    async def _earlier(self, pressed: Pressed) -> tuple[Message, Segment] | None:
        if pressed.idempotency_key is None:
            return None
        found = await asyncio.to_thread(self.turns.pressed, Press(pressed.message_id, pressed.idempotency_key))
        if found is not None and found[1].mode != pressed.mode:
            raise InvalidRequest(
                f"this Idempotency-Key was used to {found[1].mode}; use a new one to {pressed.mode}",
                ("Idempotency-Key",),
            )
        return found

    @property
    def _notice(self) -> str | None:
        return self.model.notice if self.model else None


def _nothing_more(message: Message) -> str:
    return already_complete(language_of(message.answer))


def _done(message: Message, segment: Segment, bad_case_id: str | None, notice: str | None) -> Done:
    return Done(
        conversation_id=message.conversation_id,
        message_id=message.id,
        reply=segment.text or _nothing_more(message),
        answer=message.whole,
        reading=None,
        memory=MemoryChanged(),
        completion=Completion(segment, notice),
        bad_case_id=bad_case_id,
    )
