"""The README's picture: plays the conversation the project comes from, and saves the page.

python -m tests.browser.screenshot OUT.png
"""

import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Page, expect, sync_playwright

from tests.browser.conftest import FLAGS, find_chromium
from tests.browser.home_page import HomePage
from tests.browser.model_server import ModelServer
from tests.browser.service_process import serving
from tests.service.openai_server import Answer

SIZE = (1280, 930)
"""High enough for the whole conversation."""

STATED = ("我喜欢下雨天", "我喜欢达芬奇，也喜欢黄金时代", "我讨厌下雨天", "我对花生过敏")
QUESTION = "周末推荐我做什么？"
BEGINNING = """可以这样过：

1. **上午**去美术馆看达芬奇手稿展，室内，不怕下雨；
2. **下午**找一家安静的书店重读《黄金时代》，点心挑不含花生的；
3. **晚上**"""
REST = "看一部老电影，早点休息。"


def play(page: Page, url: str, model: ModelServer) -> None:
    home = HomePage(page, url, "default").open()
    for text in STATED:
        home.say(text)
    model.add(Answer(BEGINNING, "length"), Answer(REST))
    home.say(QUESTION)
    home.go_on.click()
    expect(home.answer).to_contain_text(REST)
    home.settle()
    page.mouse.move(0, 0)
    assert home.complaints == []


def main(out: Path) -> None:
    chromium = find_chromium()
    assert chromium, "no Chromium on this machine"
    with (
        tempfile.TemporaryDirectory() as folder,
        ModelServer().running() as model,
        serving(Path(folder), LLM_PROVIDER="openai", LLM_BASE_URL=model.base_url, LLM_MODEL="qwen-plus") as url,
        sync_playwright() as playwright,
    ):
        assert isinstance(model, ModelServer)
        browser = playwright.chromium.launch(executable_path=chromium, args=list(FLAGS))
        page = browser.new_page(viewport={"width": SIZE[0], "height": SIZE[1]}, locale="zh-CN")
        play(page, url, model)
        out.parent.mkdir(parents=True, exist_ok=True)
        page.screenshot(path=out, animations="disabled")
        browser.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
