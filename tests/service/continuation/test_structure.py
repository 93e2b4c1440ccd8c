"""What an answer leaves open is found, and what is closed, or only looks open, is not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.continuation.examples import answers
from service.continuation.structure import in_fence, is_whole, lines_of, open_parts


def left_open(text: str) -> list[str]:
    lines = lines_of(text)
    return [] if is_whole(text, lines) else list(open_parts(text, lines))


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("```python\nprint(1)", "open_fence"),
        ("````md\n```\ninner\n```\n", "open_fence"),
        ('{"name": "雨", "days": [1, 2', "open_json"),
        ('{"name": "雨天', "open_json"),
        ('[{"a": tru', "open_json"),
        ("| 天 | 气 |\n|---|---|\n| 周一 | 雨 |\n| 周二 | 多", "open_table"),
        ("| 天 | 气 |\n|---|---|", "open_table"),
        ("达芬奇（1452年生", "open_bracket:（"),
        ("他说：“明天再", "open_bracket:“"),
        ("这里有 **很重要的", "open_emphasis"),
        ("公式是\n$$\na^2 + b^2", "open_formula"),
        ("下面是五个建议：\n1. 早睡\n2. 早起\n3. 喝水", "promised:5_given:3"),
        ("Here are four quick tips:\n\n1. **Sleep** well.\n2. **Walk** more.", "promised:4_given:2"),
    ],
)
def test_what_is_left_open_is_named(text: str, part: str) -> None:
    assert part in left_open(text)


@pytest.mark.parametrize(
    "text",
    [
        "```\nwhile (true) {\n```",
        '{"name": "雨", "days": [1, 2]}',
        "[0-9]",
        "[你的名字]",
        "区间是 [0, 1)，不含右端。",
        "祝好 :(",
        "a) 先洗\nb) 再切",
        "下面是三个建议：\n1. 早睡\n2. 早起\n3. 喝水",
        "我用了 2 种方法。\n\n1. 第一\n2. 第二\n3. 第三",
        "有 5 个人来过。\n\n## 步骤\n1. 洗\n2. 切",
        "2 * 3 ** 4 里的 `**` 是乘方。",
        "| 天 | 气 |\n|---|---|\n| 周一 | 雨 |",
        "# 提纲\n## 一\n## 二",
    ],
)
def test_what_is_closed_is_not_called_open(text: str) -> None:
    assert left_open(text) == []


def test_no_complete_answer_is_called_open() -> None:
    wrong = [answer.text[-80:] for answer in answers() if left_open(answer.text)]
    assert wrong == []


def test_a_fence_is_closed_by_one_as_long() -> None:
    assert in_fence(lines_of("~~~~\n~~~"))
    assert not in_fence(lines_of("~~~\ncode\n~~~~~"))


@given(st.text(st.sampled_from("`~|[]{}()（）“”$\\*#->\n 1.a雨\"':"), max_size=200))
def test_any_text_is_read(text: str) -> None:
    assert all(isinstance(part, str) for part in left_open(text))
