"""Feedback, by API: this is not a preference, this you have missed."""

from dataclasses import asdict
from typing import Annotated, Any

from fastapi import APIRouter, Query
from pydantic import Field, StringConstraints

from service.errors import InvalidRequest
from service.feedback.correcting import Corrections
from service.feedback.wire import FeedbackBody, corrected_json, feedback_json
from service.wire import DEFAULT_USER, Body, Id, Storable, UserId, checked_cursor, page_json


class Filter(Body):
    user_id: UserId | None = None
    limit: Annotated[int, Field(ge=1, le=200)] = 50
    cursor: Annotated[str, StringConstraints(max_length=500), Storable] | None = None


def routes(corrections: Corrections) -> APIRouter:
    router = APIRouter(prefix="/api/v1", tags=["feedback"])

    @router.post("/messages/{message_id}/feedback", status_code=201)
    def correct(message_id: Id, body: FeedbackBody) -> dict[str, Any]:
        """Say how a message of the user's should have been read; memory is put right, and the reader learns of it."""
        if body.label == "missed" and body.intent is not None:
            raise InvalidRequest("what states a preference is of the intent `state`; leave `intent` out", ["intent"])
        return corrected_json(corrections.correct(message_id, body.user_id, body.correction()))

    @router.get("/messages/{message_id}/suggestion")
    def suggest(message_id: Id, user_id: UserId = DEFAULT_USER) -> dict[str, Any]:
        """What the reader would name as the message's preferences, in the shape that feedback takes."""
        return {"preferences": [asdict(each) for each in corrections.suggestion(message_id, user_id)]}

    @router.get("/feedback")
    def find(wanted: Annotated[Filter, Query()]) -> dict[str, Any]:
        """Labelled examples, newest first."""
        cursor = checked_cursor(wanted.cursor, "fb")
        found, next_cursor = corrections.store.find(user_id=wanted.user_id, limit=wanted.limit, cursor=cursor)
        return page_json(found, feedback_json, next_cursor)

    @router.delete("/feedback/{feedback_id}")
    def withdraw(feedback_id: Id) -> dict[str, Any]:
        """Take the example back; memory stays as it is."""
        return feedback_json(corrections.store.remove(feedback_id))

    return router
