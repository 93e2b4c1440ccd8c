"""One thing or two: possible duplicates, the other names of a preference, and what was believed on a day."""

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Locator, expect

from memory.database import open_engine
from memory.model import Statement
from memory.store import Memory
from service.settings import Settings
from tests.browser.conftest import Open
from tests.browser.home_page import DESKTOP, PHONE, HomePage
from tests.browser.test_page_layout import overflows
from tests.memory.fakes import ListIndex, WordEmbedder


def same(place: Locator) -> Locator:
    return place.get_by_role("button", name=re.compile("^是一回事："))


def different(place: Locator) -> Locator:
    return place.get_by_role("button", name=re.compile("^不是一回事："))


def test_of_two_names_said_to_be_one_thing_the_newer_stays_and_it_can_be_undone(worded: HomePage) -> None:
    worded.keep("椰奶")
    worded.keep("椰汁")
    expect(worded.duplicates).to_contain_text("「椰汁」和「椰奶」是一回事吗？")
    same(worded.duplicates).click()
    expect(worded.preferences).to_have_count(1)
    expect(worded.preference("你喜欢椰汁")).to_be_visible()
    expect(worded.duplicates).to_have_count(0)
    worded.button("历史：椰汁").click()
    expect(worded.dialog).to_contain_text("你说「椰汁」和「椰奶」是一回事")
    worded.page.keyboard.press("Escape")
    worded.button("撤销").click()
    expect(worded.preferences).to_have_count(2)
    expect(worded.duplicates).to_have_count(1)


def test_where_the_two_contradict_each_other_the_user_chooses_which_holds(worded: HomePage) -> None:
    worded.keep("椰奶")
    newer = worded.keep("椰汁")
    edited = worded.page.request.patch(f"{worded.url}/api/v1/preferences/{newer}", data={"polarity": "dislike"})
    assert edited.ok, edited.text()
    expect(worded.preference("你不喜欢椰汁")).to_be_visible()
    same(worded.duplicates).click()
    worded.dialog.get_by_role("button", name="你喜欢椰奶").click()
    expect(worded.preferences).to_have_count(1)
    expect(worded.preference("你喜欢椰奶")).to_be_visible()


def test_two_names_said_to_be_two_things_are_not_asked_about_again(worded: HomePage) -> None:
    worded.keep("椰奶")
    worded.keep("椰汁")
    different(worded.duplicates).click()
    expect(worded.duplicates).to_have_count(0)
    expect(worded.page.get_by_text("已当作两回事：「椰汁」和「椰奶」")).to_be_visible()
    worded.open()
    expect(worded.preferences).to_have_count(2)
    expect(worded.duplicates).to_have_count(0)


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_only_three_pairs_are_shown_at_first(open_page: Open, worded_url: str, size: tuple[int, int]) -> None:
    home = open_page(size, url=worded_url)
    if size == PHONE:
        home.page.get_by_role("tab").filter(has_text="我记住的").click()
    for name in ("椰汁", "椰奶", "泡面", "方便面", "芝士", "干酪", "足球赛", "足球比赛"):
        home.keep(name)
    expect(home.duplicates).to_have_count(3)
    assert overflows(home) == []
    home.button("还有 1 对").click()
    expect(home.duplicates).to_have_count(4)


def test_the_history_tells_the_other_names_and_one_of_them_can_stand_by_itself(worded: HomePage) -> None:
    worded.say("我喜欢地瓜")
    expect(worded.say("我喜欢番薯")).to_contain_text("你喜欢地瓜（第 2 次提到）")
    expect(worded.preferences).to_have_count(1)
    worded.button("历史：地瓜").click()
    expect(worded.dialog).to_contain_text("也叫：番薯")
    expect(worded.dialog).to_contain_text("再次提到：你喜欢地瓜（你说的是「番薯」）")
    worded.dialog.get_by_role("button", name="「番薯」不是一回事").click()
    expect(worded.dialog).to_have_count(0)
    expect(worded.preference("你喜欢番薯")).to_be_visible()
    expect(worded.preference("你喜欢地瓜")).to_be_visible()
    worded.button("历史：地瓜").click()
    expect(worded.dialog).to_contain_text("你说「番薯」和「地瓜」是两回事")
    expect(worded.dialog.get_by_text("也叫")).to_have_count(0)


def test_a_day_shows_what_was_believed_then_and_nothing_can_be_changed_there(
    open_page: Open, worded_url: str, worded_folder: Path
) -> None:
    remembered = datetime.now(UTC) - timedelta(days=3)
    engine = open_engine(Settings(data_dir=worded_folder / "data").effective_database_url)
    earlier = Memory(engine, ListIndex(), WordEmbedder(), clock=lambda: remembered)
    earlier.remember("long-known", [Statement("下雨天", "like", quote="我喜欢下雨天")])
    engine.dispose()
    home = open_page(url=worded_url, user="long-known")
    home.say("我讨厌下雨天")
    home.button("那天我记得什么").click()
    rows = home.dialog.locator(".jide-preference")
    expect(rows).to_have_text(re.compile("你不喜欢下雨天"))
    when = home.dialog.get_by_label("哪天几点")
    when.fill(f"{(remembered + timedelta(days=1)).astimezone():%Y-%m-%dT%H:%M}")
    expect(rows).to_have_text(re.compile("你喜欢下雨天"))
    expect(rows.get_by_role("button")).to_have_count(0)
    when.fill(f"{(remembered - timedelta(days=1)).astimezone():%Y-%m-%dT%H:%M}")
    expect(home.dialog).to_contain_text("我什么都还没有记着")
    expect(rows).to_have_count(0)
