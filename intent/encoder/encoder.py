"""Reads with the fine-tuned encoder: one text in, scores for the whole and for each of its pieces out."""

import hashlib
import json
import zipfile
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from importlib.resources.abc import Traversable
from pathlib import Path

import numpy as np
import onnxruntime
from numpy.typing import NDArray

from intent.encoder.cut import Cutter
from intent.encoder.pretrained import unpacked

GRAPH, VOCABULARY, CARD = "encoder.onnx", "encoder.npz", "encoder.json"

Scores = NDArray[np.float32]
Blocks = NDArray[np.uint8]


class EncoderUnusable(Exception):
    """The trained encoder is missing or damaged; `jide train --encoder` writes a new one."""


@dataclass(frozen=True, slots=True)
class Card:
    """`sources` is the hash of the data and code it was trained with; `whole` and `pieces` name what it scores."""

    sources: str
    layers: int
    epochs: int
    examples: int


@dataclass(frozen=True, slots=True)
class View:
    """What the encoder makes of a text.

    `whole` (7,) are the scores of the five intents, asks and deixis; `pooled` (2 width,) the vector they are read from.
    `pieces` (n, 11) are scores of each piece: the tagger's five labels, the three kinds, and outside, opening and
    inside of a condition; `places` (n) are the pieces' ranges of characters.
    """

    whole: Scores
    pooled: Scores
    pieces: Scores
    places: tuple[tuple[int, int], ...]


class Encoder:
    """Read only after loading; threads may share one."""

    def __init__(self, graph: bytes, cutter: Cutter, vectors: Blocks, positions: Scores, card: Card) -> None:
        """`vectors` (words, bytes) are blocks of 4-bit weights, `positions` (longest, width) are added to them."""
        settings = onnxruntime.SessionOptions()
        settings.intra_op_num_threads = settings.inter_op_num_threads = 1
        settings.log_severity_level = 3
        self._session = onnxruntime.InferenceSession(graph, settings, providers=["CPUExecutionProvider"])
        self._cutter = cutter
        self._vectors = vectors
        self._positions = positions
        self.card = card

    @classmethod
    def load(cls, folder: Traversable | Path) -> "Encoder":
        """The encoder in `folder`. Raises EncoderUnusable."""
        try:
            card = Card(**json.loads(folder.joinpath(CARD).read_text(encoding="utf-8")))
            graph = folder.joinpath(GRAPH).read_bytes()
            with folder.joinpath(VOCABULARY).open("rb") as file, np.load(file, allow_pickle=False) as arrays:
                words = bytes(arrays["words"]).decode("utf-8").split("\n")
                cutter = Cutter(words, arrays["scores"].tolist())
                vectors, positions = arrays["vectors"], arrays["positions"].astype(np.float32)
            return cls(graph, cutter, vectors, positions, card)
        except (OSError, ValueError, KeyError, TypeError, RuntimeError, zipfile.BadZipFile) as error:
            raise EncoderUnusable(
                f"the trained encoder in {folder} cannot be read ({error}); run `jide train --encoder`"
            ) from error

    def view(self, text: str) -> View:
        """What the encoder makes of `text`, folded; a long one is seen from both its ends."""
        numbers, places = self._cutter(text)
        vectors = unpacked(self._vectors[numbers]) + self._positions[: len(numbers)]
        pooled, whole, pieces = self._session.run(None, {"vectors": vectors[None]})
        return View(whole[0], pooled[0], pieces[0], places)


def save(folder: Path, graph: bytes, arrays: Mapping[str, NDArray[np.generic]], card: Card) -> None:
    """Writes the three files into `folder`, the same bytes for the same content."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / GRAPH).write_bytes(graph)
    write_arrays(folder / VOCABULARY, arrays)
    (folder / CARD).write_text(json.dumps(asdict(card), indent=1, sort_keys=True) + "\n", encoding="utf-8")


def write_arrays(file: Path, arrays: Mapping[str, NDArray[np.generic]]) -> None:
    """Writes `arrays` as numpy's npz, without a time of writing."""
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name in sorted(arrays):
            entry = zipfile.ZipInfo(f"{name}.npy", date_time=(1980, 1, 1, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            with archive.open(entry, "w") as target:
                np.lib.format.write_array(target, np.ascontiguousarray(arrays[name]), allow_pickle=False)


def digest(folder: Traversable | Path) -> str:
    """A hash of the encoder's files."""
    found = hashlib.sha256()
    for name in (GRAPH, VOCABULARY):
        found.update(folder.joinpath(name).read_bytes())
    return found.hexdigest()
