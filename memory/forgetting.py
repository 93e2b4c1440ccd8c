"""Forgetting a user altogether: every row of theirs goes; of what is to be taken out of the index only ids stay."""

from sqlalchemy import Connection, CursorResult, delete, insert, select

from memory.table import asks, events, outbox, preferences, touches, vectors


def forget(connection: Connection, user_id: str) -> tuple[dict[str, int], tuple[str, ...]]:
    """How many rows of which kind went, and the ids of the preferences, which the index has still to let go."""
    ids = tuple(connection.execute(select(preferences.c.id).where(preferences.c.user_id == user_id)).scalars())
    of_user = select(preferences.c.id).where(preferences.c.user_id == user_id)
    of_event = select(events.c.id).where(events.c.user_id == user_id)
    connection.execute(delete(touches).where(touches.c.event_id.in_(of_event)))
    counts = {
        "vectors": _gone(connection.execute(delete(vectors).where(vectors.c.preference_id.in_(of_user)))),
        "asks": _gone(connection.execute(delete(asks).where(asks.c.user_id == user_id))),
        "events": _gone(connection.execute(delete(events).where(events.c.user_id == user_id))),
        "preferences": _gone(connection.execute(delete(preferences).where(preferences.c.user_id == user_id))),
    }
    if ids:
        connection.execute(insert(outbox), [{"preference_id": each} for each in ids])
    return counts, ids


def _gone(result: CursorResult[tuple[()]]) -> int:
    return result.rowcount
