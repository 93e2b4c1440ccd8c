"""What expresses liking and disliking in English, in the forms that speak of now and of always."""

import re
from functools import cache

from intent.claims import Attitude

_ADJECTIVES = (
    r"(?:(?:very|really|such|quite|rather|particularly|especially|more|strong|big|huge|massive|great|"
    r"real|deep|serious|severe|mild|slight|major|total|complete|true|die-?hard|avid|lifelong|long-?time|"
    r"intense|genuine|particular|special|natural|general|clear|definite|certain|bad|"
)
_ADJECTIVES += (
    r"crippling|irrational|terrible|extreme|soft|enormous|firm|keen|passionate|profound|fierce|"
    r"bit of an?|kind of|sort of|certified|self-proclaimed|proud|hardcore|little|growing|lasting|known|"
    r"chronic|life-threatening|food|much of an?|such an?|healthy)\s+)*"
)

VERBS: tuple[Attitude, ...] = (
    Attitude(
        "love", r"love|luv|loved|adore|adored|worship|live for|cherish|(?:absolutely )?dig", "like", strength="strong"
    ),
    Attitude(
        "like",
        r"like|liked|enjoy|enjoyed|loving|enjoying|preferred|prefer|favou?r|appreciate|treasure|fancy|relish|"
        r"admire|savou?r|value|crave|gravitate towards?|lean towards?|swear by|opt for|stick to|stick with|"
        r"care for|care about|take pleasure in|delight in|find (?:joy|peace|comfort|pleasure) in",
        "like",
    ),
    Attitude(
        "like",
        r"into|committed to|dedicated to|devoted to|fond of|keen on|crazy about|crazy for|mad about|nuts about|"
        r"wild about|passionate about|"
        r"enthusiastic about|obsessed with|obsessed by|interested in|fascinated (?:by|with)|partial to|drawn to|"
        r"attracted to|addicted to|hooked on|in love with|big on|a sucker for|a (?:big |firm |strong )?believer in|"
        r"all about|excited about|intrigued by|captivated by|comfortable with",
        "like",
    ),
    Attitude(
        "fan",
        rf"(?:an? |the )?{_ADJECTIVES}(?:fan|lover|enthusiast|admirer|follower|supporter|devotee|fans|connoisseur) of",
        "like",
        strength="strong",
    ),
    Attitude(
        "have",
        rf"(?:an? |the |no |any |zero |little |such a )?{_ADJECTIVES}(?:preference|passion|love|fondness|soft spot|"
        r"weakness|thing|interest|liking|appreciation|affinity|obsession|taste|appetite|sweet tooth|admiration|"
        r"enthusiasm|predilection|penchant|patience|tolerance) (?:for|in|with|towards?)",
        "like",
    ),
    Attitude(
        "cannot_without",
        r"get enough of|live without|resist|go without|go a day without|do without|say no to|"
        r"imagine (?:my )?life without",
        "like",
        strength="strong",
    ),
    Attitude("rather", r"(?<= d )rather|(?<=would )rather|(?<=id )rather", "like"),
    Attitude(
        "only",
        r"(?<=only )(?:eat|drink|watch|read|listen to|buy|use|wear|stay in|stay at|travel by|fly|shop at|shop for|"
        r"order|play|date|consume|invest in|choose|work with|cook with)|(?:(?<=mostly )|(?<=mainly )|"
        r"(?<=usually ))(?:listen to|watch|read|drink|eat|wear|buy|order)|(?<=always )(?:choose|pick|go for|order|"
        r"buy|drink|opt for|listen to|read|watch|wear|use|eat)|(?<=exclusively )(?:use|wear|buy|eat|drink|read|watch)",
        "like",
        strength="strong",
    ),
    Attitude(
        "hate",
        r"hate (?:it )?when|hate(?! to (?:say|break|admit|bother|ask|be))|hated|detest|despise|loathe|abhor|"
        r"absolutely cannot",
        "dislike",
        strength="strong",
    ),
    Attitude(
        "dislike",
        r"dislike|disliked|disliking|hating|avoid|avoided|avoiding|fear|dread|resent|reject|shun|distrust|"
        r"struggle with|steer clear of|stay away from|keep away from|shy away from|stray from|swore off|gave up|"
        r"given up|quit|cut out|abstain from|refrain from|refuse to (?:eat|drink|watch|use|wear|buy|do|go to|"
        r"stay in|fly|take|work with|touch|listen to|read|support|pay for)|refuse|disapprove of|look down on|"
        r"have trouble with|have a hard time with|find it hard to",
        "dislike",
    ),
    Attitude(
        "dislike",
        r"afraid of|scared of|terrified of|terrified by|fearful of|averse to|opposed to|tired of|sick of|"
        r"fed up with|bored (?:of|with|by)|uncomfortable(?: (?:with|in|around|on)|(?= \w+ing\b))|wary of|"
        r"turned off by|put off by|bothered by|annoyed by|irritated by|disgusted by|grossed out by|overwhelmed by|"
        r"skeptical of|claustrophobic in|done with|indifferent to|petrified of",
        "dislike",
    ),
    Attitude(
        "allergy",
        r"allergic to|intolerant (?:of|to)|sensitive to|react badly to|hypersensitive to",
        "dislike",
        "constraint",
        "strong",
    ),
    Attitude(
        "have",
        rf"(?:an? |the |such an? )?{_ADJECTIVES}(?:aversion|dislike|fear|phobia|hatred|distaste|disdain|contempt|"
        r"loathing|disinterest|disliking) (?:to|of|for|with|towards?|against)",
        "dislike",
    ),
    Attitude(
        "allergy",
        rf"(?:an? |the )?{_ADJECTIVES}(?:allergy|intolerance|sensitivity|allergies|reaction) (?:to|of)",
        "dislike",
        "constraint",
        "strong",
    ),
    Attitude(
        "cannot",
        r"(?<=can't )(?:stand|bear|tolerate|take|handle|stomach|deal with|abide|digest|eat|drink|have)|"
        r"(?<=cannot )(?:stand|bear|tolerate|take|handle|stomach|deal with|abide|digest|eat|drink|have)|"
        r"(?<=cant )(?:stand|bear|tolerate|handle|eat|drink|have)|(?<=can not )(?:stand|bear|tolerate|eat|drink|have)",
        "dislike",
    ),
    Attitude(
        "never",
        r"(?<=don't )(?:eat|drink|touch|consume|watch|smoke|wear|trust|believe in|use|do|read|listen to|play)|"
        r"(?<=do not )(?:eat|drink|touch|consume|watch|smoke|wear|trust|use|do)|(?<=never )(?:eat|drink|touch|"
        r"consume|watch|use|buy|wear|fly|read|listen to|order)|(?<=dont )(?:eat|drink|smoke)|(?<=no longer )(?:eat|"
        r"drink|consume)",
        "dislike",
        "constraint",
    ),
)

