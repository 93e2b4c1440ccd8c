"""After 你说的是哪一个？ a bare name is stored with what was said before; whatever else is said is read by itself."""

import pytest

from intent.answering import answered, only_name
from intent.classifier import Reader
from intent.model import Utterance

WHICH = Utterance("assistant", "你说的是哪一个？说出它的名字，我就记下。")
POINTED = Utterance("user", "这部电影我不喜欢")


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("霸王别姬", "霸王别姬"),
        ("《霸王别姬》", "《霸王别姬》"),
        ("是霸王别姬", "霸王别姬"),
        ("就是《霸王别姬》啊。", "《霸王别姬》"),
        ("我说的是周杰伦", "周杰伦"),
        ("西湖", "西湖"),
        ("Bohemian Rhapsody", "Bohemian Rhapsody"),
        ("It's The Godfather.", "The Godfather"),
        ("I mean Adele", "Adele"),
    ],
)
def test_a_message_that_only_names_a_thing_gives_its_name(text: str, name: str) -> None:
    assert only_name(text) == name


@pytest.mark.parametrize(
    "text",
    [
        *("", "。", "算了", "不知道", "谢谢", "你猜", "霸王别姬是什么？", "没有了", "随便吧", "给我讲个笑话", "我忘了"),
        *(
            "今天天气不错，出去走走",
            "never mind",
            "I don't know",
            "what do you mean?",
            "ok",
            "thanks a lot",
            "这个",
            "it",
        ),
    ],
)
def test_whatever_else_is_said_is_no_name(text: str) -> None:
    assert only_name(text) is None


def test_the_name_is_stored_with_the_polarity_of_what_only_pointed(reader: Reader) -> None:
    reading = answered(reader.read("霸王别姬"), [POINTED, WHICH])
    (stated,) = reading.stated
    assert (reading.intent, stated.object, stated.polarity) == ("state", "霸王别姬", "dislike")
    assert (stated.quote, stated.span, stated.named_in) == ("霸王别姬", (0, 4), "message")


@pytest.mark.parametrize(
    ("text", "said", "name"),
    [
        ("第二个", "可以看《活着》或者《霸王别姬》。", "《霸王别姬》"),
        ("前者", "可以看《活着》或者《霸王别姬》。", "《活着》"),
        ("the second one", "You might enjoy Inception or Interstellar.", "Interstellar"),
    ],
)
def test_a_thing_may_be_chosen_by_its_place_among_those_named(reader: Reader, text: str, said: str, name: str) -> None:
    (stated,) = answered(reader.read(text), [Utterance("assistant", said), POINTED, WHICH]).stated
    assert (stated.object, stated.polarity, stated.named_in) == (name, "dislike", "context")


@pytest.mark.parametrize("text", ["我喜欢《活着》", "别记了", "你还没说完呢", "我喜欢什么？", "第九个", "算了"])
def test_a_message_of_its_own_is_left_as_it_was_read(reader: Reader, text: str) -> None:
    reading = reader.read(text)
    assert answered(reading, [POINTED, WHICH]) == reading
