"""What a decision makes of the preferences it touches: each as it was and as it shall be. Pure."""

from dataclasses import dataclass, replace
from datetime import datetime

from memory.model import STRENGTHS, Action, Event, Kind, Preference, PreferenceChanges, Statement, Status
from memory.resolution import Reason, Resolution, by_hand
from memory.things import condition_key, thing_key


@dataclass(frozen=True, slots=True)
class Transition:
    """One change: the touched preferences before (None: it did not exist) and after, the one it is about first."""

    action: Action
    reason: Reason
    before: tuple[Preference | None, ...]
    after: tuple[Preference, ...]


def key_of(preference: Preference) -> tuple[str, str]:
    """The thing and the condition it is about, as keys: no two active preferences of a user share them."""
    return thing_key(preference.object), condition_key(preference.condition)


def stated(resolution: Resolution, statement: Statement, fresh: Preference, now: datetime) -> Transition | None:
    """What `resolution` makes of `statement`, whose new preference would be `fresh`; None when all stays as it is."""
    held = resolution.rival
    if held is None:
        return Transition("add", resolution.reason, (None,), (fresh,))
    if resolution.action == "confirm":
        return Transition("confirm", resolution.reason, (held,), (_confirmed(held, statement),))
    if resolution.action == "replace":
        old = replace(_closed(held, "replaced", now), replaced_by=fresh.id)
        return Transition("replace", resolution.reason, (None, held), (fresh, old))
    return None


def new_preference(preference_id: str, user_id: str, statement: Statement, now: datetime) -> Preference:
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
    )


def retracted(held: Preference, now: datetime) -> Transition:
    return Transition("retract", "withdrawn", (held,), (_closed(held, "retracted", now),))


def deleted(held: Preference, now: datetime) -> Transition:
    return Transition("delete", "by_hand", (held,), (_closed(held, "deleted", now),))


def edited(held: Preference, changes: PreferenceChanges) -> Preference:
    """`held` as corrected by hand: locked, and of the page from now on. Equal to `held` if nothing is different."""
    changed = {**changes}
    if "object" in changes:
        changed["object"] = changes["object"].strip()
    if "condition" in changes:
        changed["condition"] = _condition(changes["condition"])
    return replace(held, **changed, locked=True)  # type: ignore[arg-type]  # the TypedDict's keys are the fields' names


def edit(held: Preference, corrected: Preference, other: Preference | None, now: datetime) -> Transition:
    """The correction of `held`; `other`, which already held that place, is closed and linked."""
    if other is None:
        return Transition("edit", "corrected", (held,), (corrected,))
    merged = replace(_closed(other, "replaced", now), replaced_by=held.id)
    return Transition("edit", "merged", (held, other), (corrected, merged))


def undo(event: Event, present: tuple[Preference, ...], now: datetime) -> Transition:
    """Each touched preference as it was before `event`; one that did not exist is closed, since nothing is erased."""
    restored = tuple(
        earlier if earlier is not None else _closed(preference, "retracted", now)
        for earlier, preference in zip(event.before, present, strict=True)
    )
    order = sorted(range(len(restored)), key=lambda at: restored[at].status != "active")
    return Transition("undo", "undone", tuple(present[at] for at in order), tuple(restored[at] for at in order))


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


def _closed(held: Preference, status: Status, now: datetime) -> Preference:
    return replace(held, status=status, valid_until=now)


def _condition(condition: str | None) -> str | None:
    return (condition or "").strip() or None
