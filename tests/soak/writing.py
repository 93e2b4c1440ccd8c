"""The clients: each writes without pause until the service is gone, and notes what was confirmed and what was not."""

import random
from collections import Counter, deque
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

import httpx2

from memory.model import Polarity
from memory.things import thing_key
from tests.benchmarks.bench_chat import FIRST, SECOND
from tests.service.running import Json

Kind = Literal["say", "create", "edit", "delete", "undo"]

NAMES = tuple(first + second for first in FIRST for second in SECOND)
USERS = ("安", "白", "陈")
POLARITIES: tuple[Polarity, ...] = ("like", "dislike")
VERBS: Mapping[Polarity, str] = {"like": "喜欢", "dislike": "讨厌"}
EXPECTED = {(409, "CannotUndo"), (409, "PreferenceClosed")}
"""What a client is told that another one was quicker than."""


@dataclass(frozen=True, slots=True)
class Things:
    """What is written about. `paired` things are only ever stated two at a time and `said` ones only in chat."""

    paired: Sequence[tuple[str, str]]
    said: Sequence[str]
    mixed: Sequence[str]

    @classmethod
    def of_era(cls, era: int, seed: int) -> "Things":
        """Others in each era, so that no history grows without end; those that come again are grouped as before."""
        names = list(NAMES)
        random.Random(seed).shuffle(names)
        at = era % (len(names) // 16) * 16
        eight, said, mixed = names[at : at + 8], names[at + 8 : at + 12], names[at + 12 : at + 16]
        return cls(tuple(zip(eight[::2], eight[1::2], strict=True)), said, mixed)


@dataclass(frozen=True, slots=True)
class Call:
    """One request. `about` is each thing's key with the polarity it is stated with, or withdrawn from."""

    kind: Kind
    user_id: str
    method: str
    path: str
    body: Json | None = None
    about: frozenset[tuple[str, str]] = frozenset()
    target: str = ""

    def explains(self, event: Mapping[str, Any]) -> bool:
        """Whether this call may have made the event, as far as the event tells."""
        match self.kind:
            case "undo":
                return bool(event["undoes"] == self.target)
            case "edit" | "delete":
                return bool(event["action"] == self.kind and event["preference_id"] == self.target)
        stated = (event["thing_key"], event["after"][0]["polarity"])
        in_chat = event["message_id"] is not None
        return event["user_id"] == self.user_id and stated in self.about and in_chat == (self.kind == "say")


@dataclass(frozen=True, slots=True)
class Confirmed:
    """A change that the service answered with, the whole answer read."""

    call: Call
    change: Json

    @property
    def event_id(self) -> str:
        return str(self.change["event_id"])


@dataclass(slots=True)
class Log:
    """What one client saw between two kills. `under_way` is the call that was never answered."""

    confirmed: list[Confirmed] = field(default_factory=list)
    under_way: Call | None = None
    answers: Counter[str] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)


class Recent:
    """The newest changes of all clients, for one to correct, delete or undo what another has just made."""

    def __init__(self) -> None:
        self._changes: deque[Json] = deque(maxlen=24)

    def add(self, change: Json) -> None:
        self._changes.append(change)

    def one(self, chance: random.Random, wanted: Callable[[Json], bool]) -> Json | None:
        fitting = [change for change in list(self._changes) if wanted(change)]
        return chance.choice(fitting) if fitting else None


