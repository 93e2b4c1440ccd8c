"""The chat on the page: sending, waiting, failing, leaving and coming back."""

from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Open
from tests.browser.home_page import HomePage
from tests.browser.model_server import ModelServer
from tests.browser.service_process import free_port, serving
from tests.service.openai_server import Answer


def test_a_new_user_is_greeted_and_can_begin_with_one_click(home: HomePage) -> None:
    home.button("我喜欢下雨天").click()
    expect(home.said).to_have_text(["我喜欢下雨天"])
    expect(home.preferences).to_have_count(1)
    expect(home.page.get_by_text("你好，我会记住")).to_be_hidden()


def test_shift_enter_breaks_the_line_and_an_input_methods_enter_sends_nothing(home: HomePage) -> None:
    home.box.fill("我喜欢下雨天")
    home.box.press("Shift+Enter")
    home.box.evaluate(
        "box => box.dispatchEvent(new KeyboardEvent('keydown', {key: 'Enter', isComposing: true, bubbles: true}))"
    )
    home.box.press_sequentially("也喜欢达芬奇")
    expect(home.box).to_have_value("我喜欢下雨天\n也喜欢达芬奇")
    expect(home.said).to_have_count(0)


def test_messages_sent_in_quick_succession_are_all_answered_in_their_order(home: HomePage) -> None:
    for text in ("我喜欢下雨天", "我喜欢达芬奇", "我讨厌下雨天"):
        home.box.fill(text)
        home.box.press("Enter")
    expect(home.said).to_have_text(["我喜欢下雨天", "我喜欢达芬奇", "我讨厌下雨天"])
    expect(home.replies.nth(2)).to_contain_text("替换了之前的")
    expect(home.preferences).to_have_count(2)


def test_a_message_that_states_and_asks_gets_its_receipt_then_the_answer(home: HomePage, model: ModelServer) -> None:
    model.add(Answer("那就去看雨吧。"))
    reply = home.say("我喜欢下雨天，周末推荐我做什么？")
    expect(reply.locator(".jide-receipt")).to_have_text("记住了：你喜欢下雨天。")
    expect(reply.locator(".jide-answer")).to_have_text("那就去看雨吧。")
    expect(reply.get_by_role("button", name="撤销「你喜欢下雨天」")).to_be_visible()


def test_an_answer_is_shown_as_it_is_meant_with_lists_tables_and_code(home: HomePage, model: ModelServer) -> None:
    model.add(
        Answer("**重点：**看雨\n- 一\n- 二\n\n| 时间 | 事 |\n|---|---|\n| 上午 | 睡 |\n\n```python\nprint(1)\n```")
    )
    answer = home.say("周末推荐我做什么？").locator(".jide-answer")
    expect(answer.locator("strong")).to_have_text("重点：")
    expect(answer.locator("li")).to_have_text(["一", "二"])
    expect(answer.locator("td")).to_have_text(["上午", "睡"])
    expect(answer.locator("pre code")).to_have_text("print(1)\n")


def test_a_failing_model_is_told_in_chinese_and_can_be_asked_again(home: HomePage, model: ModelServer) -> None:
    model.add(*[Answer(status=401)])
    reply = home.say("周末推荐我做什么？")
    expect(reply.get_by_role("alert")).to_contain_text("模型没能回答")
    model.add(Answer("去看雨吧。"))
    reply.get_by_role("button", name="再问一次").click()
    expect(home.answer).to_have_text("去看雨吧。")


def test_a_refused_key_is_told_as_that_also_after_a_reload(home: HomePage, model: ModelServer) -> None:
    model.add(Answer(status=403))
    home.say("周末推荐我做什么？")
    for _ in range(2):
        expect(home.last_reply.get_by_role("alert")).to_contain_text("拒绝了密钥。请检查 OPENAI_API_KEY")
        home.open()


def test_a_busy_model_is_told_with_the_time_to_wait(home: HomePage, model: ModelServer) -> None:
    soon = Answer(status=429, headers={"Retry-After": "0.01"})
    model.add(soon, soon, Answer(status=429, headers={"Retry-After": "20"}))
    alert = home.say("周末推荐我做什么？").get_by_role("alert")
    expect(alert).to_have_text("模型太忙了，或者额度用完了。请过 20 秒再问一次。")


@pytest.mark.parametrize(
    ("silent", "told"),
    [
        (Answer("", reasoning="他想知道周末做什么。"), "模型只想了，没有回答。"),
        (Answer("", output_tokens=0), "模型什么也没说。"),
        (Answer("\n\n ", output_tokens=0), "模型什么也没说。"),
    ],
    ids=["thought only", "nothing", "white space"],
)
def test_in_place_of_an_answer_without_a_word_a_sentence_says_so(
    home: HomePage, model: ModelServer, silent: Answer, told: str
) -> None:
    model.add(*[silent] * 3)
    home.say("周末推荐我做什么？")
    for _ in range(2):
        expect(home.last_reply.locator(".jide-silence")).to_have_text(told)
        expect(home.go_on).to_be_visible()
        expect(home.last_reply).not_to_contain_text("没有更多要说的了")
        home.open()
    model.reset()
    model.add(silent)
    home.go_on.click()
    home.settle()
    expect(home.last_reply.locator(".jide-silence")).to_have_text(told)
    model.add(Answer("去看雨吧。"))
    home.go_on.click()
    expect(home.answer).to_have_text("去看雨吧。")
    expect(home.last_reply.locator(".jide-silence")).to_be_hidden()


