"""Fine-tunes the pretrained encoder's first layers, with heads for the intent, the flags and the pieces' labels.

One loss for all heads (Chen et al. 2019, BERT for Joint Intent Classification and Slot Filling), AdamW (Loshchilov and
Hutter 2019) with a linear warm-up and decay. The pieces' vectors stay as they are: a few thousand utterances cannot
move a whole vocabulary together. Needs JAX, and a good half hour on two cores; the same machine writes the same bytes.
"""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
from numpy.typing import NDArray

from intent.encoder.pretrained import Pretrained
from intent.encoder.targets import UNTOLD, Target
from intent.model import INTENTS, KINDS
from intent.tagger import LABELS

Floats = NDArray[np.float32]
Layer = dict[str, Any]
Network = dict[str, Any]
"""`vectors` (words, width), `positions`, `opening` (scale, shift of the first norm), `layers`, and the heads `whole`
(2 width, 7) and `pieces` (width, 11) with their biases."""
Progress = Callable[[str], None]

WHOLE = len(INTENTS) + 2
"""Outputs for the whole utterance: the intents, asks, deixis."""
TAGS, CONDITIONS = LABELS, 3
OF_PIECE = TAGS + len(KINDS) + CONDITIONS
"""Outputs for each piece: the tagger's labels, the kinds, and outside, opening and inside of a condition."""

_EPSILON = 1e-12
_FLAGS_WEIGHT, _KINDS_WEIGHT, _CONDITIONS_WEIGHT = 0.5, 0.3, 0.3
_TAGS_WEIGHT = 4.0
"""The mean over an utterance's pieces counts as that many decisions."""
_FIXED = ("vectors", "positions", "opening")
_HEADS_RATE = 10.0
"""Heads start from nothing, and learn as many times faster."""
_DECAY = 0.01
_WARM_UP = 0.06
_LENGTHS = (12, 16, 24, 32, 48, 64, 98)
"""Batches are padded to one of few lengths, each of which is compiled once."""
_BUCKETS = 20
"""Batches whose utterances are sorted by length together."""


@dataclass(frozen=True, slots=True)
class Schedule:
    """How deep, how long and how fast."""

    layers: int = 8
    epochs: int = 3
    batch: int = 32
    rate: float = 2e-4
    dropout: float = 0.1
    seed: int = 0


@dataclass(frozen=True, slots=True)
class _Shape:
    """What the compiled step depends on."""

    heads: int
    dropout: float


