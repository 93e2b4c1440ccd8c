"""What a message that names nothing refers to: the question asked right before it, or what was said last."""

from collections.abc import Sequence
from dataclasses import dataclass

from intent.closed_class import assent
from service.turns import Message, Turns

LOOKED_BACK = 20
"""Messages; who takes back a word without naming it means one that is not long ago."""


@dataclass(frozen=True, slots=True)
class Decision:
    """A plain yes or no to the questions that the reply before it asked."""

    ask_ids: tuple[str, ...]
    yes: bool


def decision_in(turns: Turns, text: str, user_id: str, recorded: Sequence[Message]) -> Decision | None:
    """What `text` decides behind the `recorded` messages; None where it answers no question.

    Only a bare yes or no answers, and only the reply right before it: a 好的 later on must not clear a memory. Where no
    conversation is named, the one counts in which the user was spoken to last.
    """
    yes = assent(text)
    if yes is None:
        return None
    if not recorded:
        latest = turns.latest_conversation(user_id)
        recorded = turns.conversation(latest, 1) if latest else ()
    asked = tuple(recorded[-1].decided.get("open", ())) if recorded else ()
    return Decision(asked, yes) if asked else None


def said_before(turns: Turns, user_id: str, conversation_id: str, message_id: str) -> tuple[str, ...]:
    """The ids of the user's messages before this one, the newest first.

    In a conversation that it opens itself, those of the one in which the user was spoken to last.
    """
    recorded = turns.conversation(conversation_id, LOOKED_BACK)
    if all(message.id == message_id for message in recorded):
        former = turns.latest_conversation(user_id, other_than=conversation_id)
        recorded = turns.conversation(former, LOOKED_BACK) if former else ()
    return tuple(each.id for each in reversed(recorded) if each.role == "user" and each.id != message_id)
