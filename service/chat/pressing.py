"""「你还没说完呢」: makes a cut answer go on, or runs its question again, and logs the case."""

import asyncio
from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from dataclasses import dataclass, field, replace
from typing import Literal
from weakref import WeakValueDictionary

from memory.database import new_id, utc_now
from service.bad_cases.log import BadCaseLog, Trigger
from service.bad_cases.outcome import Outcome, outcome_of
from service.chat.receipts import already_complete, language_of, nothing_added
from service.continuation.saying import Saying, again, resumed
from service.continuation.segment import Press, Segment
from service.errors import (
    InvalidRequest,
    LanguageModelFailed,
    LanguageModelRefused,
    LanguageModelUnavailable,
    NotFound,
    NothingToContinue,
    NothingToUndo,
)
from service.events import ChatEvent, Completion, Done, MemoryChanged, Said
from service.late import LateWork
from service.llm.port import LanguageModel
from service.turns import Message, Turns

MOST_TRIES = 2
"""How often at most an answer goes on without being asked to."""
WARMER = 0.7
"""The temperature at least to ask at for other words, where the last ones were asked for at a lower one."""


@dataclass(frozen=True, slots=True)
class Pressed:
    """A press of the button: on which message, how to go on, and how: clicked, typed, or `detected`, by nobody."""

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

    async def undo(self, message_id: str, segment_id: str) -> Message:
        """Takes a segment that was added out of the answer, and those behind it. Raises `NothingToUndo`, `NotFound`."""
        async with self._one_at_a_time.setdefault(message_id, asyncio.Lock()):
            message = await self._answer(message_id)
            _, gone = _parted(message, segment_id)
            await asyncio.to_thread(self.turns.withdraw, [segment.id for segment in gone])
            return await self._answer(message_id)

    async def retry(self, message_id: str, segment_id: str) -> AsyncGenerator[ChatEvent]:
        """Asks once more for a segment that was added; the new one takes its place, and that of those behind it.

        A model that was asked to be greedy would say the same again, and is asked at `WARMER`. Yields and
        raises as `press` does, and `NothingToUndo`; where it fails the answer stays as it was.
        """
        async with self._one_at_a_time.setdefault(message_id, asyncio.Lock()):
            message = await self._answer(message_id)
            before, gone = _parted(message, segment_id)
            sent = gone[0].params["temperature"]
            warmer = WARMER if sent is not None and sent < WARMER else None
            async with aclosing(self._go_on(before, Pressed(message_id), gone, warmer)) as events:
                async for event in events:
                    yield event

    async def finish(self, done: Done, tries: int) -> AsyncGenerator[ChatEvent]:
        """Goes on with an answer that just broke off, at most `tries` times, and only on facts.

        Yields `Said` pieces and a `Done` for each time; nothing where the answer is whole, or the model fails.
        """
        for _ in range(min(tries, MOST_TRIES)):
            if not (done.completion and done.completion.segment and done.completion.segment.broke_off):
                return
            async with self._one_at_a_time.setdefault(done.message_id, asyncio.Lock()):
                message = await self._answer(done.message_id)
                try:
                    async with aclosing(self._go_on(message, Pressed(message.id, trigger="detected"))) as events:
                        async for event in events:
                            done = event if isinstance(event, Done) else done
                            yield event
                except LanguageModelFailed:
                    return

    async def _go_on(
        self,
        message: Message,
        pressed: Pressed,
        in_place_of: Sequence[Segment] = (),
        temperature: float | None = None,
    ) -> AsyncGenerator[ChatEvent]:
        if self.model is None:
            raise LanguageModelUnavailable
        first = again(message.segments[0].request)
        request = resumed(first, message.answer) if pressed.mode == "resume" and message.answer else first
        request = request if temperature is None else replace(request, temperature=temperature)
        case_id = await asyncio.to_thread(self._log, message, pressed)
        press = None if pressed.trigger == "detected" else Press(message.id, pressed.idempotency_key)
        saying = Saying(self.model, request, pressed.mode, press)
        heard = False
        try:
            async with aclosing(saying.pieces()) as pieces:
                async for piece in pieces:
                    heard = True
                    yield Said(piece)
        except LanguageModelFailed as failure:
            outcome: Outcome = "refused" if isinstance(failure, LanguageModelRefused) else "failed"
            await asyncio.to_thread(self.bad_cases.conclude, case_id, outcome, None)
            raise
        except (asyncio.CancelledError, GeneratorExit):
            if heard:
                self.late.run(self._keep, message, saying.segment(), case_id, in_place_of)
            else:
                self.late.run(self.bad_cases.conclude, case_id, "failed", None)
            raise
        kept = await asyncio.to_thread(self._keep, message, saying.segment(), case_id, in_place_of)
        if not heard and pressed.trigger != "detected":
            yield Said(_nothing_more(kept))
        yield _done(kept, kept.standing[-1], case_id, self._notice)

    def _log(self, message: Message, pressed: Pressed) -> str:
        """Only one press at a time is at a message, so that another one that is pending died with its process."""
        self.bad_cases.give_up(message.id)
        return self.bad_cases.log(message, pressed.trigger, pressed.mode)

    def _keep(self, message: Message, segment: Segment, case_id: str, in_place_of: Sequence[Segment]) -> Message:
        """Records the segment behind the others, or, for a rerun, as an answer beside the first; concludes the case."""
        if segment.mode == "rerun":
            kept = replace(message, id=new_id("msg"), segments=(segment,), created_at=utc_now())
            self.turns.record(message.user_id, kept)
        else:
            kept = replace(message, segments=(*message.segments, segment))
            self.turns.extend(message.id, segment, in_place_of=[each.id for each in in_place_of])
        self.bad_cases.conclude(case_id, outcome_of(segment, message.last), segment.id)
        if segment.text and segment.was_cut:
            self.bad_cases.detected(kept)
        return kept

    def message(self, message_id: str) -> Message:
        """The message as recorded. Raises `NotFound`."""
        message = self.turns.message(message_id)
        if message is None:
            raise NotFound(f"there is no message {message_id!r}")
        return message

    async def _answer(self, message_id: str) -> Message:
        message = await asyncio.to_thread(self.message, message_id)
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


def _parted(message: Message, segment_id: str) -> tuple[Message, tuple[Segment, ...]]:
    """The message without a segment that was added to it and those behind it, and these."""
    at = next((at for at, segment in enumerate(message.standing) if segment.id == segment_id), None)
    if not at:
        raise NothingToUndo(f"{segment_id!r} is no part that was added to message {message.id!r} and stands")
    return replace(message, segments=message.standing[:at]), message.standing[at:]


def _nothing_more(message: Message) -> str:
    """What is said where nothing new came: that the answer is whole, unless it was judged cut."""
    question = next((m.content for m in reversed(message.last.request.messages) if m.role == "user"), "")
    is_cut = message.last.judgement.is_cut or message.standing[-1].is_cut_by_fact
    return (nothing_added if is_cut else already_complete)(language_of(message.answer or question))


def _done(message: Message, segment: Segment, bad_case_id: str | None, notice: str | None) -> Done:
    return Done(
        conversation_id=message.conversation_id,
        message_id=message.id,
        reply=segment.text or _nothing_more(message),
        answer=message.whole,
        reading=None,
        memory=MemoryChanged(),
        completion=Completion(segment if segment.text else message.last, notice, is_new=bool(segment.text)),
        bad_case_id=bad_case_id,
    )
