"""What a correction does in memory, and what taking it back gives back."""

from dataclasses import replace

import pytest

from memory.database import new_id
from service.feedback.correcting import Correction
from service.feedback.store import Label, Named
from tests.service.running import InProcess, on_both_databases

RAIN = Named("下雨天", "like")


def correct(service: InProcess, message_id: str, label: Label, *named: Named) -> str:
    """Corrects the message and returns the id of the feedback."""
    corrections = service.parts.corrections
    return corrections.correct(message_id, "default", Correction(label, named)).feedback.id


@on_both_databases
@pytest.mark.parametrize(
    "steps",
    [
        (("not_a_preference",),),
        (("not_a_preference",), ("not_a_preference",)),
        (("missed", Named("达芬奇", "like")),),
        (("missed", Named("下雨天", "dislike")), ("missed", Named("达芬奇", "like"))),
        (("not_a_preference",), ("missed", Named("下雨天", "dislike")), ("not_a_preference",)),
    ],
    ids=["no preference", "twice", "missed", "missed otherwise", "to and fro"],
)
def test_taken_back_all_is_as_the_message_left_it(
    service: InProcess, steps: tuple[tuple[Label, *tuple[Named, ...]], ...]
) -> None:
    message = service.chat("我喜欢下雨天，达芬奇是谁？", remember=True)["user_message_id"]
    before = {preference.id: preference.polarity for preference in service.parts.memory.active("default")}
    for label, *named in steps:
        feedback_id = correct(service, message, label, *named)
    done = service.parts.corrections.take_back(feedback_id)
    assert done.left == ()
    assert {preference.id: preference.polarity for preference in service.parts.memory.active("default")} == before
    assert service.get("/feedback")["items"] == []


@on_both_databases
def test_taking_back_leaves_alone_what_was_changed_since(service: InProcess) -> None:
    message = service.chat("我喜欢下雨天", remember=False)["user_message_id"]
    feedback_id = correct(service, message, "missed", RAIN)
    service.chat("我讨厌下雨天")
    done = service.parts.corrections.take_back(feedback_id)
    assert (done.changes, [each.event.after[0].object for each in done.left]) == ((), ["下雨天"])
    assert service.objects() == {"下雨天": "dislike"}


def test_a_message_recorded_before_it_was_noted_whether_it_asks_is_read_for_that(service: InProcess) -> None:
    parts = service.parts
    recorded = parts.turns.message(service.chat("我喜欢什么？")["user_message_id"])
    assert recorded is not None
    decided = {name: value for name, value in recorded.decided.items() if name != "asks"}
    old = replace(recorded, id=new_id("msg"), decided=decided)
    parts.turns.record("default", old)
    correct(service, old.id, "not_a_preference")
    (kept,) = service.get("/feedback")["items"]
    assert (kept["intent"], kept["asks"]) == ("chat", True)
