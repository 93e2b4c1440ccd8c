"""What a compound is a kind of, by its form and by what the dictionary says of it."""

import pytest

from memory.dictionary import Dictionary
from memory.heads import is_kind, splits

DICTIONARY = Dictionary.of(
    [
        "紅茶 红茶 [hong2 cha2] /black tea/",
        "茶 茶 [cha2] /tea/",
        "熱狗 热狗 [re4 gou3] /frankfurter/",
        "狗 狗 [gou3] /dog/",
        "烏龍茶 乌龙茶 [wu1 long2 cha2] /oolong tea of Fujian/",
        "紅牛 红牛 [Hong2 niu2] /red ox/",
        "牛 牛 [niu2] /ox/",
        "遛 遛 [liu4] /to walk an animal/",
        "幫助 帮助 [bang1 zhu4] /to help/",
        "炒 炒 [chao3] /to stir-fry/",
        "花 花 [hua1] /flower/",
    ]
)


@pytest.mark.parametrize(
    ("name", "head", "kind"),
    [
        ("红茶", "茶", True),
        ("乌龙茶", "茶", True),
        ("热狗", "狗", False),
        ("红牛", "牛", False),
        ("花狗", "狗", True),
        ("遛狗", "狗", False),
        ("炒米粉", "米粉", True),
        ("遛小狗", "小狗", False),
        ("帮助老人", "老人", False),
        ("手冲咖啡", "咖啡", True),
        ("黑茶", "茶", False),
    ],
)
def test_a_compound_is_a_kind_of_its_head_unless_it_says_otherwise(name: str, head: str, *, kind: bool) -> None:
    assert is_kind(name, head, DICTIONARY) is kind


def test_english_is_cut_between_words_and_chinese_between_characters() -> None:
    assert splits("hotblacktea", ("hot", "black", "tea")) == [("black", "tea"), ("tea",)]
    assert splits("手冲咖啡", ("手冲咖啡",)) == [("冲咖啡",), ("咖啡",), ("啡",)]
    assert splits("seahorse", ("seahorse",)) == []
