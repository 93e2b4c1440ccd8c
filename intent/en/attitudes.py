"""What expresses liking and disliking in English, in the forms that speak of now and of always."""

import re
from functools import cache

from intent.zh.attitudes import Attitude

_ADJECTIVES = r"(?:(?:very|really|such|quite|rather|particularly|especially|more|strong|big|huge|massive|great|real|deep|serious|severe|mild|slight|major|total|complete|true|die-?hard|avid|lifelong|long-?time|intense|genuine|particular|special|natural|general|clear|definite|certain|bad|"
_ADJECTIVES += r"crippling|irrational|terrible|extreme|soft|enormous|firm|keen|passionate|profound|fierce|bit of an?|kind of|sort of|certified|self-proclaimed|proud|hardcore|little|growing|lasting|known|chronic|life-threatening|food|much of an?|such an?|healthy)\s+)*"

VERBS: tuple[Attitude, ...] = (
    Attitude(
        "love", r"love|loved|adore|adored|worship|live for|cherish|(?:absolutely )?dig", "like", strength="strong"
    ),
    Attitude(
        "like",
        r"like|liked|enjoy|enjoyed|loving|enjoying|preferred|prefer|favou?r|appreciate|treasure|fancy|relish|admire|savou?r|value|crave|gravitate towards?|lean towards?|swear by|opt for|stick to|stick with|care for|care about|take pleasure in|delight in|find (?:joy|peace|comfort|pleasure) in",
        "like",
    ),
    Attitude(
        "like",
        r"into|fond of|keen on|crazy about|crazy for|mad about|nuts about|wild about|passionate about|enthusiastic about|obsessed with|obsessed by|interested in|fascinated (?:by|with)|partial to|drawn to|attracted to|addicted to|hooked on|in love with|big on|a sucker for|all about|excited about|intrigued by|captivated by|comfortable with",
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
        rf"(?:an? |the |no |any |zero |little |such a )?{_ADJECTIVES}(?:preference|passion|love|fondness|soft spot|weakness|thing|interest|liking|appreciation|affinity|obsession|taste|appetite|sweet tooth|admiration|enthusiasm|predilection|penchant) (?:for|in|with|towards?)",
        "like",
    ),
    Attitude(
        "cannot_without",
        r"get enough of|live without|resist|go without|go a day without|do without|say no to|imagine (?:my )?life without",
        "like",
        strength="strong",
    ),
    Attitude("rather", r"(?<= d )rather|(?<=would )rather|(?<=id )rather", "like"),
    Attitude(
        "only",
        r"(?<=only )(?:eat|drink|watch|read|listen to|buy|use|wear|stay in|stay at|travel by|fly|shop at|shop for|order|play|date|consume|invest in|choose|work with|cook with)|(?<=always )(?:choose|pick|go for|order|buy|drink|opt for|listen to|read|watch|wear|use|eat)|(?<=exclusively )(?:use|wear|buy|eat|drink|read|watch)",
        "like",
        strength="strong",
    ),
    Attitude("hate", r"hate|hated|detest|despise|loathe|abhor|absolutely cannot", "dislike", strength="strong"),
    Attitude(
        "dislike",
        r"dislike|disliked|disliking|hating|avoid|avoided|avoiding|fear|dread|resent|reject|shun|distrust|struggle with|steer clear of|stay away from|keep away from|shy away from|stray from|swore off|gave up|given up|quit|cut out|abstain from|refrain from|refuse to (?:eat|drink|watch|use|wear|buy|do|go to|stay in|fly|take|work with|touch|listen to|read)|refuse",
        "dislike",
    ),
    Attitude(
        "dislike",
        r"afraid of|scared of|terrified of|terrified by|fearful of|averse to|opposed to|tired of|sick of|fed up with|bored (?:of|with|by)|uncomfortable (?:with|in|around|on)|wary of|turned off by|put off by|bothered by|annoyed by|irritated by|disgusted by|grossed out by|overwhelmed by|skeptical of|claustrophobic in|done with|indifferent to|petrified of",
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
        rf"(?:an? |the |such an? )?{_ADJECTIVES}(?:aversion|dislike|fear|phobia|hatred|distaste|disdain|contempt|loathing|disinterest|disliking) (?:to|of|for|with|towards?|against)",
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
        r"(?<=can't )(?:stand|bear|tolerate|take|handle|stomach|deal with|abide|digest|eat|drink|have)|(?<=cannot )(?:stand|bear|tolerate|take|handle|stomach|deal with|abide|digest|eat|drink|have)|(?<=cant )(?:stand|bear|tolerate|handle|eat|drink|have)|(?<=can not )(?:stand|bear|tolerate|eat|drink|have)",
        "dislike",
    ),
    Attitude(
        "never",
        r"(?<=don't )(?:eat|drink|touch|consume|watch|smoke|wear|trust|believe in|use|do|read|listen to|play)|(?<=do not )(?:eat|drink|touch|consume|watch|smoke|wear|trust|use|do)|(?<=never )(?:eat|drink|touch|consume|watch|use|buy|wear|fly|read|listen to|order)|(?<=dont )(?:eat|drink|smoke)|(?<=no longer )(?:eat|drink|consume)",
        "dislike",
        "constraint",
    ),
)

ELIDABLE = re.compile(
    r"^(?:love|adore|hate|dislike|allergic to|obsessed with|prefer|not|can't|cannot|big|huge|massive|never|loving|addicted to|don't|really|absolutely|super|totally|so|always|into|a)\b"
)


@cache
def verb_pattern() -> re.Pattern[str]:
    return re.compile(
        r"\b(?:" + "|".join(f"(?P<v{index}>{verb.pattern})" for index, verb in enumerate(VERBS)) + r")(?=\s|$|[,.!])"
    )


