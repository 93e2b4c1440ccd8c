"""The pages of bad cases and replays as an engineer uses them."""

import re
from typing import Any

from playwright.sync_api import Locator, expect

from tests.browser.home_page import HomePage
from tests.browser.model_server import ModelServer
from tests.service.openai_server import Answer

BEGINNING, REST = "周末可以先去看达芬奇的手稿展，", "然后找一家窗边的咖啡馆听雨。"


class CasesPage:
    """The same browser page as the user's, on other addresses."""

    def __init__(self, home: HomePage, model: ModelServer) -> None:
        self.home, self.page, self.model = home, home.page, model

    def cut(self, question: str, *, go_on: bool = False) -> str:
        """Has an answer cut, and gone on with if wanted; returns the case's id."""
        self.model.add(Answer(BEGINNING, "length"), *([Answer(REST)] if go_on else []))
        answer = self.post("/api/v1/chat", {"message": question, "user_id": self.home.user})
        if go_on:
            self.post(f"/api/v1/messages/{answer['message_id']}/continue", {})
        return str(self.newest()["id"])

    def whole(self, question: str) -> str:
        """Has an answer pressed on that had nothing more to say; returns the case's id."""
        self.model.add(Answer(REST), Answer(""))
        answer = self.post("/api/v1/chat", {"message": question, "user_id": self.home.user})
        self.post(f"/api/v1/messages/{answer['message_id']}/continue", {})
        return str(self.newest()["id"])

    def newest(self) -> Any:
        found = self.page.request.get(f"{self.home.url}/api/v1/bad-cases", params={"user_id": self.home.user})
        return found.json()["items"][0]

    def post(self, path: str, body: Any) -> Any:
        answer = self.page.request.post(self.home.url + path, data=body)
        assert answer.ok, answer.text()
        return answer.json()

    def patch(self, case_id: str, changes: Any) -> None:
        assert self.page.request.patch(f"{self.home.url}/api/v1/bad-cases/{case_id}", data=changes).ok

    def open(self, path: str = "/bad-cases") -> None:
        self.page.goto(self.home.url + path)
        expect(self.page.get_by_role("heading", level=1)).to_be_visible()

    def row(self, question: str) -> Locator:
        return self.page.locator(".jide-case").filter(has_text=question)

    def part(self, name: str) -> Locator:
        return self.page.get_by_role("region", name=name, exact=True)

    def filter_by(self, words: str) -> None:
        button = self.page.get_by_role("button", name=re.compile(rf"^{words} \d+$"))
        button.click()
        expect(button).to_have_attribute("aria-pressed", "true")

    def show_all(self) -> int:
        """Has every row shown; how many they are."""
        more, rows = self.page.get_by_role("button", name="更多", exact=True), self.page.locator(".jide-case")
        while more.is_visible():
            before = rows.count()
            more.click()
            expect(rows.nth(before)).to_be_visible()
        return rows.count()

    def tell_of_cells(self) -> list[str]:
        return self.page.locator(".jide-cell").all_inner_texts()
