"""The panel's menu: all that is remembered carried out and in, and everything forgotten."""

import json
from pathlib import Path

from playwright.sync_api import expect

from tests.browser.conftest import Open
from tests.browser.home_page import HomePage


def choose(home: HomePage, item: str) -> None:
    home.button("更多").click()
    home.page.get_by_role("menuitem").get_by_text(item, exact=True).click()


def bring(home: HomePage, file: Path) -> None:
    with home.page.expect_file_chooser() as chooser:
        choose(home, "导入")
    chooser.value.set_files(file)


def test_what_one_user_exports_another_imports(home: HomePage, open_page: Open, tmp_path: Path) -> None:
    home.say("我喜欢下雨天")
    home.say("我讨厌下雨天")
    with home.page.expect_download() as download:
        choose(home, "导出")
    file = tmp_path / download.value.suggested_filename
    download.value.save_as(file)
    assert json.loads(file.read_text(encoding="utf-8").splitlines()[0])["user_id"] == home.user
    other = open_page()
    bring(other, file)
    expect(other.page.get_by_text("导入好了：新增")).to_be_visible()
    expect(other.preferences).to_contain_text("你不喜欢下雨天")
    other.button("历史：下雨天").click()
    expect(other.dialog).to_contain_text("由「你喜欢下雨天」改为「你不喜欢下雨天」")


def test_an_import_with_a_line_that_cannot_be_taken_changes_nothing_and_names_it(
    home: HomePage, tmp_path: Path
) -> None:
    file = tmp_path / "mine.jsonl"
    file.write_text('{"object": "下雨天", "polarity": "like"}\n{"object": 7}\n', encoding="utf-8")
    bring(home, file)
    expect(home.page.get_by_text("第 2 行不能用，什么都没有导入")).to_be_visible()
    expect(home.preferences).to_have_count(0)
    file.write_text('{"object": "下雨天", "polarity": "like"}\n', encoding="utf-8")
    bring(home, file)
    expect(home.preferences).to_contain_text("你喜欢下雨天")
    expect(home.preferences).to_contain_text("导入的")


def test_everything_is_gone_for_good_once_the_word_is_typed_also_on_another_page(
    home: HomePage, open_page: Open
) -> None:
    other = open_page(user=home.user)
    home.say("我喜欢下雨天")
    expect(other.preferences).to_have_count(1)
    other.button("删除：下雨天").click()
    expect(other.button("撤销")).to_be_visible()
    expect(home.preferences).to_have_count(0)
    choose(home, "忘掉我的一切")
    expect(home.dialog).to_contain_text("所有对话")
    expect(home.dialog.get_by_role("button", name="全部忘掉")).to_be_disabled()
    home.dialog.get_by_label("请输入「忘掉」").fill("忘掉")
    home.dialog.get_by_role("button", name="全部忘掉").click()
    expect(home.dialog).to_have_count(0)
    for page in (home, other):
        expect(page.said).to_have_count(0)
        expect(page.page.get_by_text("你好，我会记住")).to_be_visible()
    other.say("我喜欢达芬奇")
    expect(home.preferences).to_contain_text("你喜欢达芬奇")
    home.button("不再作数的……").click()
    expect(home.dialog).to_contain_text("还没有。")
