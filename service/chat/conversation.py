"""The whole story of one message: read it, do what it says to memory, answer what it asks, record the turn."""

import asyncio
import logging
from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import dataclass, replace

from intent.classifier import Reader
from intent.model import Reading
from memory.database import new_id, utc_now
from memory.errors import MemoryFault
from memory.store import Memory
from service.chat import receipts
from service.chat.acting import Acted, Acting
from service.chat.asked import Decision, decision_in, said_before
from service.chat.pressing import Continuation, Pressed
from service.chat.prompting import PREFERENCE_TOKENS, answer_request
from service.chat.reading import READ_BEFORE, read_in
from service.continuation.saying import Saying
from service.continuation.segment import Segment
from service.errors import LanguageModelFailed, LanguageModelUnavailable, NotFound, ServiceError
from service.events import ChatEvent, Completion, Done, IntentRead, MemoryChanged, Said
from service.late import LateWork
from service.llm.port import CompletionRequest, LanguageModel
from service.turns import Message, Turns, as_history

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Utterance:
    """A user's message as it came. With `remember` False it is answered, and nothing of it is kept in memory.

    `tries` is how often an answer that broke off goes on by itself, at most `MOST_TRIES` times.
    """

    text: str
    user_id: str
    conversation_id: str | None = None
    remember: bool = True
    tries: int = 0


@dataclass(frozen=True, slots=True)
class Turn:
    """An utterance with its place: the conversation it stands in and the ids of the two messages it will make."""

    utterance: Utterance
    conversation_id: str
    message_id: str
    reply_id: str


