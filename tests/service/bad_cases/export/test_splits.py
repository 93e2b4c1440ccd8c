"""Which split a case is in: the same always, and for all that are alike."""

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from service.bad_cases.export.splits import Belonging, split_of, splits


def test_the_shares_are_eight_one_and_one_of_ten() -> None:
    counts = Counter(split_of(f"grp_{number}") for number in range(10_000))
    assert abs(counts["train"] - 8000) < 200
    assert abs(counts["validation"] - 1000) < 150


def test_a_group_is_where_it_was_on_every_machine() -> None:
    pinned = {"grp_0": "train", "grp_3": "train", "grp_2": "validation", "grp_9": "validation", "grp_1": "test"}
    assert {group_id: split_of(group_id) for group_id in pinned} == pinned


def test_a_case_by_itself_goes_by_its_own_group() -> None:
    assert splits([Belonging("grp_7", "msg", "q")]) == {"grp_7": split_of("grp_7")}


@given(st.lists(st.builds(Belonging, *[st.sampled_from([f"{kind}{n}" for n in range(30)]) for kind in "gmq"])))
def test_no_two_cases_of_one_group_message_or_question_are_in_different_splits(cases: list[Belonging]) -> None:
    found = splits(cases)
    for one in cases:
        for other in cases:
            if any(a == b for a, b in zip(one, other, strict=True)):
                assert found[one.group_id] == found[other.group_id]


def test_a_question_of_no_words_joins_nothing() -> None:
    lone = [Belonging(f"grp_{n}", f"msg_{n}", "") for n in range(50)]
    assert splits(lone) == {each.group_id: split_of(each.group_id) for each in lone}
