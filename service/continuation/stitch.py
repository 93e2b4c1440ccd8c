"""Joins an answer and its continuation without repeating: what the model says again is dropped, nothing is added."""

import re

# Shorter overlaps are as often chance as repetition (…的，的…).
LEAST_OVERLAP = 4
# How much of a continuation may be a preamble, so that its beginning is held back: too short to be missed.
LOOKAHEAD = 48

# Only what speaks of the answering itself: 继续往前走 may well be how a story goes on.
PREAMBLE = re.compile(
    r"""^\s*(?:
        (?:(?:好的?|抱歉|对不起|当然|没问题)[，,。！!\s]*)?(?:那么?|下面|接下来|现在|让|请允许)?(?:我们?)?(?:来|会|将|就)?
        (?:继续|接着)(?:往下|为[你您]|说|讲|写|回答|完成|补充|输出|上文|上面|前面|刚才|之前|上一条|没说完|的|内容|部分|话)*[。：:，,！!…]+
      | (?:(?:sure|okay|ok|sorry|of[ ]course|certainly|apologies)[,.!\s]*)?(?:(?:i(?:'ll|[ ]will)|let[ ]me)\s+)?
        (?:continuing|(?:continue|go[ ]on|carry[ ]on)\s+(?:from|where|with))\b[^.:\n!]{0,40}[.:!…]+
    )\s*""",
    re.IGNORECASE | re.VERBOSE,
)


def without_repetition(partial: str, continuation: str) -> str:
    """What of `continuation` is new behind `partial`: without a preamble, a full restart, or a repeated tail."""
    rest = _without_preamble(continuation)
    if len(partial) >= LEAST_OVERLAP and rest.startswith(partial):
        return rest[len(partial) :]
    for length in range(min(len(partial), len(rest)), LEAST_OVERLAP - 1, -1):
        if partial.endswith(rest[:length]):
            return rest[length:]
    return rest


def _without_preamble(continuation: str) -> str:
    preamble = PREAMBLE.match(continuation, 0, LOOKAHEAD)
    return continuation[preamble.end() :] if preamble else continuation


class Stitcher:
    """The same while the continuation streams in: holds back its beginning until it is clear what of it is new."""

    def __init__(self, partial: str) -> None:
        self._partial = partial
        self._held: str | None = ""

    def feed(self, piece: str) -> str:
        """What can be passed on now, possibly nothing."""
        if self._held is None:
            return piece
        self._held += piece
        # A repetition may be as long as the partial: it is waited for as long as it goes on.
        undecided = len(self._held) < LOOKAHEAD or _without_preamble(self._held) in self._partial
        return "" if undecided else self.flush()

    def flush(self) -> str:
        """What was held back; to be called once more at the end."""
        held, self._held = self._held, None
        return without_repetition(self._partial, held) if held else ""
