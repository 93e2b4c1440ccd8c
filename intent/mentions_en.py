"""What an English utterance names: titles and names by their capitals, and nouns where a sentence brings one up."""

import re
from collections.abc import Iterator

from intent import sorts
from intent.mention import ASIDE, FOCUS, TOPIC, Mention

_SENTENCE = re.compile(r"(?:[^.!?\n]|\.(?=\w)|(?<=\b[A-Z])\.(?= [A-Z]))+[.!?]*")
_QUOTED = re.compile(r"[“\"](?P<o>[A-Z0-9][^“”\"\n]{0,60}?)[,.]?[”\"]|(?<!\w)'(?P<p>[A-Z0-9][^'\n]{0,60})'(?!\w)")
_WORD = r"(?:[A-Z][\w'’&-]*\w|[A-Z](?![\w'’])|\d+)"
_CAPITALS = re.compile(rf"\b[A-Z](?:[\w'’&-]*\w)?(?: (?:(?:of|the|in|de|van|von|la|le|a|an|to|for|on|with) )*{_WORD})*")
_ORDINARY = re.compile(
    r"(?:(?:I(?:'\w+)?|An?|Fun|Cool|Wow|Too|Very|Really|It(?:'s)?|He|She|They|We|You|That(?:'s)?|This|"
    r"These|Those|My|Your|His|Her|Our|Its|Their|Have|Has|Do|Does|Did|"
    r"Is|Are|Was|Were|What(?:'s)?|Which|Who|Where|When|Why|How|Yes|Yeah|No|Oh|Ok|Okay|Well|Sure|Great|"
    r"Nice|Both|And|But|So|If|In|On|"
    r"At|For|To|As|Let(?:'s)?|Then|There|Here|Some|Many|Most|Also|Maybe|Not|Sorry|Thanks|Hi|Hello|Hey|"
    r"Last|Yesterday|Today|Tomorrow|"
    r"Would|Could|Can|Should|Will|One|Absolutely|Directed|Released|Written|Starring|By|Try|Listen|Watch|"
    r"Read|People|Everyone|Ever|"
    r"Speaking|Just|Any|Of|Good|Personally|Honestly|Actually|After|Before|While|Since|With|From|Both|All|"
    r"Another|Among|Perhaps|"
    r"Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday|January|February|March|April|May|June|July|"
    r"August|September|"
    r"October|November|December|Chinese|English|French|Japanese|American|British|Italian|Korean|German|"
    r"Spanish)(?:\s+|$))+"
)
_DONE = (
    r"(?:seen|saw|watch(?:ed|ing)?|read(?:ing)?|finish(?:ed)?|heard(?: of)?|listen(?:s|ed|ing)? to|tried|"
    r"try(?:ing)?|had|ate|eaten|"
    r"played|play(?:ing)?|been to|visit(?:ed|ing)?|went to|go(?:ing)? to|recommend|suggest|know|like|love|"
    r"enjoy|hate|into|"
    r"think (?:of|about)|talk(?:ing)? about|about|called|named|started|discovered|met)"
)
_BROUGHT_UP = re.compile(
    rf"\b{_DONE} (?P<o>(?:the |a |an |some |any )?[a-z][\w' -]{{2,40}}?)"
    r"(?=[.,!?;:\n]|$| (?:with|at|last|yesterday|because|and (?:it|he|she|they|i)|when|while|by|today|"
    r"tonight|recently|this|before|"
    r"is|are|was|yet|for|if|so|too|a lot|every|again|in|on|as)\b)"
)
_OPENS = re.compile(
    r"^(?:well|oh|ok|so|yes|honestly|,|\s)*(?P<o>[A-Za-z][\w' -]{2,30}?) (?=(?:is|are|was|were|has|can|[a-z]{3,}s)\b)",
    re.IGNORECASE,
)
_PREDICATE = re.compile(
    r"^[,\"”']* (?:is|was|are|were|,)\s*(?:probably |definitely |still |really )?(?:an?|the|one of) "
    r"(?P<rest>[^.,!?;]{0,60})"
)
_PERSON = re.compile(
    r"\b(?:by|starring|stars?|features?|featuring|met|singer|actor|actress|director|author|with)\s*$", re.IGNORECASE
)
_PLACE = re.compile(
    r"\b(?:in|at|(?<!listen )(?<!listens )(?<!listening )(?<!listened )to|from|visit(?:ed|ing)?|around)\s*$"
)
_HEAD = re.compile(
    r"^(?P<head>.*?)(?: (?:of|by|from|in|that|which|who|with|directed|starring|written|about|made|where)\b.*)?$"
)
_LEAD = re.compile(
    r"^(?:the|a|an|some|any|my|your|his|her|watching|listening to|eating|reading|playing|going to)\s+", re.IGNORECASE
)
_EMPTY = re.compile(
    r"(?:it|them|him|her|that|this|these|those|me|you|one|ones|to|up|out|time|fun|lunch|dinner|breakfast|"
    r"weekend|today|work|home|"
    r"something|anything|nothing|everything|there|here|so|not|i|he|she|they|we|who|what|which|how|the "
    r"best|best|idea|plan|day|"
    r"your .*|you .*|i .*|my .*|to .*|what .*|how .*|that .*|if .*|it .*|this .*|there .*|one of .*|"
    r"someone|people|lot|bit)",
    re.IGNORECASE,
)
_SOMEBODY = re.compile(
    r"\b[Mm]y (?:new |old |little |big )?(?:boss|neighbou?r|colleague|co-?worker|roommate|flatmate|mom|"
    r"mum|mother|dad|father|brother|"
    r"sister|friend|teacher|wife|husband|boyfriend|girlfriend|cousin|uncle|aunt|ex|landlord|son|daughter|"
    r"dentist|manager)\b"
)


