"""Training: the labelled utterances in, the artefact out, the same bytes each time.

Multinomial logistic regression for the intent and two binary ones for `asks` and `deixis` (scikit-learn, L-BFGS), with
the intent's scores calibrated by one temperature (Guo et al. 2017, On Calibration of Modern Neural Networks) fitted on
predictions for natural utterances that the fold's model had not seen.
"""

import hashlib
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression
from threadpoolctl import threadpool_limits

from intent import artifact, commands, dataset, features, slots, tagging
from intent.artifact import Card
from intent.dataset import Example
from intent.model import INTENTS
from intent.text import fold

Floats = NDArray[np.float64]
Progress = Callable[[str], None]

FALSE_STORES = 0.01
"""Of messages that state nothing, at most this share may be stored without asking."""

_HIGHEST_STORE = 0.9
"""What is still stated falsely above this is so at 0.98 too; a higher bar would only ask about more true statements."""
_MISSED = 0.02
"""Of statements, at most this share may be dropped without asking."""
_GENERATED_WEIGHT = 0.4
"""A generated utterance counts this much beside a natural one: up to eight of them are one line's variations."""
_FEWEST = 2
"""Utterances that must have a feature for it to be learned."""
_FOLDS = 5
_INVERSE_PENALTY = 4.0
_FLAG_INVERSE_PENALTY = 2.0
"""Whether something is asked lies in few signs; less freedom keeps the words around from standing in for them."""
_NEVER_SEEN = -20.0
"""Score of an intent that a fold has no example of."""


@dataclass(frozen=True, slots=True)
class Trained:
    """What training found; `held_out` are probabilities (natural, 5) from models that had not seen the utterance."""

    card: Card
    examples: tuple[Example, ...]
    natural: tuple[Example, ...]
    held_out: Floats


@dataclass(frozen=True, slots=True)
class Problem:
    """The examples as the solver sees them: features of the columns `columns`, labels, and the weight of each."""

    matrix: csr_matrix
    columns: NDArray[np.int64]
    intents: NDArray[np.int64]
    flags: NDArray[np.bool_]
    importance: Floats
    natural: NDArray[np.int64]


def train(out: Path, *, examples: Sequence[Example] | None = None, say: Progress = lambda _: None) -> Trained:
    """Trains on `examples`, by default the package's own, and writes the artefact into the folder `out`.

    Raises ValueError where an intent has no example.
    """
    chosen = tuple(dataset.examples() if examples is None else examples)
    if {example.intent for example in chosen} != set(INTENTS):
        raise ValueError("every intent needs examples to be trained on")
    say(f"reading {len(chosen)} utterances")
    seen = problem(chosen)
    with threadpool_limits(1):
        say(f"predicting natural utterances in {_FOLDS} folds")
        scores = held_out_scores(seen)
        labels = seen.intents[seen.natural]
        temperature = fit_temperature(scores, labels)
        say("training")
        heads = [fit_intents(seen), *(fit_flag(seen, index) for index in range(seen.flags.shape[1]))]
        say("training the tagger")
        marks = tagging.fit(chosen)
    probabilities = _softmax(scores / temperature)
    store_above, drop_below = thresholds(probabilities, labels)
    arrays = _arrays(heads, seen.columns) | marks
    digest = hashlib.sha256(b"".join(arrays[name].tobytes() for name in sorted(arrays))).hexdigest()
    sources = artifact.sources_hash()
    card = Card(f"{sources[:8]}-{digest[:8]}", sources, temperature, store_above, drop_below, len(chosen))
    artifact.save(out, arrays, card)
    return Trained(card, chosen, tuple(chosen[place] for place in seen.natural), probabilities)


def problem(examples: Sequence[Example], groups: Collection[str] = features.GROUPS) -> Problem:
    """The training problem of `examples`, with the feature groups named."""
    matrix, columns = _seen_columns(featurize([example.text for example in examples], groups))
    natural = np.array([example.natural for example in examples])
    return Problem(
        matrix,
        columns,
        np.array([INTENTS.index(example.intent) for example in examples]),
        np.array([[example.asks, example.deixis] for example in examples]),
        np.where(natural, 1.0, _GENERATED_WEIGHT),
        np.flatnonzero(natural),
    )