FAVOURITE = re.compile(
    r"\b(?:my|our) (?:all[- ]time |absolute |personal |current |number one |biggest |main |two |three |top )*(?P<least>least[- ])?(?:favou?rites?|fave|preferred|hobby|hobbies|passions?|interests?|go-to|guilty pleasures?|pet peeves?|obsession|preference|happy place|comfort food)(?P<noun>(?: [a-z'-]+){0,4}?) (?:is|are|include|includes|has always been|have always been|would be|will always be|remains)(?: (?:definitely|probably|always|still|obviously|to|for|by far|hands down|actually))* (?P<o>.+)"
)
MINE = re.compile(
    r"(?P<o>[^,.]+?) (?:is|are|will always be|has always been|remains?)(?: (?:definitely|probably|always|still|totally|really|one of|by far|hands down|just|also|absolutely|truly))*(?P<neg> not|n't)? (?:really |exactly |quite )?my (?:all[- ]time |absolute |personal |current |number one |biggest |guilty |new |(?P<least>least ))*(?:favou?rites?|fave|thing|jam|passion|pleasures?|cup of tea|go-to|obsession|hobby|hobbies|weakness|love|comfort food|happy place|everything|kryptonite|style|taste|type)\b"
)
NOT_FOR_ME = re.compile(
    r"(?P<o>[^,.]+?) (?:is|are)(?:n't| not) (?:really |exactly )?(?:for me|to my (?:taste|liking)|my cup of tea)\b|(?P<o2>[^,.]+?) (?:makes?|gives?|drives?|turns?|grosses|creeps|bores?|stress(?:es)?|scares?|annoys?|terrifies|irritates?|freaks?|disgusts?)(?: me)(?: (?:\w+ ){0,2}(?:sick|uncomfortable|anxious|nervous|crazy|nuts|insane|off|out|to death|uneasy|nauseous|queasy|headaches?|hives|cringe|a rash|an upset stomach|miserable|the creeps))?$"
)
FIND = re.compile(
    r"\bi (?:really |usually |often |always |generally |personally |just |do |tend to )*find (?P<o>[^,.]+?) (?:to be )?(?:too |very |really |quite |so |extremely |a bit |rather |incredibly |pretty |overly |unbearably |particularly )*(?:(?P<bad>boring|annoying|overwhelming|uncomfortable|stressful|unpleasant|disgusting|distracting|tedious|irritating|exhausting|frustrating|repulsive|off-?putting|unbearable|dull|intimidating|noisy|loud|crowded|gross|impersonal|tiring|confusing|inconvenient|distasteful|difficult|predictable|repetitive|restrictive|nauseating)|(?P<good>relaxing|fascinating|soothing|enjoyable|calming|inspiring|comforting|delightful|therapeutic|satisfying|exciting|rewarding|fun|amazing|beautiful|interesting|peaceful))\b"
)
DIET = re.compile(
    r"\b(?:i m|i am|im|i ve been|i have been|as|being|i ve gone|i went|i eat|i follow|i keep|i m on|i am on)(?: an?| on an?)?(?: (?:strict|strictly|lifelong|devout|committed|mostly|now|currently|proud|been|ethical|a))* (?P<o>vegan|vegetarian|pescatarian|pescetarian|gluten[- ]free|dairy[- ]free|plant[- ]based|kosher|halal|keto|paleo|low[- ]carb|low[- ]sodium|sugar[- ]free|nut[- ]free|teetotal(?:er)?|sober|celiac|coeliac|diabetic|flexitarian|raw food|fodmap|low[- ]fodmap)\b"
)
INTOLERANT = re.compile(
    r"\bi(?: m| am|m)(?: (?:really|very|severely|quite|mildly|a bit|slightly|also|super|pretty|extremely))* (?P<o>lactose|gluten|dairy|fructose|histamine|alcohol|caffeine)[- ](?:intolerant|sensitive)\b"
)
STYLE = re.compile(
    r"^(?:please |hey |ok |okay |and |also |so |,|\s)*(?P<t>from now on|going forward|in (?:the )?future|from here on(?: out)?|for all (?:your )?(?:answers|replies|responses)|whenever you (?:answer|reply|respond)(?: to me)?|when you (?:talk|speak|reply|respond|write) to me|when (?:answering|replying|responding|talking)(?: to me)?|always|every time|never|next time onwards?)?,?\s*(?P<w>.+?)(?P<t2>,? (?:from now on|going forward|in (?:the )?future|always|every time|from here on(?: out)?|when (?:you )?(?:talk|talking|speak|answer|answering|reply|replying|respond|responding)(?: to me)?))?$"
)
WISH = re.compile(
    r"^(?:please |,|\s|i want you to |i d like you to |you should |you must |can you |could you |make sure (?:to|you) |try to |remember to |always |only |just )*(?:(?P<no>don't|do not|never|stop|avoid|no more|no) ?(?:use|using|call(?:ing)? me|say(?:ing)?|add(?:ing)?|give|giving|include|including|send(?:ing)?|write|writing|be(?:ing)?|end(?:ing)?(?: with)?|start(?:ing)?(?: with)?)? ?(?P<o>[^,.?]{2,40})|(?:(?:answer|respond|reply|speak|talk|write|explain)(?: to)?(?: me)?(?: back)?(?: only)? ?(?:in|with|using|like|as)? |keep (?:it|your (?:answers?|replies|responses?|messages?)|answers|replies|responses|things) |call me |use |give me |make (?:it|your (?:answers?|replies|responses?)) |be )(?P<o2>[^,.?]{2,40}))"
)
