"""What the encoder says of a named thing beside its name: of which kind it is, and under which condition it holds."""

import re

from intent.claims import Range
from intent.clauses import Clause
from intent.encoder.encoder import View
from intent.model import KINDS, Kind
from intent.tagger import LABELS

_NO_CONDITION = re.compile(
    r"(?:.|的话|说?(?:实话|真的)(?:说)?|(?:老实|坦白|认真|平心而论)(?:地)?说?|其实|讲真的?|天天|每天|如今|现在|最近|近来|眼下|从前|以前|过去|"
    r"平时|向来|一直|从来|始终|"
    r"honestly|frankly|actually|now(?:adays)?|these days|today|always|usually|lately|to be honest)"
)
"""What says how or since when something is said rather than when it holds."""

_OPEN, _INSIDE = 1, 2
"""Labels of a condition's pieces; 0 is outside."""
_BREAK = re.compile(r"[,，;；。]")


def kind(view: View, place: Range) -> Kind:
    """The kind that the pieces of the thing at `place` are most likely of."""
    rows = [row for row, (start, end) in enumerate(view.places) if start < place[1] and place[0] < end]
    scores = view.pieces[rows, LABELS : LABELS + len(KINDS)].sum(axis=0)
    return KINDS[int(scores.argmax())]


def conditions(view: View) -> list[Range]:
    """The places of the conditions in the folded text, in order."""
    found: list[Range] = []
    opened = False
    labels = view.pieces[:, LABELS + len(KINDS) :].argmax(axis=1)
    for label, (start, end) in zip(labels.tolist(), view.places, strict=True):
        if start == end:
            continue
        if label == _OPEN or (label == _INSIDE and not opened):
            found.append((start, end))
        elif label == _INSIDE:
            found[-1] = (found[-1][0], end)
        opened = label in {_OPEN, _INSIDE}
    return found


def condition_of(place: Range, found: list[Range], text: str, clauses: tuple[Clause, ...]) -> Range | None:
    """Of the conditions found the one of the thing at `place`: the last before it in its sentence, or behind it."""
    own = next((clause for clause in clauses if clause.start <= place[0] < clause.end), None)
    if own is None:
        return None
    apart = [one for one in found if one[1] <= place[0] or place[1] <= one[0]]
    apart = [one for one in apart if not _NO_CONDITION.fullmatch(text[one[0] : one[1]].strip())]
    begun = min(clause.start for clause in clauses if clause.sentence == own.sentence)
    before = [one for one in apart if begun <= one[0] < place[0]]
    behind = [one for one in apart if place[1] <= one[0] < own.end and not _BREAK.search(text[place[1] : one[0]])]
    return before[-1] if before else behind[0] if behind else None
