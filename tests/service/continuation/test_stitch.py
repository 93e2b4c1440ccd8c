"""Joining an answer and its continuation: nothing is said twice, nothing is lost, nothing is added."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.continuation.preamble import LOOKAHEAD
from service.continuation.repetition import LEAST_OVERLAP
from service.continuation.stitch import Joined, Stitcher, without_repetition
from tests.service.continuation.joins import joins
from tests.service.continuation.written import NAMES, told

PARTIAL = "周末可以先去美术馆看达芬奇的手稿展，然后"
LONG = (
    "从前有座山，山里有座庙，庙里住着一位爱画雨的老人。他每天清早推开窗，看云从谷底升起来，再用淡墨把它们留在纸上。"
    "村里的孩子问他为什么不画晴天，他说晴天谁都看得见，雨里的东西却要等。后来孩子们长大，散到各地，"
    "有人当了画家，有人种了茶，下雨时还会想起那扇窗，"
)
REST = "在附近的咖啡馆坐一坐，听着雨声读一本书。"

CONTINUATIONS = {
    "exact": REST,
    "echo of the tail": f"手稿展，然后{REST}",
    "restart from the beginning": f"{PARTIAL}{REST}",
    "preamble": f"好的，我继续：{REST}",
    "preamble and echo": f"抱歉，接着刚才没说完的内容：\n\n手稿展，然后{REST}",
    "preamble and restart": f"好的，继续。{PARTIAL}{REST}",
    "English preamble": f"Sure, continuing from where I left off: {REST}",
}


@pytest.mark.parametrize("continuation", CONTINUATIONS.values(), ids=CONTINUATIONS.keys())
def test_however_the_model_goes_on_only_what_is_new_is_kept(continuation: str) -> None:
    assert without_repetition(PARTIAL, continuation).new == REST


BROKEN_OFF = "周末可以在家读"


@pytest.mark.parametrize("name", NAMES)
def test_what_other_hands_wrote_is_told_apart(name: str) -> None:
    for kind, (right, played) in told(name).items():
        assert right / played >= (0.9 if kind.startswith("all new") else 0.78), kind


@pytest.mark.parametrize(
    "said",
    [
        "我已经回答完了，没有更多内容了。请问还有什么可以帮您？",
        "（回答完毕）",
        "以上内容已经写完了，如果还有其他问题，请随时告诉我。",
        "My previous answer was complete. Is there anything else you'd like to know?",
    ],
)
def test_that_there_is_no_more_is_no_part_of_the_answer(said: str) -> None:
    stitcher = Stitcher(BROKEN_OFF)
    assert ("".join(map(stitcher.feed, said)) + stitcher.flush(), stitcher.dropped) == ("", "remark")


@pytest.mark.parametrize("said", ["已经写完了作业。", "以上就是全部内容，希望对你有帮助！", "没有更多的选择了。"])
def test_what_is_finished_in_the_answers_own_world_stays(said: str) -> None:
    stitcher = Stitcher(BROKEN_OFF)
    assert "".join(map(stitcher.feed, said)) + stitcher.flush() == said


CODE = "```python\ndef f(x):\n    if x"


@pytest.mark.parametrize(
    ("partial", "said", "new"),
    [
        (CODE, "```python\n    if x > 0:\n        return 1\n```", " > 0:\n        return 1\n```"),
        ("水果：\n1. 苹果\n2. 香", "2. 香蕉\n3. 梨", "蕉\n3. 梨"),
        ("水果：\n1. 苹果\n2. 香蕉\n3.", "3. 梨", " 梨"),
        ("| 城市 | 季 |\n|---|---|\n| 北京 | ", "| 北京 | 秋 |", "秋 |"),
        ("天气很好，我们去", "我们去公园吧。", "公园吧。"),
        ("Then we go, and", "and then we eat.", " then we eat."),
        ("The brake backing", "backing plate", " plate"),
        ("我说：好", "好的", "好的"),
        ("```js\nif (a) {\n  b()\n}", "\n}\n```", "\n}\n```"),
        ("```js\n  }", "}\n```", "}\n```"),
        (BROKEN_OFF, "当然可以！下面继续上次的内容。\n\n---\n\n一本小说。", "一本小说。"),
        (BROKEN_OFF, "---\n\n一本小说。", "一本小说。"),
        (BROKEN_OFF, "……一本小说。", "一本小说。"),
        (BROKEN_OFF, "接着上面说，一本小说。", "一本小说。"),
        (BROKEN_OFF, "好的，我们继续说完下午的安排：一本小说。", "一本小说。"),
        ("他说：“我", "……我不知道。”", "……我不知道。”"),
        ("标题", "\n---\n\n正文", "\n---\n\n正文"),
        ("We can read", "...a novel.", " a novel."),
        ("It was transfor", "Sorry about that. Let me continue:\n\nmed by it.", "med by it."),
        ("We can read", "Sure, let me continue:\n\na novel.", " a novel."),
    ],
)
def test_the_unfinished_is_said_once_and_what_leads_in_not_at_all(partial: str, said: str, new: str) -> None:
    stitcher = Stitcher(partial)
    assert "".join(map(stitcher.feed, said)) + stitcher.flush() == without_repetition(partial, said).new == new


@pytest.mark.parametrize(
    "continuation",
    [
        "继续往前走，就到了湖边。",
        "接下来去湖边。",
        "然而天黑了。",
        "Continue straight ahead to the lake.",
        "的确如此。",
    ],
)
def test_words_that_only_resemble_a_preamble_or_an_overlap_are_kept(continuation: str) -> None:
    assert without_repetition("从那里出发，然后", continuation) == Joined(continuation, None)


def test_an_overlap_shorter_than_four_chinese_characters_is_taken_for_chance() -> None:
    assert LEAST_OVERLAP == 2 * 4
    assert without_repetition("他喜欢红色的", "的确，红色的最好看。") == Joined("的确，红色的最好看。", None)


def test_going_on_that_only_repeats_adds_nothing() -> None:
    assert without_repetition(PARTIAL, PARTIAL) == Joined("", "restart")
    assert without_repetition(PARTIAL, "手稿展，然后") == Joined("", "echo")


def test_the_stream_passes_on_as_soon_as_it_is_clear_what_is_new() -> None:
    stitcher = Stitcher(PARTIAL)
    assert not stitcher.feed("手稿展，然后")
    assert stitcher.feed("在" * LOOKAHEAD) == "在" * LOOKAHEAD
    assert stitcher.feed("。") == "。"
    assert not stitcher.flush()


def test_a_restart_is_waited_for_as_long_as_it_goes_on() -> None:
    partial = "从前有座山，" * 40
    stitcher = Stitcher(partial)
    pieces = [partial[at : at + 10] for at in range(0, len(partial), 10)]
    assert "".join(map(stitcher.feed, pieces)) == ""
    assert stitcher.feed("山里有座庙。") + stitcher.flush() == "山里有座庙。"


@pytest.mark.parametrize("repeated", [len(LONG) // 2, len(LONG) - 1, len(LONG)])
def test_a_repeated_paragraph_is_dropped_from_a_stream_however_long_it_is(repeated: int) -> None:
    stitcher = Stitcher(LONG)
    continuation = LONG[-repeated:] + REST
    assert "".join(map(stitcher.feed, continuation)) + stitcher.flush() == REST


def chunked(text: str, cuts: list[int]) -> list[str]:
    places = [0, *sorted(cut % (len(text) + 1) for cut in cuts), len(text)]
    return [text[start:end] for start, end in pairwise(places)]


words = st.text(st.sampled_from("雨天美术馆的，。 an\n"), max_size=120)
partials = st.one_of(words, st.just(PARTIAL), words.map(lambda word: word + PARTIAL), st.just(LONG))
openings = st.sampled_from(["", "好的，我继续：", "Sure, continuing from where I left off: ", "继续往前"])
cuts = st.lists(st.integers(0, 400), max_size=12)


@given(partial=partials, opening=openings, repeated=st.integers(0, 200), rest=words, cuts=cuts)
def test_streamed_in_any_chunks_it_is_the_same_as_whole(
    partial: str, opening: str, repeated: int, rest: str, cuts: list[int]
) -> None:
    continuation = opening + partial[max(0, len(partial) - repeated) :] + rest
    stitcher = Stitcher(partial)
    streamed = "".join(stitcher.feed(piece) for piece in chunked(continuation, cuts)) + stitcher.flush()
    assert streamed == without_repetition(partial, continuation).new


@given(partial=partials, continuation=words)
def test_what_is_new_is_always_an_ending_of_what_the_model_said(partial: str, continuation: str) -> None:
    new = without_repetition(partial, continuation).new
    assert continuation.endswith(new) or (new[0] == " " and continuation.endswith(new[1:]))


odd = st.sampled_from(
    [
        "好的", "继续", "说", "已经说完", "ſure", "ı'll", "sure", "let me", "rest", "：", "。", "，", "“", "”", "…",
        "...", "\n", "```", "| a |", "|---|", "**", "---\n", "1.", "- ", "# 甲", " ", "3", "{", "x" * 40, "\u212a",
    ]
)  # fmt: skip


@given(partial=st.lists(odd, max_size=12).map("".join), said=st.lists(odd, max_size=20).map("".join), cuts=cuts)
def test_whatever_is_said_is_joined(partial: str, said: str, cuts: list[int]) -> None:
    new = without_repetition(partial, said).new
    assert said.endswith(new) or (new[0] == " " and said.endswith(new[1:]))
    stitcher = Stitcher(partial)
    streamed = "".join(stitcher.feed(piece) for piece in chunked(said, cuts)) + stitcher.flush()
    assert streamed == new or stitcher.dropped == "remark"


def test_of_five_hundred_continuations_nearly_all_are_joined_exactly() -> None:
    cases = list(joins(500, seed=2))
    wrong = [join for join in cases if without_repetition(join.partial, join.said).new != join.rest]
    assert len(wrong) <= 5, [(join.going, join.partial[-40:], join.said[:60]) for join in wrong]
