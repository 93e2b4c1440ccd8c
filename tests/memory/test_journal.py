"""Undo after anything gives exactly what was before: random lives of a memory, taken back step by step."""

from datetime import UTC, datetime, timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine

from memory.database import new_id
from memory.model import Polarity, Preference, PreferenceChanges, Statement
from memory.store import Memory
from tests.memory.fakes import ListIndex, WordEmbedder

NAMES = ("猫", "咖啡", "喝咖啡", "下雨天")
names = st.sampled_from(NAMES)
polarities: st.SearchStrategy[Polarity] = st.sampled_from(["like", "dislike"])
conditions = st.sampled_from([None, "早上"])
acts = st.one_of(
    st.tuples(st.just("say"), names, polarities, conditions),
    st.tuples(st.just("enter"), names, polarities, conditions),
    st.tuples(st.just("retract"), names, polarities, conditions),
    st.tuples(st.just("edit"), names, polarities, conditions),
    st.tuples(st.just("delete"), names, polarities, conditions),
)


class Life:
    """One user's life in a memory that many of them share."""

    def __init__(self, engine: Engine) -> None:
        self.user = new_id("user")
        self._moment = datetime(2026, 1, 1, tzinfo=UTC)
        self.memory = Memory(engine, ListIndex(), WordEmbedder(), self._tick)

    def _tick(self) -> datetime:
        self._moment += timedelta(seconds=1)
        return self._moment

    def do(self, act: str, name: str, polarity: Polarity, condition: str | None) -> list[str]:
        """The events of one act."""
        held = self.memory.active(self.user)
        if act in {"say", "enter"}:
            statement = Statement(name, polarity, condition=condition, origin="chat" if act == "say" else "page")
            changes = self.memory.remember(self.user, [statement])
        elif act == "retract":
            changes = self.memory.retract(self.user, [(name, polarity)])
        elif not held:
            changes = ()
        elif act == "edit":
            edit = PreferenceChanges(object=name, polarity=polarity, condition=condition)
            changes = (self.memory.edit(held[0].id, edit),)
        else:
            changes = (self.memory.delete(held[-1].id),)
        return [change.event_id for change in changes if change.event_id is not None]

    def held(self) -> set[Preference]:
        return set(self.memory.active(self.user))


@settings(deadline=None, max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(life=st.lists(acts, max_size=7))
def test_taking_everything_back_step_by_step_passes_through_every_state_before(
    engine: Engine, life: list[tuple[str, str, Polarity, str | None]]
) -> None:
    one = Life(engine)
    steps = [(one.held(), one.do(*act)) for act in life]
    for before, events in reversed(steps):
        for event in reversed(events):
            one.memory.undo(event)
        assert one.held() == before
    assert one.held() == set()


def test_undo_and_redo_return_to_the_same_state(engine: Engine) -> None:
    one = Life(engine)
    one.do("say", "猫", "like", None)
    before = one.held()
    (event,) = one.do("say", "猫", "dislike", None)
    after = one.held()
    for _ in range(3):
        undone = one.memory.undo(event)
        assert one.held() == before
        event = str(one.memory.undo(str(undone.event_id)).event_id)
        assert one.held() == after
