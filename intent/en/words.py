"""English word classes, as regular-expression alternations over folded (lower-case) text."""

ADVERB = (
    r"(?:really|truly|absolutely|just|also|still|always|generally|usually|typically|personally|actually|simply|so|"
    r"very|quite|totally|completely|deeply|kinda|kind of|sort of|do|am|m|are|re|was|be|being|been|have|ve|s|had|"
    r"did|get|got|getting|"
    r"would|d|will|ll|can|could|may|might|should|must|particularly|especially|strongly|highly|tend to|come to|"
    r"have come to|used to|try to|tried to|trying to|like to|much|rather|strictly|currently|recently|lately|now|"
    r"honestly|a bit|a little|a lot|definitely|certainly|secretly|"
    r"mostly|mainly|sometimes|often|both|genuinely|extremely|super|pretty|too|even|probably|frankly|sincerely|"
    r"severely|mildly|seriously|incredibly|insanely|all|more|most|forever|fully|mortally|deathly|overly|remotely|"
    r"big on|easily|consistently|"
    r"increasingly|slightly|somewhat|rarely need to|need to|have to|want to|going to|decided to|start to|"
    r"started to|began to|grown to|grew to|learned to|naturally|normally|prefer to|make sure to|make it a point to|"
    r"specifically|exclusively|only|heavily|fairly|utterly|dearly|freaking|fucking|damn|literally|basically|"
    r"love to|don't know why i)"
)
NEGATION = (
    r"(?:not|n't|don't|dont|do not|doesn't|didn't|can't|cannot|cant|couldn't|won't|wouldn't|haven't|hasn't|"
    r"isn't|ain't|aren't|never|no longer|hardly|barely|rarely|seldom|nor|neither|didnt|doesnt)"
)
SPEAKER = r"(?:i|im|ive|me and my \w+|we)"
QUESTION_START = (
    r"^(?:so |and |but |ok |okay |hey |hi |well |,|\s)*(?:do|does|did|is|are|am|was|were|can|could|"
    r"would|will|should|shall|have|has|what|which|who|whom|whose|where|when(?! i\b| it\b| we\b)|why|"
    r"how)(?!')\b|^(?:isn't|aren't|don't you|didn't|won't)\b"
)
QUESTION_WORD = (
    r"\b(?:what|which|who|whom|where|why|how|can (?:you|i|we)|could (?:you|i|we)|should (?:i|we)|may i|"
    r"(?:is|are) (?:it|there|that|the|my|this|a|an|these|they)|are there|am i|would you|will you|do you|does|"
    r"did you|any recommendations?|"
    r"any suggestions?|any tips?|any advice|any idea|recommend|suggest)\b"
)
PAST = (
    r"\b(?:used to|when i was|when i were|as a (?:kid|child|teen|teenager|student|boy|girl)|back (?:in|then|"
    r"when)|in my (?:childhood|youth|teens|twenties)|years ago|growing up|previously|formerly|in the past|"
    r"last (?:year|month|summer|week)|once upon|at first|initially|in college|in high school|at university)\b"
)
NOW = (
    r"\b(?:now|nowadays|these days|anymore|no longer|lately|recently|currently|since then|today|still|ever since|"
    r"always)\b"
)
SUPPOSED = (
    r"\b(?:if|suppose|supposing|imagine|what if|assuming|assume|unless|even if|say that|let's say|pretend|"
    r"in case|whether|as though|as if)\b"
)
REPORTED = (
    r"\b(?:he|she|they|\w+(?:'s)? (?:mom|dad|wife|husband|friend|brother|sister|boss)|mom|dad|someone|"
    r"people|you|the (?:lyrics?|song|book|character|article|review|text|sentence|narrator)|[a-z]+) (?:said|"
    r"says|wrote|writes|sang|sings|asked|asks|told me|thinks?|claims?|claimed|goes|read|reads|insists?|"
    r"believes?|assumes?|assumed)\b(?: that)?[,:]?"
)
MENTION = (
    r"\b(?:translate|translation|how (?:do|would|to) (?:you |i )?say|in (?:chinese|english|french|german|"
    r"spanish|japanese|mandarin)|rewrite|rephrase|paraphrase|proofread|lyrics?|write (?:a|an|me|the|about|in|"
    r"down)|poem|essay|what does .* mean|grammar|this sentence|the sentence|the phrase|the word|role-?play|"
    r"act as|pretend|character|dialogue|dialog|fix the)\b"
)
TIME = (
    r"(?:the |a |my )?(?:(?:early|late|hot|cold|cool|warm|long|rainy|sunny|snowy|windy|busy) )?(?:mornings?|"
    r"afternoons?|evenings?|nights?|noon|midnight|summers?|winters?|spring|autumn|fall|weekends?|weekdays?|holidays?|"
    r"vacations?|days?|weather|(?:mon|tues|wednes|thurs|fri|satur|sun)days?)\b"
)
CUT = (
    r"\s*(?:,\s*(?:but|so|because|which|who|as|since|though|although|while|however|especially because|even|not|"
    r"please|can|could|what|do|how|where|any|i|is|are|it|they|that|this|my|we|he|she|you|there|if|when|whether|"
    r"except|unless|due|thanks|ok|right|lol|haha|too|man|mate|dude)\b|"
    r"\b(?:because|since|but|although|though|so (?:i|that|please|can|much|it)|when(?:ever)?|if|unless|while|"
    r"whereas|despite|due to|even though|even if|even when|except|as (?:i|it|they|he|she|my|long|well|much|a|the)|"
    r"and (?:i|i'm|i'd|my|it|they|that|can|could|would|what|how|please|am|have|don't|hate|love|dislike|avoid|"
    r"prefer|enjoy|find|always|never|usually|"
    r"often|want|need|try|will|rarely|only|tend|do)|which|who|where|than|rather than|instead of|over(?! the)|"
    r"more than|compared to|for (?:me|my health|its|their|his|her|the (?:\w+ )?(?:reason|sake))|in order to|"
    r"i (?:am|have|think|guess|mean|just|can|do|don't|find|want|need|like|love|hate|would|feel|prefer|was)|"
    r"can you|could you|would you|do you|please|what|how(?! to)|that (?:i|are|is|have|has|make|makes|can|don't|do|"
    r"allow|offer|feel|focus|require|involve|lack|include|provide|use|contain|come)|which|until|after(?! dinner)|"
    r"before(?! bed)|from now on|at the moment|right now|in general|as well|a lot|very much|so much|too much|"
    r"at all|the most|the best|any ?more|"
    r"most of all|these days|lately|recently|now|too|either|though|personally|honestly|tbh|lol|haha|to be honest|"
    r"or not|anyway|by the way|btw|these|when it comes|whenever|with all my heart|to death|to bits|like crazy|is|"
    rf"(?:in|on|at|during) {TIME}|"
    r"are|was|were|makes|gives|get me|has always|have always)\b)|\s*[()—:]|\s-\s|\s*--"
)
