"""Training: the labelled utterances in, the artefact out, the same bytes each time.

Multinomial logistic regression for the intent and two binary ones for `asks` and `deixis` (scikit-learn, L-BFGS) see
the features; the encoder, trained before, sees the text. How far each is trusted, and from which probability on a
statement is stored, is chosen on natural utterances that neither has seen.
"""

import hashlib
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression
from threadpoolctl import threadpool_limits

from intent import artifact, commands, dataset, features, slots, tagging
from intent.artifact import ArtifactUnusable, Card
from intent.dataset import Example
from intent.encoder.encoder import Encoder, EncoderUnusable
from intent.encoder.encoder import digest as encoder_digest
from intent.mixture import Mixture, log_softmax
from intent.model import INTENTS
from intent.spacing import folded

Floats = NDArray[np.float64]
Progress = Callable[[str], None]

FALSE_STORES = 0.005
"""Of messages that state nothing, at most this share may be stored without asking."""

_MISSED = 0.02
"""Of statements, at most this share may be dropped without asking."""
_GENERATED_WEIGHT = 0.4
"""A generated utterance counts this much beside a natural one: up to eight of them are one line's variations."""
_FEWEST = 2
"""Utterances that must have a feature for it to be learned."""
_SMALLEST_WEIGHT = 0.01
"""Features that move no score by more are left out of the artefact."""
_INVERSE_PENALTY = 4.0
_FLAG_INVERSE_PENALTY = 2.0
"""Whether something is asked lies in few signs; less freedom keeps the words around from standing in for them."""
_OFFSET_PENALTY = 0.01
_BARS = tuple(round(0.5 + 0.01 * step, 2) for step in range(50))
_LEAST_DROP = 0.05
_CORRECTION_WEIGHT = 3.0
"""What a user corrected counts this much beside a natural utterance."""
_CORRECTION_PENALTY = 0.02


class Thresholds(NamedTuple):
    """Probabilities of `state`: enough to store, and too little to ask."""

    store: float
    drop: float


@dataclass(frozen=True, slots=True)
class Problem:
    """The examples as the solver sees them: features of the columns `columns`, labels, and the weight of each."""

    matrix: csr_matrix
    columns: NDArray[np.int64]
    intents: NDArray[np.int64]
    flags: NDArray[np.bool_]
    importance: Floats


def train(
    out: Path,
    *,
    examples: Sequence[Example] | None = None,
    development: Sequence[Example] | None = None,
    corrections: Sequence[Example] = (),
    say: Progress = lambda _: None,
) -> Card:
    """Trains on `examples` and chooses by `development`, by default the package's own; writes into the folder `out`.

    `corrections` are what users said of messages that were misread; they weigh more, and move the encoder's verdict
    too. Raises ValueError where an intent has no example, ArtifactUnusable without a trained encoder.
    """
    chosen = (*(dataset.examples() if examples is None else examples), *corrections)
    apart = tuple(dataset.development() if development is None else development)
    if {example.intent for example in chosen} != set(INTENTS):
        raise ValueError("every intent needs examples to be trained on")
    encoder = load_encoder()
    say(f"reading {len(chosen)} utterances")
    seen = problem(chosen)
    seen.importance[len(chosen) - len(corrections) :] *= _CORRECTION_WEIGHT
    with threadpool_limits(1):
        say("training")
        heads = [fit_intents(seen), *(fit_flag(seen, index) for index in range(seen.flags.shape[1]))]
        say("training the tagger")
        marks = tagging.fit(chosen)
        say(f"choosing by {len(apart)} utterances")
        correction = fit_correction(encoder, corrections, apart)
        views = view_scores(encoder, apart, correction)
        featured = head_scores(heads, seen.columns, apart)
        mixture = fit_mixture(featured, views, apart)
    probabilities = mixture.probabilities(featured, views)
    state = probabilities[:, INTENTS.index("state")]
    agreed = mixture.agreed(featured, views) & _named(apart)
    bars = thresholds(state, _intents(apart) == INTENTS.index("state"), agreed)
    arrays = _arrays(heads, seen.columns) | marks | mixture.arrays() | {"correction": correction.astype(np.float16)}
    found = hashlib.sha256(b"".join(arrays[name].tobytes() for name in sorted(arrays))).hexdigest()
    sources = artifact.sources_hash()
    card = Card(
        version=f"{sources[:8]}-{found[:8]}",
        sources=sources,
        encoder=encoder_digest(artifact.default_folder()),
        store_above=bars.store,
        drop_below=bars.drop,
        examples=len(chosen),
    )
    artifact.save(out, arrays, card)
    return card


