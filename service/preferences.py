"""The preferences of a person, by API: list, add, correct, delete, history, undo."""

from typing import Annotated, Any, cast

from fastapi import APIRouter, Query
from pydantic import AwareDatetime, Field, StringConstraints

from memory.database import utc_now
from memory.model import Kind, Polarity, PreferenceChanges, Statement, Status, Strength
from memory.store import Memory
from service.wire import (
    DEFAULT_USER,
    Body,
    Id,
    Name,
    Storable,
    UserId,
    Whose,
    change_json,
    event_json,
    page_json,
    preference_json,
)


class Filter(Body):
    user_id: UserId | None = None
    status: Status | None = None
    polarity: Polarity | None = None
    kind: Kind | None = None
    q: Annotated[str, StringConstraints(min_length=1, max_length=200), Storable] | None = None
    limit: Annotated[int, Field(ge=1, le=200)] = 50
    cursor: Annotated[str, StringConstraints(max_length=500), Storable] | None = None


class NewPreference(Body):
    object: Name
    polarity: Polarity
    user_id: UserId = DEFAULT_USER
    kind: Kind = "taste"
    condition: Name | None = None
    strength: Strength = "normal"


class Correction(Body):
    """What a PATCH may set; what is left out stays."""

    object: Name | None = None
    polarity: Polarity | None = None
    kind: Kind | None = None
    condition: Name | None = None
    strength: Strength | None = None

    def changes(self) -> PreferenceChanges:
        # Only a condition can be taken away by null; elsewhere null means what leaving out means.
        given = {k: v for k, v in self.model_dump(exclude_unset=True).items() if v is not None or k == "condition"}
        return cast("PreferenceChanges", given)


class Moment(Whose):
    """`at`: when it held, None for now. `known_at`: as far as memory had learned by then, None for now."""

    at: AwareDatetime | None = None
    known_at: AwareDatetime | None = None


def routes(memory: Memory) -> APIRouter:
    router = APIRouter(prefix="/api/v1", tags=["preferences"])

    @router.get("/preferences")
    def find(wanted: Annotated[Filter, Query()]) -> dict[str, Any]:
        """Preferences by filter, newest first; with `q` by words and meaning, best first."""
        page = memory.find(**wanted.model_dump())
        return page_json(page.items, preference_json, page.next_cursor)

    @router.post("/preferences", status_code=201)
    def create(body: NewPreference) -> dict[str, Any]:
        """Enter a preference by hand; it replaces an opposite one, and chat may not silently replace it."""
        given = body.model_dump(exclude={"user_id"})
        return change_json(memory.create(body.user_id, Statement(**given, origin="api")))

    @router.get("/preferences/held")
    def held(wanted: Annotated[Moment, Query()]) -> dict[str, Any]:
        """What held at a moment, as memory knew it by another; with both the same, what it believed then."""
        found = memory.held_at(wanted.user_id, wanted.at or utc_now(), wanted.known_at)
        return page_json(found, preference_json, None)

    @router.get("/preferences/{preference_id}")
    def get(preference_id: Id) -> dict[str, Any]:
        return preference_json(memory.get(preference_id))

    @router.patch("/preferences/{preference_id}")
    def edit(preference_id: Id, body: Correction) -> dict[str, Any]:
        return change_json(memory.edit(preference_id, body.changes()))

    @router.delete("/preferences/{preference_id}")
    def delete(preference_id: Id) -> dict[str, Any]:
        return change_json(memory.delete(preference_id))

    @router.get("/preferences/{preference_id}/history")
    def history(preference_id: Id) -> dict[str, Any]:
        """Every change of the preference and of those it replaced, oldest first."""
        return page_json(memory.history(preference_id), event_json, None)

    @router.post("/events/{event_id}/undo")
    def undo(event_id: Id) -> dict[str, Any]:
        """Give back exactly what was before the event."""
        return change_json(memory.undo(event_id))

    return router
