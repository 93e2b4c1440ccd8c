"""What is remembered, as the page shows it: stated in the chat or entered by hand, corrected, deleted, undone."""

from playwright.sync_api import expect

from tests.browser.conftest import Open
from tests.browser.home_page import HomePage
from tests.browser.model_server import ModelServer
from tests.service.openai_server import Answer


def test_a_stated_preference_appears_at_once_with_a_receipt_and_can_be_undone_from_it(home: HomePage) -> None:
    reply = home.say("我喜欢下雨天")
    expect(reply).to_contain_text("记住了：你喜欢下雨天。")
    expect(home.preference("你喜欢下雨天")).to_contain_text("「我喜欢下雨天」")
    reply.get_by_role("button", name="撤销「你喜欢下雨天」").click()
    expect(home.preferences).to_have_count(0)
    expect(reply.get_by_role("button", name="已撤销")).to_be_disabled()


def test_a_contradiction_replaces_what_was_held_and_the_history_keeps_it(home: HomePage) -> None:
    first = home.say("我喜欢下雨天")
    second = home.say("我讨厌下雨天")
    expect(second).to_contain_text("替换了之前的「你喜欢下雨天」")
    expect(home.preferences).to_have_count(1)
    expect(home.preferences).to_contain_text("你不喜欢下雨天")
    expect(first.get_by_role("button", name="后来又改过")).to_be_disabled()
    home.button("历史：下雨天").click()
    expect(home.dialog).to_contain_text("由「你喜欢下雨天」改为「你不喜欢下雨天」")
    expect(home.dialog).to_contain_text("记下：你喜欢下雨天")


def test_undoing_a_replacement_brings_the_old_preference_back_and_its_own_undo_with_it(home: HomePage) -> None:
    first = home.say("我喜欢下雨天")
    second = home.say("我讨厌下雨天")
    second.get_by_role("button", name="恢复「你喜欢下雨天」").click()
    expect(home.preferences).to_have_count(1)
    expect(home.preferences).to_contain_text("你喜欢下雨天")
    expect(first.get_by_role("button", name="撤销「你喜欢下雨天」")).to_be_enabled()


def test_undos_are_still_there_and_still_true_when_the_page_is_loaded_again(home: HomePage) -> None:
    home.say("我喜欢下雨天")
    home.say("我喜欢达芬奇").get_by_role("button", name="撤销").click()
    expect(home.preferences).to_have_count(1)
    home.open()
    expect(home.replies.first.get_by_role("button", name="撤销「你喜欢下雨天」")).to_be_enabled()
    expect(home.replies.last.get_by_role("button", name="已撤销")).to_be_disabled()


def test_what_is_added_by_hand_is_shown_as_locked_and_can_be_undone(home: HomePage) -> None:
    expect(home.page.get_by_text("还什么都没有")).to_be_visible()
    home.button("添加").click()
    home.fill_form("游泳", "夏天")
    row = home.preference("夏天你喜欢游泳")
    expect(row.get_by_label("你亲手定的")).to_be_visible()
    home.button("撤销").click()
    expect(home.preferences).to_have_count(0)
    expect(home.page.get_by_text("还什么都没有")).to_be_visible()


def test_an_edit_holds_and_the_chat_no_longer_offers_to_undo_what_it_stands_on(home: HomePage) -> None:
    reply = home.say("我喜欢爬山")
    home.button("修改：爬山").click()
    home.dialog.get_by_role("button", name="不喜欢", exact=True).click()
    home.fill_form("爬山", "冬天")
    expect(home.preference("冬天你不喜欢爬山")).to_have_count(1)
    expect(reply.get_by_role("button", name="后来又改过")).to_be_disabled()


def test_an_edit_counts_in_the_very_next_message(home: HomePage, model: ModelServer) -> None:
    home.say("我喜欢爬山")
    home.button("修改：爬山").click()
    home.fill_form("攀岩")
    expect(home.preference("你喜欢攀岩")).to_have_count(1)
    model.add(Answer("去攀岩吧。"))
    home.say("周末推荐我做什么？")
    asked = model.last_asked()
    assert "喜欢 攀岩" in asked
    assert "喜欢 爬山" not in asked


def test_a_deleted_preference_is_gone_and_comes_back_by_undo_or_from_what_no_longer_holds(home: HomePage) -> None:
    home.say("我喜欢爬山")
    home.button("删除：爬山").click()
    expect(home.preferences).to_have_count(0)
    home.button("撤销").click()
    expect(home.preferences).to_have_count(1)
    home.button("删除：爬山").click()
    expect(home.preferences).to_have_count(0)
    home.button("不再作数的……").click()
    home.dialog.get_by_role("button", name="恢复").click()
    expect(home.preference("你喜欢爬山")).to_have_count(1)


def test_an_undo_on_the_right_goes_when_the_chat_states_the_same_anew(home: HomePage) -> None:
    home.say("我喜欢爬山")
    home.button("删除：爬山").click()
    expect(home.button("撤销")).to_be_visible()
    home.say("我喜欢爬山")
    expect(home.preferences).to_have_count(1)
    expect(home.button("撤销")).to_be_hidden()


def test_two_pages_of_one_user_follow_each_other(home: HomePage, open_page: Open) -> None:
    other = open_page(user=home.user)
    home.say("我喜欢下雨天")
    expect(other.preferences).to_have_count(1)
    expect(other.said).to_have_text(["我喜欢下雨天"])
    other.button("删除：下雨天").click()
    expect(home.preferences).to_have_count(0)
    expect(home.last_reply.get_by_role("button", name="后来又改过")).to_be_disabled()


def test_a_hundred_preferences_can_all_be_seen_and_reached(home: HomePage) -> None:
    names = [f"第{number:03}样东西" for number in range(100)]
    for name in names:
        created = home.page.request.post(
            f"{home.url}/api/v1/preferences", data={"user_id": home.user, "object": name, "polarity": "like"}
        )
        assert created.ok, created.text()
    home.open()
    expect(home.preferences).to_have_count(100)
    home.button("删除：第000样东西").click()
    expect(home.preferences).to_have_count(99)
