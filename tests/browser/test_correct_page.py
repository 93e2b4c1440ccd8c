"""「这不是偏好」 and 「你漏了这句」 under the user's own message: memory is put right, and it can be taken back."""

from collections.abc import Sequence
from typing import Any

import pytest
from playwright.sync_api import Locator, expect

from tests.browser.conftest import Open
from tests.browser.home_page import DESKTOP, PHONE, HomePage
from tests.browser.model_server import ModelServer
from tests.service.openai_server import Answer

NOT_A_PREFERENCE, MISSED, TAKE_BACK = "这不是偏好", "你漏了这句", "撤销更正"
UNSEEN = "下雨天，赞"
"""A preference that the reader does not see."""


def under(home: HomePage, text: str) -> Locator:
    """The user's message, with what stands beneath it."""
    return home.page.locator(".jide-spoken").filter(has_text=text)


def press(home: HomePage, text: str, name: str) -> None:
    under(home, text).get_by_role("button", name=name).click()


def say_unseen(home: HomePage, model: ModelServer) -> None:
    model.add(Answer("好的。"))
    home.say(UNSEEN)


def examples(home: HomePage) -> Sequence[dict[str, Any]]:
    listed = home.page.request.get(f"{home.url}/api/v1/feedback", params={"user_id": home.user})
    found: list[dict[str, Any]] = listed.json()["items"]
    return found


def fill(home: HomePage, name: str, polarity: str = "喜欢") -> None:
    home.dialog.get_by_label("说的是什么").fill(name)
    home.dialog.get_by_role("button", name=polarity, exact=True).click()
    home.dialog.get_by_role("button", name="保存").click()


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_what_was_no_preference_is_taken_out_and_told(
    open_page: Open, model: ModelServer, size: tuple[int, int]
) -> None:
    assert not model.requests
    home = open_page(size)
    home.say("我喜欢下雨天")
    press(home, "我喜欢下雨天", NOT_A_PREFERENCE)
    expect(home.page.get_by_text("已去掉：你喜欢下雨天")).to_be_visible()
    expect(under(home, "我喜欢下雨天")).to_contain_text("已更正：这句不是偏好")
    expect(home.preferences).to_have_count(0)
    expect(home.last_reply.get_by_role("button", name="已撤销")).to_be_disabled()
    (example,) = examples(home)
    assert (example["label"], example["text"], example["intent"]) == ("not_a_preference", "我喜欢下雨天", "chat")


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_what_was_missed_is_entered_in_the_messages_own_words(
    open_page: Open, model: ModelServer, size: tuple[int, int]
) -> None:
    home = open_page(size)
    say_unseen(home, model)
    press(home, UNSEEN, MISSED)
    expect(home.dialog).to_contain_text(UNSEEN)
    fill(home, "晴天")
    expect(home.page.get_by_text("请照这句话里的原话写")).to_be_visible()
    fill(home, "下雨天")
    expect(home.dialog).to_have_count(0)
    expect(home.page.get_by_text("记住了：你喜欢下雨天")).to_be_visible()
    expect(under(home, UNSEEN)).to_contain_text("已更正：补上了「下雨天」")
    if size == PHONE:
        home.page.get_by_role("tab").filter(has_text="我记住的1").click()
    expect(home.preference("你喜欢下雨天")).to_contain_text(f"「{UNSEEN}」")
    (example,) = examples(home)
    assert (example["label"], example["preferences"][0]["object"]) == ("missed", "下雨天")


def test_what_was_read_and_not_stored_is_suggested(home: HomePage) -> None:
    """So that all there is to do is to say yes."""
    body = {"message": "我喜欢下雨天", "user_id": home.user, "remember": False}
    assert home.page.request.post(f"{home.url}/api/v1/chat", data=body).ok
    home.open()
    press(home, "我喜欢下雨天", MISSED)
    expect(home.dialog.get_by_label("说的是什么")).to_have_value("下雨天")
    home.dialog.get_by_role("button", name="保存").click()
    expect(home.preference("你喜欢下雨天")).to_have_count(1)


@pytest.mark.parametrize("text", ["我喜欢下雨天", UNSEEN])
def test_a_correction_can_be_taken_back_after_the_page_was_loaded_again(
    home: HomePage, model: ModelServer, text: str
) -> None:
    model.add(Answer("好的。"))
    home.say(text)
    before = home.preferences.count()
    if text == UNSEEN:
        press(home, text, MISSED)
        fill(home, "下雨天", "不喜欢")
        expect(home.preference("你不喜欢下雨天")).to_have_count(1)
    else:
        press(home, text, NOT_A_PREFERENCE)
        expect(home.preferences).to_have_count(0)
    home.open()
    press(home, text, TAKE_BACK)
    expect(under(home, text).get_by_role("button", name=MISSED if text == UNSEEN else NOT_A_PREFERENCE)).to_be_visible()
    expect(home.preferences).to_have_count(before)
    assert examples(home) == []


def test_a_double_click_corrects_once_and_does_not_take_it_back(home: HomePage) -> None:
    home.say("我喜欢下雨天")
    under(home, "我喜欢下雨天").get_by_role("button", name=NOT_A_PREFERENCE).dblclick(delay=150)
    expect(under(home, "我喜欢下雨天")).to_contain_text("已更正：这句不是偏好")
    home.page.wait_for_timeout(300)
    expect(home.preferences).to_have_count(0)
    assert len(examples(home)) == 1


def test_what_was_changed_since_is_left_alone_and_told(home: HomePage) -> None:
    home.say("我喜欢下雨天")
    home.say("我讨厌下雨天")
    press(home, "我喜欢下雨天", NOT_A_PREFERENCE)
    expect(home.page.get_by_text("后来又改过，没有动：你喜欢下雨天")).to_be_visible()
    expect(home.preference("你不喜欢下雨天")).to_have_count(1)


def test_it_can_be_done_by_keyboard_alone(home: HomePage, model: ModelServer) -> None:
    say_unseen(home, model)
    under(home, UNSEEN).get_by_role("button", name=MISSED).focus()
    home.page.keyboard.press("Enter")
    expect(home.dialog.get_by_label("说的是什么")).to_be_focused()
    home.page.keyboard.type("下雨天")
    home.page.keyboard.press("Enter")
    expect(home.dialog).to_have_count(0)
    expect(home.preference("你喜欢下雨天")).to_have_count(1)


def test_a_wish_to_go_on_is_nothing_to_correct(home: HomePage, model: ModelServer) -> None:
    model.add(Answer("周末可以", "length"), Answer("去看展。"))
    home.say("周末推荐我做什么？")
    home.say("你还没说完呢")
    expect(under(home, "周末推荐我做什么？").get_by_role("button", name=MISSED)).to_be_visible()
    expect(under(home, "你还没说完呢").get_by_role("button")).to_have_count(0)
    home.open()
    expect(under(home, "你还没说完呢").get_by_role("button")).to_have_count(0)
