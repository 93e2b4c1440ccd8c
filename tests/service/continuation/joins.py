"""Generated continuations with their known truth: what a model that goes on in some way says, and what of it is new."""

import random
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from service.continuation.examples import answers
from service.continuation.structure import in_fence, lines_of

Going = Literal["exact", "echo", "restart", "preamble", "preamble and echo", "fence", "whole word"]
GOINGS: tuple[Going, ...] = ("exact", "echo", "restart", "preamble", "preamble and echo", "fence", "whole word")
LONGEST_PARTIAL = 1500
PREAMBLES = {
    "zh": (
        "好的，我继续：", "继续：", "接上文：", "抱歉，刚才没说完，我接着说：", "当然，以下是剩余的内容：",
        "好的，接着上面的内容继续。", "（接上文）", "对不起，我继续写：", "没问题，下面继续：",
        "好，从刚才中断的地方继续：",
    ),
    "en": (
        "Sure, continuing from where I left off:", "Of course! Here is the rest:", "Continuing:",
        "Sorry about that. Let me continue:", "Continuing where I stopped…", "Here's the continuation:",
        "Certainly! I'll continue from where I left off.", "(continued)", "Okay, picking up where I left off:",
        "Apologies for the interruption. Continuing from the last sentence:",
    ),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Join:
    """`said` is what the model says behind `partial`; `rest` is what of it is new, so that these two are the truth."""

    going: Going
    language: str
    partial: str
    said: str
    rest: str


def joins(times: int, seed: int) -> Iterator[Join]:
    """So many cases, as many of each way of going on as can be, half of them Chinese."""
    chance = random.Random(seed)
    texts = {
        language: [a.text for a in answers() if a.language == language and len(a.text) > 120]
        for language in ("zh", "en")
    }
    made = 0
    while made < times:
        going, language = GOINGS[made % len(GOINGS)], ("zh", "en")[made // len(GOINGS) % 2]
        join = _join(going, language, chance.choice(texts[language]), chance)
        if join is not None:
            made += 1
            yield join


def _join(going: Going, language: str, text: str, chance: random.Random) -> Join | None:
    at = _place(going, text, chance)
    if at is None:
        return None
    partial, rest = text[:at], text[at:]
    preamble = chance.choice(PREAMBLES[language]) + chance.choice(["\n\n", "\n", " " if language == "en" else ""])
    tail = partial[-chance.randint(12, 80) :].lstrip()
    match going:
        case "exact":
            said = rest
        case "echo":
            said = chance.choice(["", "", "…", "..."]) + tail + rest
        case "restart":
            said = partial + rest
        case "preamble":
            said = preamble + rest.lstrip()
        case "preamble and echo":
            said = preamble + tail + rest
        case "fence":
            fence = next(line.text for line in reversed(lines_of(partial)) if line.kind == "fence")
            said = f"{fence.strip() if len(fence.strip()) > 3 else fence.strip() + 'text'}\n{rest}"
        case "whole word":
            broken = re.search(r"[A-Za-z]+$", partial)
            said = f"{broken[0] if broken else ''}{rest}"
    return Join(going, language, partial, said, rest)


def _place(going: Going, text: str, chance: random.Random) -> int | None:
    """Where to cut, so that the truth can be told at all; None where this text has no such place."""
    places = [at for at in range(40, min(len(text) - 20, LONGEST_PARTIAL)) if _can(going, text, at)]
    return chance.choice(places) if places else None


def _can(going: Going, text: str, at: int) -> bool:
    before, after = text[at - 1], text[at]
    letters = before.isascii() and before.isalpha() and after.isascii() and after.isalpha()
    match going:
        case "fence":
            return before == "\n" and after.strip() != "" and in_fence(lines_of(text[:at]))
        case "whole word":
            broken = re.search(r"(?<![A-Za-z])[A-Za-z]{3,}$", text[:at])
            return letters and broken is not None
        case "preamble":
            # What parts words and lines goes lost in what a preamble ends with; a space alone can be told.
            return not before.isspace() and not letters and after != "\n" and (after == " ") == _spaced(text, at)
    return True


def _spaced(text: str, at: int) -> bool:
    """Whether two words of letters meet here, so that a space between them can be told to be wanted."""
    behind = text[at:].lstrip()[:1]
    return bool(re.match(r"[A-Za-z0-9,;:.)]", text[at - 1])) and bool(re.match(r"[A-Za-z0-9(]", behind))
