"""One message from reading to reply, where whoever asked leaves before the end."""

import asyncio
from contextlib import aclosing

import pytest

from memory.errors import StoreUnavailable
from service.chat.conversation import Utterance
from service.chat.pressing import Pressed
from service.events import ChatEvent, Said
from service.llm.scripted import ScriptedAnswer
from service.turns import Message
from tests.service.running import CUT, InProcess
from tests.service.waiting import awaited

STATE_AND_ASK = "我喜欢达芬奇，周末推荐我做什么？"
LONG = ScriptedAnswer("先去看展，再去喝茶，然后回家。", chunk_size=5)


def last_message(service: InProcess) -> Message:
    turns = service.parts.turns
    conversation_id = turns.latest_conversation("default")
    assert conversation_id is not None
    return turns.conversation(conversation_id)[-1]


async def heard_until(service: InProcess, words: str) -> list[ChatEvent]:
    """The events up to the piece that has `words`; then the reader leaves, and what is late is waited for."""
    heard: list[ChatEvent] = []
    async with aclosing(service.parts.conversation.reply(Utterance(STATE_AND_ASK, "default"))) as events:
        async for event in events:
            heard.append(event)
            if isinstance(event, Said) and words in event.text:
                break
    await service.parts.late.finish(5)
    return heard


def test_who_leaves_during_the_answer_loses_nothing_of_what_was_heard(service: InProcess) -> None:
    service.model.add(LONG)
    awaited(heard_until(service, "再去喝"))
    kept = last_message(service)
    assert kept.whole == "记住了：你喜欢达芬奇。\n\n先去看展，再去喝茶，"
    assert kept.segments[0].judgement.verdict == "user_stop"
    assert service.objects() == {"达芬奇": "like"}


def test_what_was_heard_can_go_on_later(service: InProcess) -> None:
    service.model.add(LONG, ScriptedAnswer("然后回家。"))
    awaited(heard_until(service, "先去看展"))
    assert service.chat("你还没说完呢")["answer"].endswith("先去看展，然后回家。")


def test_a_cancelled_request_keeps_what_was_said_so_far(service: InProcess) -> None:
    service.model.add(ScriptedAnswer(LONG.text, chunk_size=5, delay_seconds=0.02))
    first_piece = asyncio.Event()

    async def listen() -> None:
        async with aclosing(service.parts.conversation.reply(Utterance(STATE_AND_ASK, "default"))) as events:
            async for event in events:
                if isinstance(event, Said) and "先去看展" in event.text:
                    first_piece.set()

    async def cancel() -> None:
        listening = asyncio.create_task(listen())
        await first_piece.wait()
        listening.cancel()
        with pytest.raises(asyncio.CancelledError):
            await listening
        await service.parts.late.finish(5)

    awaited(cancel())
    kept = last_message(service)
    assert kept.answer.startswith("先去看展，")
    assert kept.segments[0].judgement.verdict == "user_stop"


def test_who_leaves_during_a_continuation_keeps_what_it_added(service: InProcess) -> None:
    cut = service.cut_answer()
    service.model.add(ScriptedAnswer("山" * 60 + "水" * 60, chunk_size=60))

    async def listen() -> None:
        async with aclosing(service.parts.continuation.press(Pressed(cut["message_id"]))) as events:
            async for _ in events:
                break
        await service.parts.late.finish(5)

    awaited(listen())
    assert last_message(service).answer == CUT.text + "山" * 60
    assert [case["outcome"] for case in service.get("/bad-cases")["items"]] == ["extended"]


def test_every_turn_is_recorded_with_what_was_decided(service: InProcess) -> None:
    service.model.add(ScriptedAnswer("好。"))
    answer = service.chat(STATE_AND_ASK)
    asked, replied = service.parts.turns.conversation(answer["conversation_id"])
    assert (asked.role, asked.text, asked.decided["intent"]) == ("user", STATE_AND_ASK, "state")
    assert asked.decided["model_version"] == answer["intent"]["model_version"]
    assert (replied.role, replied.reply_to, replied.id) == ("assistant", asked.id, answer["message_id"])
    (change,) = replied.decided["changes"]
    assert change["event_id"] == answer["memory"]["changes"][0]["event_id"]
    assert replied.decided["used"] == [change["preference_id"]]
    assert answer["memory"]["changes"][0]["preference"]["message_id"] == asked.id


def test_a_fault_of_memory_costs_the_memory_and_not_the_answer(service: InProcess) -> None:
    """Memory's tables are gone, the conversation's are there: the user is told, and answered."""
    with service.parts.turns.engine.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE preferences RENAME TO hidden")
    service.model.add(ScriptedAnswer("去看展吧。"))
    try:
        answer = service.chat(STATE_AND_ASK)
    finally:
        with service.parts.turns.engine.begin() as connection:
            connection.exec_driver_sql("ALTER TABLE hidden RENAME TO preferences")
    assert "没能更新记忆" in answer["reply"]
    assert "没能读取你的喜好" in answer["reply"]
    assert answer["reply"].endswith("\n\n去看展吧。")
    assert answer["memory"]["changes"] == []
    assert StoreUnavailable.__name__ not in answer["reply"], "in words, not in class names"
