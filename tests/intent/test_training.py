"""Training is reproducible, and what ships was trained with the data and code that ship."""

from pathlib import Path

import numpy as np
import pytest

from intent import artifact, commands, dataset, features, slots, training
from intent.classifier import Reader
from intent.model import INTENTS, Intent
from intent.text import fold


def few_examples() -> list[dataset.Example]:
    """Some of every intent, some that need the conversation to be understood."""
    every = dataset.examples()
    chosen = [
        example
        for intent in INTENTS
        for natural in (True, False)
        for example in [one for one in every if (one.intent, one.natural) == (intent, natural)][:90:6]
    ]
    return chosen + [example for example in every if example.deixis][:10]


def test_the_artefact_was_trained_with_this_data_and_code() -> None:
    assert not artifact.is_stale(), "data or code of the reader changed since it was trained: run `jide train`"


def test_training_twice_writes_the_same_bytes(tmp_path: Path) -> None:
    some = few_examples()
    for name in ("first", "second"):
        training.train(tmp_path / name, examples=some, development=dataset.development()[:100])
    for file in (artifact.WEIGHTS, artifact.CARD):
        assert (tmp_path / "first" / file).read_bytes() == (tmp_path / "second" / file).read_bytes()


def test_the_reader_scores_as_the_trained_model_does(tmp_path: Path) -> None:
    some = few_examples()
    training.train(tmp_path, examples=some, development=dataset.development()[:100])
    reader = Reader.load(tmp_path)
    matrix = training.featurize([example.text for example in some[:20]])
    for row, example in enumerate(some[:20]):
        analysis = slots.analyse(fold(example.text))
        expected = matrix[row].toarray()[0] @ reader.weights.table + reader.weights.bias
        assert np.allclose(reader.scores(analysis, commands.cues(analysis)), expected, atol=1e-4)


def test_the_thresholds_keep_false_stores_below_the_promised_share() -> None:
    random = np.random.default_rng(0)
    stated = np.arange(3000) < 1000
    state = np.where(stated, random.beta(8, 1, 3000), random.beta(1, 12, 3000))
    agreed = random.random(3000) < np.where(stated, 0.5, 0.002)
    bars = training.thresholds(state, stated, agreed)
    stored = agreed | (state >= bars.store)
    assert (stored & ~stated).sum() / 2000 <= training.FALSE_STORES
    assert (stored & stated).sum() > 700
    assert bars.drop <= bars.store


def test_what_a_user_corrects_is_read_as_they_said(tmp_path: Path) -> None:
    some, judged = few_examples(), dataset.development()[:200]
    text = "我喜欢你今天穿的这件毛衣的颜色"
    training.train(tmp_path / "before", examples=some, development=judged)
    before = Reader.load(tmp_path / "before").read(text)
    told: Intent = "chat" if before.intent == "state" else "state"
    corrected = dataset.Example(
        text, told, asks=False, deixis=False, objects=(), phenomenon="told", group=-1, natural=True
    )
    training.train(tmp_path / "after", examples=some, development=judged, corrections=[corrected])
    after = Reader.load(tmp_path / "after").read(text)
    assert after.intent == told


def test_features_of_one_message_do_not_repeat_a_column() -> None:
    analysis = slots.analyse(fold("我喜欢喜欢喜欢下雨天"))
    columns, values = features.columns_and_values(analysis, commands.cues(analysis))
    assert len(columns) == len(set(columns.tolist())) == len(values)


def test_training_without_an_intent_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="every intent"):
        training.train(tmp_path, examples=[example for example in few_examples() if example.intent != "query"])
