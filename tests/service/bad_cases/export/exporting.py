"""What the tests of the export share: cases of every kind, and the export's lines."""

import json
from typing import Any

from service.llm.scripted import ScriptedAnswer
from tests.service.running import InProcess, Json

PARTIAL, REST = "周末可以去美术馆看手稿展，然后", "再去附近喝杯茶。"
QUESTION = "周末推荐我做什么？"
FORMATS = ("sft", "dpo", "continuation", "raw")


def cut(service: InProcess, question: str = QUESTION, answer: str = PARTIAL, **body: Any) -> Json:
    """An answer that ended at its length limit."""
    service.model.add(ScriptedAnswer(answer, "length"))
    return service.chat(question, **body)


def gone_on(service: InProcess, question: str = QUESTION, answer: str = PARTIAL, rest: str = REST, **body: Any) -> str:
    """The id of a case that went on to its end."""
    message = cut(service, question, answer, **body)
    service.model.add(ScriptedAnswer(rest))
    case_id: str = service.go_on(message["message_id"])["bad_case_id"]
    return case_id


def replayed(service: InProcess, case_id: str, *answers: ScriptedAnswer, **body: Any) -> None:
    service.model.add(*answers)
    response = service.client.post(f"/api/v1/bad-cases/{case_id}/replays", json={"repeat": len(answers), **body})
    assert response.status_code == 202, response.text
    service.replayed(response.json()["id"])


def body(service: InProcess, row_format: str, **query: Any) -> bytes:
    response = service.client.get("/api/v1/bad-cases/export", params={"format": row_format, **query})
    assert response.status_code == 200, response.text
    assert response.headers["content-type"].startswith("application/x-ndjson")
    content: bytes = response.content
    return content


def rows(service: InProcess, row_format: str, **query: Any) -> list[Json]:
    return [json.loads(line) for line in body(service, row_format, **query).splitlines()]


def manifest(service: InProcess, row_format: str, **query: Any) -> Json:
    return service.get("/bad-cases/export/manifest", format=row_format, **query)


def left_out(service: InProcess, row_format: str) -> Json:
    reasons: Json = manifest(service, row_format)["counts"]["left_out"]
    return reasons
