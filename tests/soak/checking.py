"""What must hold after every kill. Each function yields what does not, in words; all are pure."""

from collections import Counter, defaultdict
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from memory.things import condition_key, thing_key
from tests.soak.stored import Indexed, Row, Stored, state, vector
from tests.soak.writing import Call, Confirmed, Things

STATED = {"add", "confirm", "replace"}


def half_changes(stored: Stored) -> Iterator[str]:
    """Rows, events and touches tell one story, without a gap."""
    yield from _numbers(stored)
    yield from _touches(stored)
    yield from _rows_follow_from_events(stored)
    yield from _one_active_each(stored)
    yield from _links(stored)
    yield from _nothing_forgotten_by_the_index(stored)


def _numbers(stored: Stored) -> Iterator[str]:
    numbers = defaultdict(list)
    for event in stored.events:
        numbers[event["user_id"]].append(event["number"])
    for user_id, found in numbers.items():
        if found != list(range(1, len(found) + 1)):
            yield f"the events of {user_id} are not numbered from 1 without a gap: {found}"


def _touches(stored: Stored) -> Iterator[str]:
    expected = {(each["id"], event["number"], event["id"]) for event in stored.events for each in event["after"]}
    found = {(touch["preference_id"], touch["number"], touch["event_id"]) for touch in stored.touches}
    yield from (f"an event lacks its touch: {missing}" for missing in expected - found)
    yield from (f"a touch has no event: {lonely}" for lonely in found - expected)


def _rows_follow_from_events(stored: Stored) -> Iterator[str]:
    """Each event takes up what the one before it left, and the row is what the newest left."""
    now: dict[str, dict[str, Any]] = {}
    for event in stored.events:
        for before, after in zip(event["before"], event["after"], strict=True):
            if (state(before) if before else None) != now.get(after["id"]):
                yield f"event {event['id']} changed {after['id']} from what it was not: {before}"
        now |= {after["id"]: state(after) for after in event["after"]}
    for preference_id in stored.preferences.keys() | now.keys():
        row = stored.preferences.get(preference_id)
        if row is None or state(row) != now.get(preference_id):
            yield f"{preference_id} is not what its newest event made it: {row} against {now.get(preference_id)}"


def _one_active_each(stored: Stored) -> Iterator[str]:
    places = Counter((row["user_id"], row["thing_key"], row["condition_key"]) for row in stored.active.values())
    yield from (f"{count} active preferences for {place}" for place, count in places.items() if count > 1)
    for row in stored.preferences.values():
        if (row["thing_key"], row["condition_key"]) != (thing_key(row["object"]), condition_key(row["condition"])):
            yield f"the keys of {row['id']} are not those of its words"


def _links(stored: Stored) -> Iterator[str]:
    for row in stored.preferences.values():
        if row["replaced_by"] is not None and row["replaced_by"] not in stored.preferences:
            yield f"{row['id']} is replaced by {row['replaced_by']}, which does not exist"
        if (row["status"] == "replaced") != (row["replaced_by"] is not None):
            yield f"{row['id']} is {row['status']} and replaced by {row['replaced_by']}"
    events = {event["id"]: event for event in stored.events}
    for event in stored.events:
        if event["undone_by"] is not None and event["undone_by"] not in events:
            yield f"event {event['id']} is undone by {event['undone_by']}, which does not exist"
        if event["undoes"] is not None and event["undoes"] not in events:
            yield f"event {event['id']} undoes {event['undoes']}, which does not exist"


def _nothing_forgotten_by_the_index(stored: Stored) -> Iterator[str]:
    for preference_id in stored.active:
        if preference_id not in stored.waiting and not stored.has_vector(preference_id):
            yield f"{preference_id} has no vector and waits for none"


def half_messages(stored: Stored, things: Iterable[Things]) -> Iterator[str]:
    """What one message stated is there as a whole or not at all."""
    partner: dict[str, str] = {}
    for era in things:
        for one, other in era.paired:
            partner |= {thing_key(one): thing_key(other), thing_key(other): thing_key(one)}
    stated = {
        (event["message_id"], event["thing_key"])
        for event in stored.events
        if event["message_id"] is not None and event["action"] in STATED
    }
    for message_id, thing in stated:
        if thing in partner and (message_id, partner[thing]) not in stated:
            yield f"of message {message_id} only what it said of {thing} was remembered"