def featurize(texts: Sequence[str], groups: Collection[str] = features.GROUPS) -> csr_matrix:
    """The feature matrix (texts, COLUMNS) of the classifier."""
    indices: list[NDArray[np.int64]] = []
    values: list[NDArray[np.float32]] = []
    starts = [0]
    for text in texts:
        analysis = slots.analyse(fold(text))
        columns, weights = features.columns_and_values(analysis, commands.cues(analysis), groups)
        indices.append(columns)
        values.append(weights)
        starts.append(starts[-1] + len(columns))
    return csr_matrix((np.concatenate(values), np.concatenate(indices), starts), shape=(len(texts), features.COLUMNS))


def held_out_scores(seen: Problem) -> Floats:
    """Scores (natural, 5) of each natural utterance by a model trained without it, on all that is generated."""
    scores = np.full((len(seen.intents), len(INTENTS)), _NEVER_SEEN)
    everything = np.arange(len(seen.intents))
    for fold_number in range(_FOLDS):
        unseen = seen.natural[fold_number::_FOLDS]
        head = fit_intents(seen, np.setdiff1d(everything, unseen))
        scores[np.ix_(unseen, head.classes_)] = head.decision_function(seen.matrix[unseen])
    return scores[seen.natural]


def fit_intents(seen: Problem, rows: NDArray[np.int64] | slice = slice(None)) -> LogisticRegression:
    return _fit(seen.matrix[rows], seen.intents[rows], seen.importance[rows], _INVERSE_PENALTY)


def fit_flag(seen: Problem, index: int, rows: NDArray[np.int64] | slice = slice(None)) -> LogisticRegression:
    """The head of `asks` (0) or `deixis` (1)."""
    return _fit(seen.matrix[rows], seen.flags[rows, index], seen.importance[rows], _FLAG_INVERSE_PENALTY)


def _fit(
    matrix: csr_matrix, labels: NDArray[np.generic], importance: Floats, inverse_penalty: float
) -> LogisticRegression:
    return LogisticRegression(C=inverse_penalty, max_iter=400, tol=1e-3).fit(matrix, labels, importance)


def fit_temperature(scores: Floats, labels: NDArray[np.int64]) -> float:
    """The divisor of the scores that makes their softmax best fit `labels`, to two digits."""
    candidates = np.exp(np.linspace(np.log(0.3), np.log(5.0), 120))
    losses = [
        -np.log(_softmax(scores / candidate)[np.arange(len(labels)), labels] + 1e-12).mean() for candidate in candidates
    ]
    return round(float(candidates[int(np.argmin(losses))]), 2)


def thresholds(probabilities: Floats, labels: NDArray[np.int64]) -> tuple[float, float]:
    """Above which probability of `state` to store, so that few are stored falsely, and below which not to ask."""
    state = INTENTS.index("state")
    others = np.sort(probabilities[labels != state, state])[::-1]
    store = float(others[int(FALSE_STORES * len(others))])
    own = np.sort(probabilities[labels == state, state])
    drop = float(own[int(_MISSED * len(own))])
    store = min(_HIGHEST_STORE, max(0.5, store))
    return round(store, 3), round(min(store, max(0.15, drop)), 3)


def _seen_columns(matrix: csr_matrix) -> tuple[csr_matrix, NDArray[np.int64]]:
    """The columns of `matrix` that enough utterances have, and where they stood: the rest would be learned by heart."""
    columns = np.flatnonzero(np.bincount(matrix.indices, minlength=matrix.shape[1]) >= _FEWEST)
    return matrix[:, columns], columns


def _arrays(heads: Sequence[LogisticRegression], columns: NDArray[np.int64]) -> dict[str, NDArray[np.generic]]:
    weights = np.concatenate([head.coef_ for head in heads]).T
    used = np.flatnonzero(np.abs(weights).max(axis=1) > 1e-3)
    return {
        "columns": columns[used].astype(np.int32),
        "weights": weights[used].astype(np.float16),
        "bias": np.concatenate([head.intercept_ for head in heads]).astype(np.float32),
    }


def _softmax(scores: Floats) -> Floats:
    raised = np.exp(scores - scores.max(axis=1, keepdims=True))
    result: Floats = raised / raised.sum(axis=1, keepdims=True)
    return result