ELIDABLE = re.compile(
    r"^(?:love|adore|hate|dislike|allergic to|obsessed with|prefer|not|can't|cannot|big|huge|massive|never|loving|"
    r"addicted to|don't|really|absolutely|super|totally|so|always|into|a)\b"
)


@cache
def verb_pattern() -> re.Pattern[str]:
    return re.compile(
        r"\b(?:" + "|".join(f"(?P<v{index}>{verb.pattern})" for index, verb in enumerate(VERBS)) + r")(?=\s|$|[,.!])"
    )


FAVOURITE = re.compile(
    r"\b(?:my|our) (?:all[- ]time |absolute |personal |current |number one |biggest |main |two |three |"
    r"top )*(?P<least>least[- ])?(?:favou?rites?|fave?|fav|preferred|hobby|hobbies|passions?|interests?|go-to|"
    r"guilty pleasures?|pet peeves?|obsession|preference|happy place|"
    r"comfort food)(?P<noun>(?: [a-z'-]+){0,4}?) (?:is|are|include|includes|has always been|have always been|"
    r"would be|will always be|remains)(?: (?:definitely|probably|always|still|obviously|to|for|by far|hands down|"
    r"actually))* (?P<o>.+)"
)
MINE = re.compile(
    r"(?P<o>[^,.]+?) (?:is|are|will always be|has always been|remains?)(?: (?:definitely|probably|always|still|"
    r"totally|really|one of|by far|hands down|just|also|absolutely|truly))*(?P<neg> not|n't)? (?:really |exactly |"
    r"quite )?my (?:all[- ]time |absolute |personal |current |number one |biggest |guilty |new |"
    r"(?P<least>least ))*(?:favou?rites?|fave|thing|jam|passion|pleasures?|cup of tea|go-to|obsession|hobby|"
    r"hobbies|weakness|love|comfort food|happy place|everything|kryptonite|style|taste|type)\b"
)
NOT_FOR_ME = re.compile(
    r"(?P<o>[^,.]+?) (?:is|are)(?:n't| not) (?:really |exactly )?(?:for me|to my (?:taste|liking)|my cup of tea)\b|"
    r"(?P<o2>[^,.]+?) (?:makes?|gives?|drives?|turns?|grosses|creeps|bores?|stress(?:es)?|scares?|annoys?|"
    r"terrifies|irritates?|freaks?|disgusts?)(?: me)(?: (?:\w+ ){0,2}(?:sick|uncomfortable|anxious|nervous|crazy|"
    r"nuts|insane|off|out|to death|uneasy|nauseous|queasy|headaches?|hives|cringe|a rash|an upset stomach|"
    r"miserable|the creeps))?$"
)
FIND = re.compile(
    r"\bi (?:really |usually |often |always |generally |personally |just |do |"
    r"tend to )*find (?P<o>[^,.]+?) (?:to be )?(?:too |very |really |quite |so |extremely |a bit |rather |"
    r"incredibly |pretty |overly |unbearably |particularly )*(?:(?P<bad>boring|annoying|overwhelming|uncomfortable|"
    r"stressful|unpleasant|disgusting|distracting|tedious|irritating|exhausting|frustrating|repulsive|off-?putting|"
    r"unbearable|dull|intimidating|noisy|loud|crowded|gross|impersonal|tiring|confusing|inconvenient|distasteful|"
    r"difficult|predictable|repetitive|restrictive|nauseating)|(?P<good>relaxing|fascinating|soothing|enjoyable|"
    r"calming|inspiring|comforting|delightful|therapeutic|satisfying|exciting|rewarding|fun|amazing|beautiful|"
    r"interesting|peaceful))\b"
)
DIET = re.compile(
    r"\b(?:i m|i am|im|i ve been|i have been|as|being|i ve gone|i went|i eat|i follow|i keep|i m on|"
    r"i am on)(?: an?| on an?)?(?: (?:strict|strictly|lifelong|devout|committed|mostly|now|currently|proud|been|"
    r"ethical|a))* (?P<o>vegan|vegetarian|pescatarian|pescetarian|gluten[- ]free|dairy[- ]free|plant[- ]based|"
    r"kosher|halal|keto|paleo|low[- ]carb|low[- ]sodium|sugar[- ]free|nut[- ]free|teetotal(?:er)?|sober|celiac|"
    r"coeliac|diabetic|flexitarian|raw food|fodmap|low[- ]fodmap)\b"
)
PICK = re.compile(
    r"\bi(?: d| would|) (?:always |rather |definitely |much rather )*(?:choose|pick|take|go with) (?P<o>[^,.]+?) over\b"
)
NOUN_ALLERGY = re.compile(
    r"\bi(?: m| ve| have| am| got)?(?: have| got| suffer from| developed| with)? (?:an? )?(?:(?:severe|serious|"
    r"mild|bad|terrible|slight|deadly|life-threatening|strong|known|food|huge|major) )*(?P<o>(?!strong|severe|"
    r"the\b)[a-z-]+(?: [a-z-]+)?) (?:allergy|allergies|intolerance|sensitivity)\b"
)
PERSON = re.compile(
    r"\bi(?: m| am|m)(?: (?:more of|really|definitely|such|totally|very much|just|not|also|quite|always been|"
    r"a bit of|kind of))* (?:an? )?(?:(?:big|huge|total|real|avid|serious|total|massive|true|self-proclaimed|"
    r"bit of an?) )*(?P<o>[a-z-]+(?: [a-z-]+)?) (?:person|lover|guy|girl|gal|addict|enthusiast|fanatic|buff|geek|"
    r"nerd|junkie|aficionado|fan|hater(?P<bad>)|kinda person)(?= (?:and|but|so|who|myself|though)\b|[,.!]|$)"
)
LIFESTYLE = re.compile(
    r"\bi (?:strictly |mostly |try to |currently |now |only )*(?:follow|live|lead|keep|maintain|practice|stick to|"
    r"eat|have|am on|adhere to) (?:an? )?(?:strict |strictly |mostly )?(?P<o>vegan|vegetarian|plant-based|"
    r"gluten-free|keto|kosher|halal|paleo|low-carb|dairy-free|minimalist|zero-waste|sugar-free|low-sodium|"
    r"mediterranean|pescatarian|sober|nut-free)\b"
)
INTOLERANT = re.compile(
    r"\bi(?: m| am|m)(?: (?:really|very|severely|quite|mildly|a bit|slightly|also|super|pretty|"
    r"extremely))* (?P<o>lactose|gluten|dairy|fructose|histamine|alcohol|caffeine)[- ](?:intolerant|sensitive)\b"
)
STYLE = re.compile(
    r"^(?:please |hey |ok |okay |and |also |so |,|\s)*(?P<t>from now on|going forward|in (?:the )?future|"
    r"from here on(?: out)?|for all (?:your )?(?:answers|replies|responses)|whenever you (?:answer|reply|"
    r"respond)(?: to me)?|when you (?:talk|speak|reply|respond|write) to me|when (?:answering|replying|responding|"
    r"talking)(?: to me)?|always|every time|never(?! ?mind)|next time onwards?)?,?\s*(?P<w>.+?)(?P<t2>,? (?:from n"
    r"ow on|going forward|in (?:the )?future|always|every time|from here on(?: out)?|when (?:you )?(?:talk|talking|"
    r"speak|answer|answering|reply|replying|respond|responding)(?: to me)?))?$"
)
WISH = re.compile(
    r"^(?:please |,|\s|i want you to |i d like you to |you should |you must |can you |could you |make sure (?:to|"
    r"you) |try to |remember to |always |only |just )*(?:(?P<no>don't|do not|never|stop|avoid|no more|no) ?(?:use|"
    r"using|call(?:ing)? me|say(?:ing)?|add(?:ing)?|give|giving|include|including|send(?:ing)?|write|writing|"
    r"be(?:ing)?|end(?:ing)?(?: with)?|start(?:ing)?(?: with)?)? ?(?P<o>[^,.?]{2,40})|(?:(?:answer|respond|reply|"
    r"speak|talk|write|explain)(?: to)?(?: me)?(?: back)?(?: only)? ?(?:in|with|using|like|as)? |keep (?:it|"
    r"your (?:answers?|replies|responses?|messages?)|answers|replies|responses|things) |call me |use |give me |"
    r"make (?:it|your (?:answers?|replies|responses?)) |be )(?P<o2>[^,.?]{2,40}))"
)
