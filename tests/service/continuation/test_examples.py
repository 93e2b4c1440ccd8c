"""What the detector learns from: complete answers and beginnings of them, and what users pressed on."""

import json

from service.continuation.examples import NO_PART, Answer, examples, part_of, reported

LIST = "1. 上午去，人少，光线也好。\n2. 下午去湖边走走，累了就坐船。"
ANSWER = Answer(
    f"可以先去美术馆看展览，那里周末免费开放。\n\n{LIST}\n\n晚上再找一家小馆子吃饭。",
    "weekend",
    "zh",
    "natural",
)


def test_every_example_is_a_part_of_its_answer_and_what_is_called_cut_goes_on() -> None:
    found = list(examples([ANSWER]))
    assert {example.what for example in found} >= {"whole", "prefix", "sentence"}
    for example in found:
        assert example.text in ANSWER.text
        assert example.part == part_of(ANSWER)
        if example.is_cut:
            assert not ANSWER.text.endswith(example.text)


def test_the_same_answers_give_the_same_examples() -> None:
    assert list(examples([ANSWER])) == list(examples([ANSWER]))


def test_a_press_on_a_finished_answer_teaches_that_it_is_whole_and_nothing_is_measured_on_it() -> None:
    rows = [
        {"label": "complete", "partial": "可以去看展。"},
        {"label": "cut", "partial": "可以去看展，然后"},
        {"label": None, "partial": "You could"},
    ]
    whole, cut = reported(json.dumps(row, ensure_ascii=False) for row in rows)
    assert (whole.what, whole.is_cut, whole.language) == ("whole", False, "zh")
    assert (cut.text, cut.is_cut) == ("可以去看展，然后", True)
    assert {whole.part, cut.part} == {NO_PART}
    assert not whole.is_own