def test_an_address_of_no_page_leads_back_to_the_chat(home: HomePage) -> None:
    for path in ("/nothing", "/bad-cases/a/b"):
        answer = home.page.goto(home.url + path)
        assert answer
        assert answer.status == 404
        expect(home.page.get_by_role("heading", name="没有这一页")).to_be_visible()
    home.complaints.clear()  # the browser's own of the two addresses
    home.page.get_by_role("link", name="回到聊天").click()
    expect(home.box).to_be_visible()
    assert home.page.request.get(f"{home.url}/api/v1/nothing").json()["error"] == "NotFound"


def test_a_failing_model_costs_no_preference(home: HomePage, model: ModelServer) -> None:
    model.add(Answer(status=401))
    reply = home.say("我喜欢下雨天，周末推荐我做什么？")
    expect(reply).to_contain_text("记住了：你喜欢下雨天。")
    expect(reply.get_by_role("alert")).to_contain_text("模型没能回答")
    expect(home.preferences).to_have_count(1)


def test_a_message_that_is_too_long_is_refused_with_a_reason_and_not_lost(home: HomePage) -> None:
    home.box.fill("长" * 8001)
    home.box.press("Enter")
    expect(home.page.get_by_text("最多 8000 字")).to_be_visible()
    expect(home.box).to_have_value("长" * 8001)
    expect(home.said).to_have_count(0)


def test_a_page_loaded_again_while_the_model_thinks_shows_the_question_and_then_the_answer(
    home: HomePage, model: ModelServer
) -> None:
    model.hold_back()
    model.add(Answer("去看雨吧。"))
    home.box.fill("周末推荐我做什么？")
    home.box.press("Enter")
    expect(home.page.get_by_role("status", name="正在回答")).to_be_visible()
    home.open()
    expect(home.said).to_have_text(["周末推荐我做什么？"])
    expect(home.page.get_by_role("status", name="正在回答")).to_be_visible()
    model.speak()
    expect(home.answer).to_have_text("去看雨吧。")
    expect(home.said).to_have_count(1)


def test_a_new_conversation_begins_empty_and_keeps_what_is_remembered(home: HomePage, model: ModelServer) -> None:
    home.say("我喜欢下雨天")
    home.button("新对话").click()
    expect(home.said).to_have_count(0)
    expect(home.page.get_by_text("你好，我会记住")).to_be_visible()
    model.add(Answer("去看雨吧。"))
    home.say("周末推荐我做什么？")
    assert "喜欢 下雨天" in model.last_asked()
    expect(home.said).to_have_count(1)


def test_the_newest_message_stays_in_view(home: HomePage, model: ModelServer) -> None:
    model.add(*[Answer("\n\n".join(f"第{line}行" for line in range(40))) for _ in range(2)])
    home.say("周末推荐我做什么？")
    home.say("还有呢？")
    expect(home.answer.get_by_text("第39行")).to_be_in_viewport()


def test_a_name_in_the_address_that_cannot_be_a_users_is_told_kindly(home: HomePage) -> None:
    home.page.goto(f"{home.url}/?user={'x' * 200}")
    expect(home.page.get_by_text("后面的名字不能用")).to_be_visible()
    home.page.goto(f"{home.url}/?user=")
    expect(home.box).to_be_visible()


def test_a_page_survives_a_restart_and_tells_what_kind_of_model_answers_then(open_page: Open, folder: Path) -> None:
    port = free_port()
    with serving(folder, port, LLM_PROVIDER="none") as url:
        home = open_page(url=url)
        expect(home.page.get_by_text("还没有配置语言模型")).to_be_visible()
        home.say("我喜欢下雨天")
    expect(home.page.get_by_text("连接丢失")).to_be_visible()
    with serving(folder, port, LLM_PROVIDER="demo"):
        expect(home.page.get_by_text("演示模型（Gemma 3 270M）")).to_be_visible(timeout=20_000)
        expect(home.page.get_by_text("LLM_BASE_URL")).to_be_visible()
        home.say("我喜欢达芬奇")
        expect(home.said).to_have_text(["我喜欢下雨天", "我喜欢达芬奇"])
        expect(home.preferences).to_have_count(2)
        home.page.close()  # before the service goes again, which it would complain of too
    home.complaints.clear()  # that nobody answered meanwhile is what the browser complains of
