"""A liking that only points is of what the conversation named just before; where that is not clear, of nothing."""

from time import process_time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from intent.classifier import Reader
from intent.model import Utterance
from tests.intent.referring import conversations, measure

BARS = {"references": (0.96, 0.86), "references_apart": (0.86, 0.72)}
"""Least precision and recall of the names found, in conversations the rules were built with and in ones nobody looked
at. A wrong name is a false memory, a missing one a question, so the first is held higher."""


def said(*texts: str) -> list[Utterance]:
    """Messages by turns, the last of them the assistant's."""
    return [Utterance("assistant" if (len(texts) - index) % 2 else "user", text) for index, text in enumerate(texts)]


@pytest.mark.parametrize("name", BARS)
def test_what_is_named_is_nearly_always_right_and_mostly_found(reader: Reader, name: str) -> None:
    found = measure(reader, name)
    precision, recall = BARS[name]
    assert found.right / found.stated >= precision
    assert found.right / found.expected >= recall


@pytest.mark.parametrize("name", BARS)
def test_the_conversations_are_many_and_a_third_of_them_must_stay_open(name: str) -> None:
    rows = conversations(name)
    assert len(rows) >= 100
    assert sum(not row["objects"] for row in rows) * 3 >= len(rows)


def test_what_is_resolved_is_copied_from_the_context_and_quoted_from_the_message(reader: Reader) -> None:
    text = "嗯，这部电影我不喜欢"
    reading = reader.read(text, said("你看过《霸王别姬》吗？"))
    (stated,) = reading.stated
    assert (stated.object, stated.polarity, stated.named_in) == ("《霸王别姬》", "dislike", "context")
    assert text[slice(*stated.span)].strip() == stated.quote
    assert reading.deixis


def test_traditional_characters_are_copied_as_they_were_written(reader: Reader) -> None:
    (stated,) = reader.read("我很喜歡這個歌手", said("歌手張學友又開演唱會了。")).stated
    assert stated.object == "張學友"


@pytest.mark.parametrize(
    ("context", "text"),
    [
        (said("《活着》和《霸王别姬》都好看。"), "这部电影我也很喜欢"),
        (said("你看过《霸王别姬》吗？"), "我特别喜欢那里"),
        (said("我妹妹来了", "她好吗？"), "我不喜欢她"),
        ((), "这部电影我也很喜欢"),
        (said("You might enjoy Inception or Interstellar."), "I love that movie"),
    ],
    ids=["two as good", "of another sort", "somebody without a name", "nothing before", "two in English"],
)
def test_where_it_is_not_clear_nothing_is_stated_and_the_chat_may_ask(
    reader: Reader, context: list[Utterance], text: str
) -> None:
    reading = reader.read(text, context)
    assert (reading.stated, reading.deixis, reading.unsure) == ((), True, False)


def test_who_is_meant_by_a_pronoun_named_in_the_same_message_is_not_looked_for_before(reader: Reader) -> None:
    reading = reader.read("我室友天天打呼噜，我受不了这个人", said("周杰伦来开演唱会了。"))
    assert reading.stated == ()


@pytest.mark.parametrize("text", ["我喜欢下雨天", "我妈喜欢下雨天", "这部电影讲什么？", "别记我喜欢下雨了"])
def test_without_a_pointer_the_context_changes_nothing(reader: Reader, text: str) -> None:
    assert reader.read(text, said("你看过《霸王别姬》吗？")) == reader.read(text)


def test_of_a_long_conversation_only_the_latest_messages_are_looked_at(reader: Reader) -> None:
    filler = ["嗯", "好"] * 3
    assert reader.read("这部电影我很喜欢", said("你看过《霸王别姬》吗？", *filler)).stated == ()
    assert reader.read("这部电影我很喜欢", said("《霸王别姬》很好看。" + "。" * 600)).stated == ()


@settings(max_examples=120, deadline=None)
@given(
    st.lists(
        st.text(
            alphabet=st.one_of(st.characters(), st.sampled_from("《》“”·、的是和喜欢这部他周杰伦看过吗。？AaBe \"'")),
            max_size=60,
        ),
        max_size=4,
    ),
    st.sampled_from(
        ["这部电影我也很喜欢", "他们我都很喜欢", "它我吃不惯", "我喜欢第二个", "I love that one", "我也很喜欢"]
    ),
)
def test_no_context_raises_and_every_name_is_copied_from_it(reader: Reader, texts: list[str], text: str) -> None:
    reading = reader.read(text, said(*texts))
    for stated in reading.stated:
        assert stated.named_in == "message" or any(stated.object in other for other in texts)


def test_looking_back_takes_less_than_three_milliseconds(reader: Reader) -> None:
    context = said(*["昨天和朋友去吃了饭，聊到最近的工作和天气，大家都很开心。" * 30] * 6)
    assert all(len(utterance.text) >= 600 for utterance in context)
    reader.read("这部电影我也很喜欢", context)
    alone, looking = [], []
    for _ in range(30):
        start = process_time()
        reader.read("这部电影我也很喜欢")
        middle = process_time()
        reader.read("这部电影我也很喜欢", context)
        alone.append(middle - start)
        looking.append(process_time() - middle)
    assert min(looking) - min(alone) < 0.003
