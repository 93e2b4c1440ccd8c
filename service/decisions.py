"""What only its user can decide, by API: the questions that wait, and which names are one thing or two."""

from typing import Annotated, Any

from fastapi import APIRouter, Query
from pydantic import BeforeValidator, Field, model_validator

from intent.closed_class import assent
from memory.store import Memory
from service.wire import Body, Id, Name, Whose, ask_json, change_json, page_json, preference_json


def _plain(answer: object) -> object:
    """A word that would do in chat (是, 不是) as a truth value."""
    plain = assent(answer) if isinstance(answer, str) else answer
    if plain is None:
        raise ValueError("answer with yes or no")
    return plain


class Decision(Body):
    answer: Annotated[bool, BeforeValidator(_plain)]


class Merger(Body):
    into: Id


class Split(Body):
    """One of the two: the other preference, or the name that is a thing of its own."""

    from_id: Annotated[Id | None, Field(alias="from")] = None
    name: Name | None = None

    @model_validator(mode="after")
    def _one_of_them(self) -> "Split":
        if (self.from_id is None) == (self.name is None):
            raise ValueError("give either from, the other preference's id, or name")
        return self


def routes(memory: Memory) -> APIRouter:
    router = APIRouter(prefix="/api/v1", tags=["decisions"])

    @router.get("/asks")
    def waiting(wanted: Annotated[Whose, Query()]) -> dict[str, Any]:
        """The user's open questions, newest first."""
        return page_json(memory.asks(wanted.user_id), ask_json, None)

    @router.post("/asks/{ask_id}/answer")
    def answer(ask_id: Id, body: Decision) -> dict[str, Any]:
        """Do what the user decided; `changes` is empty where that changes nothing."""
        changes = memory.answer(ask_id, yes=body.answer)
        return {"asks": ask_json(memory.ask(ask_id)), "changes": [change_json(change) for change in changes]}

    @router.get("/preferences/duplicates")
    def duplicates(wanted: Annotated[Whose, Query()]) -> dict[str, Any]:
        """Pairs that may be about one thing, surest first: to be merged or split by their user."""
        pairs = memory.possible_duplicates(wanted.user_id)
        return page_json(pairs, lambda pair: {"preferences": [preference_json(each) for each in pair]}, None)

    @router.post("/preferences/{preference_id}/merge")
    def merge(preference_id: Id, body: Merger) -> dict[str, Any]:
        """The preference is about the same thing as `into`, which stays; from now on both names are one."""
        return change_json(memory.merge(preference_id, body.into))

    @router.post("/preferences/{preference_id}/split")
    def split(preference_id: Id, body: Split) -> dict[str, Any]:
        """What was taken for one thing is two: another preference, or a name the preference was called by."""
        if body.from_id is not None:
            return change_json(memory.split(preference_id, body.from_id))
        return change_json(memory.split_name(preference_id, body.name or ""))

    return router
