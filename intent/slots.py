"""Words to statements: the claims of a message, and which of them the speaker means of themselves, now.

A grammar of clauses rather than a tagger: each claim carries its holder and its scope (cf. Saurí and Pustejovsky 2009,
FactBank, for who holds a statement and how factual it is; Morante and Blanco 2012 for negation and its scope).
"""

import re
from dataclasses import dataclass, replace

from intent import clauses as clause_module
from intent.claims import Claim, Range
from intent.clauses import Clause
from intent.en import parser as english
from intent.model import Polarity, StatedPreference
from intent.text import Folded, is_chinese
from intent.zh import parser as chinese
from intent.zh import scope

_ENGLISH_MENTION = re.compile(
    r"\b(?:translate|translation|how (?:do|would|to) (?:you |i )?say|rewrite|rephrase|paraphrase|proofread|lyrics?|"
    r"poem|essay|what does .* mean|grammar|this sentence|the sentence|the phrase|the word|role-?play|act as|"
    r"pretend|fictional|write (?:a|an|me|the))\b"
)
_LIMITS = frozenset({"allergy", "phobia"})


@dataclass(frozen=True, slots=True)
class Analysis:
    """What the grammar found in one message."""

    folded: Folded
    clauses: tuple[Clause, ...]
    claims: tuple[Claim, ...]

    @property
    def counting(self) -> tuple[Claim, ...]:
        return tuple(claim for claim in self.claims if claim.counts and (claim.objects or claim.deixis))

    @property
    def names_something(self) -> bool:
        """The grammar itself found a thing that the speaker likes or dislikes."""
        return any(claim.objects for claim in self.counting)

    @property
    def deixis(self) -> bool:
        """Something is liked or disliked that only an earlier turn can name."""
        return any(claim.deixis for claim in self.counting)


def analyse(folded: Folded) -> Analysis:
    clauses = clause_module.split(folded.text)
    spoken_chinese = any(is_chinese(character) for character in folded.text)
    claims = chinese.read(clauses, folded.text) if spoken_chinese else english.read(clauses)
    if spoken_chinese:
        foreign = [clause for clause in clauses if not any(is_chinese(character) for character in clause.text)]
        claims += [claim for claim in english.read(foreign) if claim.explicit and claim.counts]
    return Analysis(
        folded, tuple(clauses), tuple(_held(_in_earnest(_unmentioned(claim, clauses), folded.text)) for claim in claims)
    )


def _unmentioned(claim: Claim, clauses: list[Clause]) -> Claim:
    """A claim beside 翻译, 造句, `rewrite` and the like is an example sentence, not a statement."""
    if claim.family == "style":
        return claim
    own = next((clause for clause in clauses if clause.start <= claim.clause[0] < clause.end), None)
    if own is None:
        return claim
    for clause in clauses:
        leads = clause.sentence == own.sentence - 1 and clause.mark[:1] in {":", "\n"}
        found = _mention(clause, here=clause.start <= own.start) if clause.sentence == own.sentence or leads else None
        if found and not any(start <= clause.start + found.start() < end for start, end in claim.objects):
            return replace(claim, scope="quoted")
    return claim


def _mention(clause: Clause, *, here: bool) -> re.Match[str] | None:
    if not any(is_chinese(character) for character in clause.text):
        return _ENGLISH_MENTION.search(clause.text)
    return scope.MENTION.search(clause.text) or (scope.MENTION_HERE.search(clause.text) if here else None)


def _in_earnest(claim: Claim, text: str) -> Claim:
    return replace(claim, scope="marked") if claim.counts and scope.jest(text) else claim


def _held(claim: Claim) -> Claim:
    """我对花生不过敏, `I'm not allergic to nuts`: that a limit does not hold is no liking."""
    denied = claim.counts and claim.family in _LIMITS and claim.polarity == "like"
    return replace(claim, scope="denied") if denied else claim


def stated(analysis: Analysis) -> tuple[StatedPreference, ...]:
    """The preferences that the speaker states; of two about one thing, under one condition, the later holds."""
    return _preferences(analysis, analysis.counting)


def named(analysis: Analysis) -> tuple[StatedPreference, ...]:
    """Every preference that is named at all, whatever its scope: what a retraction is about."""
    return _preferences(analysis, tuple(claim for claim in analysis.claims if claim.objects))


def _preferences(analysis: Analysis, claims: tuple[Claim, ...]) -> tuple[StatedPreference, ...]:
    found: dict[tuple[str, str | None], StatedPreference] = {}
    for claim in claims:
        for place in claim.objects:
            named = preference(analysis.folded, claim, place)
            if named.object:
                key = (named.object.casefold(), named.condition)
                found.pop(key, None)
                found[key] = named
    return tuple(found.values())


def preference(folded: Folded, claim: Claim, place: Range) -> StatedPreference:
    """The preference that `claim` states of the thing at `place`."""
    start, end = min(claim.clause[0], place[0]), max(claim.clause[1], place[1])
    polarity: Polarity = claim.polarity
    return StatedPreference(
        object=folded.cut(*place),
        polarity=polarity,
        kind=claim.kind,
        condition=folded.cut(*claim.condition) if claim.condition else None,
        strength=claim.strength,
        quote=folded.cut(start, end),
        span=folded.span(start, end),
    )
