"""What a gloss of the dictionary says."""

import pytest

from memory.glosses import Sense, keys_of, links, senses


def only(body: str) -> Sense:
    (sense,) = senses(body)
    return sense


@pytest.mark.parametrize(
    ("body", "words", "sure"),
    [
        ("potato", "potato", True),
        ("to play basketball", "play basketball", True),
        ("the moon", "moon", True),
        ("(coll.) bike", "bike", True),
        ("avocado (Persea americana)", "avocado", True),
        ("yogurt (loanword)", "yogurt", True),
        ("(Tw) taxi", "taxi", True),
        ("(cooked) rice", "rice", False),
        ("=London, capital of the United Kingdom", "london", True),
    ],
)
def test_a_remark_that_narrows_makes_a_sense_less_sure(body: str, words: str, *, sure: bool) -> None:
    assert (only(body).words, only(body).sure) == (words, sure)


def test_only_the_first_sense_may_be_borrowed() -> None:
    assert [sense.sure for sense in senses("potato/(Tw) peanut")] == [True, False]


def test_a_person_with_years_is_known_by_the_last_name_too() -> None:
    assert [sense.key for sense in senses("=Lionel Messi (1987-), footballer")] == ["lionelmessi", "messi"]


def test_what_speaks_of_other_words_is_no_sense_but_a_link() -> None:
    body = "variant of 餅|饼[bing3]/see also 糕[gao1]"
    assert list(senses(body)) == []
    assert list(links(body)) == ["饼"]


def test_keys_are_those_of_english_names() -> None:
    assert keys_of(["to Play Basketballs", "hot-dog", "Ice cream (dessert)"]) == [
        "playbasketball",
        "hotdog",
        "icecream",
    ]