def english(text: str) -> Iterator[Mention]:
    """The mentions of an utterance."""
    sentences = list(_SENTENCE.finditer(text))
    for sentence in sentences:
        asked = sentence is sentences[-1] and "?" in sentence[0]
        taken: list[Mention] = []
        for mention in _found(sentence):
            if not any(mention.start < other.end and other.start < mention.end for other in taken):
                taken.append(mention)
        for mention in sorted(taken, key=lambda found: found.start):
            focus = asked and mention.standing == TOPIC
            yield Mention(mention.start, mention.end, mention.sort, FOCUS, mention.common) if focus else mention


def _found(sentence: re.Match[str]) -> Iterator[Mention]:
    text, begin = sentence[0], sentence.start()
    for quoted in _QUOTED.finditer(text):
        start, end = quoted.span("o" if quoted["o"] else "p")
        mention = _placed(text, begin, start, end)
        yield Mention(mention.start, mention.end, mention.sort or "work", mention.standing)
    for capitals in _CAPITALS.finditer(text):
        start = capitals.start() + (found.end() if (found := _ORDINARY.match(capitals[0])) else 0)
        if (
            capitals.end() - start > 1
            and not _describes(text, start, capitals.end())
            and (start > _opening(text) or _is_opening_name(text, capitals))
        ):
            yield _placed(text, begin, start, capitals.end())
    for brought in _BROUGHT_UP.finditer(text):
        yield from _plain(
            text, begin, *brought.span("o"), sorts.of_verbs(brought[0][: brought.start("o") - brought.start()])
        )
    opened = _OPENS.match(text)
    if opened and not _ORDINARY.match(_LEAD.sub("", opened["o"]).split(" ")[0].capitalize()):
        yield from _plain(text, begin, *opened.span("o"), None)
    for somebody in _SOMEBODY.finditer(text):
        yield Mention(begin + somebody.start(), begin + somebody.end(), "person", ASIDE, common=True, nameless=True)


def _describes(text: str, start: int, end: int) -> bool:
    """A Canadian rapper: a capital word that only says of what kind."""
    return bool(re.search(r"\ban? $", text[:start]) and re.match(r" [a-z]", text[end:]))


def _opening(text: str) -> int:
    return len(text) - len(text.lstrip())


def _is_opening_name(text: str, capitals: re.Match[str]) -> bool:
    """The first word of a sentence is capital anyway: it names where more capitals or a verb follow."""
    return (
        " " in capitals[0]
        or bool(
            re.match(r"(?:'s)? (?:is|was|are|were|has|sings?|by|stars?|won|and|or|[a-z]+s)\b", text[capitals.end() :])
        )
        or capitals[0] == text.strip(" .!?")
    )


def _placed(text: str, begin: int, start: int, end: int) -> Mention:
    before, after = text[:start].rstrip("“\"' "), text[end:]
    named = sorts.of_noun(re.sub(r",? (?:called|named)$", "", before).lower())
    predicate = _PREDICATE.match(after)
    sort = named or (sorts.of_noun(_head(predicate["rest"])) if predicate else None)
    beside = re.match(rf"[\"”']? (?P<noun>{sorts.nouns(chinese=False)})", after)
    if sort is None and beside:
        sort = sorts.of_noun(beside["noun"])
    if sort is None:
        sort = (
            "person"
            if _PERSON.search(before)
            else "place"
            if _PLACE.search(before)
            else sorts.of_verbs(before[-12:].lower())
        )
    governed = bool(
        re.search(rf"\b(?:{_DONE})(?: (?:the|a|an))?(?: {sorts.nouns(chinese=False)})?$", before, re.IGNORECASE)
    )
    return Mention(begin + start, begin + end, sort, TOPIC if governed or start - _opening(text) < 5 else ASIDE)


def _head(phrase: str) -> str:
    match = _HEAD.match(phrase)
    return (match["head"] if match else phrase).lower()


def _plain(text: str, begin: int, start: int, end: int, sort: str | None) -> Iterator[Mention]:
    if re.match(r"(?:my|your|his|her|our|their)\b", text[start:end], re.IGNORECASE):
        return
    lead = _LEAD.match(text[start:end])
    if lead:
        start += lead.end()
    name = text[start:end].rstrip()
    if not name or _EMPTY.fullmatch(name) or _ORDINARY.fullmatch(name):
        return
    predicate = _PREDICATE.match(text[end:]) or _PREDICATE.match(" " + text[end:].lstrip())
    known = sort or (sorts.of_noun(_head(predicate["rest"])) if predicate else None)
    yield Mention(begin + start, begin + start + len(name), known, TOPIC, common=True)
