"""The trained reader on disk: two plain files, no pickle, the same bytes for the same data and code.

`reader.npz` holds `columns` (n,) int32, the feature columns that have weights, `weights` (n, 7) float16 and `bias` (7,)
float32, one for each of the five intents, `asks` and `deixis`; whatever else it holds is handed on by name.
`reader.json` says what it was made of.
"""

import hashlib
import json
import zipfile
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from intent.encoder.encoder import digest as encoder_digest
from intent.encoder.encoder import write_arrays

WEIGHTS, CARD = "reader.npz", "reader.json"
_OWN = frozenset({"columns", "weights", "bias"})
_CODE = (
    "text.py", "clauses.py", "claims.py", "slots.py", "commands.py", "features.py", "findings.py", "skeleton.py",
    "wording.py", "dataset.py", "training.py", "hints.py", "tokens.py", "tagger.py", "tagging.py", "mixture.py",
    "spacing.py",
)  # fmt: skip


class ArtifactUnusable(Exception):
    """The trained reader is missing or damaged; `jide train` writes a new one."""


@dataclass(frozen=True, slots=True)
class Card:
    """`version` names the artefact; `sources` is the hash of the data and code it was trained with.

    `encoder` is the hash of the encoder's files that it was trained beside.
    """

    version: str
    sources: str
    encoder: str
    store_above: float
    drop_below: float
    examples: int


@dataclass(frozen=True, slots=True)
class Weights:
    """`table` (columns of the features, 7) float32 and `bias` (7,) float32; `others` are all further arrays."""

    table: NDArray[np.float32]
    bias: NDArray[np.float32]
    others: Mapping[str, NDArray[np.generic]]


def sources_hash() -> str:
    """A hash of the utterances and of all code that decides what the classifier sees of them."""
    package = resources.files("intent")
    files: list[Traversable] = [package.joinpath(name) for name in _CODE]
    for folder, suffix in (
        *((language, suffix) for language in ("zh", "en") for suffix in (".py", ".txt")),
        ("data", ".txt"),
        ("data/utterances", ".jsonl"),
    ):
        files += sorted(
            (item for item in package.joinpath(folder).iterdir() if item.name.endswith(suffix)),
            key=lambda item: item.name,
        )
    digest = hashlib.sha256()
    for file in files:
        content = file.read_bytes().replace(b"\r\n", b"\n")
        digest.update(f"{file.name}\0{len(content)}\0".encode() + content)
    return digest.hexdigest()


def default_folder() -> Traversable:
    return resources.files("intent.trained")


def load(folder: Traversable | Path | None, columns: int) -> tuple[Weights, Card]:
    """The artefact in `folder`, by default the one in the package. Raises ArtifactUnusable."""
    folder = folder or default_folder()
    try:
        card = Card(**json.loads(folder.joinpath(CARD).read_text(encoding="utf-8")))
        with folder.joinpath(WEIGHTS).open("rb") as file, np.load(file, allow_pickle=False) as arrays:
            bias = arrays["bias"].astype(np.float32)
            table = np.zeros((columns, len(bias)), np.float32)
            table[arrays["columns"]] = arrays["weights"].astype(np.float32)
            others = {name: arrays[name] for name in arrays.files if name not in _OWN}
    except (OSError, ValueError, KeyError, TypeError, IndexError, zipfile.BadZipFile) as error:
        raise ArtifactUnusable(f"the trained reader in {folder} cannot be read ({error}); run `jide train`") from error
    return Weights(table, bias, others), card


def save(folder: Path, arrays: Mapping[str, NDArray[np.generic]], card: Card) -> None:
    """Writes both files into `folder`, which is made if it is absent."""
    folder.mkdir(parents=True, exist_ok=True)
    write_arrays(folder / WEIGHTS, arrays)
    (folder / CARD).write_text(json.dumps(asdict(card), indent=1, sort_keys=True) + "\n", encoding="utf-8")


def shipped_card() -> Card:
    """The card of the artefact in the package."""
    return Card(**json.loads(default_folder().joinpath(CARD).read_text(encoding="utf-8")))


def is_stale() -> bool:
    """Whether data, code or encoder changed since the artefact in the package was trained."""
    card = shipped_card()
    return (card.sources, card.encoder) != (sources_hash(), encoder_digest(default_folder()))
