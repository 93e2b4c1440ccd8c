"""A blank between Chinese words separates, unless the words before it go on or all is written with room."""

import pytest

from intent.classifier import Reader
from intent.spacing import folded


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("我怕冷 冬天去哪玩好", "我怕冷,冬天去哪玩好"),
        ("我喜欢猫 狗 兔子", "我喜欢猫,狗,兔子"),
        ("猫 狗 我都喜欢", "猫,狗,我都喜欢"),
        ("我 喜欢 猫", "我喜欢猫"),
        ("我喜欢 下雨天", "我喜欢下雨天"),
        ("我很 喜欢　周杰伦", "我很喜欢周杰伦"),
        ("我 love 火锅", "我love火锅"),
        ("i like cats", "i like cats"),
        ("看看这个 https://example.com/?q=我喜欢猫", "看看这个"),
        ("<script>我喜欢猫</script>你好", "你好"),
    ],
)
def test_blanks_are_read_as_they_are_meant(text: str, expected: str) -> None:
    found = folded(text)
    assert found.text.strip() == expected
    assert found.source == text


def test_what_is_folded_is_cut_out_of_the_source() -> None:
    found = folded("我怕冷 冬天去哪玩好")
    assert found.cut(0, 3) == "我怕冷"
    assert found.cut(0, 6) == "我怕冷 冬天"


def test_a_statement_and_a_question_apart_by_a_blank_are_both_read(reader: Reader) -> None:
    for text, thing in (("我不吃辣 吃什么好", "辣"), ("我爱看科幻 有啥好看的", "科幻")):
        reading = reader.read(text)
        assert (reading.intent, reading.asks) == ("state", True), text
        assert any(thing in one.object for one in reading.stated), text


def test_things_apart_by_blanks_are_several(reader: Reader) -> None:
    assert [one.object for one in reader.read("我喜欢周杰伦 林俊杰 陈奕迅").stated] == ["周杰伦", "林俊杰", "陈奕迅"]


def test_a_picture_is_no_part_of_a_name(reader: Reader) -> None:
    assert [one.object for one in reader.read("我喜欢狗🐶").stated] == ["狗"]
