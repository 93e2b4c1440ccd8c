"""Forgetting a user altogether: what they said, what was answered, and what was learned from it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, Table, delete, or_, select, update

from memory.store import Memory
from service.bad_cases.alike import Questions
from service.tables import bad_cases, conversations, feedback, messages, replay_runs, replays, segments


@dataclass(frozen=True, slots=True)
class Forgetting:
    """Removes every row of a user, memory's and the service's, in one transaction; then the traces in the files."""

    memory: Memory
    questions: Questions | None = None

    def forget(self, user_id: str) -> dict[str, int]:
        """How many rows of which kind went; all zero for a user who is not known, or not any more.

        Raises `memory.errors.InvalidStatement` for a user id that cannot be, and `StoreUnavailable`.
        """
        gone: list[str] = []
        counts = self.memory.forget_user(user_id, lambda connection: _forget_conversations(connection, user_id, gone))
        if self.questions is not None and gone:
            self.questions.remove(gone)
        return counts


def _forget_conversations(connection: Connection, user_id: str, gone_cases: list[str]) -> dict[str, int]:
    """Children first, since the tables refer to each other. `gone_cases` is told which bad cases went."""
    own = select(conversations.c.id).where(conversations.c.user_id == user_id)
    said = select(messages.c.id).where(messages.c.conversation_id.in_(own))
    of_user = or_(bad_cases.c.user_id == user_id, bad_cases.c.conversation_id.in_(own))
    cases = connection.execute(select(bad_cases.c.id).where(of_user)).scalars().all()
    gone_cases[:] = cases
    counts = _forget_replays(connection, cases)
    gone: Sequence[tuple[Table, ColumnElement[bool]]] = (
        (bad_cases, of_user),
        (feedback, or_(feedback.c.user_id == user_id, feedback.c.message_id.in_(said))),
        (segments, or_(segments.c.message_id.in_(said), segments.c.pressed_on.in_(said))),
    )
    counts |= {table.name: connection.execute(delete(table).where(whose)).rowcount for table, whose in gone}
    # An answer refers to the message it answers.
    connection.execute(update(messages).where(messages.c.conversation_id.in_(own)).values(reply_to=None))
    answered = connection.execute(delete(messages).where(messages.c.conversation_id.in_(own)))
    counts["messages"] = answered.rowcount
    counts["conversations"] = connection.execute(
        delete(conversations).where(conversations.c.user_id == user_id)
    ).rowcount
    return counts


def _forget_replays(connection: Connection, cases: Sequence[str]) -> dict[str, int]:
    """Runs of these cases, the cases' ids in the replays they were part of, and replays that have no case left."""
    gone = set(cases)
    if not gone:
        return {"replay_runs": 0, "replays": 0}
    of_case = select(bad_cases.c.id).where(bad_cases.c.id.in_(gone))
    runs = connection.execute(delete(replay_runs).where(replay_runs.c.bad_case_id.in_(of_case))).rowcount
    emptied = 0
    for row in connection.execute(select(replays.c.id, replays.c.bad_case_ids, replays.c.control_ids)).all():
        left = [each for each in row.bad_case_ids if each not in gone]
        controls = [each for each in row.control_ids if each not in gone]
        if len(left) < len(row.bad_case_ids) or len(controls) < len(row.control_ids):
            emptied += not left
            _shorten(connection, row.id, left, controls)
    return {"replay_runs": runs, "replays": emptied}


def _shorten(connection: Connection, replay_id: str, left: list[Any], controls: list[Any]) -> None:
    this = replays.c.id == replay_id
    if left:
        connection.execute(update(replays).where(this).values(bad_case_ids=left, control_ids=controls))
        return
    connection.execute(delete(replay_runs).where(replay_runs.c.replay_id == replay_id))
    connection.execute(delete(replays).where(this))
