"""What only the user can decide: the questions that wait, on the panel and under the reply that asked."""

import re

import pytest
from playwright.sync_api import Locator, expect

from tests.browser.conftest import Open
from tests.browser.home_page import HomePage

RAIN = "「你喜欢下雨天」是你亲手定的，要换成「不喜欢下雨天」吗？"


def yes(place: Locator) -> Locator:
    return place.get_by_role("button", name=re.compile("^(是|确认忘掉)："))


def no(place: Locator) -> Locator:
    return place.get_by_role("button", name=re.compile("^(不是|都留着)："))


@pytest.fixture
def asked(worded: HomePage) -> HomePage:
    """The page on which a message has contradicted what was set by hand."""
    worded.keep("下雨天")
    expect(yes(worded.say("我讨厌下雨天"))).to_be_visible()
    return worded


def test_a_yes_under_the_reply_does_what_was_asked_says_so_and_can_be_undone(asked: HomePage) -> None:
    expect(asked.questions).to_contain_text(RAIN)
    yes(asked.last_reply).click()
    expect(asked.preferences).to_contain_text("你不喜欢下雨天")
    expect(asked.last_reply).to_contain_text("已换成：不喜欢下雨天。")
    expect(yes(asked.last_reply)).to_have_count(0)
    expect(asked.questions).to_have_count(0)
    asked.button("历史：下雨天").click()
    expect(asked.dialog).to_contain_text("改为「你不喜欢下雨天」（问过你，你说是）")
    asked.page.keyboard.press("Escape")
    asked.last_reply.get_by_role("button", name="恢复「你喜欢下雨天」").click()
    expect(asked.preferences).to_contain_text("你喜欢下雨天")


def test_a_no_on_the_panel_leaves_all_as_it_is_and_the_buttons_in_the_chat_go(asked: HomePage) -> None:
    no(asked.questions).click()
    expect(asked.last_reply).to_contain_text("没有换，还是：你喜欢下雨天。")
    expect(asked.page.get_by_role("alert").filter(has_text="没有换")).to_be_visible()
    expect(asked.questions).to_have_count(0)
    expect(asked.preferences).to_contain_text("你喜欢下雨天")


@pytest.mark.parametrize("answer", ["是", "不是"])
def test_a_question_answered_by_word_has_no_buttons_any_more_also_on_another_page(
    asked: HomePage, open_page: Open, answer: str
) -> None:
    other = open_page(user=asked.user, url=asked.url)
    expect(yes(other.last_reply)).to_be_visible()
    asked.say(answer)
    for page in (asked, other):
        told = "已换成：不喜欢下雨天。" if answer == "是" else "没有换，还是：你喜欢下雨天。"
        expect(page.replies.first).to_contain_text(told)
        expect(yes(page.page.locator("body"))).to_have_count(0)


def test_a_question_answered_through_the_api_has_no_buttons_any_more(asked: HomePage) -> None:
    api = asked.page.request
    waiting = api.get(f"{asked.url}/api/v1/asks", params={"user_id": asked.user}).json()["items"]
    assert api.post(f"{asked.url}/api/v1/asks/{waiting[0]['id']}/answer", data={"answer": "yes"}).ok
    expect(asked.last_reply).to_contain_text("已换成：不喜欢下雨天。")
    expect(asked.questions).to_have_count(0)


def test_a_question_whose_subject_is_gone_needs_no_answer(asked: HomePage) -> None:
    asked.button("删除：下雨天").click()
    expect(asked.last_reply).to_contain_text("这个问题不用再答了。")
    expect(asked.questions).to_have_count(0)


def test_a_question_still_waits_where_the_page_is_loaded_again(asked: HomePage) -> None:
    asked.open()
    expect(yes(asked.last_reply)).to_be_visible()
    yes(asked.questions).focus()
    asked.page.keyboard.press("Enter")
    expect(asked.preferences).to_contain_text("你不喜欢下雨天")


def test_everything_is_forgotten_only_when_confirmed_and_one_press_gives_it_back(worded: HomePage) -> None:
    worded.keep("下雨天")
    worded.keep("达芬奇")
    no(worded.say("清空我的所有偏好")).click()
    expect(worded.last_reply).to_contain_text("没有忘掉，都留着。")
    expect(worded.preferences).to_have_count(2)
    reply = worded.say("清空我的所有偏好")
    yes(reply).click()
    expect(worded.preferences).to_have_count(0)
    expect(reply).to_contain_text("已确认：全部忘掉了。")
    worded.button("不再作数的……").click()
    expect(worded.dialog).to_contain_text("一起忘掉的 2 条")
    worded.dialog.get_by_role("button", name="全部恢复").click()
    expect(worded.preferences).to_have_count(2)
    expect(worded.page.get_by_text("已恢复 2 条")).to_be_visible()
    expect(reply.get_by_role("button", name="已撤销")).to_be_disabled()
