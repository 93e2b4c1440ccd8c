"""Noise changes what carries no label, and keeps the labels at their characters."""

import numpy as np
import pytest

from intent import dataset
from intent.dataset import Example, Named
from intent.encoder.noise import noisy
from intent.encoder.targets import mark


@pytest.mark.parametrize("seed", range(40))
def test_what_is_named_stays_whole(seed: int) -> None:
    text = "昨天去听了评弹，彻底迷上了；广场舞我是不会喜欢的。"
    objects = (Named("评弹", "like"), Named("广场舞", "dislike"))
    marked = mark(Example(text, "state", asks=False, deixis=False, objects=objects, phenomenon="", group=0), 1.0)
    changed = noisy(marked, np.random.default_rng(seed))
    assert len(changed.text) == len(changed.tags) == len(changed.kinds) == len(changed.conditions)
    named = "".join(character for character, tag in zip(changed.text, changed.tags, strict=True) if tag > 0)
    assert sorted(named) == sorted("评弹广场舞")


def test_most_utterances_are_changed_and_none_is_emptied() -> None:
    random = np.random.default_rng(1)
    marked = [mark(example, 1.0) for example in dataset.natural()[:400]]
    changed = [noisy(one, random) for one in marked]
    assert all(any(character.isalnum() for character in one.text) for one in changed if any(map(str.isalnum, one.text)))
    assert sum(one.text != two.text for one, two in zip(marked, changed, strict=True)) > 200
