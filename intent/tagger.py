"""Finds the things liked and disliked by labelling tokens, where no rule of the grammar covers the wording.

A linear-chain conditional random field (Lafferty et al. 2001) over opening, inside and outside labels, one pair for
each polarity (Ramshaw and Marcus 1995), decoded by Viterbi's algorithm. What the encoder thinks of each token is added
to its scores. Numpy only; `tagging` trains it.
"""

from collections.abc import Mapping
from typing import NamedTuple, cast

import numpy as np
from numpy.typing import NDArray

from intent.encoder.encoder import View
from intent.mixture import log_softmax
from intent.model import Polarity
from intent.slots import Analysis
from intent.tokens import ROWS, Tokens, tokens

OUT, OPEN_LIKE, IN_LIKE, OPEN_DISLIKE, IN_DISLIKE = range(5)
LABELS = 5
IMPOSSIBLE = -1e4
"""Score of a step that labels cannot take."""

FIELD_SHARE, ENCODER_SHARE = 1.0, 2.0
"""How much each counts; chosen on the utterances that are kept for choosing."""

START = np.array([1.0, 1.0, 0.0, 1.0, 0.0])
"""Which labels may open a message."""

Scores = NDArray[np.float32]


class TaggedSpan(NamedTuple):
    """text[start:end] of the folded text names something liked or disliked; `score` is its least sure token's."""

    start: int
    end: int
    polarity: Polarity
    score: float


def allowed() -> NDArray[np.bool_]:
    """Steps (from, to) that labels can take: inside only follows opening or inside of the same polarity."""
    result = np.ones((LABELS, LABELS), np.bool_)
    for opening in (OPEN_LIKE, OPEN_DISLIKE):
        result[:, opening + 1] = False
        result[[opening, opening + 1], opening + 1] = True
    return result


class Tagger:
    """Labels messages with the weights that `tagging.fit` returns. Read only, so that threads may share one."""

    def __init__(self, arrays: Mapping[str, NDArray[np.generic]]) -> None:
        """Raises KeyError, ValueError or IndexError where the arrays are not what `tagging.fit` returns."""
        self._table = np.zeros((ROWS, LABELS), np.float32)
        self._table[arrays["tagger_rows"]] = arrays["tagger_weights"].astype(np.float32)
        self._steps = arrays["tagger_steps"].astype(np.float32)

    def spans(self, analysis: Analysis, view: View | None = None, *, required: bool = False) -> tuple[TaggedSpan, ...]:
        """The things named in the message, in order; at least one, if `required` and there is a word at all.

        With the encoder's `view` of the folded text both decide, without it the field alone.
        """
        seen = tokens(analysis)
        if not seen.starts:
            return ()
        emitted = self._table[seen.features].sum(axis=1)
        if view is not None:
            emitted = FIELD_SHARE * emitted + ENCODER_SHARE * _heard(seen, view)
        path = viterbi(emitted, self._steps, required=required)
        return tuple(_spans(path, seen, marginals(emitted, self._steps)))


def _heard(seen: Tokens, view: View) -> Scores:
    """The encoder's logarithms of probabilities (n, 5) for each token: those of the piece that it begins with."""
    begun = {place[0]: row for row, place in reversed([*enumerate(view.places)]) if place[1] > place[0]}
    known = [begun.get(start, -1) for start in seen.starts]
    scores = log_softmax(view.pieces[:, :LABELS])[known]
    scores[[row < 0 for row in known]] = 0.0
    return cast("Scores", scores)


def viterbi(emitted: Scores, steps: Scores, *, required: bool = False) -> list[int]:
    """The best labels (n,) for the scores `emitted` (n, 5); `required` excludes that all are outside."""
    count = len(emitted)
    opened = np.full(LABELS, IMPOSSIBLE, np.float32)
    opened[[OPEN_LIKE, OPEN_DISLIKE]] = emitted[0, [OPEN_LIKE, OPEN_DISLIKE]]
    outside = float(emitted[0, OUT])
    back = np.zeros((count, LABELS), np.int64)
    for index in range(1, count):
        ways = opened[:, None] + steps
        back[index] = ways.argmax(axis=0)
        best = ways[back[index], np.arange(LABELS)]
        for opening in (OPEN_LIKE, OPEN_DISLIKE):
            first = outside + steps[OUT, opening]
            if first > best[opening]:
                best[opening], back[index, opening] = first, -1
        opened = best + emitted[index]
        outside += float(steps[OUT, OUT] + emitted[index, OUT])
    if not required and outside >= opened.max():
        return [OUT] * count
    path = [int(opened.argmax())]
    for index in range(count - 1, 0, -1):
        path.append(int(back[index, path[-1]]))
        if path[-1] < 0:
            return [OUT] * index + path[-2::-1]
    return path[::-1]


def marginals(emitted: Scores, steps: Scores) -> NDArray[np.float64]:
    """The probability (n, 5) of each label at each token, by the forward-backward algorithm."""
    raised = np.exp(emitted - emitted.max(axis=1, keepdims=True)).astype(np.float64)
    ways = np.exp(steps.astype(np.float64))
    forward, backward = np.empty_like(raised), np.ones_like(raised)
    forward[0] = raised[0] * START
    forward[0] /= forward[0].sum()
    for index in range(1, len(raised)):
        forward[index] = (forward[index - 1] @ ways) * raised[index]
        forward[index] /= forward[index].sum()
    for index in range(len(raised) - 2, -1, -1):
        backward[index] = ways @ (backward[index + 1] * raised[index + 1])
        backward[index] /= backward[index].sum()
    both = forward * backward
    result: NDArray[np.float64] = both / both.sum(axis=1, keepdims=True)
    return result


def _spans(path: list[int], seen: Tokens, sure: NDArray[np.float64]) -> list[TaggedSpan]:
    found: list[TaggedSpan] = []
    for index, label in enumerate(path):
        polarity: Polarity = "like" if label in {OPEN_LIKE, IN_LIKE} else "dislike"
        score = float(sure[index, label])
        if label in {OPEN_LIKE, OPEN_DISLIKE}:
            found.append(TaggedSpan(seen.starts[index], seen.ends[index], polarity, score))
        elif label != OUT:
            last = found[-1]
            found[-1] = TaggedSpan(last.start, seen.ends[index], polarity, min(last.score, score))
    return found
