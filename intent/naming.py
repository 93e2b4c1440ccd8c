"""From the tagger's marks to preferences: whose grammar tells what, and what the encoder hears beside the names."""

import re
import unicodedata
from dataclasses import replace

from intent import hearing, slots
from intent.claims import Claim, Range
from intent.encoder.encoder import View
from intent.model import Kind, StatedPreference
from intent.slots import Analysis
from intent.tagger import TaggedSpan, Tagger

_COMPLEMENTS = frozenset("上透死惨疯极")
"""What completes a verb of liking and is no part of the name behind it: 爱上, 烦透."""
_PICTURES = frozenset({"So", "Sk"})
"""Categories of emoji and of what modifies them."""
_EXCEPT = re.compile(
    r"(?:除(?:了|去|开)?|\bexcept(?: for)?\b|\bapart from\b|\baside from\b)\s*"
    r"(?P<o>[^,，。;；.!！?？]{1,40}?)(?:以外|之外)?(?=[,，。;；.!！?？]|\s*$)"
)
_ALSO = re.compile(r"[,，\s]*(?:我|咱)?(?:们)?(?:还|也|最)")
"""除了绿茶，我还喜欢红茶 adds rather than leaves out."""
_LAST_JOINED = re.compile(r"(?:以及|还有|和|与|跟)(?=.)")
"""What the last member of a list is joined by."""
LEAST_SURE = 0.02
"""Below this the best mark of a message is a guess, and nothing is named."""


_CONSTRAINT = re.compile(
    r"过敏|不耐受|忌口|不能[吃喝碰沾闻]|不让[吃喝]|[吃喝碰]不[了得]|不[吃喝碰沾抽]|戒|恐惧|恐高|晕[车船机]|"
    r"医生|吃[素斋]|素食|清真|起疹|拉肚子|"
    r"\b(?:allerg\w+|intoleran\w+|vegan|vegetarian|coeliac|celiac|diabetic|kosher|halal|doctor|"
    r"can'?(?:t|not) (?:eat|have|drink|digest|do)|cannot (?:eat|have|drink)|(?:don'?t|do not|never) (?:eat|drink))\b"
)
_STYLE = re.compile(
    r"回答|回复|回我|跟我说话|和我说话|叫我|称呼|语气|分点|表格|列表|废话|"
    r"\b(?:answer|repl(?:y|ies)|respon[ds]\w*|call me|bullet points?|emojis?|markdown|tone|"
    r"your (?:messages|explanations|answers))\b"
)


def stated(analysis: Analysis, tagger: Tagger, view: View, *, pointing: bool) -> tuple[StatedPreference, ...]:
    """The preferences of a message that states some; `pointing` says that it may be of what only an earlier turn names.

    Without `pointing` the tagger has to choose at least one thing, unless the best it finds is no more than a guess.
    """
    denied = [place for claim in analysis.claims if claim.scope == "denied" for place in claim.objects]
    if denied and not analysis.counting:
        return ()
    found = tagger.spans(analysis, view, required=not (pointing or denied))
    marks = [part for mark in found if mark.score >= LEAST_SURE for part in _members(analysis, mark)]
    return _preferences(analysis, view, [mark for mark in marks if not any(_meets(mark, place) for place in denied)])


def _preferences(analysis: Analysis, view: View, marks: list[TaggedSpan]) -> tuple[StatedPreference, ...]:
    """One preference for each thing marked, and for each condition of it; of two marks of one the later holds."""
    preferences: dict[tuple[str, str | None], StatedPreference] = {}
    conditions = hearing.conditions(view)
    for mark in marks:
        preference = _preference(analysis, view, mark, conditions)
        apart = _apart(analysis, preference)
        for each in apart or [_excepted(analysis, mark, _at_last(analysis, mark, preference))]:
            if any(character.isalnum() for character in each.object):
                key = each.object.casefold(), each.condition if apart else None
                preferences.pop(key, None)
                preferences[key] = each
    return tuple(preferences.values())


def _apart(analysis: Analysis, preference: StatedPreference) -> list[StatedPreference]:
    """What the grammar hears said of the name under one condition and under another: 早上喜欢喝咖啡，晚上不喜欢喝咖啡.

    Empty where it hears no such thing; the tagger marks a name once.
    """
    found: dict[str | None, StatedPreference] = {}
    for claim in analysis.counting:
        for start, end in claim.objects:
            if analysis.folded.cut(start, end).endswith(preference.object):
                place = end - len(preference.object), end
                heard = replace(slots.preference(analysis.folded, claim, place), kind=preference.kind)
                found[heard.condition] = heard
    is_apart = len(found) > 1 and (None not in found or len({each.polarity for each in found.values()}) > 1)
    return list(found.values()) if is_apart else []


def _excepted(analysis: Analysis, mark: TaggedSpan, preference: StatedPreference) -> StatedPreference:
    """除了榴莲，我喜欢所有水果: what is left out of all is what the rest is not."""
    text = analysis.folded.text
    for found in _EXCEPT.finditer(text):
        if _meets(mark, found.span("o")) and not _ALSO.match(text, found.end()):
            ends = not any(character.isalnum() for character in text[found.end() :])
            for claim in (claim for claim in analysis.claims if claim.holder == "speaker"):
                before = ends and claim.clause[0] < found.start()
                if before or any(not _within(place, found.span("o")) for place in claim.objects):
                    return replace(preference, polarity=claim.flipped().polarity)
    return preference


