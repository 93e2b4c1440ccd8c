"""What a liking that only points (这部电影我也很喜欢) refers to, from the messages before it.

The latest message that names anything fitting decides, as in Hobbs (1978, Resolving pronoun references), who searches
the sentences before from the nearest on; in it the thing of highest standing is taken, as in centering (Grosz, Joshi
and Weinstein 1995: what was in focus is what a pronoun takes up). Where two fit equally well, nothing is guessed.
"""

from collections.abc import Sequence
from dataclasses import replace

from intent import hints, slots, sorts
from intent.claims import Claim
from intent.mention import ASIDE
from intent.mentions import FAR, NEAR, Named, joined, named
from intent.model import Polarity, Reading, StatedPreference, Utterance
from intent.pointing import Pointer, only_points, pointer
from intent.slots import Analysis
from intent.sorts import Sort
from intent.tokens import tokens

LOOKED_AT = 4
"""Messages. What was named longer ago is no longer what a pronoun means."""
_REACH = 2
"""Messages looked at where the sort is not told (它, 这个): nothing shows then that the topic is still the same."""
_PLAIN_SORTS = frozenset({None, "food", "activity", "work/game"})
"""What plain nouns name (螺蛳粉, 滑雪); works, people and places have names of their own."""
_LIKELY = 0.5
"""The probability of `state` that does without asking where the grammar, too, reads a liking that points."""


def resolved(reading: Reading, analysis: Analysis, context: Sequence[Utterance]) -> Reading:
    """The reading with what its pointing liking means, found in `context`; unchanged where it points to nothing.

    `context` has the earlier messages, oldest first. Where it names nothing fit, or two things equally so, nothing is
    stated and the reading stays with `deixis`.
    """
    agreed = any(_deictic(analysis, claim) for claim in analysis.counting)
    if not _points(reading, agreed=agreed):
        return reading
    found = _found(analysis, _pointing(analysis, reading.stated), context)
    if reading.intent != "state" and not found:
        return reading
    sure = not reading.unsure or (agreed and (bool(found) or reading.probabilities["state"] >= _LIKELY))
    return replace(reading, intent="state", deixis=True, unsure=not sure, stated=found)


def _points(reading: Reading, *, agreed: bool) -> bool:
    """Whether the message only points; a doubtful reader is believed where the grammar `agreed`."""
    if reading.stated:
        return all(only_points(stated.object, _before(reading.text, stated)) for stated in reading.stated)
    return reading.deixis or (agreed and (reading.intent == "state" or (reading.intent == "chat" and reading.unsure)))


def _deictic(analysis: Analysis, claim: Claim) -> bool:
    text = analysis.folded.text
    return claim.deixis or all(only_points(text[start:end], text[:start]) for start, end in claim.objects)


def _found(analysis: Analysis, claims: Sequence[Claim], context: Sequence[Utterance]) -> tuple[StatedPreference, ...]:
    """What the claims say of the things that they point to."""
    found: dict[str, StatedPreference] = {}
    for claim in claims:
        wanted = pointer(_words(analysis, claim))
        if _named_here(analysis, claim, wanted):
            continue
        for name in referents(wanted, context):
            found.pop(name.casefold(), None)
            found[name.casefold()] = _preference(analysis, claim, name)
    return tuple(found.values())


def pointed(analysis: Analysis) -> StatedPreference | None:
    """What a message that points says of the thing it points to; its `object` is the clause, for want of a name."""
    claims = _pointing(analysis, ())
    return slots.preference(analysis.folded, claims[-1], claims[-1].clause) if claims else None


def _named_here(analysis: Analysis, claim: Claim, wanted: Pointer) -> bool:
    """Whether the message itself speaks of something fitting before it points; then no earlier one is meant."""
    before = analysis.folded.source[: analysis.folded.span(*claim.clause)[0]]
    return bool(_fitting(before, FAR, wanted))


def referents(wanted: Pointer, context: Sequence[Utterance]) -> tuple[str, ...]:
    """The names that a phrase stands for, copied from the messages of `context`; none where that is not clear."""
    if wanted.whose:
        return ()
    latest = [utterance.text for utterance in reversed(context)][: LOOKED_AT if wanted.sort else _REACH]
    for index, text in enumerate(latest):
        fitting = _fitting(text, FAR if index else NEAR, wanted)
        if not fitting:
            continue
        proper = [one for one in fitting if not one.mention.nameless]
        if any(one.open for one in proper) and (wanted.nth or wanted.plural):
            return ()
        if wanted.nth:
            return _nth(proper, wanted.nth)
        if wanted.plural:
            return _several(text, proper, wanted)
        return _one(proper, latest[index + 1 : index + 2], wanted)
    return ()


