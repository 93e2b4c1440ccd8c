"""What is wrong with words that were put behind others, whatever becomes of the whole."""

import pytest

from service.bad_cases.checks import seam_failures

PARTIAL = "周末可以去美术馆看展览，也可以在家里读一本小说，晚上早一点睡觉，然后"


@pytest.mark.parametrize(
    ("said", "wrong"),
    [
        ("再去附近喝杯茶。", []),
        ("我已经回答完了，没有更多内容了。", ["only_a_remark"]),
        ("以上内容已经完整了。", ["only_a_remark"]),
        ("In the evening you can call a friend and go for a walk.", ["language_changed"]),
        (f"好。{PARTIAL[-30:]}再去喝茶。", ["said_again"]),
    ],
)
def test_a_seam_is_told_by_what_is_wrong_with_it(said: str, wrong: list[str]) -> None:
    assert list(seam_failures(PARTIAL, said)) == wrong
