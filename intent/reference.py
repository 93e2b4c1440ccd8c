"""What a liking that only points (这部电影我也很喜欢) refers to, from the messages before it.

The latest message that names anything fitting decides, as in Hobbs (1978, Resolving pronoun references), who searches
the sentences before from the nearest on; in it the thing of highest standing is taken, as in centering (Grosz, Joshi
and Weinstein 1995: what was in focus is what a pronoun takes up). Where two fit equally well, nothing is guessed.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cache

from intent import hints, slots, sorts
from intent.claims import Claim
from intent.mention import ASIDE, FOCUS, TOPIC, Mention
from intent.mentions_en import english
from intent.mentions_zh import chinese
from intent.model import Polarity, Reading, StatedPreference, Utterance
from intent.pointing import Pointer, only_points, pointer
from intent.slots import Analysis
from intent.text import fold, is_chinese, simplified_characters
from intent.tokens import tokens

LOOKED_AT = 6
"""Messages. What was named longer ago is no longer what a pronoun means."""
LONGEST_LOOKED_AT = 600
"""Characters of one message, from its end."""
_NEAR, _FAR = 120, 40
"""Characters at each end of a message that are read word by word, of the latest one and of those before: at 4
microseconds each the rest would take longer than reading the message itself."""
_REACH = 2
"""Messages looked at where the sort is not told (它, 这个): nothing shows then that the topic is still the same."""
_PLAIN_SORTS = frozenset({None, "food", "activity", "work/game"})
"""What plain nouns name (螺蛳粉, 滑雪); works, people and places have names of their own."""
_LIKELY = 0.5
"""The probability of `state` that does without asking where the grammar, too, reads a liking that points."""
_LONGEST_CLAIM = 40
"""Characters of a sentence that the grammar reads for what it says is liked; it takes 20 microseconds for each."""
_ATTITUDE = re.compile(
    r"喜欢|爱|讨厌|粉丝|感兴趣|偏好|怕|\b(?:like|love|enjoy|hate|fan|prefer|into|favou?rite)", re.IGNORECASE
)
_SENTENCES = re.compile(r"[^。.!！?？\n;；]+[。.!！?？]?")


@dataclass(frozen=True, slots=True)
class _Named:
    """A mention with the words it was made in."""

    name: str
    mention: Mention

    @property
    def key(self) -> str:
        return self.name.strip("《》").casefold()


def resolved(reading: Reading, analysis: Analysis, context: Sequence[Utterance]) -> Reading:
    """The reading with what its pointing liking means, found in `context`; unchanged where it points to nothing.

    `context` has the earlier messages, oldest first. Where it names nothing fit, or two things equally so, nothing is
    stated and the reading stays with `deixis`.
    """
    if reading.intent != "state":
        return reading
    if reading.stated:
        if not all(only_points(stated.object, _before(reading.text, stated)) for stated in reading.stated):
            return reading
    elif not reading.deixis:
        return reading
    claims = _pointing(analysis, reading.stated)
    if reading.unsure and _agreed(reading, claims):
        reading = replace(reading, unsure=False)
    reading = replace(reading, deixis=True, stated=())
    found: dict[str, StatedPreference] = {}
    for claim in claims:
        wanted = pointer(_words(analysis, claim))
        if _named_here(analysis, claim, wanted):
            continue
        for name in referents(wanted, context):
            found.pop(name.casefold(), None)
            found[name.casefold()] = _preference(analysis, claim, name)
    return replace(reading, stated=tuple(found.values()))


def pointed(analysis: Analysis) -> StatedPreference | None:
    """What a message that points says of the thing it points to; its `object` is the clause, for want of a name."""
    claims = _pointing(analysis, ())
    return slots.preference(analysis.folded, claims[-1], claims[-1].clause) if claims else None


def _named_here(analysis: Analysis, claim: Claim, wanted: Pointer) -> bool:
    """Whether the message itself speaks of something fitting before it points; then no earlier one is meant."""
    before = analysis.folded.source[: analysis.folded.span(*claim.clause)[0]]
    return any(_fits(one.mention, wanted) for one in _named(Utterance("user", before), _FAR))


def referents(wanted: Pointer, context: Sequence[Utterance]) -> tuple[str, ...]:
    """The names that a phrase stands for, copied from the messages of `context`; none where that is not clear."""
    if wanted.whose:
        return ()
    reach = LOOKED_AT if wanted.sort else _REACH
    latest = list(reversed(context))[:reach]
    for index, utterance in enumerate(latest):
        named = [one for one in _named(utterance, _NEAR if index == 0 else _FAR) if _fits(one.mention, wanted)]
        proper = [one for one in named if not one.mention.nameless]
        if not proper:
            if named:
                return ()
            continue
        if wanted.nth:
            return _nth(proper, wanted.nth)
        if wanted.plural:
            return _several(utterance.text, proper, wanted)
        before = _named_fit(latest[index + 1], wanted) if index + 1 < len(latest) else []
        return _one(proper, before, wanted)
    return ()


def _one(named: Sequence[_Named], before: Sequence[_Named], wanted: Pointer) -> tuple[str, ...]:
    """The name that fits best; one named only by the way must not rival what the message `before` was about."""
    best = _best(named, wanted)
    if best is None or best.mention.standing > ASIDE:
        return (best.name,) if best else ()
    rival = _best(before, wanted)
    if rival is None or rival.key == best.key or rival.mention.standing == ASIDE:
        return (best.name,)
    surer = wanted.sort is not None and rival.mention.sort is not None and best.mention.sort is None
    return (rival.name,) if surer else ()


def _named_fit(utterance: Utterance, wanted: Pointer) -> list[_Named]:
    return [one for one in _named(utterance, _FAR) if _fits(one.mention, wanted) and not one.mention.nameless]


def _fits(mention: Mention, wanted: Pointer) -> bool:
    if mention.common and mention.sort is None and wanted.sort not in _PLAIN_SORTS:
        return False
    if mention.nameless and wanted.sort != "person":
        return False
    if wanted.lifeless and mention.sort == "person":
        return False
    return sorts.agree(mention.sort, wanted.sort)


def _best(named: Sequence[_Named], wanted: Pointer) -> _Named | None:
    """The one that fits best, None where two different ones do."""
    ranked: dict[str, tuple[tuple[bool, int], _Named]] = {}
    for one in named:
        rank = (wanted.sort is not None and one.mention.sort is not None, one.mention.standing)
        if one.key not in ranked or ranked[one.key][0] <= rank:
            ranked[one.key] = (rank, one)
    if not ranked:
        return None
    (rank, best), *others = sorted(ranked.values(), key=lambda pair: pair[0], reverse=True)
    return None if others and others[0][0] == rank else best


def _nth(named: Sequence[_Named], nth: int) -> tuple[str, ...]:
    different = list({one.key: one.name for one in named}.values())
    if len(different) < 2:
        return ()
    place = nth - 1 if nth > 0 else len(different) - 1
    return (different[place],) if place < len(different) else ()


def _several(text: str, named: Sequence[_Named], wanted: Pointer) -> tuple[str, ...]:
    """The members of the list named last; a number (这两部) must be theirs, and a band (他们) may be one."""
    lists: list[list[_Named]] = []
    for one in named:
        if lists and _joined(text[lists[-1][-1].mention.end : one.mention.start]):
            lists[-1].append(one)
        else:
            lists.append([one])
    several = [members for members in lists if len(members) > 1 and wanted.count in {0, len(members)}]
    if several:
        return tuple({one.key: one.name for one in several[-1]}.values())
    different = tuple({one.key: one.name for one in named}.values())
    alone = len(different) == 1 and wanted.count == 0 and wanted.sort in {"person", None}
    return different if alone or (wanted.count > 1 and len(different) == wanted.count) else ()


def _joined(between: str) -> bool:
    return bool(
        re.fullmatch(r"[\s\"”“]*(?:、|和|与|跟|以及|还有|还是|或者?|,|，|&|,? and|,? or|,? but)[\s\"”“]*", between)
    )


def _named(utterance: Utterance, reach: int) -> list[_Named]:
    """All that an utterance names, in its order; each place once."""
    text = utterance.text[-LONGEST_LOOKED_AT:]
    plain = _plain(text)
    found = list(chinese(text, plain, reach) if any(is_chinese(character) for character in plain) else english(text))
    found += [mention for mention in _liked(text) if not any(_meets(mention, other) for other in found)]
    ordered = sorted(found, key=lambda mention: mention.start)
    return [_Named(text[one.start : one.end].strip(), one) for one in _levelled(text, ordered)]


def _levelled(text: str, mentions: list[Mention]) -> list[Mention]:
    """The members of a list stand equally, and are of one sort."""
    for index in range(1, len(mentions)):
        before, here = mentions[index - 1 : index + 1]
        if _joined(text[before.end : here.start]):
            standing = max(before.standing, here.standing)
            mentions[index] = replace(here, standing=standing, sort=here.sort or before.sort)
            mentions[index - 1] = replace(before, standing=standing, sort=before.sort or here.sort)
    return mentions


def _plain(text: str) -> str:
    """`text` in simplified characters, as long as it."""
    return text.translate(_simplifying())


@cache
def _simplifying() -> dict[int, str]:
    return {ord(old): new for old, new in simplified_characters().items() if len(new) == 1}


def _liked(text: str) -> Iterable[Mention]:
    """What the last short sentence with an attitude says is liked or not, by whomever: 你喜欢周杰伦吗."""
    sentence = next(
        (
            match
            for match in reversed(list(_SENTENCES.finditer(text)))
            if len(match[0]) <= _LONGEST_CLAIM and _ATTITUDE.search(match[0])
        ),
        None,
    )
    if sentence is None:
        return
    analysis = slots.analyse(fold(sentence[0]))
    for claim in analysis.claims:
        for place in claim.objects:
            start, end = analysis.folded.span(*place)
            asked = claim.scope == "asked" and not text[sentence.end() :].strip()
            yield Mention(
                sentence.start() + start, sentence.start() + end, None, FOCUS if asked else TOPIC, common=True
            )


def _meets(one: Mention, other: Mention) -> bool:
    return one.start < other.end and other.start < one.end


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


def _agreed(reading: Reading, claims: Sequence[Claim]) -> bool:
    return any(claim.deixis for claim in claims) and reading.probabilities["state"] >= _LIKELY


def _words(analysis: Analysis, claim: Claim) -> str:
    return analysis.folded.text[slice(*claim.clause)]


def _preference(analysis: Analysis, claim: Claim, name: str) -> StatedPreference:
    return replace(slots.preference(analysis.folded, claim, claim.clause), object=name, named_in="context")