@dataclass(frozen=True, slots=True)
class Conversation:
    """Answers messages. Its parts are shared by all conversations; it holds no state of any one."""

    reader: Reader
    memory: Memory
    model: LanguageModel | None
    turns: Turns
    continuation: Continuation
    late: LateWork
    max_tokens: int

    async def reply(self, utterance: Utterance) -> AsyncGenerator[ChatEvent]:
        """Yields `IntentRead`, `MemoryChanged`, `Said` pieces and `Done`.

        Raises `NotFound` for a conversation that is not the user's, and the language model's errors where there is no
        receipt that must reach the user.
        """
        turn = await asyncio.to_thread(self._open, utterance)
        reading, decision = await asyncio.to_thread(self._read, turn)
        yield IntentRead(reading, turn.message_id)
        continues = reading.intent == "continue" and decision is None
        events = self._continue(turn, reading) if continues else self._answer(turn, reading, decision)
        async with aclosing(events):
            async for event in events:
                yield event

    async def _answer(self, turn: Turn, reading: Reading, decision: Decision | None) -> AsyncGenerator[ChatEvent]:
        acted = await asyncio.to_thread(self._act, turn, reading, decision)
        if acted.settled or not _wants_the_model(reading):
            yield acted.memory
            yield Said(acted.receipt)
            yield await asyncio.to_thread(self._record, turn, reading, acted, None)
            return
        request, acted = await asyncio.to_thread(self._ask, turn, acted)
        yield acted.memory
        if acted.receipt:
            yield Said(acted.receipt)
        async with aclosing(self._say(turn, reading, acted, request)) as events:
            async for event in events:
                yield event

    async def _say(
        self, turn: Turn, reading: Reading, acted: Acted, request: CompletionRequest
    ) -> AsyncGenerator[ChatEvent]:
        """The model's part of the reply; without one, the receipt alone, or an error where there is not even that."""
        if self.model is None:
            async for event in self._unanswered(turn, reading, acted, LanguageModelUnavailable()):
                yield event
            return
        saying, heard = Saying(self.model, request, "answer"), False
        try:
            async with aclosing(saying.pieces()) as pieces:
                async for piece in pieces:
                    yield Said(piece if heard or not acted.receipt else f"\n\n{piece}")
                    heard = True
        except LanguageModelFailed as failure:
            async for event in self._unanswered(turn, reading, acted, failure, saying.segment()):
                yield event
            return
        except (asyncio.CancelledError, GeneratorExit):
            self.late.run(self._record, turn, reading, acted, saying.segment())
            raise
        done = await asyncio.to_thread(self._record, turn, reading, acted, saying.segment())
        async with aclosing(self._go_on_alone(done, turn.utterance.tries)) as events:
            async for event in events:
                yield event

    async def _go_on_alone(self, done: Done, tries: int) -> AsyncGenerator[ChatEvent]:
        """What an answer that broke off still had to say, as far as it can be had; then `Done`."""
        async with aclosing(self.continuation.finish(done, tries)) as events:
            async for event in events:
                if isinstance(event, Done):
                    ended = replace(event.completion, is_new=True) if event.completion else None
                    done = replace(done, reply=event.answer, answer=event.answer, completion=ended)
                else:
                    yield event
        yield done

    async def _unanswered(
        self, turn: Turn, reading: Reading, acted: Acted, why: ServiceError, failed: Segment | None = None
    ) -> AsyncGenerator[ChatEvent]:
        """A receipt must reach the user whatever the model does; a message without one gets the error.

        What was asked in vain is recorded as an empty answer, so that it can be asked again, and is a bad case.
        """
        if not acted.receipt:
            if failed is not None:
                done = await asyncio.to_thread(self._record, turn, reading, acted, failed, str(why))
                if isinstance(why, LanguageModelFailed):
                    why.place = {"conversation_id": done.conversation_id, "message_id": done.message_id}
            raise why
        words = receipts.unanswered(receipts.language_of(turn.utterance.text))
        yield Said(f"\n{words}")
        yield await asyncio.to_thread(self._record, turn, reading, acted.telling(words), failed, str(why))

    async def _continue(self, turn: Turn, reading: Reading) -> AsyncGenerator[ChatEvent]:
        """A typed 你还没说完呢: the same as a press on the last answer of the conversation."""
        yield MemoryChanged()
        last = await asyncio.to_thread(self._last_answer, turn)
        if last is None:
            acted = Acted(receipts.nothing_to_continue(receipts.language_of(turn.utterance.text)))
            yield Said(acted.receipt)
            await asyncio.to_thread(self.turns.record, turn.utterance.user_id, _message(turn, reading))
            yield await asyncio.to_thread(self._record, turn, reading, acted, None)
            return
        typed = _message(replace(turn, conversation_id=last.conversation_id), reading, continues=last.id)
        await asyncio.to_thread(self.turns.record, turn.utterance.user_id, typed)
        async with aclosing(self.continuation.press(Pressed(last.id, trigger="typed"))) as events:
            async for event in events:
                if isinstance(event, Done):
                    await asyncio.to_thread(self.turns.decide, typed.id, {"added": _added(event)})
                    yield replace(event, reading=reading, user_message_id=turn.message_id)
                else:
                    yield event

    def _read(self, turn: Turn) -> tuple[Reading, Decision | None]:
        """How the message reads, and what it decides where it answers the question asked right before it."""
        said = turn.utterance
        recorded = self.turns.conversation(said.conversation_id, READ_BEFORE) if said.conversation_id else ()
        reading = read_in(self.reader, said.text, recorded)
        return reading, decision_in(self.turns, said.text, said.user_id, recorded) if said.remember else None

    def _act(self, turn: Turn, reading: Reading, decision: Decision | None) -> Acted:
        """The message is recorded first: whatever ends the process, no change is ever without its message."""
        said = turn.utterance
        self.turns.record(said.user_id, _message(turn, reading))
        if decision is not None:
            acted = self._hand(turn).decide(decision, receipts.language_of(said.text))
            if acted.settled:
                return acted
        return self._hand(turn).act(reading, may_store=said.remember)

    def _hand(self, turn: Turn) -> Acting:
        said = turn.utterance
        return Acting(
            self.memory,
            said.user_id,
            turn.message_id,
            lambda: said_before(self.turns, said.user_id, turn.conversation_id, turn.message_id),
        )

    def _open(self, utterance: Utterance) -> Turn:
        conversation_id = utterance.conversation_id
        if conversation_id is not None and self.turns.owner(conversation_id) != utterance.user_id:
            raise NotFound(f"user {utterance.user_id!r} has no conversation {conversation_id!r}")
        return Turn(utterance, conversation_id or new_id("conv"), new_id("msg"), new_id("msg"))

    def _last_answer(self, turn: Turn) -> Message | None:
        """The newest answer of the model; without a conversation named, of the user's latest one."""
        conversation_id = turn.utterance.conversation_id or self.turns.latest_conversation(turn.utterance.user_id)
        recorded = self.turns.conversation(conversation_id) if conversation_id else ()
        return next((message for message in reversed(recorded) if message.segments), None)

    def _ask(self, turn: Turn, acted: Acted) -> tuple[CompletionRequest, Acted]:
        """What the model will be asked, with what was recalled for it."""
        text = turn.utterance.text
        try:
            recalled = self.memory.recall(turn.utterance.user_id, text, budget_tokens=PREFERENCE_TOKENS)
        except MemoryFault as fault:
            recalled, acted = (), acted.telling(receipts.memory_unread(str(fault), receipts.language_of(text)))
        used = tuple(found.preference for found in recalled)
        history = as_history(self.turns.conversation(turn.conversation_id))
        return answer_request(text, history, recalled, self.max_tokens), acted.using(used)

    def _record(
        self, turn: Turn, reading: Reading, acted: Acted, segment: Segment | None, unavailable: str | None = None
    ) -> Done:
        reply = _reply(turn, acted, segment)
        try:
            self.turns.record(turn.utterance.user_id, reply)
            if segment is not None and segment.was_cut:
                self.continuation.bad_cases.detected(reply)
        except MemoryFault as fault:  # what was done is done, and the user is told so all the same
            log.warning("a reply could not be recorded: %s", fault)
        notice = self.model.notice if self.model else None
        completion = Completion(segment, notice, unavailable) if segment or unavailable else None
        return Done(
            turn.conversation_id,
            reply.id,
            reply.whole,
            reply.whole,
            reading,
            acted.memory,
            completion,
            user_message_id=turn.message_id,
        )


def _added(done: Done) -> str | None:
    """The id of the segment that a press added; None where the model had nothing more to say."""
    completion = done.completion
    return completion.segment.id if completion and completion.segment and completion.is_new else None


def _wants_the_model(reading: Reading) -> bool:
    """Open chat, and what is asked beside a statement; questions about memory are answered from memory."""
    return reading.intent == "chat" or (reading.asks and reading.intent in {"state", "retract"})


def _message(turn: Turn, reading: Reading, continues: str | None = None) -> Message:
    """The user's message as recorded, with how it was read."""
    decided = {
        "intent": reading.intent,
        "asks": reading.asks,
        "model_version": reading.model_version,
        "continues": continues,
    }
    return Message(
        turn.message_id,
        turn.conversation_id,
        turn.utterance.user_id,
        "user",
        turn.utterance.text,
        None,
        decided,
        (),
        utc_now(),
    )


def _reply(turn: Turn, acted: Acted, segment: Segment | None) -> Message:
    """The reply as recorded, with what was done to memory and what was recalled."""
    return Message(
        turn.reply_id,
        turn.conversation_id,
        turn.utterance.user_id,
        "assistant",
        acted.receipt,
        turn.message_id,
        acted.as_json(),
        (segment,) if segment else (),
        utc_now(),
    )
