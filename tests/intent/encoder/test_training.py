"""The encoder is trained the same way twice, and what is written reads as what was trained."""

from pathlib import Path

import numpy as np
import pytest

from intent import artifact, dataset
from intent.encoder import encoder, training
from intent.encoder.encoder import Encoder, EncoderUnusable
from intent.encoder.finetuning import Schedule

SMALL = Schedule(layers=1, epochs=1, batch=16)


def test_the_encoder_that_ships_was_trained_with_this_data_and_code() -> None:
    card = Encoder.load(artifact.default_folder()).card
    assert card.sources == training.sources_hash(), "the encoder's data or code changed: run `jide train --encoder`"


def test_training_twice_writes_the_same_bytes(tmp_path: Path) -> None:
    some = [example for example in dataset.examples() if example.natural][:96]
    for name in ("first", "second"):
        training.train(tmp_path / name, examples=some, schedule=SMALL)
    for file in (encoder.GRAPH, encoder.VOCABULARY, encoder.CARD):
        assert (tmp_path / "first" / file).read_bytes() == (tmp_path / "second" / file).read_bytes()
    assert encoder.digest(tmp_path / "first") == encoder.digest(tmp_path / "second")


def test_a_text_s_view_has_scores_for_the_whole_and_for_each_piece() -> None:
    view = Encoder.load(artifact.default_folder()).view("我喜欢下雨天, i like rain")
    assert view.whole.shape == (7,)
    assert view.pieces.shape == (len(view.places), 11)
    assert np.isfinite(view.pooled).all()


@pytest.mark.parametrize("text", ["", "😀" * 3_000, "\x00", "a" * 8_000])
def test_any_text_has_a_view(text: str) -> None:
    assert np.isfinite(Encoder.load(artifact.default_folder()).view(text).whole).all()


def test_an_encoder_that_is_missing_or_damaged_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(EncoderUnusable, match="jide train --encoder"):
        Encoder.load(tmp_path)
    (tmp_path / encoder.CARD).write_text('{"sources": "", "layers": 1, "epochs": 1, "examples": 1}', encoding="utf-8")
    (tmp_path / encoder.GRAPH).write_bytes(b"no graph")
    (tmp_path / encoder.VOCABULARY).write_bytes(b"no arrays")
    with pytest.raises(EncoderUnusable):
        Encoder.load(tmp_path)