class Writer:
    """One client, for a thread of its own."""

    def __init__(self, url: str, things: Things, recent: Recent, seed: str) -> None:
        self._log = Log()
        self._url = url
        self._things = things
        self._recent = recent
        self._chance = random.Random(seed)
        self._conversations: dict[str, str] = {}

    def write(self) -> Log:
        """Writes until the service is gone."""
        with httpx2.Client(base_url=f"{self._url}/api/v1", timeout=30) as client:
            while self._written(client, self._call()):
                pass
        return self._log

    def _written(self, client: httpx2.Client, call: Call) -> bool:
        """Whether the service is still there."""
        try:
            response = client.request(call.method, call.path, json=call.body)
        except httpx2.ConnectError:
            return False  # it was never sent
        except httpx2.TimeoutException:
            self._log.faults.append(f"no answer within 30 s: {call}")
            return False
        except httpx2.TransportError:
            self._log.under_way = call
            return False
        self._note(call, response)
        return True

    def _note(self, call: Call, response: httpx2.Response) -> None:
        answer = response.json()
        if response.is_success:
            self._log.answers[call.kind] += 1
            if call.kind == "say":
                self._conversations[call.user_id] = answer["conversation_id"]
            changes = answer["memory"]["changes"] if call.kind == "say" else [answer]
            for change in changes:
                if change["event_id"] is not None:
                    self._log.confirmed.append(Confirmed(call, change))
                    self._recent.add(change)
        elif (response.status_code, answer["error"]) in EXPECTED:
            self._log.answers[answer["error"]] += 1
        else:
            self._log.faults.append(f"{response.status_code} {response.text} to {call}")

    def _call(self) -> Call:
        ways = ((self._state, 40), (self._state_two, 12), (self._withdraw, 10), (self._create, 10))
        others = ((self._edit, 8), (self._delete, 6), (self._undo, 14))
        way = self._chance.choices(*zip(*ways, *others, strict=True))[0]
        return way(self._chance.choice(USERS)) or self._state(self._chance.choice(USERS))

    def _state(self, user_id: str) -> Call:
        name, polarity = self._chance.choice((*self._things.said, *self._things.mixed)), self._polarity()
        return self._say(user_id, f"我{VERBS[polarity]}{name}", {(name, polarity)})

    def _state_two(self, user_id: str) -> Call:
        (one, other), first, second = self._chance.choice(self._things.paired), self._polarity(), self._polarity()
        message = f"我{VERBS[first]}{one}，{VERBS[second]}{other}"
        return self._say(user_id, message, {(one, first), (other, second)})

    def _withdraw(self, user_id: str) -> Call:
        name, polarity = self._chance.choice((*self._things.said, *self._things.mixed)), self._polarity()
        return self._say(user_id, f"别记我{VERBS[polarity]}{name}了", {(name, polarity)})

    def _say(self, user_id: str, message: str, about: set[tuple[str, Polarity]]) -> Call:
        body = {"message": message, "user_id": user_id}
        if user_id in self._conversations and self._chance.random() < 0.5:
            body["conversation_id"] = self._conversations[user_id]
        return Call("say", user_id, "POST", "/chat", body, _keys(about))

    def _create(self, user_id: str) -> Call:
        name, polarity = self._chance.choice(self._things.mixed), self._polarity()
        body = {"object": name, "polarity": polarity, "user_id": user_id}
        return Call("create", user_id, "POST", "/preferences", body, _keys({(name, polarity)}))

    def _edit(self, user_id: str) -> Call | None:
        found = self._recent.one(self._chance, lambda change: change["preference"]["object"] in self._things.mixed)
        if found is None:
            return None
        changes = {"polarity": self._polarity(), "object": self._chance.choice(self._things.mixed)}
        body = dict(self._chance.sample(list(changes.items()), self._chance.choice((1, 2))))
        target = found["preference"]["id"]
        return Call("edit", user_id, "PATCH", f"/preferences/{target}", body, target=target)

    def _delete(self, user_id: str) -> Call | None:
        found = self._recent.one(self._chance, lambda change: change["preference"]["status"] == "active")
        if found is None:
            return None
        target = found["preference"]["id"]
        return Call("delete", user_id, "DELETE", f"/preferences/{target}", target=target)

    def _undo(self, user_id: str) -> Call | None:
        found = self._recent.one(self._chance, lambda change: True)  # noqa: ARG005 - any change may be undone
        if found is None:
            return None
        target = found["event_id"]
        return Call("undo", user_id, "POST", f"/events/{target}/undo", target=target)

    def _polarity(self) -> Polarity:
        return self._chance.choice(POLARITIES)


def _keys(about: set[tuple[str, Polarity]]) -> frozenset[tuple[str, str]]:
    return frozenset((thing_key(name), polarity) for name, polarity in about)
