"""「你还没说完呢」 on the page: the answer goes on where it broke off, as one text."""

from playwright.sync_api import Locator, expect

from service.web.bubble import ANEW, TAKE_OUT
from tests.browser.conftest import Open
from tests.browser.home_page import CONTINUE, HomePage
from tests.browser.model_server import ModelServer
from tests.service.openai_server import Answer

QUESTION = "周末推荐我做什么？"
BEGINNING, REST = "周末可以先去看达芬奇的手稿展，", "然后找一家窗边的咖啡馆听雨。"


def cut(home: HomePage, model: ModelServer) -> Locator:
    """A reply that was cut."""
    model.add(Answer(BEGINNING, "length"))
    return home.say(QUESTION)


def test_the_button_stands_out_where_an_answer_is_cut_and_only_there(home: HomePage, model: ModelServer) -> None:
    expect(cut(home, model).locator(".jide-cut")).to_contain_text(CONTINUE)
    model.add(Answer("说完了。"))
    reply = home.say(QUESTION)
    expect(reply.get_by_role("button", name=CONTINUE)).to_be_visible()
    expect(reply.locator(".jide-cut")).to_have_count(0)


def test_a_press_goes_on_with_the_same_answer_without_a_seam(home: HomePage, model: ModelServer) -> None:
    reply = cut(home, model)
    model.add(Answer(REST, going="echo"))
    home.go_on.click()
    expect(reply.locator(".jide-answer p")).to_have_text([BEGINNING + REST])
    expect(reply.locator(".jide-cut")).to_have_count(0)


def test_a_double_click_goes_on_once(home: HomePage, model: ModelServer) -> None:
    reply = cut(home, model)
    model.add(Answer(REST), Answer("多余的。"))
    home.go_on.dblclick()
    home.settle()
    expect(reply.locator(".jide-answer p")).to_have_text([BEGINNING + REST])
    assert len(model.requests) == 2


def test_an_old_answer_goes_on_after_the_page_was_loaded_again_and_more_than_once(
    home: HomePage, model: ModelServer
) -> None:
    cut(home, model)
    home.open()
    model.add(Answer("然后去喝咖啡，", "length"), Answer("最后回家。"))
    home.go_on.click()
    expect(home.answer.locator("p")).to_have_text([BEGINNING + "然后去喝咖啡，"])
    home.go_on.click()
    expect(home.answer.locator("p")).to_have_text([BEGINNING + "然后去喝咖啡，最后回家。"])
    home.open()
    expect(home.answer.locator("p")).to_have_text([BEGINNING + "然后去喝咖啡，最后回家。"])


def test_typed_it_goes_on_with_the_answer_where_it_stands(home: HomePage, model: ModelServer) -> None:
    cut(home, model)
    model.add(Answer(REST))
    home.say(CONTINUE)
    expect(home.answer).to_have_text(BEGINNING + REST)
    expect(home.replies).to_have_count(1)
    home.open()
    expect(home.answer).to_have_text(BEGINNING + REST)
    expect(home.replies).to_have_count(1)


def test_an_answer_cut_inside_code_goes_on_inside_it(home: HomePage, model: ModelServer) -> None:
    model.add(Answer("```python\nfor day in we", "length"), Answer("ekend:\n    rest()\n```\n好好休息。"))
    reply = home.say("写一段代码")
    home.go_on.click()
    expect(reply.locator("pre code")).to_have_text("for day in weekend:\n    rest()\n")
    expect(reply.locator(".jide-answer > p")).to_have_text(["好好休息。"])


def test_where_there_is_nothing_more_that_is_said_beside_the_answer_not_in_it(
    home: HomePage, model: ModelServer
) -> None:
    model.add(Answer("说完了。"), Answer(""))
    reply = home.say(QUESTION)
    home.go_on.click()
    expect(reply).to_contain_text("没有更多要说的了")
    expect(reply.locator(".jide-answer")).to_have_text("说完了。")


def test_where_a_cut_answer_is_not_gone_on_with_its_end_is_told_as_it_is(home: HomePage, model: ModelServer) -> None:
    model.add(Answer("周末可以去美术馆看展览，回来的路上，", "length"), Answer(""))
    reply = home.say(QUESTION)
    home.go_on.click()
    for _ in range(2):
        expect(reply).to_contain_text("模型没有再往下说")
        expect(reply.locator(".jide-cut")).to_be_visible()
        home.open()


