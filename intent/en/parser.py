"""Reading English sentences: every claim of liking or disliking, with its holder and its scope."""

import re

from intent.claims import Attitude, Claim, Holder, Range, Scope
from intent.clauses import Clause
from intent.en import attitudes, objects, words
from intent.en.phrases import Sentence, compiled, overlap, set_phrases, style
from intent.model import Strength

_MODIFIERS = re.compile(rf"(?:^|(?<=[\s,;:']))(?:(?:{words.NEGATION}|{words.ADVERB})(?![a-z'])\s*)*+$")
_NEGATION = re.compile(rf"(?:(?<![a-z]){words.NEGATION}|n't)(?![a-z])")
_SPEAKER_END = re.compile(rf"(?:^|[\s,;:(]){words.SPEAKER}$")
_JOINED_END = re.compile(r"(?:^|\s|,)(?:and|but|or|yet|while|though|,|&|also|plus)$|,$")
_CONTRACTION = re.compile(r"\b(i|we|you|he|she|they|it|that|there|who|what)'(m|re|ve|d|ll|s)\b")
_DOUBTED = re.compile(
    rf"(?:n't|\bnot|{words.NEGATION}) (?:really )?(?:say|think|claim|believe)(?: that)? {words.SPEAKER}$"
    rf"|\bnot that {words.SPEAKER}$"
)
_PARTS = re.compile(r"[,;]|\b(?:but|yet|whereas|though|although|while|and)\b(?= )")
_TIMES = re.compile(
    r"\b(?:when(?:ever)?|every time|each time|as soon as) (?:(?!\bbut\b)[^,.;])+|"
    rf"\b(?:in|on|at|during|before|after|over) (?:{words.TIME}|"
    r"(?:the |a |my )?(?:bed|bedtime|breakfast|lunch|dinner|meals?|work|school|exercise)\b)"
)
"""When something holds."""
_SPEAKER = re.compile(rf"\b{words.SPEAKER}\b")
_INGEST = frozenset({"eat", "drink", "have", "digest"})
_LONGEST = 400


def read(clauses: list[Clause]) -> list[Claim]:
    """All claims in the English sentences that `clauses` make up."""
    found: list[Claim] = []
    last: tuple[Range, ...] = ()
    for sentence in _sentences(clauses):
        claims = _claims(sentence, last)
        last = next((claim.objects for claim in reversed(claims) if claim.objects), last)
        found.extend(claims)
    return found


def _sentences(clauses: list[Clause]) -> list[Sentence]:
    """Commas hold lists in English: the clauses of one sentence are joined again, blanks in place of its marks kept."""
    groups: dict[int, list[Clause]] = {}
    for clause in clauses:
        groups.setdefault(clause.sentence, []).append(clause)
    result = []
    for group in groups.values():
        start = group[0].start
        joined = ""
        for clause in group:
            gap = clause.start - start - len(joined)
            joined += ("," + " " * (gap - 1) if gap > 0 and joined else " " * gap) + clause.text
        joined = _CONTRACTION.sub(r"\1 \2", joined[:_LONGEST])
        result.append(Sentence(start, joined, group[-1].asked))
    return result


def _claims(sentence: Sentence, last: tuple[Range, ...]) -> list[Claim]:
    found = set_phrases(sentence)
    fixed = tuple(found)
    if not found:
        wish = style(sentence)
        if wish:
            return [wish]
    holder: Holder | None = None
    for verb in attitudes.verb_pattern().finditer(sentence.text):
        attitude = attitudes.VERBS[int((verb.lastgroup or "v0")[1:])]
        claim = _from_verb(sentence, attitude, verb, holder, last or tuple(r for c in found for r in c.objects))
        if claim is None:
            continue
        holder = claim.holder
        if any(overlap(claim.objects, other) for other in fixed):
            continue
        found.append(claim)
        last = claim.objects or last
    return found


def _from_verb(
    sentence: Sentence, attitude: Attitude, verb: re.Match[str], before: Holder | None, last: tuple[Range, ...]
) -> Claim | None:
    left = sentence.text[: verb.start()].rstrip()
    match = _MODIFIERS.search(left)
    modifiers = left[match.start() :] if match else ""
    head = (left[: match.start()] if match else left).rstrip()
    holder = _holder(head, modifiers, sentence.text, before)
    if holder is None:
        return None
    phrase = sentence.text[verb.end() :]
    cut = objects.cut(phrase)
    offset = sentence.start + verb.end()
    named = tuple((offset + a, offset + b) for a, b in objects.things(phrase[:cut]))
    deixis = objects.is_deictic(phrase[:cut])
    meant = _scope(sentence, verb, head, modifiers, phrase[:cut])
    if deixis and not named and last:
        named, deixis = last, False
    own_negation = 1 if attitude.family in {"cannot", "never", "cannot_without"} else 0
    if attitude.family == "cannot_without" and not _NEGATION.search(modifiers):
        return None
    if re.search(r"\b(?:no|zero|little)\b", verb[0]) and attitude.family == "have":
        own_negation += 1
    own_negation += phrase.lstrip().startswith("neither ") + bool(_DOUBTED.search(head))
    negated = (len(_NEGATION.findall(modifiers)) + own_negation) % 2 == 1
    claim = Claim(
        attitude.family,
        attitude.polarity,
        (sentence.start, sentence.start + verb.end() + max(cut, 0)),
        named,
        holder,
        meant,
        "constraint" if attitude.family == "cannot" and verb[0] in _INGEST else attitude.kind,
        _strength(attitude, modifiers),
        _condition(sentence, verb, named),
        deixis and not named,
        bool(_SPEAKER_END.search(head)),
    )
    return claim.flipped() if negated else claim


