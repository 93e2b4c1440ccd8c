"""The run: start, check, write, kill, again and again."""

import random
import signal
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

from memory.index import embedded
from tests.service.process import Process
from tests.service.waiting import until
from tests.soak import checking
from tests.soak.checking import Ledger
from tests.soak.stored import Indexed, Stored, state
from tests.soak.writing import USERS, Log, Recent, Things, Writer

CLIENTS = 6
KILLS_AN_ERA = 10
KILLS_BETWEEN_INDEX_CHECKS = 20
SOONEST_SECONDS, LATEST_SECONDS = 0.1, 1.5
INDEX_SECONDS = 120.0
COMMAND = (sys.executable, "-m", "service.cli")


class SoakFailed(Exception):
    """Something that must hold did not; the message tells what, and with which seed."""


@dataclass(slots=True)
class Summary:
    """What a run did."""

    seed: int
    database: str
    kills: int = 0
    answers: Counter[str] = field(default_factory=Counter)
    confirmed: int = 0
    under_way: int = 0
    unanswered_but_kept: int = 0
    index_checks: int = 0
    seconds: float = 0.0

    def __str__(self) -> str:
        answers = ", ".join(f"{count} {name}" for name, count in sorted(self.answers.items()))
        rows = [
            ("seed, database", f"{self.seed}, {self.database}"),
            ("kills", f"{self.kills} in {self.seconds:.0f} s"),
            ("answered", answers),
            ("changes confirmed", f"{self.confirmed}, all there after every restart"),
            ("calls under way when killed", f"{self.under_way}"),
            ("changes kept though unanswered", f"{self.unanswered_but_kept}"),
            ("checks of SQL against Chroma", f"{self.index_checks}"),
        ]
        return "\n".join(f"{name:<32}{value}" for name, value in rows)


class Soak:
    """One run in `folder`, which is left as it is; on `database_url`, or on SQLite in the folder."""

    def __init__(
        self,
        folder: Path,
        seed: int,
        database_url: str | None = None,
        say: Callable[[str], None] = lambda told: None,  # noqa: ARG005 - silence
    ) -> None:
        self.summary = Summary(seed, "sqlite" if database_url is None else "postgres")
        self._folder = folder
        self._url = database_url or f"sqlite:///{folder / 'data' / 'jide.sqlite3'}"
        self._process = Process(folder, COMMAND, **({"DATABASE_URL": database_url} if database_url else {}))
        self._say = say
        self._chance = random.Random(seed)
        self._ledger = Ledger()
        self._logs: list[Log] = []
        self._eras: list[Things] = []

    def run(self, kills: int) -> Summary:
        """Raises `SoakFailed`."""
        begin = time.monotonic()
        for number in range(kills):
            with self._process:
                self._check()
                self._write_until_killed(number)
            self.summary.kills += 1
            self.summary.seconds = time.monotonic() - begin
            if (number + 1) % KILLS_BETWEEN_INDEX_CHECKS == 0 or number + 1 == kills:
                self._check_index()
                self._say(f"{number + 1} of {kills} kills, {self.summary.confirmed} changes confirmed")
        self.summary.seconds = time.monotonic() - begin
        return self.summary

    def _write_until_killed(self, number: int) -> None:
        if number % KILLS_AN_ERA == 0:
            self._eras.append(Things.of_era(number // KILLS_AN_ERA, self.summary.seed))
        recent = Recent()
        names = [f"{self.summary.seed} {number} {client}" for client in range(CLIENTS)]
        writers = [Writer(self._process.url, self._eras[-1], recent, name) for name in names]
        with ThreadPoolExecutor(CLIENTS) as pool:
            writing = [pool.submit(writer.write) for writer in writers]
            time.sleep(self._chance.uniform(SOONEST_SECONDS, LATEST_SECONDS))
            code = self._process.end(signal.SIGKILL)
            self._logs = [log.result() for log in writing]
        if code != -signal.SIGKILL:
            self._fail([f"the service ended by itself with {code}:\n{self._process.log[-4000:]}"])

    def _check(self) -> Stored:
        """Everything that must hold behind a restart; the service is ready and nobody writes."""
        logs, self._logs = self._logs, []
        stored = Stored.read(self._url)
        dead = [log.under_way for log in logs if log.under_way]
        faults = [fault for log in logs for fault in log.faults]
        faults += self._ledger.account(stored, [log.confirmed for log in logs], dead)
        faults += checking.half_changes(stored)
        faults += checking.half_messages(stored, self._eras)
        faults += checking.false_records(stored)
        faults += self._told_over_the_api(stored, logs)
        faults += self._confirmed_without_message(stored)
        for log in logs:
            self.summary.answers += log.answers
        self.summary.confirmed = len(self._ledger.confirmed)
        self.summary.under_way += len(dead)
        self.summary.unanswered_but_kept = len(self._ledger.unanswered)
        self._fail(faults)
        return stored

    def _told_over_the_api(self, stored: Stored, logs: Iterable[Log]) -> Iterable[str]:
        """The service tells what the database holds: all that is active, and each confirmed change in its history."""
        for user_id in USERS:
            listed = {each["id"]: state(each) for each in self._listed(user_id)}
            held = {each: state(row) for each, row in stored.active.items() if row["user_id"] == user_id}
            if listed != held:
                yield f"the service lists {listed} for {user_id}, the database holds {held}"
        confirmed = [each for log in logs for each in log.confirmed]
        later = {each.change["replaced"]["id"] for each in confirmed if "replaced" in each.change}
        newest = {each.change["preference"]["id"] for each in confirmed} - later
        shown = {event["id"] for preference_id in newest for event in self._history(preference_id)}
        for each in confirmed:
            preference_id = each.change["preference"]["id"]
            if each.event_id not in shown and each.event_id not in {e["id"] for e in self._history(preference_id)}:
                yield f"the history of {preference_id} does not tell of {each}"

    def _listed(self, user_id: str) -> Iterable[dict[str, object]]:
        cursor: str | None = None
        while True:
            query = {"cursor": cursor} if cursor else {}
            page = self._process.get("/preferences", user_id=user_id, status="active", limit=200, **query)
            yield from page["items"]
            cursor = page["next_cursor"]
            if cursor is None:
                return

    def _history(self, preference_id: str) -> list[dict[str, object]]:
        items: list[dict[str, object]] = self._process.get(f"/preferences/{preference_id}/history")["items"]
        return items

    def _confirmed_without_message(self, stored: Stored) -> Iterable[str]:
        """No change is without the message that made it, wherever the kill fell."""
        for event_id, message_id in checking.unrecorded(stored, self._ledger.confirmed).items():
            yield f"the message {message_id} that made the event {event_id} is not recorded"

    def _check_index(self) -> None:
        """Once the index says that it has followed, it has."""
        with self._process:
            self._check()
            until(self._has_followed, "the index had followed", INDEX_SECONDS)
            stored = Stored.read(self._url)
        self._fail(checking.index_differs(stored, Indexed.read(embedded(self._folder / "data" / "chroma"))))
        self.summary.index_checks += 1

    def _has_followed(self) -> bool:
        memory = self._process.readiness()["memory"]
        return bool(memory["index"] == "ok" and memory["pending"] == 0)

    def _fail(self, faults: Iterable[str]) -> None:
        found = list(faults)
        if found:
            shown = "\n".join(f"- {fault}" for fault in found[:20])
            where = f"seed {self.summary.seed}, {self.summary.database}, after {self.summary.kills} kills"
            raise SoakFailed(f"{where}: {len(found)} faults\n{shown}")
