"""The training data is whole, always the same, and holds no sentence of the sets that judge it."""

import json
import re
from collections import Counter
from pathlib import Path

import pytest

from intent import datacard, dataset
from intent.model import INTENTS

EVALUATION_SETS = Path(__file__).parents[3] / "shared" / "evalsets"
NEAR = 0.75
"""Share of common pairs of characters (Jaccard) from which a sentence counts as a near-copy."""


def pairs(text: str) -> frozenset[str]:
    plain = re.sub(r"[\W_]+", "", text.lower())
    return frozenset(plain[index : index + 2] for index in range(len(plain) - 1)) or frozenset({plain})


def judged_sentences() -> set[str]:
    found: set[str] = set()
    for file in EVALUATION_SETS.glob("*.jsonl"):
        for line in file.read_text(encoding="utf-8").splitlines():
            entry = json.loads(line)
            found.update(entry.get("turns") or [entry["text"]])
    return found


@pytest.mark.skipif(not EVALUATION_SETS.is_dir(), reason="the evaluation sets are not beside this repository")
def test_no_sentence_of_the_evaluation_sets_nor_a_near_copy_is_trained_on() -> None:
    judged = {pairs(text): text for text in judged_sentences()}
    index: dict[str, list[frozenset[str]]] = {}
    for grams in judged:
        for gram in grams:
            index.setdefault(gram, []).append(grams)
    copies = []
    for example in [*dataset.examples(), *dataset.development(), *dataset.kept_apart()]:
        own = pairs(example.text)
        shared = Counter(other for gram in own for other in index.get(gram, ()))
        copies += [(example.text, judged[other]) for other, count in shared.items() if count / len(own | other) >= NEAR]
    assert copies == []


def test_no_utterance_that_was_kept_out_is_trained_on() -> None:
    lines = Path(__file__).with_name("held_out.jsonl").read_text(encoding="utf-8").splitlines()
    kept_out = {json.loads(line)["text"] for line in lines}
    assert kept_out.isdisjoint(example.text for example in dataset.examples())


def test_a_tenth_each_of_the_natural_utterances_is_for_choosing_and_for_measuring() -> None:
    trained = {example.text for example in dataset.examples()}
    parts = [{example.text for example in part} for part in (dataset.development(), dataset.kept_apart())]
    assert parts[0].isdisjoint(parts[1])
    for part in parts:
        assert 0.08 < len(part) / len(dataset.natural()) < 0.12
        assert part.isdisjoint(trained)


def test_natural_utterances_are_labelled_once() -> None:
    texts = [example.text for example in dataset.natural()]
    assert len(texts) == len(set(texts))
    assert {example.intent for example in dataset.natural()} == set(INTENTS)


def test_the_examples_are_the_same_every_time() -> None:
    assert dataset.examples() == dataset.examples()


def test_every_marked_object_stands_in_its_utterance() -> None:
    for example in [*dataset.examples(), *dataset.natural()]:
        assert all(named.object in example.text for named in example.objects), example
        assert all(named.condition is None or named.condition in example.text for named in example.objects), example


def test_only_statements_name_what_is_liked() -> None:
    every = [*dataset.examples(), *dataset.natural()]
    assert {example.intent for example in every if example.objects} == {"state"}


def test_every_intent_has_examples_in_chinese_and_english() -> None:
    for intent in INTENTS:
        texts = [example.text for example in dataset.examples() if example.intent == intent]
        chinese = [text for text in texts if re.search(r"[\u4e00-\u9fff]", text)]
        assert len(chinese) >= 50, intent
        assert len(texts) - len(chinese) >= 10, intent


def test_no_utterance_has_two_labels() -> None:
    lines = dataset.lines()
    labels: dict[str, set[str]] = {}
    for line in lines:
        if "{" not in line.pattern and "[" not in line.pattern:
            labels.setdefault(line.pattern, set()).add(line.intent)
    assert [text for text, intents in labels.items() if len(intents) > 1] == []


def test_the_card_counts_what_is_there() -> None:
    page = datacard.card().read_text(encoding="utf-8")
    assert datacard.counted(page) == page, "run `python -m intent.datacard`"
