"""How the page looks: on a phone, with long texts, and with Chinese glyphs."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Open
from tests.browser.home_page import DESKTOP, PHONE, HomePage
from tests.browser.model_server import ModelServer
from tests.service.openai_server import Answer

WIDE = f"```\n{'很长的代码' * 40}\n```\n\n| {' | '.join('列' * 3 for _ in range(12))} |\n|{'---|' * 12}\n\n{'a' * 300}"


def overflows(home: HomePage) -> list[str]:
    """What is wider than the window, outside the boxes that scroll by themselves."""
    found: list[str] = home.page.evaluate(
        """() => [...document.querySelectorAll('body *')]
            .filter(e => e.checkVisibility() && !e.closest('pre, table, .q-ripple')
                && e.getBoundingClientRect().right > innerWidth + 1)
            .map(e => e.tagName + '.' + e.className)"""
    )
    return found


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_nothing_is_wider_than_the_window_however_long_it_is(
    open_page: Open, model: ModelServer, size: tuple[int, int]
) -> None:
    home = open_page(size)
    model.add(Answer(WIDE))
    home.say("b" * 400)
    home.say("我喜欢" + "很长的名字" * 30)
    assert overflows(home) == []
    assert home.page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_on_a_phone_chat_and_memory_take_turns_and_all_can_be_done(open_page: Open, model: ModelServer) -> None:
    assert not model.requests
    home = open_page(PHONE)
    home.say("我喜欢下雨天")
    expect(home.preferences).to_be_hidden()
    home.page.get_by_role("tab").filter(has_text="我记住的1").click()
    expect(home.box).to_be_hidden()
    expect(home.preference("你喜欢下雨天")).to_be_in_viewport()
    home.button("删除：下雨天").click()
    expect(home.preferences).to_have_count(0)
    assert overflows(home) == []


def test_on_a_phone_everything_to_press_is_large_enough_for_a_finger(open_page: Open, model: ModelServer) -> None:
    home = open_page(PHONE)
    home.say("我喜欢下雨天")
    model.add(Answer("周末可以", "length"))
    home.say("周末推荐我做什么？")
    sizes = home.page.get_by_role("button").evaluate_all(
        "all => all.filter(e => e.checkVisibility()).map(e => [e.innerText, e.offsetWidth, e.offsetHeight])"
    )
    assert sizes
    assert [size for size in sizes if min(size[1:]) < 40] == []


def test_chinese_is_drawn_with_glyphs_and_not_with_boxes(home: HomePage) -> None:
    drawn = home.page.evaluate(
        """() => ['雨', '猫', '\\u{10FFFD}'].map(character => {
            const canvas = Object.assign(document.createElement('canvas'), {width: 40, height: 40});
            const context = canvas.getContext('2d');
            context.font = '32px ' + getComputedStyle(document.body).fontFamily;
            context.fillText(character, 2, 34);
            return canvas.toDataURL();
        })"""
    )
    assert len(set(drawn)) == 3, "two characters look the same, as they do where no font has them"


def test_everything_can_be_reached_and_named_by_keyboard_and_screen_reader(home: HomePage) -> None:
    home.say("我喜欢下雨天")
    nameless = home.page.get_by_role("button").evaluate_all(
        "all => all.filter(e => e.checkVisibility() && !(e.getAttribute('aria-label') || e.innerText.trim()))"
        ".map(e => e.outerHTML)"
    )
    assert nameless == []
    expect(home.box).to_be_focused()
    home.page.keyboard.press("Tab")
    expect(home.button("发送")).to_be_focused()
