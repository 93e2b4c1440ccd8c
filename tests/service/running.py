"""The service in this process, as a test talks to it."""

import json
from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select

from memory import table as memory_tables
from service import tables as service_tables
from service.app import create_api
from service.assembly import Parts, assembled
from service.llm.port import LanguageModel
from service.llm.scripted import ScriptedAnswer, ScriptedLanguageModel
from service.settings import Settings
from tests.conftest import DATABASES
from tests.service.waiting import until

# For tests of what the database does; the others run on SQLite alone.
on_both_databases = pytest.mark.parametrize("database_url", DATABASES, indirect=True)

CUT = ScriptedAnswer("周末可以去美术馆看达芬奇的手稿展，然后", "length")
Json = dict[str, Any]


@dataclass(frozen=True)
class InProcess:
    """One running service: its parts, a client, and the scripted model where it has one."""

    parts: Parts
    client: TestClient
    model: ScriptedLanguageModel

    def chat(self, message: str, **body: Any) -> Json:
        return answered(self.client.post("/api/v1/chat", json={"message": message, **body}))

    def go_on(self, message_id: str, headers: Mapping[str, str] | None = None, **body: Any) -> Json:
        return answered(
            self.client.post(f"/api/v1/messages/{message_id}/continue", json=body, headers=dict(headers or {}))
        )

    def stream(self, path: str, **body: Any) -> list[tuple[str, Any]]:
        """The events of a stream, in order: name and data."""
        response = self.client.post(path, json={**body, "stream": True})
        assert response.status_code == 200, response.text
        assert response.headers["content-type"].startswith("text/event-stream")
        return list(map(_event, filter(None, response.text.split("\n\n"))))

    def get(self, path: str, **query: Any) -> Json:
        return answered(self.client.get(f"/api/v1{path}", params=query))

    def objects(self, user_id: str = "default", **query: Any) -> dict[str, str]:
        """What is held of a user: polarity by object."""
        found = self.get("/preferences", user_id=user_id, **({"status": "active"} | query))["items"]
        return {preference["object"]: preference["polarity"] for preference in found}

    def cut_answer(self, **body: Any) -> Json:
        """An answer of the model that ended at its length limit."""
        self.model.add(CUT)
        return self.chat("周末推荐我做什么？", **body)

    def replayed(self, replay_id: str) -> Json:
        """The replay once it is done."""
        return until(lambda: self._done_replay(replay_id), f"replay {replay_id} ended")

    def settled(self, case_id: str) -> Json:
        """The case, once no replay of it is held any more: what it proves is written behind its last run."""
        held = self.parts.replays
        until(lambda: not any(replay.is_held for replay in held.newest()), "every replay was let go")
        return self.get(f"/bad-cases/{case_id}")

    def _done_replay(self, replay_id: str) -> Json | None:
        replay = self.get(f"/replays/{replay_id}")
        return replay if replay["status"] == "done" else None

    def everything_stored(self) -> dict[str, list[Any]]:
        """Every row of every table, so that a test can hold that nothing has changed."""
        tables = (*memory_tables.metadata.sorted_tables, *service_tables.metadata.sorted_tables)
        kept = [table for table in tables if table.name not in DERIVED]
        with self.parts.turns.engine.connect() as connection:
            return {table.name: sorted(map(repr, connection.execute(select(table)))) for table in kept}


# What the index worker writes behind a request's back, some time later.
DERIVED = {"preference_outbox", "preference_vectors", "memory_facts"}


class Served:
    """Opens services on one settings object, and closes them with the test."""

    def __init__(self, settings: Settings, closing: ExitStack) -> None:
        self._settings = settings
        self._closing = closing

    def __call__(self, model: LanguageModel | None = None) -> InProcess:
        """With `model`; else with a scripted one that has no answers."""
        scripted = model if isinstance(model, ScriptedLanguageModel) else ScriptedLanguageModel([])
        return self._started(model or scripted, scripted)

    def without_model(self) -> InProcess:
        """On settings that name none."""
        return self.as_configured()

    def with_settings(self, **changed: Any) -> InProcess:
        """With a scripted model, on settings changed like this."""
        return Served(self._settings.model_copy(update=changed), self._closing)()

    def as_configured(self) -> InProcess:
        """With the model that the settings ask for."""
        return self._started(None, ScriptedLanguageModel([]))

    def _started(self, model: LanguageModel | None, scripted: ScriptedLanguageModel) -> InProcess:
        parts = self._closing.enter_context(assembled(self._settings, model))
        client = self._closing.enter_context(TestClient(create_api(parts)))
        return InProcess(parts, client, scripted)


def answered(response: Any) -> Json:
    """The answer of a request that must succeed."""
    assert response.is_success, f"{response.status_code}: {response.text}"
    body: Json = response.json()
    return body


def _event(block: str) -> tuple[str, Any]:
    fields = dict(line.split(": ", 1) for line in block.splitlines())
    return fields["event"], json.loads(fields["data"])
