"""The tagger learns from labelled utterances how things are named that no rule of the grammar finds."""

import numpy as np
import pytest

from intent import naming, slots, tagging
from intent.classifier import Reader
from intent.dataset import Example, Named
from intent.model import Polarity
from intent.slots import Analysis
from intent.tagger import OUT, Tagger, allowed, marginals, viterbi
from intent.text import fold
from intent.tokens import tokens

_FOODS = ("苹果", "香蕉", "火锅", "米饭", "面条", "豆腐", "牛肉", "奶茶", "咖啡", "红茶")


def example(text: str, *objects: tuple[str, Polarity]) -> Example:
    return Example(
        text,
        "state",
        asks=False,
        deixis=False,
        objects=tuple(Named(*one) for one in objects),
        phenomenon="test",
        group=0,
    )


def utterances() -> list[Example]:
    liked = [example(f"{food}管够，绝了", (food, "like")) for food in _FOODS]
    return liked + [example(f"{food}端走，看见就烦", (food, "dislike")) for food in _FOODS]


@pytest.fixture(scope="module")
def tagger() -> Tagger:
    return Tagger(tagging.fit(utterances()))


def analysis(text: str) -> Analysis:
    return slots.analyse(fold(text))


def test_a_thing_never_seen_is_found_by_the_words_around_it(tagger: Tagger) -> None:
    for text, polarity in (("蛋糕管够，绝了", "like"), ("蛋糕端走，看见就烦", "dislike")):
        (span,) = tagger.spans(analysis(text))
        assert (text[span.start : span.end], span.polarity) == ("蛋糕", polarity)
        assert 0 < span.score <= 1


def test_the_same_utterances_give_the_same_arrays() -> None:
    first, second = tagging.fit(utterances()), tagging.fit(utterances())
    assert all(np.array_equal(first[name], second[name]) for name in first)


def test_training_without_named_things_is_refused() -> None:
    with pytest.raises(ValueError, match="named objects"):
        tagging.fit([example("我喜欢")])


@pytest.mark.parametrize("text", ["", "。", "😀", "a" * 2000, "喜欢" * 500])
def test_any_message_can_be_tagged(tagger: Tagger, text: str) -> None:
    tagger.spans(analysis(text), required=True)


def test_at_least_one_thing_is_chosen_where_one_is_required() -> None:
    emitted = np.zeros((4, 5), np.float32)
    emitted[:, OUT] = 3
    emitted[2, 1] = 2.5
    steps = np.where(allowed(), 0, -1e4).astype(np.float32)
    assert viterbi(emitted, steps) == [OUT] * 4
    assert viterbi(emitted, steps, required=True) == [0, 0, 1, 0]


def test_the_best_labelling_never_opens_inside_a_thing() -> None:
    random = np.random.default_rng(3)
    steps = np.where(allowed(), 0, -1e4).astype(np.float32)
    for _ in range(50):
        path = viterbi(random.normal(size=(7, 5)).astype(np.float32), steps, required=True)
        assert all(allowed()[before, after] for before, after in zip([OUT, *path], path, strict=False))


def test_the_probabilities_of_a_token_sum_to_one() -> None:
    sure = marginals(np.ones((6, 5), np.float32), np.where(allowed(), 0, -1e4).astype(np.float32))
    assert np.allclose(sure.sum(axis=1), 1)


def test_tokens_are_characters_of_chinese_and_words_of_english() -> None:
    text = "我爱 café latte 2杯"
    seen = tokens(analysis(text))
    folded = fold(text).text
    assert [folded[start:end] for start, end in zip(seen.starts, seen.ends, strict=True)] == [
        "我",
        "爱",
        "café",
        "latte",
        "2",
        "杯",
    ]


def test_a_preference_is_quoted_with_its_clause(tagger: Tagger, reader: Reader) -> None:
    (item,) = naming.stated(
        analysis("蛋糕端走，看见就烦"), tagger, reader.encoder.view("蛋糕端走,看见就烦"), pointing=False
    )
    assert (item.object, item.polarity, item.kind, item.quote) == ("蛋糕", "dislike", "taste", "蛋糕端走")


def test_nothing_is_named_of_a_limit_that_is_denied(tagger: Tagger, reader: Reader) -> None:
    view = reader.encoder.view("我对花生不过敏")
    assert naming.stated(analysis("我对花生不过敏"), tagger, view, pointing=False) == ()
