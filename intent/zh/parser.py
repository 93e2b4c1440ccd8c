"""Reading Chinese clauses: every claim of liking or disliking in a message, with its holder and its scope."""

import re
from collections.abc import Sequence
from dataclasses import replace

from intent.claims import Attitude, Claim, Holder
from intent.clauses import Clause
from intent.zh import objects, phrases, scope, style, verbs, words
from intent.zh.segments import Segment, constructions, segments, verb_pattern
from intent.zh.verbs import Flow, Place

_TAG = re.compile(r"^(?:对吧|对吗|是吧|是吗|是不是|对不对|没错吧|记得吗|你记得吗|还记得吗|你还记得吗|来着)")
_ELLIPTIC = re.compile(
    r"^(?:但是?|可是?|不过|而)?(?:我)?(?:现在|如今|后来|目前|最近|这几年|这两年|今年)(?:就|都|已经|早就|却|又|反而|"
    r"真的|是|完全)*(?:不(?:了|是了|行了|喜欢了|爱了|想了|"
    r"这样了)?$|没(?:感觉|兴趣|那么喜欢|那么爱)了?$|腻了$|戒了$|无感了?$|一般般?了?$)"
)
_ONCE = re.compile(rf"^(?:我|那|嗯)?(?!当年|原来|曾|之前|那时){words.PAST}(?!就)")
"""我小时候挑食，…: the next clause still speaks of then."""
_DENIED = re.compile(r"[不没]")
"""对花生不过敏: the negation stands inside the construction."""
_SELF_HELD = frozenset({"mine", "favourite"})
_OWNER_INSIDE = frozenset({"allergy", "cannot", "addicted", "phobia", "except", "versus", "mine"})


def read(clauses: list[Clause], text: str) -> list[Claim]:
    """All claims in `clauses` of the folded `text`, in order, standing wishes included."""
    wished = style.wishes(clauses)
    taken = {claim.clause for claim in wished}
    found: list[Claim] = []
    flow = Flow()
    for index, clause in enumerate(clauses):
        if clause.sentence != flow.sentence:
            flow = Flow(clause.sentence, quoted=flow.quoted and _colon_before(clauses, index), last=flow.last)
        if (clause.start, clause.end) in taken:
            continue
        for segment in segments(clause):
            claim = _ended(segment, found) or _claim(Place(segment, flow, tuple(clauses), index, text))
            if claim and _tagged(clauses, index):
                claim = replace(claim, scope="asked")
            if claim:
                found.append(claim)
            flow = _next(flow, segment, claim)
    return sorted([*found, *wished], key=lambda claim: claim.clause)


def _ended(segment: Segment, found: Sequence[Claim]) -> Claim | None:
    """以前喜欢，现在不了: what was liked in the past is disliked now, without being named again."""
    before = found[-1] if found else None
    if before is None or before.scope != "past" or before.holder != "speaker" or not _ELLIPTIC.match(segment.text):
        return None
    return replace(before.flipped(), scope="stated", clause=(segment.start, segment.end))


def _tagged(clauses: Sequence[Clause], index: int) -> bool:
    return index + 1 < len(clauses) and bool(_TAG.match(clauses[index + 1].text))


def _colon_before(clauses: Sequence[Clause], index: int) -> bool:
    return index > 0 and clauses[index - 1].mark[:1] in ":："


def _next(flow: Flow, segment: Segment, claim: Claim | None) -> Flow:
    left = scope.look_left(segment.text)
    return Flow(
        flow.sentence,
        holder=claim.holder if claim else (left.holder or flow.holder),
        past=claim.scope == "past" if claim else _hands_on_past(segment.text, was=flow.past),
        quoted=flow.quoted or scope.reported(segment.text),
        supposed=flow.supposed or (bool(re.match(words.SUPPOSED, segment.text)) and left.holder is not None),
        last=(claim.objects if claim and claim.objects else flow.last),
    )


def _hands_on_past(text: str, *, was: bool) -> bool:
    """A clause that is nothing but a time of the past (小时候，…) sets the time of the next one."""
    return (phrases.is_adverbial(text) or bool(_ONCE.match(text))) and scope.past(text, inherited=was)


def _claim(place: Place) -> Claim | None:
    for attitude, pattern in constructions():
        match = pattern.search(place.segment.text)
        claim = _from_construction(place, attitude, match) if match else None
        if claim:
            return claim
    verb = verb_pattern().search(place.segment.text)
    return verbs.claim_of(place, verb) if verb else None


def _from_construction(place: Place, attitude: Attitude, match: re.Match[str]) -> Claim | None:
    group = next((name for name in ("o", "o2") if name in match.re.groupindex and match[name]), None)
    if group is None:
        return None
    segment = place.segment
    start, end = match.span(group)
    head = segment.text[: match.start()]
    if attitude.family in _OWNER_INSIDE:
        start, head = phrases.peel_owner(segment.text, start, end, head)
    left = scope.look_left(head)
    offset = segment.start + start
    phrase = place.text[offset : segment.start + end]
    named = tuple((offset + first, offset + last) for first, last in objects.things(phrase[: objects.cut(phrase)]))
    pronoun = objects.is_deictic(phrase)
    if not named and not pronoun and not objects.is_address(phrase):
        return None
    modifiers = left.modifiers + (match["m"] or "")
    meant = verbs.scope_in(place, left, phrase)
    claim = replace(
        verbs.build(segment, attitude, left, _holder(attitude, left, place.flow), meant),
        objects=named,
        deixis=pronoun and not named,
        strength=verbs.strength_of(attitude, modifiers),
    )
    denied = attitude.family == "allergy" and bool(_DENIED.search(match["m"] or ""))
    return claim.flipped() if (left.negations + denied) % 2 else claim


def _holder(attitude: Attitude, left: scope.Left, flow: Flow) -> Holder:
    """Whose a construction is; 我麸质不耐受 has its holder inside, 是我的最爱 in itself."""
    if attitude.family in _SELF_HELD:
        return "speaker"
    if left.holder:
        return left.holder
    if phrases.is_empty(left.head) and flow.holder:
        return flow.holder
    return "speaker" if attitude.family in _OWNER_INSIDE or phrases.is_adverbial(left.head) else "other"
