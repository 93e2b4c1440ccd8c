"""An answer goes on from the tokens it was written in, as far as they are known."""

from typing import Any

from service.llm.tokens import MOST_ANSWERS, Tokens


def chunk(text: str, token: str | None = None, token_id: int = 0) -> dict[str, Any]:
    told = {"content": [{"token": token, "id": token_id}]} if token is not None else None
    return {"choices": [{"text": text, "logprobs": told}]}


def test_what_was_written_is_sent_back_as_it_was_written() -> None:
    tokens = Tokens()
    tokens.keep("问：", "", [chunk("秋", "秋", 7), chunk("吃", "吃", 8), chunk("")])
    assert tokens.prompt("问：", "秋吃") == ["问：", 7, 8]
    tokens.keep("问：", "秋吃", [chunk("秋味", "秋味", 9)])
    assert tokens.prompt("问：", "秋吃秋味") == ["问：", 7, 8, 9]


def test_of_what_was_held_back_the_words_are_sent() -> None:
    """用 may begin 用户：, which ends an answer, so that it comes with the next token; half a character has none."""
    tokens = Tokens()
    tokens.keep("问：", "", [chunk("用诗", "诗", 7), chunk("𠮷", "", 8), chunk("。")])
    assert tokens.prompt("问：", "用诗𠮷。") == ["问：", "用", 7, "𠮷", "。"]


def test_an_answer_that_is_not_known_goes_on_from_its_words() -> None:
    tokens = Tokens()
    for number in range(MOST_ANSWERS + 1):
        tokens.keep("问：", "", [chunk(str(number), str(number), number)])
    assert tokens.prompt("问：", "0") == "问：0"
    assert tokens.prompt("问：", "") == "问："
    tokens.keep("问：", "0", [chunk("1", "1", 5)])
    assert tokens.prompt("问：", "01") == ["问：", "0", 5]