def _fitting(text: str, reach: int, wanted: Pointer) -> list[Named]:
    """What a message names that the phrase may stand for, in its order."""
    return [one for one in named(text, reach) if _fits(one, wanted)]


def _fits(one: Named, wanted: Pointer) -> bool:
    mention = one.mention
    if mention.common and not mention.nameless and not _plain_enough(mention.sort, wanted.sort):
        return False
    if (mention.nameless and wanted.sort != "person") or (wanted.lifeless and mention.sort == "person"):
        return False
    return sorts.agree(mention.sort, wanted.sort)


def _plain_enough(sort: Sort | None, wanted: Sort | None) -> bool:
    """Whether a plain noun may name what is wanted: food, activities and games do; a place where that is told."""
    return wanted in _PLAIN_SORTS or (sort is not None and wanted is not None and wanted.startswith("place"))


def _one(fitting: Sequence[Named], before: Sequence[str], wanted: Pointer) -> tuple[str, ...]:
    """The name that fits best, none where two do; one named by the way must rival nothing in the message `before`."""

    def rank(one: Named) -> tuple[bool, int]:
        return wanted.sort is not None and one.mention.sort is not None, one.mention.standing

    highest = max(map(rank, fitting), default=None)
    best = {one.key: one for one in fitting if rank(one) == highest}
    if len(best) != 1:
        return ()
    (one,) = best.values()
    unsorted = {other.key for other in fitting if other.mention.sort is None and not other.mention.common}
    if one.open or (one.mention.standing == ASIDE and unsorted - {one.key}):
        return ()
    if one.mention.standing > ASIDE:
        return (one.name,)
    if wanted.sort is None or one.mention.sort is None:
        return ()
    others = [other for text in before for other in _fitting(text, FAR, wanted) if not other.mention.nameless]
    rivals = {other.key for other in others if other.mention.standing > ASIDE}
    return () if rivals - {one.key} else (one.name,)


def _nth(fitting: Sequence[Named], nth: int) -> tuple[str, ...]:
    different = list({one.key: one.name for one in fitting}.values())
    place = nth - 1 if nth > 0 else len(different) - 1
    return (different[place],) if len(different) > 1 and place < len(different) else ()


def _several(text: str, fitting: Sequence[Named], wanted: Pointer) -> tuple[str, ...]:
    """The members of the list named last; a number (这两部) must be theirs, and a band (他们) may be one."""
    lists: list[list[Named]] = []
    for one in fitting:
        if lists and joined(text, lists[-1][-1].mention, one.mention):
            lists[-1].append(one)
        else:
            lists.append([one])
    several = [members for members in lists if len(members) > 1 and wanted.count in {0, len(members)}]
    different = tuple({one.key: one.name for one in (several[-1] if several else fitting)}.values())
    alone = len(different) == 1 and wanted.count == 0 and wanted.sort in {"person", None}
    return different if several or alone or (wanted.count > 1 and len(different) == wanted.count) else ()


def _before(text: str, stated: StatedPreference) -> str:
    return text[: text.find(stated.object)]


def _pointing(analysis: Analysis, stated: Sequence[StatedPreference]) -> list[Claim]:
    """The claims of a liking that points; where the grammar has none, one of the polarity that the words tell."""
    claims = [claim for claim in analysis.counting if claim.deixis or claim.objects]
    overt = [claim for claim in claims if pointer(_words(analysis, claim)).overt]
    if claims:
        return overt or claims[-1:]
    polarity = stated[-1].polarity if stated else _polarity(analysis)
    if polarity is None:
        return []
    return [Claim("pointed", polarity, (clause.start, clause.end)) for clause in analysis.clauses[-1:]]


def _polarity(analysis: Analysis) -> Polarity | None:
    """The polarity of a message without a claim: that of another's claim in it, else of its last hint."""
    spoken = [claim for claim in analysis.claims if claim.holder == "speaker"]
    if spoken:
        return spoken[-1].polarity
    seen = tokens(analysis)
    kinds = [
        hint.kind for hint in hints.find(analysis.folded.text, tuple(seen.starts), tuple(seen.ends)) if hint.kind < 2
    ]
    return ("like", "dislike")[kinds[-1]] if kinds else None


def _words(analysis: Analysis, claim: Claim) -> str:
    return analysis.folded.text[slice(*claim.clause)]


def _preference(analysis: Analysis, claim: Claim, name: str) -> StatedPreference:
    return replace(slots.preference(analysis.folded, claim, claim.clause), object=name, named_in="context")
