"""A conversation as a page has it open, and what is new about it since the page last looked."""

import asyncio
from dataclasses import dataclass, field

from service.turns import Message, Turns
from service.web.under_way import UnderWay

Marks = tuple[tuple[str, ...], tuple[tuple[str, ...], ...]]
"""By what a page tells that something is new: what is being answered, and the last messages with their parts."""


@dataclass
class Thread:
    """`turn` keeps its messages in order: each is answered after the last."""

    conversation_id: str | None = None
    is_new: bool = False
    marks: Marks | None = None
    turn: asyncio.Lock = field(default_factory=asyncio.Lock)


def read(thread: Thread, turns: Turns, under_way: UnderWay, user_id: str) -> tuple[tuple[Message, ...], Marks]:
    """The conversation, read whole only where something about its end is new, and its marks."""
    if thread.conversation_id is None and not thread.is_new:
        thread.conversation_id = turns.latest_conversation(user_id)
    here = thread.conversation_id
    end = turns.conversation(here, limit=4) if here else ()
    if here and not end:  # its user was forgotten, and so the conversation is no more
        thread.conversation_id, thread.is_new = None, True
    marks = (
        under_way.texts(user_id, here, end),
        tuple((message.id, *(segment.id for segment in message.standing)) for message in end),
    )
    unchanged = marks == thread.marks or here is None
    return (() if unchanged or here is None else turns.conversation(here)), marks
