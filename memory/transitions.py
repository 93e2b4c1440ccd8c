"""What a decision makes of the preferences it touches: each as it was and as it shall be. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

from memory.model import STRENGTHS, Action, Event, Kind, Preference, PreferenceChanges, Statement, Status
from memory.placing import Place
from memory.resolution import Reason, Resolution, by_hand


@dataclass(frozen=True, slots=True)
class Transition:
    """One change: the touched preferences before (None: it did not exist) and after, the one it is about first."""

    action: Action
    reason: Reason
    before: tuple[Preference | None, ...]
    after: tuple[Preference, ...]
    beside: Preference | None = None

    @property
    def replaced(self) -> Preference | None:
        """The preference whose place the first one took; of what was undone, what went with it."""
        others = self.after[1:]
        if self.action == "undo":
            return others[0] if others else None
        return next((other for other in others if other.replaced_by == self.after[0].id), None)


def key_of(preference: Preference) -> tuple[str, str]:
    """Its place as a pair: no two active preferences of a user share it."""
    return preference.thing_key, preference.condition_key


def is_moved(before: Preference, after: Preference) -> bool:
    """Whether it goes on holding in another place than before."""
    return before.status == after.status == "active" and key_of(before) != key_of(after)


def stated(resolution: Resolution, statement: Statement, fresh: Preference, now: datetime) -> Transition | None:
    """What `resolution` makes of `statement`, whose new preference would be `fresh`; None when all stays as it is."""
    held = resolution.rival
    if resolution.action == "add":
        return Transition("add", resolution.reason, (None,), (fresh,), beside=held)
    if held is not None and resolution.action == "confirm":
        return Transition("confirm", resolution.reason, (held,), (_confirmed(held, statement),))
    if held is not None and resolution.action == "replace":
        return Transition("replace", resolution.reason, (None, held), (fresh, _taken_over(held, fresh.id, now)))
    return None


def new_preference(preference_id: str, user_id: str, statement: Statement, place: Place, now: datetime) -> Preference:
    """The preference that a statement becomes when nothing stands in its way."""
    return Preference(
        id=preference_id,
        user_id=user_id,
        object=statement.object.strip(),
        polarity=statement.polarity,
        kind=statement.kind,
        condition=_condition(statement.condition),
        strength=statement.strength,
        quote=statement.quote,
        message_id=statement.message_id,
        origin=statement.origin,
        locked=by_hand(statement),
        status="active",
        valid_from=min(statement.stated_at or now, now),
        valid_until=None,
        replaced_by=None,
        times_confirmed=0,
        thing_key=place.thing_key,
        condition_key=place.condition_key,
    )


def retracted(held: Preference, now: datetime, reason: Literal["withdrawn", "misspoken"] = "withdrawn") -> Transition:
    """What was withdrawn held until now; what was misspoken never did."""
    until = now if reason == "withdrawn" else held.valid_from
    return Transition("retract", reason, (held,), (_closed(held, "retracted", until),))


def cleared(held: Sequence[Preference], now: datetime) -> Transition:
    """All of it withdrawn as one change, so that one undo gives all of it back."""
    return Transition("retract", "cleared", tuple(held), tuple(_closed(each, "retracted", now) for each in held))


def deleted(held: Preference, now: datetime) -> Transition:
    return Transition("delete", "by_hand", (held,), (_closed(held, "deleted", now),))


def edited(held: Preference, changes: PreferenceChanges) -> Preference:
    """`held` as corrected by hand, and locked; its place is still the old one. Equal to `held` if nothing differs."""
    changed = {**changes}
    if "object" in changes:
        changed["object"] = changes["object"].strip()
    if "condition" in changes:
        changed["condition"] = _condition(changes["condition"])
    return replace(held, **changed, locked=True)  # type: ignore[arg-type]  # the TypedDict's keys are the fields' names


def placed(preference: Preference, place: Place) -> Preference:
    return replace(preference, thing_key=place.thing_key, condition_key=place.condition_key)


def edit(held: Preference, corrected: Preference, other: Preference | None, now: datetime) -> Transition:
    """The correction of `held`; `other`, which already held that place, is closed and linked."""
    if other is None:
        return Transition("edit", "corrected", (held,), (corrected,))
    return Transition("edit", "merged", (held, other), (corrected, _taken_over(other, held.id, now)))


def merge(
    kept: Preference, others: Mapping[Preference, Place], beside: Sequence[Preference], now: datetime
) -> Transition:
    """The `others` come to the places given: one that meets another there is closed and linked to it.

    `beside` is what else is held about the thing of `kept`. In the place of `kept` it stays itself; in another place
    what is held `beside` it stays.
    """
    holders = {key_of(each): each for each in (*beside, kept)}
    moved = [_moved(placed(other, place), holders, now) for other, place in others.items()]
    met = [each for each in moved if each.replaced_by == kept.id]
    counted = replace(kept, locked=True, times_confirmed=kept.times_confirmed + sum(1 + e.times_confirmed for e in met))
    return Transition("merge", "one_thing", (kept, *others), (counted, *moved))


def split(before: Sequence[Preference | None], after: Sequence[Preference]) -> Transition:
    return Transition("split", "two_things", tuple(before), tuple(after))


def reopened(closed: Preference) -> Preference:
    """As it was before something took its place."""
    return replace(closed, status="active", valid_until=None, replaced_by=None)


def undo(event: Event, present: tuple[Preference, ...]) -> Transition:
    """Each touched preference as it was before `event`.

    One that did not exist is closed, since nothing is erased, and from its first moment on: it never held.
    """
    restored = tuple(
        earlier if earlier is not None else _closed(preference, "retracted", preference.valid_from)
        for earlier, preference in zip(event.before, present, strict=True)
    )
    order = sorted(range(len(restored)), key=lambda at: restored[at].status != "active")
    return Transition("undo", "undone", tuple(present[at] for at in order), tuple(restored[at] for at in order))


def _moved(there: Preference, holders: dict[tuple[str, str], Preference], now: datetime) -> Preference:
    holder = holders.setdefault(key_of(there), there)
    return there if holder is there else _taken_over(there, holder.id, now)


def _confirmed(held: Preference, statement: Statement) -> Preference:
    counted = replace(held, times_confirmed=held.times_confirmed + 1)
    if by_hand(statement):
        return replace(
            counted,
            object=statement.object.strip(),
            condition=_condition(statement.condition),
            kind=statement.kind,
            strength=statement.strength,
            origin=statement.origin,
            locked=True,
        )
    if held.locked:
        return counted
    return replace(
        counted,
        kind=_stricter(held.kind, statement.kind),
        strength=max(held.strength, statement.strength, key=STRENGTHS.index),
        quote=statement.quote or held.quote,
        message_id=statement.message_id or held.message_id,
    )


def _stricter(held: Kind, said: Kind) -> Kind:
    """An allergy named again in passing is still an allergy."""
    return held if said == "taste" else said


def _taken_over(held: Preference, by: str, now: datetime) -> Preference:
    return replace(_closed(held, "replaced", now), replaced_by=by)


def _closed(held: Preference, status: Status, now: datetime) -> Preference:
    return replace(held, status=status, valid_until=now)


def _condition(condition: str | None) -> str | None:
    return (condition or "").strip() or None