def load_encoder() -> Encoder:
    """The encoder that ships. Raises ArtifactUnusable."""
    try:
        return Encoder.load(artifact.default_folder())
    except EncoderUnusable as error:
        raise ArtifactUnusable(str(error)) from error


def problem(examples: Sequence[Example], groups: Collection[str] = features.GROUPS) -> Problem:
    """The training problem of `examples`, with the feature groups named."""
    matrix, columns = _seen_columns(featurize([example.text for example in examples], groups))
    natural = np.array([example.natural for example in examples])
    return Problem(
        matrix,
        columns,
        _intents(examples),
        _flags(examples),
        np.where(natural, 1.0, _GENERATED_WEIGHT),
    )


def featurize(texts: Sequence[str], groups: Collection[str] = features.GROUPS) -> csr_matrix:
    """The feature matrix (texts, COLUMNS) of the classifier."""
    indices: list[NDArray[np.int64]] = []
    values: list[NDArray[np.float32]] = []
    starts = [0]
    for text in texts:
        analysis = slots.analyse(folded(text))
        columns, weights = features.columns_and_values(analysis, commands.cues(analysis), groups)
        indices.append(columns)
        values.append(weights)
        starts.append(starts[-1] + len(columns))
    return csr_matrix((np.concatenate(values), np.concatenate(indices), starts), shape=(len(texts), features.COLUMNS))


def view_scores(encoder: Encoder, examples: Sequence[Example], correction: Floats | None = None) -> Floats:
    """The encoder's scores (examples, 7), with what users corrected if it is given."""
    scores, pooled = _views(encoder, examples)
    return scores if correction is None or not correction.size else scores + pooled @ correction


def fit_correction(encoder: Encoder, corrections: Sequence[Example], anchors: Sequence[Example]) -> Floats:
    """What to add to the encoder's intents, (2 width, 7) for its pooled vector, so that `corrections` come out right.

    The least change that does it while the `anchors` keep their labels; empty without corrections.
    """
    if not corrections:
        return np.zeros((0, len(INTENTS) + 2))
    every = (*corrections, *anchors)
    scores, pooled = _views(encoder, every)
    count, labels = len(INTENTS), _intents(every)
    weights = np.where(np.arange(len(every)) < len(corrections), _CORRECTION_WEIGHT, 1.0)
    rows = np.arange(len(every))

    def lost(point: Floats) -> tuple[float, Floats]:
        change = point.reshape(-1, count)
        likely = log_softmax(scores[:, :count] + pooled @ change)
        wrong = np.exp(likely)
        wrong[rows, labels] -= 1.0
        loss = -(weights * likely[rows, labels]).sum() + _CORRECTION_PENALTY * point @ point
        return float(loss), (pooled.T @ (weights[:, None] * wrong)).ravel() + 2 * _CORRECTION_PENALTY * point

    found = minimize(lost, np.zeros(pooled.shape[1] * count), jac=True, method="L-BFGS-B", options={"maxiter": 100}).x
    return np.pad(found.reshape(-1, count), ((0, 0), (0, 2)))


def _views(encoder: Encoder, examples: Sequence[Example]) -> tuple[Floats, Floats]:
    """The encoder's scores (examples, 7) and its pooled vectors (examples, 2 width)."""
    views = [encoder.view(folded(example.text).text) for example in examples]
    return np.array([view.whole for view in views], np.float64), np.array([view.pooled for view in views], np.float64)


def _named(examples: Sequence[Example]) -> NDArray[np.bool_]:
    return np.array([slots.analyse(folded(example.text)).names_something for example in examples])


