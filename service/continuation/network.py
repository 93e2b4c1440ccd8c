"""A wide and deep network (Cheng et al. 2016), read with numpy alone: a weight for each feature, layers for the shape.

Several of them, begun from different chances, are asked and their logits averaged; so less hangs on one draw.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from service.continuation.ending import COLUMNS

Floats = NDArray[np.float32]
NONE = COLUMNS
"""The column that stands where an answer has fewer features than another."""


@dataclass(frozen=True, slots=True)
class Network:
    """`wide` (COLUMNS + 1,) are weights of features, the last of them 0; the layers are those of every draw, stacked.

    `mean` and `scale` (numbers,) bring what is given to the layers to a common scale.
    """

    wide: Floats
    mean: Floats
    scale: Floats
    layers: tuple[tuple[Floats, Floats], ...]

    @classmethod
    def of(cls, arrays: Mapping[str, NDArray[Any]]) -> "Network":
        wide = np.zeros(COLUMNS + 1, np.float32)
        wide[arrays["columns"]] = arrays["weights"].astype(np.float32)
        layers = tuple(
            (arrays[f"kernel{at}"].astype(np.float32), arrays[f"shift{at}"].astype(np.float32)) for at in range(3)
        )
        return cls(wide, arrays["mean"], arrays["scale"], layers)

    def arrays(self) -> dict[str, NDArray[Any]]:
        columns = np.flatnonzero(np.abs(self.wide) > 1e-3).astype(np.int32)
        found: dict[str, NDArray[Any]] = {"columns": columns, "weights": self.wide[columns].astype(np.float16)}
        found |= {"mean": self.mean, "scale": self.scale}
        for at, (kernel, shift) in enumerate(self.layers):
            found |= {f"kernel{at}": kernel.astype(np.float16), f"shift{at}": shift}
        return found

    def logits(self, columns: NDArray[np.integer[Any]], numbers: Floats) -> Floats:
        """The logits (answers,) of `columns` (answers, features) and `numbers` (answers, numbers)."""
        hidden = ((numbers - self.mean) / self.scale)[None]
        for at, (kernel, shift) in enumerate(self.layers):
            hidden = hidden @ kernel + shift[:, None]
            if at < len(self.layers) - 1:
                hidden = np.maximum(hidden, 0)
        result: Floats = hidden[:, :, 0].mean(0) + self.wide[columns].sum(1)
        return result


def averaged(networks: list[Network]) -> Network:
    """One network that gives the mean of their logits."""
    layers = [zip(*(network.layers[at] for network in networks), strict=True) for at in range(3)]
    stacked = tuple((np.concatenate(kernels), np.concatenate(shifts)) for kernels, shifts in layers)
    wide: Floats = np.array([network.wide for network in networks]).mean(0)
    return Network(wide, networks[0].mean, networks[0].scale, stacked)
