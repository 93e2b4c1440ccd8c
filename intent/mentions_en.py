"""What an English utterance names: titles and names by their capitals, and nouns where a sentence brings one up."""

import re
from collections.abc import Iterator

from intent import sorts
from intent.mention import ASIDE, FOCUS, TOPIC, Mention
from intent.sorts import Sort

_SENTENCE = re.compile(r"(?:[^.!?\n]|\.(?=\w)|(?<=\b[A-Z])\.(?= [A-Z]))+[.!?]*")
_QUOTED = re.compile(r"[“\"](?P<o>[A-Z0-9][^“”\"\n]{0,60}?)[,.]?[”\"]|(?<!\w)'(?P<p>[A-Z0-9][^'\n]{0,60})'(?!\w)")
_MARKED = re.compile(r"[\"“']")
_WORD = r"(?:(?!(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day)[A-Z][\w'’&-]*\w|[A-Z](?![\w'’])|\d+)"
_CAPITALS = re.compile(rf"\b[A-Z](?:[\w'’&-]*\w)?(?: (?:(?:of|the|in|de|van|von|la|le|a|an|to|for|on|with) )*{_WORD})*")
_ORDINARY = re.compile(
    r"(?:(?:I(?:'\w+)?|An?|Either|Your|Seeing|Fun|Cool|Wow|Too|Very|Really|It(?:'s)?|He|She|They|We|You|That(?:'s)?|This|"
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
    r"played|play(?:ing)?|been to|visit(?:ed|ing)?|went to|go(?:ing)? to|recommend|suggest|know|likes?|loves?|"
    r"enjoys?|hates?|into|"
    r"think (?:of|about)|talk(?:ing)? about|about|called|named|started|discovered|met)"
)
_GRAMMAR = (
    r"(?:i|you|we|they|he|she|it|is|are|was|were|be|been|do|does|did|to|of|that|this|these|those|and|or|but|not|no|"
    r"what|who|how|why|when|where|which|my|your|his|her|our|their|so|too|very|more|most|much|many|all|from|about|than|"
    r"by|with|will|can|would|could|should|just|really|the|an?|some|any|someday|sometimes?|one|instead|first|next|now|"
    r"once|soon|often|yet|ever|again|if|because|at|in|on|for|as|like|know|think|me|him|them|us)\b"
)
_BROUGHT_UP = re.compile(
    rf"\b{_DONE} (?P<o>(?:the |a |an |some |any )?(?!{_GRAMMAR})[a-z][\w'-]+(?: (?!{_GRAMMAR})[\w'-]+){{0,2}}?)"
    r"(?=[.,!?;:\n]|$| (?:with|at|last|yesterday|because|and (?:it|he|she|they|i)|when|while|by|today|"
    r"tonight|recently|this|before|some ?day|sometime|soon|instead|one day|now|"
    r"is|are|was|yet|for|if|so|too|a lot|every|again|in|on|as)\b)"
)
PLAIN = re.compile(rf"(?!{_GRAMMAR})[\w'-]+(?: (?!{_GRAMMAR})[\w'-]+){{0,2}}", re.IGNORECASE)
"""Words that may be the name of a thing as they stand."""
_OPENS = re.compile(
    r"^(?:well|oh|ok|so|yes|honestly|,|\s)*"
    rf"(?P<o>(?:(?:the|an?) )?(?!{_GRAMMAR})[A-Za-z][\w'-]+(?: (?!{_GRAMMAR})[\w'-]+){{0,1}}?)"
    r" (?=(?:is|are|was|were|tastes?|smells?)\b)",
    re.IGNORECASE,
)
_PREDICATE = re.compile(
    r"^[,\"”']* (?:is|was|are|were|,)\s*(?:probably |definitely |still |really )?(?:an?|the|one of) "
    r"(?P<rest>[^.,!?;]{0,60})"
)
_OF_WORKS = re.compile(
    r"^[\"”']* (?:was |were |is )?(?:first )?"
    r"(?:released|came out|directed|written|recorded|filmed|published|stars|topped)\b"
)
_OF_PEOPLE = re.compile(
    r"^ (?:has |just |recently |once )*(?:sings|sang|starred|stars in|acted|turned|was born|retired|scored|wrote"
    r"|wins|won|announced|married|directed(?! by)|composed|painted|plays|tours)\b"
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


def english(text: str, reach: int) -> Iterator[Mention]:
    """The mentions of an utterance; farther than `reach` characters from both its ends only quotations are found."""
    sentences = list(_SENTENCE.finditer(text))
    for sentence in sentences:
        near = sentence.start() <= reach or sentence.end() >= len(text) - reach
        if not near and not _MARKED.search(sentence[0]):
            continue
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
            text[start : capitals.end()] != "The"
            and capitals.end() - start > 1
            and not _describes(text, start, capitals.end())
            and (start > _opening(text) or _is_opening_name(text, capitals))
        ):
            yield _placed(text, begin, start, capitals.end())
    for brought in _BROUGHT_UP.finditer(text):
        sort = sorts.of_verbs(brought[0][: brought.start("o") - brought.start()])
        yield from _plain(text, begin, brought.span("o"), sort, raised=True)
    opened = _OPENS.match(text)
    if opened and not _ORDINARY.match(_LEAD.sub("", opened["o"]).split(" ")[0].capitalize()):
        yield from _plain(text, begin, opened.span("o"), None, raised=False)
    for somebody in _SOMEBODY.finditer(text):
        yield Mention(begin + somebody.start(), begin + somebody.end(), "person", ASIDE, common=True, nameless=True)


def _describes(text: str, start: int, end: int) -> bool:
    """A Canadian rapper: a capital word that only says of what kind."""
    return bool(re.search(r"\ban? $", text[max(0, start - 4) : start]) and re.match(r" [a-z]", text[end:]))


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
    before, after = text[max(0, start - 40) : start].rstrip("“\"' "), text[end:]
    named = sorts.of_noun(re.sub(r",? (?:called|named)$", "", before).lower())
    sort = named or _said(after)
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
    return Mention(
        begin + start, begin + end, sort, TOPIC if governed or (sort and start - _opening(text) < 5) else ASIDE
    )


def _said(after: str) -> str | None:
    """The sort of thing that the words behind a name say it is, or say of such things alone."""
    if predicate := _PREDICATE.match(after):
        return sorts.of_noun(_head(predicate["rest"]))
    return "work" if _OF_WORKS.match(after) else "person" if _OF_PEOPLE.match(after) else None


def _head(phrase: str) -> str:
    match = _HEAD.match(phrase)
    return (match["head"] if match else phrase).lower()


def _plain(text: str, begin: int, place: tuple[int, int], sort: Sort | None, *, raised: bool) -> Iterator[Mention]:
    start, end = place
    if re.match(r"(?:my|your|his|her|our|their)\b", text[start:end], re.IGNORECASE):
        return
    lead = _LEAD.match(text[start:end])
    if lead:
        start += lead.end()
    name = text[start:end].rstrip()
    kind = sorts.of_noun(name.lower()) or ""
    if kind.split("/")[0] in {"work", "person", "place"}:
        return
    if not name or _EMPTY.fullmatch(name) or _ORDINARY.fullmatch(name):
        return
    predicate = _PREDICATE.match(text[end:]) or _PREDICATE.match(" " + text[end:].lstrip())
    known = sort or (sorts.of_noun(_head(predicate["rest"])) if predicate else None)
    known = known or ("food" if re.match(r" (?:tastes?|smells?)\b", text[end:]) else None)
    if known is None and not raised:
        return
    yield Mention(begin + start, begin + start + len(name), known, TOPIC, common=True)
