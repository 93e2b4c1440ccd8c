"""Training: the labelled utterances in, the artefact out, the same bytes each time.

Multinomial logistic regression for the intent and two binary ones for `asks` and `deixis` (scikit-learn, L-BFGS), with
the intent's scores calibrated by one temperature (Guo et al. 2017, On Calibration of Modern Neural Networks) fitted on
predictions for lines of the data that the fold's model had not seen.
"""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix  # type: ignore[import-untyped]
from sklearn.linear_model import LogisticRegression  # type: ignore[import-untyped]
from sklearn.model_selection import GroupKFold  # type: ignore[import-untyped]
from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]

from intent import artifact, commands, dataset, features, slots
from intent.artifact import Card
from intent.dataset import Example
from intent.model import INTENTS
from intent.text import fold

Floats = NDArray[np.float64]
Progress = Callable[[str], None]

FALSE_STORES = 0.005
"""Of messages that state nothing, at most this share may be stored without asking."""

_HIGHEST_STORE = 0.8
"""What is still stated falsely above this is so at 0.95 too; a higher bar would only ask about more true statements."""
_FOLDS = 5
_INVERSE_PENALTY = 8.0
_FLAG_INVERSE_PENALTY = 2.0
"""Whether something is asked lies in few signs; less freedom keeps the words around from standing in for them."""
_NEVER_SEEN = -20.0
"""Score of an intent that a fold has no example of."""


@dataclass(frozen=True, slots=True)
class Trained:
    """What training found; `held_out` are probabilities (examples, 5) from models that had not seen the line."""

    card: Card
    examples: tuple[Example, ...]
    held_out: Floats


def train(out: Path, *, examples: Sequence[Example] | None = None, say: Progress = lambda _: None) -> Trained:
    """Trains on `examples`, by default the package's own, and writes the artefact into the folder `out`.

    Raises ValueError where an intent has no example.
    """
    chosen = tuple(dataset.examples() if examples is None else examples)
    if {example.intent for example in chosen} != set(INTENTS):
        raise ValueError("every intent needs examples to be trained on")
    say(f"reading {len(chosen)} utterances")
    matrix, columns = _seen_columns(featurize([example.text for example in chosen]))
    intents = np.array([INTENTS.index(example.intent) for example in chosen])
    flags = np.array([[example.asks, example.deixis] for example in chosen])
    with threadpool_limits(1):
        say(f"predicting held-out lines in {_FOLDS} folds")
        scores = held_out_scores(matrix, intents, np.array([example.group for example in chosen]))
        temperature = fit_temperature(scores, intents)
        say("training")
        heads = [
            _fit(matrix, intents),
            *(_fit(matrix, flags[:, index], _FLAG_INVERSE_PENALTY) for index in range(flags.shape[1])),
        ]
    probabilities = _softmax(scores / temperature)
    store_above, drop_below = thresholds(probabilities, intents)
    arrays = _arrays(heads, columns)
    digest = hashlib.sha256(b"".join(arrays[name].tobytes() for name in sorted(arrays))).hexdigest()
    card = Card(
        f"{artifact.sources_hash()[:8]}-{digest[:8]}",
        artifact.sources_hash(),
        temperature,
        store_above,
        drop_below,
        len(chosen),
    )
    artifact.save(out, arrays, card)
    return Trained(card, chosen, probabilities)


def featurize(texts: Sequence[str]) -> csr_matrix:
    """The feature matrix (texts, COLUMNS) of the classifier."""
    indices: list[NDArray[np.int64]] = []
    values: list[NDArray[np.float32]] = []
    starts = [0]
    for text in texts:
        analysis = slots.analyse(fold(text))
        columns, weights = features.columns_and_values(analysis, commands.cues(analysis))
        indices.append(columns)
        values.append(weights)
        starts.append(starts[-1] + len(columns))
    return csr_matrix((np.concatenate(values), np.concatenate(indices), starts), shape=(len(texts), features.COLUMNS))


def held_out_scores(matrix: csr_matrix, labels: NDArray[np.int64], groups: NDArray[np.int64]) -> Floats:
    """Scores (examples, 5) of each example by a model trained without the line it was drawn from."""
    scores = np.full((matrix.shape[0], len(INTENTS)), _NEVER_SEEN)
    for seen, unseen in GroupKFold(_FOLDS).split(matrix, labels, groups):
        head = _fit(matrix[seen], labels[seen])
        scores[np.ix_(unseen, head.classes_)] = head.decision_function(matrix[unseen])
    return scores


def _fit(
    matrix: csr_matrix, labels: NDArray[np.generic], inverse_penalty: float = _INVERSE_PENALTY
) -> LogisticRegression:
    return LogisticRegression(C=inverse_penalty, max_iter=400, tol=1e-5).fit(matrix, labels)


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
    drop = float(own[int(FALSE_STORES * len(own))])
    store = min(_HIGHEST_STORE, max(0.5, store))
    return round(store, 3), round(min(store, max(0.15, drop)), 3)


def _seen_columns(matrix: csr_matrix) -> tuple[csr_matrix, NDArray[np.int64]]:
    """The columns of `matrix` that hold anything, and where they stood: the solver is faster without the others."""
    columns = np.unique(matrix.indices)
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