def head_scores(
    heads: Sequence[LogisticRegression],
    columns: NDArray[np.int64],
    examples: Sequence[Example],
    groups: Collection[str] = features.GROUPS,
) -> Floats:
    """The features' scores (examples, 7) by the heads of the intents and of the flags."""
    matrix = featurize([example.text for example in examples], groups)[:, columns]
    return np.column_stack([head.decision_function(matrix) for head in heads])


def fit_mixture(featured: Floats, views: Floats, examples: Sequence[Example]) -> Mixture:
    """The mixture of both views' scores that makes the labels of `examples` most likely."""
    intents, flags = _intents(examples), _flags(examples)
    count = len(INTENTS)

    def lost(point: Floats) -> float:
        mixture = Mixture(point[:2], point[2:], np.zeros((2, 3)))
        likely = mixture.probabilities(featured, views)[np.arange(len(intents)), intents]
        return float(-np.log(likely + 1e-12).mean() + _OFFSET_PENALTY * point[2:] @ point[2:])

    found = minimize(lost, np.array([0.5, 0.5, *[0.0] * count]), method="L-BFGS-B").x
    joined = []
    for index in range(flags.shape[1]):
        both = np.column_stack([featured[:, count + index], views[:, count + index]])
        head = LogisticRegression(C=1.0).fit(both, flags[:, index]) if len(set(flags[:, index].tolist())) > 1 else None
        joined.append([*head.coef_[0], head.intercept_[0]] if head else [0.5, 0.5, 0.0])
    return Mixture(found[:2], found[2:], np.array(joined))


def fit_intents(seen: Problem, rows: NDArray[np.int64] | slice = slice(None)) -> LogisticRegression:
    return _fit(seen.matrix[rows], seen.intents[rows], seen.importance[rows], _INVERSE_PENALTY)


def fit_flag(seen: Problem, index: int, rows: NDArray[np.int64] | slice = slice(None)) -> LogisticRegression:
    """The head of `asks` (0) or `deixis` (1)."""
    return _fit(seen.matrix[rows], seen.flags[rows, index], seen.importance[rows], _FLAG_INVERSE_PENALTY)


def _fit(
    matrix: csr_matrix, labels: NDArray[np.generic], importance: Floats, inverse_penalty: float
) -> LogisticRegression:
    return LogisticRegression(C=inverse_penalty, max_iter=400, tol=1e-3).fit(matrix, labels, importance)


def thresholds(state: NDArray[Any], stated: NDArray[np.bool_], agreed: NDArray[np.bool_]) -> Thresholds:
    """The thresholds that store most statements while at most FALSE_STORES of the rest is stored without asking.

    `state` (n,) are probabilities, `stated` says whether it was one, `agreed` what is stored whatever its probability.
    """
    allowed = int(FALSE_STORES * (~stated).sum())
    store = next((bar for bar in _BARS if ((agreed | (state >= bar)) & ~stated).sum() <= allowed), _BARS[-1])
    own = np.sort(state[stated])
    drop = float(own[int(_MISSED * len(own))]) if len(own) else store
    return Thresholds(store, round(min(store, max(_LEAST_DROP, drop)), 3))


def _seen_columns(matrix: csr_matrix) -> tuple[csr_matrix, NDArray[np.int64]]:
    """The columns of `matrix` that enough utterances have, and where they stood: the rest would be learned by heart."""
    columns = np.flatnonzero(np.bincount(matrix.indices, minlength=matrix.shape[1]) >= _FEWEST)
    return matrix[:, columns], columns


def _arrays(heads: Sequence[LogisticRegression], columns: NDArray[np.int64]) -> dict[str, NDArray[np.generic]]:
    weights = np.concatenate([head.coef_ for head in heads]).T
    used = np.flatnonzero(np.abs(weights).max(axis=1) > _SMALLEST_WEIGHT)
    return {
        "columns": columns[used].astype(np.int32),
        "weights": weights[used].astype(np.float16),
        "bias": np.concatenate([head.intercept_ for head in heads]).astype(np.float32),
    }


def _intents(examples: Sequence[Example]) -> NDArray[np.int64]:
    return np.array([INTENTS.index(example.intent) for example in examples])


def _flags(examples: Sequence[Example]) -> NDArray[np.bool_]:
    return np.array([[example.asks, example.deixis] for example in examples])
