"""By which other names a preference was called, read off its history. Pure."""

from collections.abc import Sequence

from memory.model import Event, Preference
from memory.things import thing_key


def also_called(preference: Preference, history: Sequence[Event]) -> list[str]:
    """The names of what became one with `preference`, in the order in which they came up; its own is not among them.

    What was taken apart since, and a name that was corrected by hand, is no other name of it.
    """
    chain = _chain(preference, history)
    names: dict[str, str] = {}
    for event in history:
        if event.undone_by is not None or event.action == "undo":
            continue
        for before, after in zip(event.before, event.after, strict=True):
            if after.id not in chain:
                if event.action == "split":
                    names.pop(thing_key(after.object), None)
                continue
            if event.action == "edit" and before is not None:
                names.pop(thing_key(before.object), None)
            names.setdefault(thing_key(after.object), after.object)
        if event.said and event.after[0].id in chain:
            names.setdefault(thing_key(event.said), event.said)
    names.pop(thing_key(preference.object), None)
    return list(names.values())


def _chain(preference: Preference, history: Sequence[Event]) -> set[str]:
    """The ids of the preference and of those whose place it took in turn, as the newest event left them."""
    latest = {each.id: each for event in history for each in event.after}
    chain: set[str] = set()
    found = {preference.id}
    while found:
        chain |= found
        found = {each.id for each in latest.values() if each.replaced_by in chain} - chain
    return chain
