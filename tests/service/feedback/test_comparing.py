"""Whether a retrained reader is taken is decided by its scores alone."""

from dataclasses import replace

import pytest

from intent.classifier import Reader
from intent.dataset import Example, Named
from intent.model import Intent, Polarity
from service.feedback.comparing import Comparison, Scores, refusal, scores, table

BEFORE = Scores(statements=300, others=564, f1=0.864, false_stores=0.054, objects=0.80, right=0.88)


@pytest.mark.parametrize(
    "after",
    [
        BEFORE,
        replace(BEFORE, f1=0.859, false_stores=0.056, objects=0.79),
        replace(BEFORE, f1=0.9, false_stores=0.0, objects=1.0, right=0.1),
    ],
    ids=["the same", "each at its limit", "better"],
)
def test_what_reads_as_well_within_the_limits_is_taken(after: Scores) -> None:
    assert refusal(BEFORE, after) is None


@pytest.mark.parametrize(
    ("after", "told"),
    [
        (replace(BEFORE, f1=0.8589), "F1 of `state` falls from 0.8640 to 0.8589"),
        (replace(BEFORE, false_stores=0.0561), "false stores rises from 0.0540 to 0.0561"),
        (replace(BEFORE, objects=0.7899), "recall of objects falls from 0.8000 to 0.7899"),
    ],
    ids=["F1", "false stores", "objects"],
)
def test_one_score_beyond_its_limit_is_enough_to_refuse_and_is_named(after: Scores, told: str) -> None:
    refused = refusal(BEFORE, after)
    assert refused is not None
    assert told in refused
    assert ";" not in refused


def test_every_score_beyond_its_limit_is_named() -> None:
    refused = refusal(BEFORE, replace(BEFORE, f1=0.5, false_stores=0.5, objects=0.5))
    assert refused is not None
    assert refused.count(";") == 2


def test_a_reader_is_scored_by_intent_and_by_the_objects_it_names() -> None:
    def example(text: str, intent: Intent, *objects: tuple[str, Polarity]) -> Example:
        named = tuple(Named(*one) for one in objects)
        return Example(text, intent, asks=False, deixis=False, objects=named, phenomenon="test", group=0)

    measured = scores(
        Reader.load(),
        [
            example("我喜欢下雨天", "state", ("下雨天", "like")),
            example("我讨厌香菜", "state", ("香菜", "like")),
            example("我喜欢猫", "chat"),
            example("今天几点了", "chat"),
        ],
    )
    assert measured == Scores(statements=2, others=2, f1=0.8, false_stores=0.5, objects=0.5, right=0.75)


def test_the_table_has_both_readers_on_both_sets_and_no_share_of_nothing() -> None:
    nothing_stated = Scores(statements=0, others=3, f1=0.0, false_stores=1.0, objects=0.0, right=0.25)
    told = table(Comparison(BEFORE, BEFORE, nothing_stated, replace(nothing_stated, right=1.0)))
    rows = {line[:18].strip(): line[18:].split() for line in told.splitlines()[1:]}
    assert rows == {
        "kept apart, before": ["864", "0.8640", "0.0540", "0.8000", "0.8800"],
        "kept apart, after": ["864", "0.8640", "0.0540", "0.8000", "0.8800"],
        "feedback, before": ["3", "–", "1.0000", "–", "0.2500"],
        "feedback, after": ["3", "–", "1.0000", "–", "1.0000"],
    }
