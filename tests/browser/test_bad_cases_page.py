"""The pages of bad cases: finding one, seeing where it was cut, saying what is to be done about it."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.cases_page import BEGINNING, REST, CasesPage
from tests.browser.conftest import Open
from tests.browser.home_page import PHONE, HomePage
from tests.browser.model_server import ModelServer
from tests.browser.test_page_layout import overflows
from tests.service.openai_server import Answer


@pytest.fixture
def cases(home: HomePage, model: ModelServer) -> CasesPage:
    return CasesPage(home, model)


def test_where_there_is_no_case_the_list_tells_how_one_comes_about(worded: HomePage) -> None:
    worded.page.get_by_role("link", name="断掉的回答").click()
    expect(worded.page.get_by_text("还没有断掉的回答")).to_contain_text("按了「你还没说完呢」")
    worded.page.get_by_role("link", name="记得").click()
    expect(worded.box).to_be_visible()


def test_the_list_shows_one_case_of_each_group_with_its_count_and_filters_by_status(cases: CasesPage) -> None:
    first = cases.cut("怎么给猫洗澡？")
    newest = cases.cut("怎么给猫洗澡")
    other = cases.cut("昙花为什么夜里开？", go_on=True)
    cases.patch(other, {"status": "closed", "assignee": "小李", "tags": ["天文"]})
    cases.open()
    expect(cases.row("猫")).to_have_count(1)
    expect(cases.row("猫")).to_contain_text("同类 2 条")
    expect(cases.row("猫")).to_contain_text("到了长度上限（finish_reason 是 length）")
    expect(cases.row("猫")).to_contain_text("loopback-1 · 自动发现 · 没有接着说过")
    expect(cases.row("昙花")).to_contain_text("按了按钮 · 接上了 · 交给 小李")
    cases.filter_by("已关闭")
    expect(cases.row("猫")).to_have_count(0)
    expect(cases.row("昙花")).to_contain_text("天文")
    cases.page.reload()
    expect(cases.row("昙花")).to_be_visible()
    expect(cases.row("猫")).to_have_count(0)
    cases.open(f"/bad-cases/{newest}")
    expect(cases.part("同类的").get_by_role("link")).to_have_attribute("href", f"/bad-cases/{first}")


def test_cut_answers_are_listed_apart_from_those_that_were_whole_with_the_number_of_rows(cases: CasesPage) -> None:
    cases.cut("什么是潮汐？")
    cases.cut("什么是潮汐")
    cases.whole("什么是彗星？")
    for path, chosen, shown, hidden in (
        ("/bad-cases", "断了的", "潮汐", "彗星"),
        ("/bad-cases?which=complete", "其实说完了的", "彗星", "潮汐"),
    ):
        cases.open(path)
        button = cases.page.get_by_role("button", name=re.compile(rf"^{chosen} \d+$"))
        expect(button).to_have_attribute("aria-pressed", "true")
        rows = cases.show_all()
        expect(button).to_have_text(f"{chosen} {rows}")
        expect(cases.page.get_by_text(re.compile(rf"^\d+ 次，归成 {rows} 类。$"))).to_be_visible()
        expect(cases.row(shown)).to_have_count(1)
        expect(cases.row(hidden)).to_have_count(0)
    cases.filter_by("全部")
    cases.page.reload()
    cases.show_all()
    expect(cases.row("潮汐")).to_have_count(1)
    expect(cases.row("彗星")).to_have_count(1)


def test_of_the_cases_like_it_a_case_shows_five_and_the_others_when_asked(cases: CasesPage) -> None:
    newest = [cases.cut("一年有几个季节？") for _ in range(8)][-1]
    cases.open(f"/bad-cases/{newest}")
    alike = cases.part("同类的")
    expect(alike.get_by_role("listitem")).to_have_count(5)
    alike.get_by_role("button", name="更多（2 条）").click()
    expect(alike.get_by_role("listitem")).to_have_count(7)
    expect(alike.get_by_role("button")).to_have_count(0)


def test_a_case_shows_the_question_where_it_was_cut_what_came_behind_and_the_facts(cases: CasesPage) -> None:
    case_id = cases.cut("火山为什么会喷发？", go_on=True)
    cases.home.say("谢谢")
    cases.open(f"/bad-cases/{case_id}")
    expect(cases.part("问的是")).to_contain_text("火山为什么会喷发？")
    expect(cases.part("断掉的回答")).to_contain_text(f"{BEGINNING}✂ 断在这里{REST}")
    expect(cases.part("断掉的回答").locator("mark")).to_have_text(REST)
    expect(cases.part("结果")).to_contain_text("接上了")
    expect(cases.part("事实")).to_contain_text("finish_reason")
    expect(cases.part("事实")).to_contain_text("req-7")
    cases.page.get_by_role("button", name="当时的请求").click()
    expect(cases.page.locator(".jide-raw")).to_contain_text('"火山为什么会喷发？"')


def test_a_case_of_a_failed_model_tells_in_chinese_why(cases: CasesPage) -> None:
    cases.model.add(Answer(status=401))
    cases.home.say("为什么会打雷？")
    case_id = cases.newest()["id"]
    cases.open()
    expect(cases.row("打雷")).to_contain_text("模型没有回应（密钥被拒绝）")
    cases.open(f"/bad-cases/{case_id}")
    expect(cases.part("事实")).to_contain_text("模型没有回应（密钥被拒绝）")
    expect(cases.part("事实")).not_to_contain_text("key")


def test_what_is_said_of_a_case_is_kept_and_a_fix_by_hand_is_called_unproven(cases: CasesPage) -> None:
    cases.open(f"/bad-cases/{cases.cut('彩虹有几种颜色？')}")
    part = cases.part("处理")
    part.get_by_label("负责人").fill("小王")
    part.get_by_label("标签").fill("颜色，天气")
    part.get_by_label("备注").fill("上限太低")
    part.get_by_label("状态").click()
    cases.page.get_by_role("option", name="已修好").click()
    part.get_by_role("button", name="保存").click()
    expect(cases.page.get_by_text("已保存。")).to_be_visible()
    cases.page.reload()
    expect(part.get_by_label("负责人")).to_have_value("小王")
    expect(part.get_by_label("标签")).to_have_value("颜色，天气")
    expect(part.get_by_label("备注")).to_have_value("上限太低")
    expect(part).to_contain_text("手动标记，没有证明")
    saved = cases.newest()
    assert (saved["status"], saved["tags"]) == ("fixed", ["颜色", "天气"])


def test_an_address_of_no_case_is_told_kindly(cases: CasesPage) -> None:
    for path in ("/bad-cases/bad_none", "/replays/rep_none"):
        cases.open(path)
        expect(cases.page.get_by_role("heading", name="没有找到")).to_be_visible()


def test_a_case_is_chosen_opened_and_replayed_by_keyboard_alone(cases: CasesPage) -> None:
    case_id = cases.cut("海水为什么是咸的？")
    cases.open()
    cases.row("海水").get_by_role("checkbox").focus()
    cases.page.keyboard.press("Space")
    expect(cases.page.get_by_text("选了 1 条")).to_be_visible()
    cases.row("海水").get_by_role("checkbox").focus()
    cases.page.keyboard.press("Tab")
    cases.page.keyboard.press("Enter")
    expect(cases.page).to_have_url(f"{cases.home.url}/bad-cases/{case_id}")
    cases.page.get_by_role("button", name="回放", exact=True).focus()
    cases.page.keyboard.press("Enter")
    expect(cases.home.dialog).to_contain_text("回放 1 条")
    cases.page.keyboard.press("Escape")
    expect(cases.home.dialog).to_have_count(0)


def test_on_a_phone_nothing_scrolls_sideways_and_a_finger_can_press_everything(
    open_page: Open, model: ModelServer
) -> None:
    cases = CasesPage(open_page(PHONE), model)
    case_id = cases.cut(f"{'很长的问题' * 30}{'a' * 200}", go_on=True)
    model.add(Answer("一" * 300))
    replay = cases.post(f"/api/v1/bad-cases/{case_id}/replays", {})
    for path in ("/bad-cases", f"/bad-cases/{case_id}", f"/replays/{replay['id']}", "/replays"):
        cases.open(path)
        assert overflows(cases.home) == []
        assert cases.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        small = cases.page.locator("button, a, [role=button], [role=checkbox]").evaluate_all(
            "all => all.filter(e => e.checkVisibility() && e.offsetHeight < 44).map(e => e.outerHTML)"
        )
        assert small == []
