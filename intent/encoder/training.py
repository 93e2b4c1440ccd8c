"""Trains the encoder: labelled utterances and pretrained weights in, its three files out."""

import hashlib
from collections.abc import Callable, Sequence
from importlib import resources
from pathlib import Path

import numpy as np

from intent import dataset
from intent.dataset import Example
from intent.encoder import encoder, export, finetuning
from intent.encoder.cut import LONGEST, Cutter
from intent.encoder.encoder import Card
from intent.encoder.finetuning import Schedule
from intent.encoder.noise import NOISY, noisy
from intent.encoder.pretrained import Pretrained, vocabulary
from intent.encoder.targets import Target, mark, target

_OTHERS = 0.3
"""Share of the generated utterances that an epoch sees: up to eight are variations of one line."""
_OTHERS_WEIGHT = 0.4
_READING = frozenset({"__init__.py", "encoder.py"})
"""What reads does not change what was learned."""


def train(
    out: Path,
    *,
    examples: Sequence[Example] | None = None,
    schedule: Schedule = Schedule(),  # noqa: B008 - frozen
    say: Callable[[str], None] = lambda _: None,
) -> None:
    """Trains on `examples`, by default the package's own, and writes the encoder into the folder `out`."""
    chosen = dataset.examples() if examples is None else examples
    say("reading the pretrained encoder")
    every, english = Pretrained.load(), Pretrained.load("e5-small-enpt-q4.bin")
    kept = vocabulary(every, english)
    words, scores = [every.words[number] for number in kept], every.scores[kept]
    start = finetuning.beginning(every, kept, schedule, LONGEST)
    drawn = _drawn(chosen, Cutter(words, scores.tolist()))
    say(f"training {schedule.layers} layers on {len(chosen)} utterances")
    network = finetuning.fine_tune(start, drawn, every.heads, schedule, say)
    arrays = {
        "words": np.frombuffer("\n".join(words).encode(), np.uint8),
        "scores": scores,
        "vectors": every.blocks("emb.word", every.width)[kept],
        "positions": network["positions"].astype(np.float16),
    }
    card = Card(sources_hash(), schedule.layers, schedule.epochs, len(chosen))
    encoder.save(out, export.quantized(export.graph(network, every.heads)), arrays, card)


def sources_hash() -> str:
    """A hash of the utterances and of the code that decides what the encoder learns of them."""
    package = resources.files("intent")
    files = [package.joinpath(name) for name in ("text.py", "dataset.py")]
    for folder, suffix in (("encoder", ".py"), ("data", ".txt"), ("data/utterances", ".jsonl")):
        found = [item for item in package.joinpath(folder).iterdir() if item.name.endswith(suffix)]
        files += sorted((item for item in found if item.name not in _READING), key=lambda item: item.name)
    digest = hashlib.sha256()
    for file in files:
        content = file.read_bytes().replace(b"\r\n", b"\n")
        digest.update(f"{file.name}\0{len(content)}\0".encode() + content)
    return digest.hexdigest()


def _drawn(examples: Sequence[Example], cutter: Cutter) -> Callable[[np.random.Generator], list[Target]]:
    """What an epoch sees: all natural utterances, some with noise, and a share of those that are generated."""
    own = [mark(example, 1.0) for example in examples if example.natural]
    others = [mark(example, _OTHERS_WEIGHT) for example in examples if not example.natural]
    plain = [target(marked, cutter) for marked in own]
    generated = [target(marked, cutter) for marked in others]

    def draw(random: np.random.Generator) -> list[Target]:
        seen = [
            target(noisy(marked, random), cutter) if random.random() < NOISY else clean
            for marked, clean in zip(own, plain, strict=True)
        ]
        chosen = random.permutation(len(generated))[: int(_OTHERS * len(generated))]
        return seen + [generated[place] for place in chosen]

    return draw