def _within(place: Range, outer: Range) -> bool:
    return outer[0] <= place[0] and place[1] <= outer[1]


def _at_last(analysis: Analysis, mark: TaggedSpan, preference: StatedPreference) -> StatedPreference:
    """With what the grammar hears said of the same name further on: 我曾是韩剧迷，现在一点都不爱看韩剧."""
    for claim in reversed(analysis.counting):
        for start, end in claim.objects:
            if start >= mark.end and analysis.folded.cut(start, end) == preference.object:
                return replace(preference, polarity=claim.polarity)
    return preference


def _preference(analysis: Analysis, view: View, mark: TaggedSpan, conditions: list[Range]) -> StatedPreference:
    """What the claim tells, and of kind and condition what the encoder hears beside it."""
    claim = _claim(analysis, mark)
    place = _trimmed(analysis.folded.text, _whole(analysis, mark))
    preference = slots.preference(analysis.folded, claim, place)
    condition = hearing.condition_of(place, conditions, analysis.folded.text, analysis.clauses)
    if condition and claim.condition and _tells_better(claim, condition):
        condition = claim.condition
    return replace(
        preference,
        kind=_kind(preference, hearing.kind(view, place)),
        condition=analysis.folded.cut(*condition) if condition else preference.condition,
    )


def _tells_better(claim: Claim, heard: Range) -> bool:
    """Whether the grammar's condition is the one heard and more, or stands with the thing while the other does not."""
    own = claim.condition or heard
    return (own[0] <= heard[0] and heard[1] <= own[1]) or heard[1] <= claim.clause[0] <= own[0]


def _whole(analysis: Analysis, mark: TaggedSpan) -> TaggedSpan:
    """The mark, or the grammar's name where they differ by what only looks like a part of the name, or of the verb.

    酒 of 酒吧, whose end is no particle; 上广场舞 in 爱上广场舞, whose beginning belongs to the verb;
    `running in winter`, whose end tells when.
    """
    text = analysis.folded.text
    for claim in analysis.counting:
        for start, end in claim.objects:
            if mark.start == start and text[mark.end : end] == "吧":
                return mark._replace(end=end)
            if mark.end == end and text[mark.start : start] in _COMPLEMENTS:
                return mark._replace(start=start)
            if mark.start == start and claim.condition and claim.condition[1] == mark.end and end < claim.condition[0]:
                return mark._replace(end=end)
    return mark


def _trimmed(text: str, mark: TaggedSpan) -> Range:
    """The place without the pictures beside the name: 狗🐶 is 狗."""
    start, end = mark.start, mark.end
    while start < end and unicodedata.category(text[end - 1]) in _PICTURES:
        end -= 1
    while start < end and unicodedata.category(text[start]) in _PICTURES:
        start += 1
    return (start, end) if start < end else (mark.start, mark.end)


def _members(analysis: Analysis, mark: TaggedSpan) -> list[TaggedSpan]:
    """The members of a list that was marked as one thing, 红、黑和白 too; titles stay whole."""
    words = analysis.folded.text[mark.start : mark.end]
    if "《" in words:
        return [mark]
    last = words.rfind("、")
    joined = _LAST_JOINED.search(words, last + 2) if last >= 0 else None
    if joined:
        words = words[: joined.start()] + "、" * len(joined[0]) + words[joined.end() :]
    found = re.finditer(r"[^、]+", words)
    return [mark._replace(start=mark.start + part.start(), end=mark.start + part.end()) for part in found]


def _meets(mark: TaggedSpan, place: tuple[int, int]) -> bool:
    return mark.start < place[1] and place[0] < mark.end


def _claim(analysis: Analysis, mark: TaggedSpan) -> Claim:
    """The grammar's claim of the marked thing, else one read off its clause.

    Where the grammar names the very same thing its polarity holds: it follows negations further than the tagger does.
    """
    met = [claim for claim in analysis.counting if any(_meets(mark, place) for place in claim.objects)]
    same = [claim for claim in met if any(_alike(mark, place) for place in claim.objects)]
    for claim in (*reversed(same), *(claim for claim in met if claim.polarity == mark.polarity)):
        return claim
    clause = next((clause for clause in analysis.clauses if clause.start <= mark.start < clause.end), None)
    start, end = (clause.start, clause.end) if clause else (mark.start, mark.end)
    return Claim("tagged", mark.polarity, (start, end))


def _alike(mark: TaggedSpan, place: Range) -> bool:
    """Either holds the other, and is at most twice as long."""
    inside = (place[0] <= mark.start and mark.end <= place[1]) or (mark.start <= place[0] and place[1] <= mark.end)
    short, long = sorted((mark.end - mark.start, place[1] - place[0]))
    return inside and 2 * short >= long


def _kind(preference: StatedPreference, heard: Kind) -> Kind:
    """A limit that either knows of is one: to overlook an allergy is worse than to take a taste for one."""
    if preference.kind == "style" or _STYLE.search(preference.quote.casefold()):
        return "style"
    told = preference.polarity == "dislike" and _CONSTRAINT.search(preference.quote.casefold())
    return "constraint" if told else preference.kind if preference.kind != "taste" else heard
