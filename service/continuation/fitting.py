"""Fits the network with jax, which only training needs: Adam (Kingma and Ba 2015), dropout, a falling rate."""

from dataclasses import dataclass
from functools import partial
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
from numpy.typing import NDArray

from service.continuation.network import NONE, Floats, Network

HIDDEN = (128, 64)
EPOCHS, BATCH, RATE = 10, 256, 2e-3
DROPOUT = 0.1
DECAY, DECAY_OF_WIDE = 2e-5, 6e-6
_SLACK = 0.02
"""Added to each scale, so that what is nearly always the same is not blown up."""

Weights = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Table:
    """`columns` (n, features) and `numbers` (n, numbers) of n texts; `cut` (n,) 1 where it is; `weight` (n,)."""

    columns: NDArray[np.int32]
    numbers: Floats
    cut: Floats
    weight: Floats


def fitted(table: Table, rows: NDArray[np.intp], seed: int) -> Network:
    """The network that tells the cut among these rows of the table; the same for the same seed."""
    mean, scale = table.numbers[rows].mean(0), table.numbers[rows].std(0) + _SLACK
    data = (table.columns, (table.numbers - mean) / scale, table.cut, table.weight)
    chance = np.random.default_rng(seed)
    steps = len(rows) // BATCH
    order = np.stack([chance.permutation(rows)[: steps * BATCH].reshape(steps, BATCH) for _ in range(EPOCHS)])
    begun = _begun(table.numbers.shape[1], chance)
    weights = _run(begun, jax.tree.map(jnp.asarray, data), jnp.asarray(order.reshape(-1, BATCH)), seed)
    layers = tuple(
        (np.asarray(weights[f"kernel{at}"])[None], np.asarray(weights[f"shift{at}"])[None]) for at in (0, 1, 2)
    )
    wide = np.array(weights["wide"])
    wide[NONE] = 0
    return Network(wide, mean, scale, layers)


def _begun(width: int, chance: np.random.Generator) -> Weights:
    sizes = (width, *HIDDEN, 1)
    weights: Weights = {"wide": jnp.zeros(NONE + 1)}
    for at in range(3):
        spread = chance.normal(size=sizes[at : at + 2]) / np.sqrt(sizes[at])
        weights[f"kernel{at}"] = jnp.asarray(spread * (at < 2), jnp.float32)
        weights[f"shift{at}"] = jnp.zeros(sizes[at + 1])
    return weights


def _logits(weights: Weights, columns: Any, numbers: Any, key: Any) -> Any:
    hidden = numbers
    for at in range(3):
        key, drawn = jax.random.split(key)
        if at < 2:
            hidden = hidden * jax.random.bernoulli(drawn, 1 - DROPOUT, hidden.shape) / (1 - DROPOUT)
        hidden = hidden @ weights[f"kernel{at}"] + weights[f"shift{at}"]
        if at < 2:
            hidden = jax.nn.relu(hidden)
    return hidden[:, 0] + jnp.where(columns == NONE, 0, weights["wide"][columns]).sum(1)


def _loss(weights: Weights, batch: Any, key: Any) -> Any:
    columns, numbers, cut, weight = batch
    logits = _logits(weights, columns, numbers, key)
    kernels = (weights["kernel0"] ** 2).sum() + (weights["kernel1"] ** 2).sum()
    wanted = (weight * (jax.nn.softplus(logits) - logits * cut)).mean()
    return wanted + DECAY * kernels + DECAY_OF_WIDE * (weights["wide"] ** 2).sum()


@partial(jax.jit, static_argnames="seed")
def _run(weights: Weights, data: Any, order: Any, seed: int) -> Weights:
    total = len(order)

    def step(state: Any, given: Any) -> tuple[Any, None]:
        weights, first, second = state
        number, rows = given
        batch = jax.tree.map(lambda array: array[rows], data)
        slope = jax.grad(_loss)(weights, batch, jax.random.fold_in(jax.random.key(seed), number))
        first = jax.tree.map(lambda old, new: 0.9 * old + 0.1 * new, first, slope)
        second = jax.tree.map(lambda old, new: 0.999 * old + 0.001 * new**2, second, slope)
        count = number + 1.0
        rate = RATE * (1 - count / (total + 1))

        def moved(weight: Any, mean: Any, square: Any) -> Any:
            return weight - rate * (mean / (1 - 0.9**count)) / (jnp.sqrt(square / (1 - 0.999**count)) + 1e-8)

        return (jax.tree.map(moved, weights, first, second), first, second), None

    zeros = jax.tree.map(jnp.zeros_like, weights)
    (weights, _, _), _ = jax.lax.scan(step, (weights, zeros, zeros), (jnp.arange(total), order))
    return weights