def test_a_typed_continuation_that_adds_nothing_does_not_say_that_the_answer_went_on(
    home: HomePage, model: ModelServer
) -> None:
    model.add(Answer("说完了。"), Answer(""))
    home.say(QUESTION)
    home.say(CONTINUE)
    for _ in range(2):
        expect(home.page.get_by_text("上面的回答没有再加什么")).to_be_visible()
        expect(home.page.get_by_text("已接着上面的回答说下去")).to_have_count(0)
        home.open()


def test_what_was_added_can_be_had_anew_and_taken_out(home: HomePage, model: ModelServer) -> None:
    reply = cut(home, model)
    expect(home.button(ANEW)).to_have_count(0)
    model.add(Answer(REST), Answer("再去江边走走。"), Answer(status=401))
    home.go_on.click()
    home.button(ANEW).click()
    expect(reply.locator(".jide-answer p")).to_have_text([BEGINNING + "再去江边走走。"])
    home.button(ANEW).click()
    expect(reply.get_by_role("alert")).to_contain_text("模型没能回答")
    expect(reply.locator(".jide-answer p")).to_have_text([BEGINNING + "再去江边走走。"])
    home.open()
    home.button(TAKE_OUT).click()
    expect(home.answer.locator("p")).to_have_text([BEGINNING])
    expect(home.button(TAKE_OUT)).to_have_count(0)
    home.open()
    expect(home.answer.locator("p")).to_have_text([BEGINNING])


def test_an_answer_whose_connection_broke_goes_on_by_itself(home: HomePage, model: ModelServer) -> None:
    model.add(Answer(BEGINNING, ending="eof"), Answer("然后去江边，", ending="eof"), Answer("最后回家。"))
    reply = home.say(QUESTION)
    expect(reply.locator(".jide-answer p")).to_have_text([BEGINNING + "然后去江边，最后回家。"])
    expect(reply.locator(".jide-cut")).to_have_count(0)
    assert len(model.requests) == 3
    home.open()
    expect(home.answer.locator("p")).to_have_text([BEGINNING + "然后去江边，最后回家。"])


def test_a_page_opened_while_an_answer_goes_on_by_itself_shows_the_question_once(
    home: HomePage, model: ModelServer, open_page: Open
) -> None:
    model.add(Answer("去看雨吧。"), Answer(BEGINNING, ending="eof"), Answer(REST))
    home.say("今天做什么？")
    model.hold_back(after=1)
    home.box.fill(QUESTION)
    home.box.press("Enter")
    expect(home.answer).to_have_text(BEGINNING)
    other = open_page(user=home.user)
    expect(other.answer).to_have_text(BEGINNING)
    expect(other.said).to_have_count(2)
    model.speak()
    expect(other.answer).to_have_text(BEGINNING + REST)
    expect(other.said).to_have_count(2)


def test_a_question_that_failed_is_asked_again_where_it_stands_also_after_a_reload(
    home: HomePage, model: ModelServer
) -> None:
    model.add(Answer(status=401))
    home.say(QUESTION)
    home.open()
    expect(home.last_reply.get_by_role("alert")).to_contain_text("模型没能回答")
    model.add(Answer(status=401), Answer("去看雨吧。"))
    home.button("再问一次").click()
    expect(home.last_reply.get_by_role("alert")).to_be_visible()
    home.button("再问一次").click()
    expect(home.answer).to_have_text("去看雨吧。")
    expect(home.said).to_have_count(1)
    home.open()
    expect(home.answer).to_have_text("去看雨吧。")
    expect(home.button(TAKE_OUT)).to_have_count(0)


def test_a_question_that_failed_can_be_asked_again_by_typing(home: HomePage, model: ModelServer) -> None:
    cut(home, model)
    model.add(Answer(status=401), Answer("去看雨吧。"))
    home.say("那晚上呢？")
    home.say(CONTINUE)
    expect(home.last_reply.locator(".jide-answer")).to_have_text("去看雨吧。")
    expect(home.replies.first.locator(".jide-answer")).to_have_text(BEGINNING)


def test_a_press_that_fails_says_so_and_can_be_repeated(home: HomePage, model: ModelServer) -> None:
    reply = cut(home, model)
    model.add(Answer(status=401))
    home.go_on.click()
    expect(reply.get_by_role("alert")).to_contain_text("模型没能回答")
    model.add(Answer(REST))
    home.go_on.click()
    expect(reply.locator(".jide-answer")).to_have_text(BEGINNING + REST)
    expect(reply.get_by_role("alert")).to_be_hidden()