def fine_tune(
    start: Network,
    drawn: Callable[[np.random.Generator], list[Target]],
    heads: int,
    schedule: Schedule,
    say: Progress = lambda _: None,
) -> Network:
    """The network `start` after training on what is `drawn` for each epoch; arrays of numpy, 32 bits."""
    random = np.random.default_rng(schedule.seed)
    key = jax.random.key(schedule.seed, impl="rbg")
    total = max(1, schedule.epochs * (len(drawn(np.random.default_rng(0))) // schedule.batch))
    fixed = {name: jax.tree.map(jnp.asarray, start[name]) for name in _FIXED}
    learned = {name: jax.tree.map(jnp.asarray, value) for name, value in start.items() if name not in _FIXED}
    state = (learned, jax.tree.map(jnp.zeros_like, learned), jax.tree.map(jnp.zeros_like, learned))
    shape = _Shape(heads, schedule.dropout)
    done = 0
    for epoch in range(schedule.epochs):
        losses: list[Any] = []
        for rows in _batches(drawn(random), schedule.batch, random):
            done += 1
            rate = schedule.rate * min(1.0, done / (_WARM_UP * total)) * max(0.02, 1 - done / (total + 1))
            key, part = jax.random.split(key)
            state, loss = _step(state, (fixed, _arrays(rows)), part, (rate, done), shape)
            losses.append(loss)
            if done % 100 == 0:
                say(f"step {done} of {total}, loss {float(np.mean(losses[-100:])):.3f}")
        say(f"epoch {epoch + 1} of {schedule.epochs}, loss {float(np.mean(losses or [math.nan])):.3f}")
    return dict(jax.tree.map(np.asarray, fixed | state[0]))


def beginning(pretrained: Pretrained, words: Sequence[int], schedule: Schedule, longest: int) -> Network:
    """The pretrained network of the vocabulary `words` (numbers of its own), with heads that know nothing."""
    random = np.random.default_rng(schedule.seed)
    width = pretrained.width
    positions = pretrained.floats("emb.pos").reshape(-1, width)[:longest]
    return {
        "vectors": pretrained.matrix("emb.word", width)[np.array(words)],
        "positions": positions + pretrained.floats("emb.type")[:width],
        "opening": [pretrained.floats("emb.ln.w"), pretrained.floats("emb.ln.b")],
        "layers": [_layer(pretrained, number) for number in range(schedule.layers)],
        "whole": random.normal(0, 0.02, (2 * width, WHOLE)).astype(np.float32),
        "whole_bias": np.zeros(WHOLE, np.float32),
        "pieces": random.normal(0, 0.02, (width, OF_PIECE)).astype(np.float32),
        "pieces_bias": np.zeros(OF_PIECE, np.float32),
    }


def _layer(pretrained: Pretrained, number: int) -> Layer:
    """Weights as (inputs, outputs); those of query, key and value side by side."""

    def weights(name: str, inputs: int = pretrained.width) -> Floats:
        return np.ascontiguousarray(pretrained.matrix(f"l{number}.{name}.w", inputs).T)

    def floats(name: str) -> Floats:
        return pretrained.floats(f"l{number}.{name}")

    inner = len(floats("fi.b"))
    return {
        "attend": np.concatenate([weights(name) for name in "qkv"], axis=1),
        "attend_bias": np.concatenate([floats(f"{name}.b") for name in "qkv"]),
        "gather": weights("ao"),
        "gather_bias": floats("ao.b"),
        "gathered": [floats("aln.w"), floats("aln.b")],
        "widen": weights("fi"),
        "widen_bias": floats("fi.b"),
        "narrow": weights("fo", inner),
        "narrow_bias": floats("fo.b"),
        "narrowed": [floats("oln.w"), floats("oln.b")],
    }


def _batches(rows: list[Target], size: int, random: np.random.Generator) -> list[list[Target]]:
    """All rows in random batches of utterances that are about as long as each other; an incomplete one is left out."""
    mixed = [rows[place] for place in random.permutation(len(rows))]
    found = []
    for start in range(0, len(mixed), size * _BUCKETS):
        part = sorted(mixed[start : start + size * _BUCKETS], key=lambda row: len(row.numbers))
        found += [part[place : place + size] for place in range(0, len(part) - size + 1, size)]
    return [found[place] for place in random.permutation(len(found))]


def _arrays(rows: Sequence[Target]) -> dict[str, NDArray[Any]]:
    """The batch (rows, longest) as arrays; what is beyond an utterance's end is masked and UNTOLD."""
    longest = max(len(row.numbers) for row in rows)
    length = next(size for size in _LENGTHS if size >= longest)

    def filled(name: str, blank: int) -> NDArray[np.int32]:
        table = np.full((len(rows), length), blank, np.int32)
        for place, row in enumerate(rows):
            own = getattr(row, name)
            table[place, : len(own)] = own
        return table

    return {
        "numbers": filled("numbers", 1),
        "mask": np.array([[place < len(row.numbers) for place in range(length)] for row in rows], np.float32),
        "tags": filled("tags", UNTOLD),
        "kinds": filled("kinds", UNTOLD),
        "conditions": filled("conditions", UNTOLD),
        "intents": np.array([row.intent for row in rows], np.int32),
        "flags": np.array([[row.asks, row.deixis] for row in rows], np.float32),
        "weights": np.array([row.weight for row in rows], np.float32),
    }


@partial(jax.jit, static_argnames=("shape",))
def _step(
    state: tuple[Network, Network, Network],
    given: tuple[Network, Mapping[str, Any]],
    key: Any,
    pace: tuple[Any, Any],
    shape: _Shape,
) -> tuple[tuple[Network, Network, Network], Any]:
    """One step of AdamW along the gradient, whose length is at most 1.

    `state` is what is learned with the moments of its gradient, `given` what stays fixed and the batch, `pace` the rate
    and the step's number.
    """
    learned, firsts, seconds = state
    rate, done = pace
    loss, gradient = jax.value_and_grad(lambda part: _loss(given[0] | part, given[1], key, shape))(learned)
    length = jnp.sqrt(sum(jnp.square(part).sum() for part in jax.tree.leaves(gradient)))
    gradient = jax.tree.map(lambda part: part * jnp.minimum(1.0, 1.0 / (length + 1e-6)), gradient)
    first = jax.tree.map(lambda mean, part: 0.9 * mean + 0.1 * part, firsts, gradient)
    second = jax.tree.map(lambda mean, part: 0.999 * mean + 0.001 * part * part, seconds, gradient)

    def moved(path: Any, value: Any, mean: Any, square: Any) -> Any:
        own = rate * (1.0 if path[0].key == "layers" else _HEADS_RATE)
        direction = (mean / (1 - 0.9**done)) / (jnp.sqrt(square / (1 - 0.999**done)) + 1e-8)
        return value - own * (direction + _DECAY * value)

    return (jax.tree_util.tree_map_with_path(moved, learned, first, second), first, second), loss


def _loss(network: Network, batch: Mapping[str, Any], key: Any, shape: _Shape) -> Any:
    """The mean over the batch, by weight."""
    whole, pieces = _forward(network, batch, shape, key)
    intents = whole[:, : len(INTENTS)]
    flags = whole[:, len(INTENTS) :]
    own = -jnp.take_along_axis(jax.nn.log_softmax(intents), batch["intents"][:, None], 1)[:, 0]
    own += _FLAGS_WEIGHT * (jnp.logaddexp(0.0, flags) - flags * batch["flags"]).sum(-1)
    states = (batch["intents"] == INTENTS.index("state")).astype(jnp.float32)
    kinds = TAGS + len(KINDS)
    own += _TAGS_WEIGHT * states * _of_pieces(pieces[:, :, :TAGS], batch["tags"])
    own += _KINDS_WEIGHT * states * _of_pieces(pieces[:, :, TAGS:kinds], batch["kinds"])
    own += _CONDITIONS_WEIGHT * _TAGS_WEIGHT * states * _of_pieces(pieces[:, :, kinds:], batch["conditions"])
    return (batch["weights"] * own).sum() / batch["weights"].sum()


def _of_pieces(scores: Any, labels: Any) -> Any:
    """The mean loss of an utterance's pieces that are labelled."""
    told = (labels != UNTOLD).astype(jnp.float32)
    lost = -jnp.take_along_axis(jax.nn.log_softmax(scores), jnp.maximum(labels, 0)[:, :, None], 2)[:, :, 0]
    return (lost * told).sum(1) / jnp.maximum(told.sum(1), 1.0)


def _forward(network: Network, batch: Mapping[str, Any], shape: _Shape, key: Any) -> tuple[Any, Any]:
    """Scores of the utterances (rows, 7) and of their pieces (rows, longest, 11)."""
    numbers, mask, heads = batch["numbers"], batch["mask"], shape.heads
    keys = iter(jax.random.split(key, 3 * len(network["layers"]) + 2))

    def dropped(value: Any) -> Any:
        kept = jax.random.bernoulli(next(keys), 1 - shape.dropout, value.shape)
        return jnp.where(kept, value / (1 - shape.dropout), 0.0)

    rows, length = numbers.shape
    seen = dropped(_normed(network["vectors"][numbers] + network["positions"][:length], network["opening"]))
    hidden = (1 - mask)[:, None, None, :] * -1e9
    width = seen.shape[-1]
    for layer in network["layers"]:
        parts = (seen @ layer["attend"] + layer["attend_bias"]).reshape(rows, length, 3, heads, width // heads)
        near = jnp.einsum("rlhd,rmhd->rhlm", parts[:, :, 0], parts[:, :, 1]) / math.sqrt(width // heads) + hidden
        mixed = jnp.einsum("rhlm,rmhd->rlhd", dropped(jax.nn.softmax(near)), parts[:, :, 2])
        gathered = mixed.reshape(rows, length, width) @ layer["gather"] + layer["gather_bias"]
        seen = _normed(seen + dropped(gathered), layer["gathered"])
        wide = jax.nn.gelu(seen @ layer["widen"] + layer["widen_bias"], approximate=False)
        seen = _normed(seen + dropped(wide @ layer["narrow"] + layer["narrow_bias"]), layer["narrowed"])
    counted = mask[:, :, None]
    mean = (seen * counted).sum(1) / counted.sum(1)
    most = jnp.where(counted > 0, seen, -1e9).max(1)
    pooled = dropped(jnp.concatenate([mean, most], -1))
    return pooled @ network["whole"] + network["whole_bias"], seen @ network["pieces"] + network["pieces_bias"]


def _normed(value: Any, norm: Sequence[Any]) -> Any:
    centred = value - value.mean(-1, keepdims=True)
    return centred / jnp.sqrt(jnp.square(centred).mean(-1, keepdims=True) + _EPSILON) * norm[0] + norm[1]
