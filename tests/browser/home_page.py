"""The page at `/` as someone uses it: by what is written on it and by the names a screen reader reads out."""

from playwright.sync_api import Dialog, Locator, Page, expect

DESKTOP = (1280, 800)
PHONE = (390, 844)
CONTINUE = "你还没说完呢"


class HomePage:
    """One user's page. `complaints` gathers what no page may do: log an error, or ask anyone but this service."""

    def __init__(self, page: Page, url: str, user: str) -> None:
        self.page, self.url, self.user = page, url, user
        self.complaints: list[str] = []
        page.on("console", lambda message: self._complain(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: self._complain(str(error)))
        page.on("request", lambda request: None if self._is_ours(request.url) else self._complain(request.url))
        page.on("dialog", self._refuse)

    def open(self) -> "HomePage":
        self.page.goto(f"{self.url}/?user={self.user}")
        expect(self.box).to_be_visible()
        return self

    @property
    def box(self) -> Locator:
        return self.page.get_by_label("消息", exact=True)

    @property
    def said(self) -> Locator:
        return self.page.locator(".jide-said")

    @property
    def replies(self) -> Locator:
        return self.page.locator(".jide-reply")

    @property
    def last_reply(self) -> Locator:
        return self.replies.last

    @property
    def answer(self) -> Locator:
        """The model's words in the last reply that has any."""
        return self.page.locator(".jide-answer:visible").last

    @property
    def preferences(self) -> Locator:
        return self.page.locator(".jide-preference")

    def preference(self, text: str) -> Locator:
        return self.preferences.filter(has_text=text)

    @property
    def questions(self) -> Locator:
        """Those that wait, at the top of the panel."""
        return self.page.locator(".jide-question")

    @property
    def duplicates(self) -> Locator:
        """The lines of pairs that may be one thing."""
        return self.page.get_by_role("region", name="可能是一回事的").get_by_role("group")

    @property
    def dialog(self) -> Locator:
        return self.page.get_by_role("dialog")

    def button(self, name: str, *, exact: bool = True) -> Locator:
        return self.page.get_by_role("button", name=name, exact=exact)

    @property
    def go_on(self) -> Locator:
        return self.page.get_by_role("button", name=CONTINUE).last

    def say(self, text: str) -> Locator:
        """Sends a message with Enter and waits for its reply, which it returns."""
        before = self.said.count()
        self.box.fill(text)
        self.box.press("Enter")
        expect(self.said).to_have_count(before + 1)
        self.settle()
        return self.replies.nth(self.replies.count() - 1)

    def settle(self) -> None:
        """Waits until nothing is being answered."""
        expect(self.page.locator(".jide-reply[aria-busy=true]")).to_have_count(0)

    def keep(self, name: str, polarity: str = "like", **fields: str) -> str:
        """Enters a preference through the API and waits until the page shows it; returns its id."""
        body = {"user_id": self.user, "object": name, "polarity": polarity, **fields}
        answer = self.page.request.post(f"{self.url}/api/v1/preferences", data=body)
        assert answer.ok, answer.text()
        expect(self.button(f"历史：{name}")).to_be_visible()
        return str(answer.json()["preference"]["id"])

    def fill_form(self, name: str, condition: str = "") -> None:
        self.dialog.get_by_label("是什么").fill(name)
        self.dialog.get_by_label("什么时候").fill(condition)
        self.dialog.get_by_role("button", name="保存").click()
        expect(self.dialog).to_have_count(0)

    def _is_ours(self, url: str) -> bool:
        return url.startswith((self.url, self.url.replace("http", "ws", 1), "data:", "blob:"))

    def _refuse(self, dialog: Dialog) -> None:
        self._complain(f"dialog: {dialog.message}")
        dialog.dismiss()

    def _complain(self, what: str) -> None:
        self.complaints.append(what)
