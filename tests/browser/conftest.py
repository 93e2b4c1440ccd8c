"""One browser, one service and one language model server for all tests; a page and a user of its own for each."""

import shutil
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, sync_playwright

from tests.browser.home_page import DESKTOP, HomePage
from tests.browser.model_server import ModelServer
from tests.browser.service_process import WORDED, serving
from tests.requirements import skip_or_fail

# Root may not use Chromium's sandbox, and what it would ask of Google by itself is no part of any test.
FLAGS = ("--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update")

users = count(1)

Open = Callable[..., HomePage]


def find_chromium() -> str | None:
    names = ("chromium", "chromium-browser", "google-chrome")
    return next(filter(None, map(shutil.which, names)), None)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    chromium = find_chromium()
    if chromium is None:
        skip_or_fail("no Chromium on this machine (Debian: apt-get install chromium fonts-noto-cjk)")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=list(FLAGS))
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def model_server() -> Iterator[ModelServer]:
    with ModelServer().running() as running:
        assert isinstance(running, ModelServer)
        yield running


@pytest.fixture(scope="session")
def service_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("service")


@pytest.fixture(scope="session")
def service_url(model_server: ModelServer, service_folder: Path) -> Iterator[str]:
    """The service, whose language model is the scripted server; nothing may have gone wrong in it unnoticed."""
    folder = service_folder
    with serving(folder, LLM_PROVIDER="openai", LLM_BASE_URL=model_server.base_url, LLM_MODEL="loopback-1") as url:
        yield url
    assert "Traceback" not in (folder / "service.log").read_text(encoding="utf-8")


@pytest.fixture(scope="session")
def worded_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("worded")


@pytest.fixture(scope="session")
def worded_url(worded_folder: Path) -> Iterator[str]:
    """The service without a language model and with the few words of `worded_service`."""
    with serving(worded_folder, program=WORDED, LLM_PROVIDER="none") as url:
        yield url
    assert "Traceback" not in (worded_folder / "service.log").read_text(encoding="utf-8")


@pytest.fixture
def model(model_server: ModelServer) -> ModelServer:
    """The language model with nothing to say and nothing heard yet."""
    model_server.reset()
    return model_server


@pytest.fixture(scope="session")
def context(browser: Browser) -> Iterator[BrowserContext]:
    """One for all, so that the page's scripts are loaded once; users are told apart by the address alone."""
    context = browser.new_context(locale="zh-CN")
    context.set_default_timeout(15_000)
    yield context
    context.close()


@pytest.fixture
def open_page(context: BrowserContext, service_url: str) -> Iterator[Open]:
    """Opens pages; none of them may have logged an error or asked anyone but the service when the test ends."""
    opened: list[HomePage] = []

    def open_it(size: tuple[int, int] = DESKTOP, user: str | None = None, url: str = service_url) -> HomePage:
        page = context.new_page()
        page.set_viewport_size({"width": size[0], "height": size[1]})
        opened.append(HomePage(page, url, user or f"user-{next(users)}"))
        return opened[-1].open()

    yield open_it
    for home in opened:
        home.page.close()
    assert [complaint for home in opened for complaint in home.complaints] == []


@pytest.fixture
def home(open_page: Open, model: ModelServer) -> HomePage:
    """The page of a new user on a desktop; the model has nothing to say yet."""
    assert not model.requests
    return open_page()


@pytest.fixture
def worded(open_page: Open, worded_url: str) -> HomePage:
    """The page of a new user on a desktop, of the service that knows a few words."""
    return open_page(url=worded_url)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "own-service"
