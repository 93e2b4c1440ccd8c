"""Everything that is kept of a case as one row, for analysis rather than for a trainer. Pure."""

import json
from typing import Any

from service.bad_cases.export.redaction import Redacting
from service.bad_cases.export.verified import KnownCase
from service.bad_cases.wire import case_json, next_json, run_json
from service.wire import as_json

PERSONAL_IDS = ("user_id", "conversation_id", "message_id", "assignee")
SENT_WORDS = (str, list, dict)


def raw_row(known: KnownCase, redacting: Redacting) -> dict[str, Any]:
    """As `GET /api/v1/bad-cases/{id}` shows the case, but for what stands beside it: cases like it, diffs, prices."""
    shown = case_json(known.case) | {
        "runs": [run_json(run) for run in known.runs],
        "next": next_json(known.next),
    }
    row: dict[str, Any] = json.loads(as_json(shown))
    return _redacted(row, redacting) if redacting.is_redacting else row


def _redacted(row: dict[str, Any], redacting: Redacting) -> dict[str, Any]:
    """Without the ids that lead to a person, and without what was sent but its numbers: the request tells the same."""
    request, cut, added = row["request"], row["cut"], row["continuation"]
    for message in request["messages"]:
        message["content"] = _one(redacting, message["content"])
    request["preferences"] = []
    _redact_answers(row, redacting)
    for run in row["runs"]:
        run["text"] = _said_in(run, row["partial"], redacting)
    for segment in filter(None, (cut, added)):
        segment |= {"id": None, "request_id": None, "error": _one(redacting, segment["error"])}
    for run in row["runs"]:
        run["error"] = _one(redacting, run["error"])
    if row["next"]:
        row["next"]["text"] = _one(redacting, row["next"]["text"])
    payload = {name: value for name, value in row["payload"].items() if not isinstance(value, SENT_WORDS)}
    return (
        row
        | dict.fromkeys(PERSONAL_IDS)
        | {
            "payload": payload,
            "note": _one(redacting, row["note"]),
            "tags": [_one(redacting, tag) for tag in row["tags"]],
        }
    )


def _redact_answers(row: dict[str, Any], redacting: Redacting) -> None:
    """The answer's parts as one text: what stood before the cut segment, that segment, what was added."""
    request, cut, added = row["request"], row["cut"], row["continuation"]
    goes_on = added is not None and added["mode"] == "resume"
    before = row["partial"].removesuffix(cut["text"]) if row["partial"].endswith(cut["text"]) else row["partial"]
    last = cut["text"] if before != row["partial"] else ""
    parts = redacting.joined([before, last, added["text"] if goes_on else ""])
    cut["text"] = parts[1] if last else _one(redacting, cut["text"])
    request["partial"] = parts[0] if request["partial"] == before else _one(redacting, request["partial"])
    row["partial"] = parts[0] + parts[1]
    if added is not None:
        added["text"] = parts[2] if goes_on else _one(redacting, added["text"])


def _said_in(run: dict[str, Any], partial: str, redacting: Redacting) -> str:
    resumed = run["configured"].get("strategy") == "resume"
    return redacting.joined([partial if resumed else "", run["text"]])[1]


def _one(redacting: Redacting, text: Any) -> Any:
    return redacting.joined([text])[0] if text else text
