"""The reader: one message in, one Reading out. Numpy and ONNX Runtime read; what trains is not needed for it."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple, cast

import numpy as np
from numpy.typing import NDArray

from intent import artifact, commands, features, naming, reference, slots
from intent.artifact import ArtifactUnusable, Card, Weights
from intent.closed_class import is_plainly_stated
from intent.encoder.encoder import Encoder, EncoderUnusable, View
from intent.mixture import Floats, Mixture
from intent.model import INTENTS, Intent, Reading, StatedPreference, Utterance
from intent.slots import Analysis
from intent.spacing import folded
from intent.tagger import Tagger
from intent.text import LONGEST_READ

_STATE = INTENTS.index("state")
_CHAT = INTENTS.index("chat")
_WARMING = ("我喜欢下雨", "i like rain")
"""Read once on loading, so that no user waits while the grammar is compiled."""
SUSPECTED_ABOVE = 0.1
"""The probability of `state` from which on a message might state what the grammar hears in it."""
_SURE_CHAT = dict.fromkeys(INTENTS, 0.0) | {"chat": 1.0}


class Verdict(NamedTuple):
    """The mixture's probabilities (5,) of the intents, its two flags, and whether grammar and both views agree."""

    probabilities: Floats
    asks: bool
    deixis: bool
    agreed: bool


@dataclass(frozen=True, slots=True)
class Reader:
    """Reads messages. Immutable after loading, so that any number of threads may share one."""

    weights: Weights
    mixture: Mixture
    card: Card
    tagger: Tagger
    encoder: Encoder
    correction: Floats

    @classmethod
    def load(cls, path: Path | None = None) -> "Reader":
        """The reader trained into the folder `path`, by default the one that ships. Raises ArtifactUnusable."""
        weights, card = artifact.load(path, features.COLUMNS)
        try:
            mixture, tagger = Mixture.of(weights.others), Tagger(weights.others)
            correction = weights.others["correction"].astype(np.float32)
            encoder = Encoder.load(artifact.default_folder())
        except (KeyError, ValueError, IndexError) as error:
            raise ArtifactUnusable(f"the trained reader lacks a part ({error}); run `jide train`") from error
        except EncoderUnusable as error:
            raise ArtifactUnusable(str(error)) from error
        reader = cls(weights, mixture, card, tagger, encoder, correction)
        for text in _WARMING:
            reader.read(text)
        return reader

    def read(self, text: str, context: Sequence[Utterance] = ()) -> Reading:
        """What `text` says; where it only points (这部电影我也很喜欢), of what `context`, the earlier messages, named.

        Takes any strings and never raises; a message too long or empty of words is `chat`.
        """
        if len(text) > LONGEST_READ or not any(character.isalnum() for character in text):
            return self._nothing(text)
        analysis = slots.analyse(folded(text))
        view = self.encoder.view(analysis.folded.text)
        featured, heard = self.scores(analysis, commands.cues(analysis))[None], self._corrected(view)[None]
        asks, deixis = self.mixture.flagged(featured, heard)[0]
        verdict = Verdict(
            self.mixture.probabilities(featured, heard)[0],
            asks=bool(asks),
            deixis=bool(deixis),
            agreed=analysis.names_something and bool(self.mixture.agreed(featured, heard)[0]),
        )
        return reference.resolved(self._reading(text, analysis, view, verdict), analysis, context)

    def _corrected(self, view: View) -> Floats:
        """The encoder's scores (7,) with what users corrected."""
        return view.whole + view.pooled @ self.correction if self.correction.size else view.whole

    def scores(self, analysis: Analysis, cues: commands.Cues) -> NDArray[np.float32]:
        """The features' scores (7,) of a message: the five intents, then asks and deixis."""
        columns, values = features.columns_and_values(analysis, cues)
        return cast("NDArray[np.float32]", values @ self.weights.table[columns] + self.weights.bias)

    def _reading(self, text: str, analysis: Analysis, view: View, verdict: Verdict) -> Reading:
        intent: Intent = INTENTS[int(verdict.probabilities.argmax())]
        is_plain = intent in {"state", "chat"} and is_plainly_stated(analysis)
        intent = "state" if is_plain else intent
        pointing = verdict.deixis and not analysis.names_something
        may_state = intent == "state" or self._may_state(analysis, verdict)
        named = naming.stated(analysis, self.tagger, view, pointing=pointing) if may_state else ()
        stated = named if intent == "state" else ()
        return Reading(
            text=text,
            intent=intent,
            probabilities={name: float(value) for name, value in zip(INTENTS, verdict.probabilities, strict=True)},
            asks=verdict.asks or intent in {"query", "continue"},
            deixis=intent == "state" and not stated and (verdict.deixis or analysis.deixis),
            unsure=not is_plain and self._unsure(analysis, verdict),
            stated=stated,
            withdrawn=_withdrawn(analysis, intent, stated),
            question=commands.question(analysis) if intent == "query" else None,
            model_version=self.card.version,
            suspected=named if intent == "chat" else (),
        )

    def _may_state(self, analysis: Analysis, verdict: Verdict) -> bool:
        """Whether the grammar hears a statement that asks nothing, though it is not likely one."""
        return analysis.names_something and not verdict.asks and verdict.probabilities[_STATE] >= SUSPECTED_ABOVE

    def _unsure(self, analysis: Analysis, verdict: Verdict) -> bool:
        """Neither likely enough to be stored nor unlikely enough to be dropped, or said in jest."""
        state = float(verdict.probabilities[_STATE])
        marked = any(claim.scope == "marked" and claim.holder == "speaker" for claim in analysis.claims)
        return marked or (not verdict.agreed and self.card.drop_below <= state < self.card.store_above)

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


def _withdrawn(analysis: Analysis, intent: Intent, named: tuple[StatedPreference, ...]) -> tuple[StatedPreference, ...]:
    if intent == "retract":
        return commands.withdrawn(analysis)
    return commands.denied(analysis) if intent in {"state", "chat"} and not named else ()
