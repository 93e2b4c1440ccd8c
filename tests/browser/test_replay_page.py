"""A replay from the page: what it takes, how far it is, its results side by side, and what they prove."""

from pathlib import Path

import pytest
from playwright.sync_api import Locator, expect

from memory.database import open_engine
from service import prompts
from service.bad_cases.log import BadCaseLog
from service.bad_cases.replay import Plan
from service.bad_cases.replayer import Replayer
from service.chat.prompting import ANSWER_PROMPT
from service.llm.scripted import ScriptedLanguageModel
from service.settings import Settings
from tests.browser.cases_page import BEGINNING, REST, CasesPage
from tests.browser.home_page import HomePage
from tests.browser.model_server import ModelServer
from tests.service.openai_server import Answer

OTHER = "周末可以先去看莫奈的画展，然后回家。"


@pytest.fixture
def cases(home: HomePage, model: ModelServer) -> CasesPage:
    return CasesPage(home, model)


def reckon(cases: CasesPage) -> Locator:
    """Asks what the replay in the open form takes."""
    cases.home.dialog.get_by_role("button", name="算一算要花多少").click()
    return cases.home.dialog


def test_a_replay_tells_what_it_takes_runs_and_ends_with_verdicts_differences_and_a_proof(cases: CasesPage) -> None:
    case_id = cases.cut("为什么天是蓝的？")
    cases.open(f"/bad-cases/{case_id}")
    expect(cases.part("证明")).to_contain_text("还没有")
    cases.home.button("回放").click()
    dialog = cases.home.dialog
    dialog.get_by_label("上限（用逗号隔开）").fill("4096")
    expect(reckon(cases)).to_contain_text("一共跑 10 次")
    expect(dialog).to_contain_text("没有设价格（loopback-1）")
    cases.model.hold_back()
    cases.model.add(*[Answer(BEGINNING, "length")] * 5, *[Answer(OTHER)] * 5)
    dialog.get_by_role("button", name="开始").click()
    expect(cases.page.get_by_text("正在跑 0/10")).to_be_visible()
    cases.open("/replays")
    cases.model.speak()
    cases.page.get_by_role("link", name="的回放").first.click()
    expect(cases.page.get_by_text("跑完了 10/10")).to_be_visible()
    expect(cases.page.get_by_text("1 条 × 2 种配置 × 5 次")).to_be_visible()
    passed = cases.page.get_by_role("group", name="各种配置")
    expect(passed).to_contain_text("原来的配置：5 次里通过 0 次")
    expect(passed).to_contain_text("loopback-1 · 重新生成 · 上限 4096：5 次里通过 5 次")
    original, given = cases.page.locator(".jide-cell").all()
    expect(original).to_contain_text("5 次里通过 0 次")
    expect(original).to_contain_text("又断了（到了长度上限） 5 次")
    expect(given).to_contain_text("5 次里通过 5 次")
    expect(given).to_contain_text("没有设价格")
    given.locator(".jide-run").first.click()
    expect(given.locator(".jide-diff del").first).to_have_text("达芬奇")
    expect(given.locator(".jide-diff ins").first).to_have_text("莫奈")
    cases.page.get_by_role("link", name="为什么天是蓝的？").click()
    expect(cases.part("证明")).to_contain_text("证明了：已修好。")
    expect(cases.part("证明")).to_contain_text("5 次里通过 5 次")
    expect(cases.part("证明")).to_contain_text("有 95% 的把握：失败的不到 45.1%")
    expect(cases.part("证明")).to_contain_text("原来的配置 5 次里断了 5 次")


def test_ticked_cases_are_replayed_together_in_every_configuration_that_is_asked_for(cases: CasesPage) -> None:
    cases.cut("为什么草是绿的？")
    cases.cut("为什么雪是白的？")
    cases.open()
    for question in ("草", "雪"):
        cases.row(question).get_by_role("checkbox").click()
    cases.home.button("一起回放").click()
    dialog = cases.home.dialog
    dialog.get_by_label("温度（用逗号隔开）").fill("很高")
    expect(reckon(cases).get_by_role("alert")).to_contain_text("「很高」不是数")
    dialog.get_by_label("温度（用逗号隔开）").fill("0.2，0.9")
    dialog.get_by_text("接着说", exact=True).click()
    dialog.get_by_text("也跑原来的配置").click()
    dialog.get_by_label("每种跑几次").fill("1")
    expect(reckon(cases)).to_contain_text("一共跑 8 次")
    expect(dialog).to_contain_text("2 条 × 4 种配置 × 1 次")
    cases.model.add(*[Answer(REST)] * 8)
    dialog.get_by_role("button", name="开始").click()
    expect(cases.page.get_by_text("跑完了 8/8")).to_be_visible()
    expect(cases.page.locator(".jide-cell")).to_have_count(8)
    expect(cases.page.locator(".jide-cell").nth(1)).to_contain_text("loopback-1 · 接着说 · 温度 0.2")


def test_controls_are_named_and_counted_by_themselves(cases: CasesPage) -> None:
    case_id, control = cases.cut("为什么月亮跟着人走？"), cases.cut("为什么云不会掉下来？")
    cases.model.add(Answer(BEGINNING, "length"), Answer(OTHER), Answer(OTHER))
    replay = cases.post("/api/v1/replays", {"bad_case_ids": [case_id], "controls": [control], "original": True})
    for path in (f"/replays/{replay['id']}", "/replays"):
        cases.open(path)
        expect(cases.page.get_by_text("1 条 × 2 种配置 × 1 次，另有 1 条对照 × 1 种配置 × 1 次").first).to_be_visible()
        expect(cases.page.get_by_text("原来的配置：1 次里通过 0 次").first).to_be_visible()
        expect(cases.page.get_by_text("对照：1 次里通过 1 次").first).to_be_visible()


def test_a_replay_that_was_broken_off_is_continued_with_a_press(cases: CasesPage, service_folder: Path) -> None:
    case_id = cases.cut("为什么叶子会落？")
    engine = open_engine(Settings(data_dir=service_folder / "data").effective_database_url)
    nobody = Replayer(engine, BadCaseLog(engine), ScriptedLanguageModel([]), prompts.load(ANSWER_PROMPT))
    replay = nobody.open(Plan((case_id,)))
    engine.dispose()
    cases.open(f"/replays/{replay.id}")
    expect(cases.page.get_by_text("断了，没跑完 0/1")).to_be_visible()
    cases.model.add(Answer(OTHER))
    cases.home.button("继续").click()
    expect(cases.page.get_by_text("跑完了 1/1")).to_be_visible()
