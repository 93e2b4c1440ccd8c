"""Two views of a message made one: the features' scores and the encoder's, each weighed by how far it can be trusted.

A product of experts (Hinton 2002) with a weight for each, an offset for each intent, and so calibrated at once (matrix
scaling held to a diagonal, cf. Guo et al. 2017, On Calibration of Modern Neural Networks). Either view alone errs more
often than both do together: the features know the grammar, the encoder knows words that no utterance taught.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray

from intent.model import INTENTS

AGREED = ((0.95, 0.5), (0.93, 0.65))
"""Probabilities of `state`, the features' and the encoder's, from which the two together say so.

Chosen on the utterances for choosing, as the least that lets no more through than the threshold of their mixture.
"""

Floats = NDArray[np.floating[Any]]


@dataclass(frozen=True, slots=True)
class Mixture:
    """`intents` (2,) weighs features and encoder, `offsets` (5,) is added; `flags` (2, 3) does both for each flag."""

    intents: Floats
    offsets: Floats
    flags: Floats

    @classmethod
    def of(cls, arrays: Mapping[str, NDArray[Any]]) -> "Mixture":
        """Raises KeyError or ValueError where the arrays are not what `arrays` returns."""
        found = cls(arrays["mixture_intents"], arrays["mixture_offsets"], arrays["mixture_flags"])
        if (found.intents.shape, found.offsets.shape, found.flags.shape) != ((2,), (len(INTENTS),), (2, 3)):
            raise ValueError("the mixture has other shapes")
        return found

    def arrays(self) -> dict[str, NDArray[np.generic]]:
        return {
            "mixture_intents": self.intents.astype(np.float32),
            "mixture_offsets": self.offsets.astype(np.float32),
            "mixture_flags": self.flags.astype(np.float32),
        }

    def probabilities(self, features: Floats, encoder: Floats) -> Floats:
        """Those of the intents (rows, 5), from the scores (rows, 7) of either view."""
        count = len(INTENTS)
        joint = self.intents[0] * log_softmax(features[:, :count]) + self.intents[1] * log_softmax(encoder[:, :count])
        return cast("Floats", np.exp(log_softmax(joint + self.offsets)))

    def agreed(self, features: Floats, encoder: Floats) -> NDArray[np.bool_]:
        """Where either view by itself is sure enough of `state` (rows,)."""
        count, state = len(INTENTS), INTENTS.index("state")
        taught, heard = (np.exp(log_softmax(scores[:, :count]))[:, state] for scores in (features, encoder))
        agreed: NDArray[np.bool_] = np.any([(taught >= one) & (heard >= other) for one, other in AGREED], axis=0)
        return agreed

    def flagged(self, features: Floats, encoder: Floats) -> NDArray[np.bool_]:
        """Whether something is asked, and whether an earlier turn is needed: (rows, 2)."""
        count = len(INTENTS)
        joint = self.flags[:, 0] * features[:, count:] + self.flags[:, 1] * encoder[:, count:] + self.flags[:, 2]
        return joint > 0


def log_softmax(scores: Floats) -> Floats:
    """Logarithms of probabilities that sum to 1 in each row."""
    lowered = scores - scores.max(axis=-1, keepdims=True)
    return cast("Floats", lowered - np.log(np.exp(lowered).sum(axis=-1, keepdims=True)))
