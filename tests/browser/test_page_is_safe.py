"""Whatever is said, remembered or answered is text on the page: it runs nothing and fetches nothing."""

from playwright.sync_api import expect

from tests.browser.home_page import HomePage
from tests.browser.model_server import ModelServer
from tests.service.openai_server import Answer
from tests.strange import KEPT

ATTACKS = (
    "<img src=x onerror=alert(1)>",
    "<script>alert(1)</script>",
    '"><svg/onload=alert(1)>',
    "{{constructor.constructor('alert(1)')()}}",
)


def test_markup_in_a_message_is_shown_as_it_was_typed(home: HomePage, model: ModelServer) -> None:
    model.add(*[Answer("好的。")] * len(ATTACKS))
    for attack in ATTACKS:
        home.say(f"这是什么意思：{attack}")
    expect(home.said).to_have_text([f"这是什么意思：{attack}" for attack in ATTACKS])


def test_markup_in_an_answer_is_shown_as_text(home: HomePage, model: ModelServer) -> None:
    for attack in ATTACKS:
        model.add(Answer(f"看：{attack}"))
        expect(home.say("周末推荐我做什么？").locator(".jide-answer")).to_have_text(f"看：{attack}")
    expect(home.page.locator(".jide-answer").locator("img, script, svg")).to_have_count(0)


def test_markup_in_a_preference_is_shown_as_text_everywhere(home: HomePage) -> None:
    name = " ".join(ATTACKS)
    home.button("添加").click()
    home.fill_form(name, ATTACKS[0])
    row = home.preference(f"{ATTACKS[0]}你喜欢{name}")
    row.get_by_role("button", name="历史").click()
    expect(home.dialog).to_contain_text(f"「{name}」的历史")
    home.page.keyboard.press("Escape")
    expect(home.dialog).to_have_count(0)
    expect(home.say("我喜欢什么？")).to_contain_text(name)


def test_strange_preferences_are_shown_to_the_letter_and_format_nothing(home: HomePage) -> None:
    for text in KEPT.values():
        body = {"object": text, "polarity": "like", "user_id": home.user}
        assert home.page.request.post(f"{home.url}/api/v1/preferences", data=body).ok
    home.open()
    expect(home.preferences).to_have_count(len(KEPT))
    reply = home.say("我喜欢什么？")
    for place in (home.preferences, reply):
        shown = without_spaces("".join(place.all_text_contents()))
        assert [text for text in KEPT.values() if without_spaces(text) not in shown] == []
        expect(place.locator("strong, code, h1, script, img, a")).to_have_count(0)


def without_spaces(text: str) -> str:
    return "".join(text.split())


def test_a_picture_in_an_answer_is_a_link_and_nothing_is_fetched(home: HomePage, model: ModelServer) -> None:
    model.add(Answer("![看](http://example.invalid/a.png) 和 [点我](javascript:alert(1))"))
    answer = home.say("周末推荐我做什么？").locator(".jide-answer")
    expect(answer.get_by_role("link", name="看")).to_have_attribute("href", "http://example.invalid/a.png")
    expect(answer.locator("img")).to_have_count(0)
    expect(answer.locator("a[href^=javascript]")).to_have_count(0)


def test_the_policy_forbids_what_is_not_of_this_service(home: HomePage) -> None:
    answer = home.page.request.get(home.url)
    policy = answer.headers["content-security-policy"]
    assert "default-src 'self'" in policy
    assert "http" not in policy
