"""Messages of a closed class of words: taking back everything or the last word, and a plain yes or no."""

import pytest

from intent.closed_class import assent, forgotten, is_plainly_stated, over, scope, spares
from intent.slots import analyse
from intent.text import fold

EVERYTHING = [
    "清空我的所有偏好",
    "請把我的喜好全部刪掉",
    "忘掉关于我的一切",
    "重置记忆",
    "把你记住的都清掉吧！",
    "忘记一切",
    "Forget everything you know about me.",
    "please clear all my preferences",
    "wipe your memory",
]
LATEST = [
    "撤回",
    "刚才说的不算",
    "删掉刚才那条",
    "上一条删了吧",
    "当我没说",
    "别记这个",
    "我说错了，撤回",
    "取消刚才的记录",
    "undo that",
    "Scratch that!",
    "forget what I just said",
    "please delete the last one",
]
NEITHER = [
    "",
    "？",
    "清空购物车",
    "忘掉我喜欢的所有水果",
    "我都忘了",
    "刚才忘了说",
    "别忘了",
    "不要忘记",
    "删掉刚才那条，再推荐一家店",
    "把所有人的名字都删掉",
    "everything is fine",
    "how do I undo a commit?",
    "forget it, I like jazz",
    "全部",
    "记住这个",
    "撤回消息怎么弄",
]


@pytest.mark.parametrize("text", EVERYTHING)
def test_a_message_that_names_all_there_is_takes_back_everything(text: str) -> None:
    assert scope(text) == "everything"


@pytest.mark.parametrize("text", LATEST)
def test_a_message_that_only_points_back_takes_back_the_last_word(text: str) -> None:
    assert scope(text) == "latest"


@pytest.mark.parametrize("text", NEITHER)
def test_one_word_more_and_it_is_no_such_command(text: str) -> None:
    assert scope(text) is None


@pytest.mark.parametrize(
    "text", ["是", "是的", "嗯嗯，好的", "确认", "確定清空", "对，都删吧", "是一回事", "Yes!", "ok, go ahead"]
)
def test_a_plain_yes_is_one(text: str) -> None:
    assert assent(text) is True


@pytest.mark.parametrize(
    "text", ["不", "不是", "不用了", "算了", "先不删", "不是一回事", "不，留着吧", "No", "cancel, keep them"]
)
def test_a_plain_no_is_one_also_where_it_holds_a_yes(text: str) -> None:
    assert assent(text) is False


@pytest.mark.parametrize(
    "text", ["", "不，我还是喜欢猫", "是不是要下雨了", "好吃", "对花生过敏", "no idea", "yes, but keep jazz", "要咖啡"]
)
def test_what_says_more_than_yes_or_no_is_neither(text: str) -> None:
    assert assent(text) is None


@pytest.mark.parametrize("text", ["除了咖啡，别的都忘掉", "只留下猫那条", "forget everything except jazz"])
def test_what_is_to_be_left_is_told_from_what_is_to_go(text: str) -> None:
    assert spares(text)
    assert not spares("把咖啡那条删除")


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("把猫忘了", "猫"),
        ("忘了猫吧", "猫"),
        ("忘掉猫", "猫"),
        ("forget about cats", "cats"),
        ("我忘了", None),
        ("别忘了猫", None),
    ],
)
def test_a_plain_command_to_forget_names_what_shall_go(text: str, name: str | None) -> None:
    assert forgotten(text) == name


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("我的花生过敏好了", "花生"),
        ("我可以吃花生了", "花生"),
        ("现在能吃虾了", "虾"),
        ("我对花生过敏", None),
        ("可以了", None),
    ],
)
def test_a_limit_that_is_over_is_named(text: str, name: str | None) -> None:
    assert over(text) == name


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("我晚上喜欢喝茶", True),
        ("我下班后喜欢跑步。", True),
        ("我晚上喜欢喝茶吗？", False),
        ("我妈晚上喜欢喝茶", False),
        ("我小时候喜欢喝茶", False),
        ("我晚上喜欢喝茶，你呢", False),
        ("我喜欢喝茶", False),
    ],
)
def test_a_liking_under_a_condition_may_be_said_so_plainly_that_nothing_is_weighed(text: str, *, plain: bool) -> None:
    assert is_plainly_stated(analyse(fold(text))) == plain
