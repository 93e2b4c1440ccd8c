"""The grammar finds what is liked or disliked, whose it is, and whether it is meant."""

import pytest

from intent import slots
from intent.text import fold


def stated(text: str) -> list[tuple[str, str]]:
    return [(item.object, item.polarity) for item in slots.stated(slots.analyse(fold(text)))]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("我喜欢下雨天", [("下雨天", "like")]),
        ("我喜欢达芬奇，也喜欢黄金时代", [("达芬奇", "like"), ("黄金时代", "like")]),
        ("我喜欢猫但不喜欢狗", [("猫", "like"), ("狗", "dislike")]),
        ("除了香菜什么都吃", [("香菜", "dislike")]),
        ("除了香菜，我什么都吃", [("香菜", "dislike")]),
        ("除了绿茶，我还喜欢红茶", [("绿茶", "like"), ("红茶", "like")]),
        ("比起茶我更喜欢咖啡", [("咖啡", "like")]),
        ("我不是不喜欢下雨", [("下雨", "like")]),
        ("我没法不喜欢大熊猫", [("大熊猫", "like")]),
        ("这种天气很难不喜欢", [("天气", "like")]),
        ("我没那么喜欢榴莲", [("榴莲", "dislike")]),
        ("以前喜欢辣的，现在不了", [("辣", "dislike")]),
        ("我恐高，还晕船", [("高", "dislike"), ("船", "dislike")]),
        ("《教父》、《活着》我都喜欢", [("《教父》", "like"), ("《活着》", "like")]),
        ("說真的我超愛喝烏龍茶", [("烏龍茶", "like")]),
        ("夏天我喜欢吃冰淇淋，冬天不喜欢", [("冰淇淋", "like"), ("冰淇淋", "dislike")]),
        ("I like neither tea nor coffee", [("tea", "dislike"), ("coffee", "dislike")]),
        ("I wouldn't say I like jazz", [("jazz", "dislike")]),
        ("I love tea but hate coffee", [("tea", "like"), ("coffee", "dislike")]),
        ("I don't eat pork or beef", [("pork", "dislike"), ("beef", "dislike")]),
    ],
)
def test_what_the_speaker_states_is_found_with_its_polarity(text: str, wanted: list[tuple[str, str]]) -> None:
    assert stated(text) == wanted


@pytest.mark.parametrize(
    "text",
    [
        "我妈妈喜欢下雨天",
        "小时候我喜欢下雨天",
        "如果我喜欢下雨天呢",
        "我喜欢下雨天吗？",
        "你喜欢下雨天吗",
        "他说我喜欢下雨天",
        "“我喜欢下雨天”用英语怎么说",
        "翻译：我喜欢下雨天",
        "我喜欢你",
        "我怕迟到",
        "今晚不想吃面",
        "我可太喜欢下雨天了（反话）",
        "喜欢下雨天的人很浪漫",
        "My sister loves rain",
        "If I like rain, what then?",
        "I'd like to order tea",
        "I used to like rain",
        "我不对花生过敏",
        "我对花生不过敏",
        "I'm not allergic to peanuts",
    ],
)
def test_what_somebody_else_once_or_only_maybe_likes_is_not_stated(text: str) -> None:
    assert stated(text) == []


@pytest.mark.parametrize(
    "thing",
    [
        "上海",
        "上班",
        "和平",
        "和服",
        "酒吧",
        "网吧",
        "成都",
        "了解历史",
        "了不起的盖茨比",
        "像素游戏",
        "于谦",
        "着装得体的人",
        "跟风",
        "跟着感觉走",
        "自我",
        "到处走走",
        "一个人旅行",
        "和朋友一起吃火锅",
        "都市小说",
        "C++",
    ],
)
def test_no_word_is_broken_where_a_particle_is_cut_off(thing: str) -> None:
    assert stated(f"我爱{thing}") == [(thing, "like")]
    assert stated(f"我讨厌{thing}") == [(thing, "dislike")]


@pytest.mark.parametrize(
    ("text", "condition"),
    [
        ("夏天我喜欢游泳", "夏天"),
        ("出门的时候我喜欢听歌", "出门的时候"),
        ("我喜欢游泳", None),
        ("In winter I like skiing", "In winter"),
    ],
)
def test_a_condition_is_kept_beside_the_object(text: str, condition: str | None) -> None:
    (item,) = slots.stated(slots.analyse(fold(text)))
    assert item.condition == condition


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("我喜欢画画", "taste"),
        ("我对花生过敏", "constraint"),
        ("以后回答短一点", "style"),
        ("I'm allergic to nuts", "constraint"),
        ("I can't eat gluten", "constraint"),
    ],
)
def test_a_statement_has_its_kind(text: str, kind: str) -> None:
    assert slots.stated(slots.analyse(fold(text)))[0].kind == kind


def test_the_quote_is_the_clause_as_the_user_wrote_it() -> None:
    text = "今天下雨。我 喜歡 下雨天！"
    (item,) = slots.stated(slots.analyse(fold(text)))
    assert item.quote == "我 喜歡 下雨天"
    assert text[slice(*item.span)] == item.quote
