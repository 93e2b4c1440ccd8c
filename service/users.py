"""Users, by API: one can be forgotten."""

from typing import Annotated, Any

from fastapi import APIRouter, Path

from service.forgetting import Forgetting
from service.wire import UserId


def routes(forgetting: Forgetting) -> APIRouter:
    router = APIRouter(prefix="/api/v1", tags=["users"])

    # A path, since a user's id may hold slashes.
    @router.delete("/users/{user_id:path}")
    def forget(user_id: Annotated[UserId, Path()]) -> dict[str, Any]:
        """Remove all that is kept of the user, for good. One who is not known is forgotten already."""
        return {"forgotten": forgetting.forget(user_id)}

    return router