def _holder(head: str, modifiers: str, text: str, before: Holder | None) -> Holder | None:
    if _SPEAKER_END.search(head):
        return "speaker"
    if re.search(r"(?:^|[\s,])(?:you|u|y'all)$", head):
        return "addressee"
    if not head or head.endswith((":", ";")):
        return (
            "speaker"
            if attitudes.ELIDABLE.match(text.strip())
            and not re.search(r"\b(?:would|could|should|do|will|s)\b", modifiers)
            else "addressee"
        )
    if _JOINED_END.search(head) or head.endswith(","):
        return before or "other"
    return "other"


def _scope(sentence: Sentence, verb: re.Match[str], head: str, modifiers: str, phrase: str) -> Scope:
    before, after = sentence.text[: verb.start()], sentence.text[verb.end() :]
    clause = re.split(r",|\bbut\b|\band\b", head)[-1]
    interrogative = bool(compiled(words.QUESTION_START).search(clause.strip() + " ")) or bool(
        re.search(r"\b(?:what|which|who|where|how|whether|do you know|do you remember)\b", clause)
    )
    bare_question = sentence.asked and not compiled(words.QUESTION_WORD).search(after)
    then = [m.end() for m in compiled(words.PAST).finditer(before)]
    now = [m.end() for m in compiled(words.NOW).finditer(before)]
    wish = (
        re.search(r"\b(?:would|d|could|might|may|will|ll)\s+(?:\w+\s+)?$", modifiers + " ") and "rather" not in verb[0]
    )
    finite_past = verb[0] in {
        "loved",
        "liked",
        "enjoyed",
        "hated",
        "adored",
        "disliked",
        "preferred",
        "avoided",
    } and not re.search(
        r"(?:ve|have|ive|has)\b.*\b(?:always|never|long|come to|grown to)\b|ive (?:always|never)", head[-5:] + modifiers
    )
    rules: tuple[tuple[bool, Scope], ...] = (
        (objects.is_address(phrase), "polite"),
        (
            bool(compiled(words.REPORTED).search(head))
            and not re.search(r"\b(?:i|doctor|doctors)\s+(?:said|says|told|think|thought|believe|read|guess)", head),
            "quoted",
        ),
        (interrogative or bare_question, "asked"),
        (
            bool(re.search(rf"{words.SUPPOSED}\s+(?:that\s+)?(?:i|we|you|he|she|they|someone|my \w+)$", head)),
            "supposed",
        ),
        (bool(wish) or "going to" in modifiers, "momentary"),
        (
            finite_past
            or "didn't" in modifiers
            or "did not" in modifiers
            or bool(re.search(r"\b(?:was|were)\b", modifiers))
            or (bool(then) and (not now or max(then) > max(now))),
            "past",
        ),
    )
    return next((scope for holds, scope in rules if holds), "stated")


def _strength(attitude: Attitude, modifiers: str) -> Strength:
    if re.search(r"\b(?:kinda|kind of|sort of|a bit|a little|slightly|somewhat|not really|mildly)\b", modifiers):
        return "weak"
    strong = re.search(
        r"\b(?:really|absolutely|truly|so|very|totally|deeply|extremely|super|severely|always|never|strictly|"
        r"strongly)\b",
        modifiers,
    )
    return "strong" if strong or attitude.strength == "strong" else "normal"


def _condition(sentence: Sentence, verb: re.Match[str], named: tuple[Range, ...]) -> Range | None:
    """I like tea in the morning, but in the evening I hate it: the time told in the verb's own part of the sentence."""
    starts = [found.end() for found in _PARTS.finditer(sentence.text, 0, verb.start())]
    end = _PARTS.search(sentence.text, verb.end())
    begin = starts[-1] if starts else 0
    if len(starts) > 1 and _TIMES.fullmatch(sentence.text[starts[-2] : begin].strip(" ,;")):
        begin = starts[-2]
    elif len(starts) == 1 and _TIMES.fullmatch(sentence.text[:begin].strip(" ,;")):
        begin = 0
    speaker = [found.start() for found in _SPEAKER.finditer(sentence.text, begin, verb.start())]
    behind = _TIMES.search(sentence.text, verb.end(), end.start() if end else len(sentence.text))
    told = behind or _TIMES.search(sentence.text, begin, speaker[-1] if speaker else verb.start())
    if told is None or told[0].startswith("when i was"):
        return None
    start = sentence.start + told.start()
    is_named = any(first <= start < last for first, last in named)  # breakfast in bed
    return None if is_named else (start, start + len(told[0].rstrip()))
