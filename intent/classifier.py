"""The reader: one message in, one Reading out. Numpy only; scikit-learn is needed to train, not to read."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import cast

import numpy as np
from numpy.typing import NDArray

from intent import artifact, commands, features, naming, reference, slots
from intent.artifact import ArtifactUnusable, Card, Weights
from intent.model import INTENTS, Intent, Reading, Utterance
from intent.slots import Analysis
from intent.tagger import Tagger
from intent.text import LONGEST_READ, fold

ASKS, DEIXIS = len(INTENTS), len(INTENTS) + 1
"""The columns of the weights behind those of the intents."""

CORROBORATED = 0.6
"""Enough where the classifier and the grammar agree: either errs alone more often than both do together."""

_STATE = INTENTS.index("state")
_CHAT = INTENTS.index("chat")
_WARMING = ("我喜欢下雨", "i like rain")
"""Read once on loading, so that no user waits while the grammar is compiled."""
_SURE_CHAT = dict.fromkeys(INTENTS, 0.0) | {"chat": 1.0}


@dataclass(frozen=True, slots=True)
class Reader:
    """Reads messages. Immutable after loading, so that any number of threads may share one."""

    weights: Weights
    card: Card
    tagger: Tagger

    @classmethod
    def load(cls, path: Path | None = None) -> "Reader":
        """The reader trained into the folder `path`, by default the one that ships. Raises ArtifactUnusable."""
        weights, card = artifact.load(path, features.COLUMNS)
        try:
            reader = cls(weights, card, Tagger(weights.others))
        except (KeyError, ValueError, IndexError) as error:
            raise ArtifactUnusable(f"the trained reader lacks its tagger ({error}); run `jide train`") from error
        for text in _WARMING:
            reader.read(text)
        return reader

    def read(self, text: str, context: Sequence[Utterance] = ()) -> Reading:
        """What `text` says; where it only points (这部电影我也很喜欢), of what `context`, the earlier messages, named.

        Takes any strings and never raises; a message too long or empty of words is `chat`.
        """
        if len(text) > LONGEST_READ or not any(character.isalnum() for character in text):
            return self._nothing(text)
        analysis = slots.analyse(fold(text))
        cues = commands.cues(analysis)
        scores = self.scores(analysis, cues)
        probabilities = softmax(scores[: len(INTENTS)] / self.card.temperature)
        reading = self._reading(
            text, analysis, probabilities, asks=bool(scores[ASKS] > 0), deixis=bool(scores[DEIXIS] > 0)
        )
        return reference.resolved(reading, analysis, context)

    def scores(self, analysis: Analysis, cues: commands.Cues) -> NDArray[np.float32]:
        """The raw scores (7,) of a message: the five intents, then asks and deixis."""
        columns, values = features.columns_and_values(analysis, cues)
        return cast("NDArray[np.float32]", values @ self.weights.table[columns] + self.weights.bias)

    def _reading(
        self, text: str, analysis: Analysis, probabilities: NDArray[np.float32], *, asks: bool, deixis: bool
    ) -> Reading:
        intent: Intent = INTENTS[int(probabilities.argmax())]
        state = float(probabilities[_STATE])
        pointing = deixis and not any(claim.objects for claim in analysis.counting)
        stated = naming.stated(analysis, self.tagger, pointing=pointing) if intent == "state" else ()
        marked = any(claim.scope == "marked" and claim.holder == "speaker" for claim in analysis.claims)
        return Reading(
            text=text,
            intent=intent,
            probabilities={name: float(value) for name, value in zip(INTENTS, probabilities, strict=True)},
            asks=asks or intent in {"query", "continue"},
            deixis=intent == "state" and not stated and (deixis or analysis.deixis),
            unsure=marked or self.card.drop_below <= state < self._enough(analysis),
            stated=stated,
            withdrawn=commands.withdrawn(analysis) if intent == "retract" else (),
            question=commands.question(analysis) if intent == "query" else None,
            model_version=self.card.version,
        )

    def _enough(self, analysis: Analysis) -> float:
        """The probability of `state` that stores without asking; less where the grammar, too, finds a thing."""
        corroborated = any(claim.objects for claim in analysis.counting)
        return min(self.card.store_above, CORROBORATED) if corroborated else self.card.store_above

    def _nothing(self, text: str) -> Reading:
        return Reading(
            text,
            "chat",
            _SURE_CHAT,
            asks=False,
            deixis=False,
            unsure=False,
            stated=(),
            withdrawn=(),
            question=None,
            model_version=self.card.version,
        )


def softmax(scores: NDArray[np.float32]) -> NDArray[np.float32]:
    """Probabilities that sum to 1, from scores of any size."""
    raised = np.exp(scores - scores.max())
    return cast("NDArray[np.float32]", raised / raised.sum())
