"""Trains the tagger: labelled utterances in, its arrays out, the same for the same input.

Maximum conditional likelihood with a quadratic penalty, by L-BFGS; all utterances of a batch go through the forward and
backward recursions together, the longest first (Sha and Pereira 2003, Shallow Parsing with Conditional Random Fields).
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.sparse import csr_matrix

from intent import slots
from intent.dataset import Example
from intent.slots import Analysis
from intent.spacing import folded
from intent.tagger import IMPOSSIBLE, LABELS, OPEN_DISLIKE, OPEN_LIKE, OUT, START, allowed
from intent.text import Folded
from intent.tokens import Tokens, tokens

Floats = NDArray[np.float64]

PENALTY = 1.0
ITERATIONS = 60
_SMALLEST_WEIGHT = 0.01


@dataclass(frozen=True, slots=True)
class _Batch:
    """Tokens of all utterances by position: those of place t are rows[t], for the first len(rows[t]) utterances."""

    matrix: csr_matrix
    gold: NDArray[np.int64]
    rows: tuple[NDArray[np.int64], ...]


def fit(examples: Sequence[Example]) -> dict[str, NDArray[np.generic]]:
    """The tagger's arrays, trained on the `examples` that state something by name.

    `tagger_rows` (n,) int32 and `tagger_weights` (n, 5) float16 are the rows of its table that have weights,
    `tagger_steps` (5, 5) float32 the scores of going from one label to the next. Raises ValueError without examples.
    """
    labelled = [pair for example in examples if (pair := _labelled(example)) is not None]
    if not labelled:
        raise ValueError("the tagger needs utterances with named objects")
    batch, columns = _batch(labelled)
    size = len(columns) * LABELS
    free = allowed()
    found = minimize(
        _loss,
        np.zeros(size + LABELS * LABELS),
        (batch, len(columns), free),
        "L-BFGS-B",
        jac=True,
        options={"maxiter": ITERATIONS, "maxcor": 8},
    ).x
    weights = found[:size].reshape(-1, LABELS)
    used = np.flatnonzero(np.abs(weights).max(axis=1) > _SMALLEST_WEIGHT)
    return {
        "tagger_rows": columns[used].astype(np.int32),
        "tagger_weights": weights[used].astype(np.float16),
        "tagger_steps": np.where(free, found[size:].reshape(LABELS, LABELS), IMPOSSIBLE).astype(np.float32),
    }


def _labelled(example: Example) -> tuple[Tokens, list[int]] | None:
    """The tokens of an example and the label of each; None where nothing is named or a name is not found."""
    if example.intent != "state" or not example.objects:
        return None
    analysis = slots.analyse(folded(example.text))
    seen = tokens(analysis)
    labels = [OUT] * len(seen.starts)
    for thing, polarity, *_ in example.objects:
        inside = _find(analysis, seen, thing, labels)
        if not inside:
            return None
        opening = OPEN_LIKE if polarity == "like" else OPEN_DISLIKE
        labels[inside[0] : inside[-1] + 1] = [opening, *[opening + 1] * (len(inside) - 1)]
    return seen, labels


def _find(analysis: Analysis, seen: Tokens, thing: str, labels: list[int]) -> list[int]:
    """The tokens of `thing`, still free; of several places one that the grammar named, else the first."""
    folded = analysis.folded
    named = {start for claim in analysis.claims for start, _ in claim.objects}
    found: list[list[int]] = []
    for match in re.finditer(re.escape(thing), folded.source):
        start, end = _folded_range(folded, *match.span())
        inside = [
            index
            for index, (first, last) in enumerate(zip(seen.starts, seen.ends, strict=True))
            if first < end and last > start
        ]
        if inside and all(labels[index] == OUT for index in inside):
            if seen.starts[inside[0]] in named:
                return inside
            whole = seen.starts[inside[0]] == start and seen.ends[inside[-1]] == end
            found = [*found, inside] if whole else [inside, *found][::-1]
    return found[0] if found else []


def _folded_range(folded: Folded, start: int, end: int) -> tuple[int, int]:
    inside = [index for index, place in enumerate(folded.offsets) if start <= place < end]
    return (inside[0], inside[-1] + 1) if inside else (0, 0)


def _batch(labelled: list[tuple[Tokens, list[int]]]) -> tuple[_Batch, NDArray[np.int64]]:
    """All tokens as one matrix with only the columns that occur, and where those stand in the table."""
    ordered = sorted(labelled, key=lambda pair: -len(pair[1]))
    lengths = [len(labels) for _, labels in ordered]
    offsets = np.concatenate([[0], np.cumsum(lengths)[:-1]]).astype(np.int64)
    features = np.concatenate([seen.features for seen, _ in ordered])
    columns, inverse = np.unique(features, return_inverse=True)
    starts = np.arange(0, features.size + 1, features.shape[1])
    matrix = csr_matrix((np.ones(features.size), inverse.reshape(-1), starts), shape=(len(features), len(columns)))
    counts = [sum(length > place for length in lengths) for place in range(lengths[0])]
    rows = tuple(offsets[:count] + place for place, count in enumerate(counts))
    gold = np.array([label for _, labels in ordered for label in labels])
    return _Batch(matrix, gold, rows), columns


def _loss(point: Floats, batch: _Batch, columns: int, free: NDArray[np.bool_]) -> tuple[float, Floats]:
    """The penalised negative log-likelihood at `point`, and its gradient."""
    weights = point[: columns * LABELS].reshape(columns, LABELS)
    steps = point[columns * LABELS :].reshape(LABELS, LABELS)
    emitted = batch.matrix @ weights
    likelihood, expected, expected_steps = _expectations(emitted, np.where(free, np.exp(steps), 0.0), batch)
    gold, taken = np.zeros_like(emitted), np.zeros((LABELS, LABELS))
    gold[np.arange(len(gold)), batch.gold] = 1.0
    for before, after in zip(batch.rows, batch.rows[1:], strict=False):
        np.add.at(taken, (batch.gold[before[: len(after)]], batch.gold[after]), 1.0)
    score = float((emitted * gold).sum() + (steps * taken).sum())
    gradient = np.concatenate([(batch.matrix.T @ (expected - gold)).ravel(), (expected_steps - taken).ravel()])
    return likelihood - score + 0.5 * PENALTY * float(point @ point), gradient + PENALTY * point


def _expectations(emitted: Floats, ways: Floats, batch: _Batch) -> tuple[float, Floats, Floats]:
    """The log of the sum over all labellings, and how often each label and step is taken in expectation."""
    highest = emitted.max(axis=1, keepdims=True)
    raised = np.exp(emitted - highest)
    forward, backward = np.zeros_like(raised), np.ones_like(raised)
    scale = np.ones(len(raised))
    rows = batch.rows
    for place, here in enumerate(rows):
        reached = raised[here] * (START if place == 0 else forward[rows[place - 1][: len(here)]] @ ways)
        scale[here] = reached.sum(axis=1)
        forward[here] = reached / scale[here, None]
    expected_steps = np.zeros_like(ways)
    for place in range(len(rows) - 2, -1, -1):
        after = rows[place + 1]
        here = rows[place][: len(after)]
        ahead = raised[after] * backward[after] / scale[after, None]
        backward[here] = ahead @ ways.T
        expected_steps += ways * (forward[here].T @ ahead)
    return float(np.log(scale).sum() + highest.sum()), forward * backward, expected_steps