def false_records(stored: Stored) -> Iterator[str]:
    """What the record of a reply says was done has been done, by that message."""
    events = {event["id"]: event for event in stored.events}
    for reply in stored.messages.values():
        for change in reply["decided"].get("changes", ()):
            event = events.get(change["event_id"])
            if change["event_id"] is not None and (event is None or event["message_id"] != reply["reply_to"]):
                yield f"reply {reply['id']} names the event {change['event_id']}, which is not that message's: {event}"


def unrecorded(stored: Stored, answered: Container[str] | None = None) -> dict[str, str]:
    """The events whose message is not recorded, or whose reply does not name them: event id -> message id.

    The reply counts for those `answered` (None: for all): a kill may fall after a change and before its reply.
    """
    named = {
        change["event_id"]: reply["reply_to"]
        for reply in stored.messages.values()
        for change in reply["decided"].get("changes", ())
    }
    return {
        event["id"]: event["message_id"]
        for event in stored.events
        if event["message_id"] is not None
        and (
            event["message_id"] not in stored.messages
            or ((answered is None or event["id"] in answered) and named.get(event["id"]) != event["message_id"])
        )
    }


class Ledger:
    """All that was ever confirmed, and which events came from calls that died without an answer."""

    def __init__(self) -> None:
        self.confirmed: dict[str, Confirmed] = {}
        self.unanswered: set[str] = set()

    def account(self, stored: Stored, sessions: Sequence[Sequence[Confirmed]], dead: Sequence[Call]) -> Iterator[str]:
        """Every confirmed change is there as it was told, in its client's order, and no event comes from nowhere."""
        events = {event["id"]: event for event in stored.events}
        for session in sessions:
            self.confirmed |= {each.event_id: each for each in session}
            yield from _out_of_order(session, events)
        for event_id, each in self.confirmed.items():
            if event_id not in events:
                yield f"lost: {each}"
            elif told(each) != made(events[event_id]):
                yield f"told {told(each)}, kept {made(events[event_id])}"
        strangers = [each for id_, each in events.items() if id_ not in self.confirmed and id_ not in self.unanswered]
        self.unanswered |= {event["id"] for event in strangers}
        yield from _unexplained(strangers, dead)


def told(confirmed: Confirmed) -> list[Any]:
    """What the answer said came of the change."""
    touched = (confirmed.change["preference"], confirmed.change.get("replaced"))
    return [confirmed.change["action"], *(state(each) for each in touched if each)]


def made(event: Row) -> list[Any]:
    """What the event says came of it."""
    return [event["action"], *(state(each) for each in event["after"])]


def _out_of_order(session: Sequence[Confirmed], events: Mapping[str, Row]) -> Iterator[str]:
    """A client's changes for one user come in the order in which it made them."""
    last: dict[str, int] = {}
    for each in session:
        event = events.get(each.event_id)
        if event is not None and event["number"] <= last.get(event["user_id"], 0):
            yield f"event {event['id']} stands before one that its client made earlier"
        if event is not None:
            last[event["user_id"]] = event["number"]


def _unexplained(strangers: Sequence[Row], dead: Sequence[Call]) -> Iterator[str]:
    """Events that nobody was told of are those of calls under way: for each message or event, one such call."""
    groups: dict[str, list[Row]] = defaultdict(list)
    for event in strangers:
        groups[event["message_id"] or event["id"]].append(event)
    left = list(dead)
    for events in groups.values():
        call = next((call for call in left if all(map(call.explains, events))), None)
        if call is None:
            yield f"no call under way explains {events}"
        else:
            left.remove(call)


def index_differs(stored: Stored, indexed: Indexed) -> Iterator[str]:
    """Chroma holds exactly the active preferences, each with the vector that SQL holds, and finds them."""
    yield from (f"Chroma lacks {each}" for each in stored.active.keys() - indexed.vectors.keys())
    yield from (
        f"Chroma holds {each}, which is {stored.preferences[each]['status'] if each in stored.preferences else 'gone'}"
        for each in indexed.vectors.keys() - stored.active.keys()
    )
    yield from (f"Chroma does not find {each} by its own vector" for each in indexed.unfindable)
    for each in stored.active.keys() & indexed.vectors.keys():
        if not stored.has_vector(each):
            yield f"{each} has no vector of its present words in SQL"
        elif not np.allclose(vector(stored.vectors[each]), indexed.vectors[each], atol=1e-4):
            yield f"the vectors of {each} in SQL and in Chroma differ"
