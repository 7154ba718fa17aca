"""A person at a screen: pages opened, forms filled by the names of their controls, every click counted."""

from collections import Counter
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import (
    BrowserContext,
    ConsoleMessage,
    Download,
    FilePayload,
    Locator,
    Page,
    Request,
    Response,
)


class Watch:
    """Notes what must never happen: errors in the console or of scripts, foreign hosts, missing files."""

    def __init__(self, context: BrowserContext, home: str) -> None:
        self.home = urlsplit(home).netloc
        self.complaints: list[str] = []
        self.expected: set[int] = set()
        context.on("console", self._console)
        context.on("weberror", lambda error: self.complaints.append(f"script error: {error.error}"))
        context.on("request", self._request)
        context.on("response", self._response)

    def _console(self, message: ConsoleMessage) -> None:
        # A page answered with 404, 409 or 422 is told to the console as well; `_response` judges those.
        if message.type in ("error", "warning") and not message.text.startswith("Failed to load resource"):
            self.complaints.append(f"console {message.type}: {message.text}")

    def _request(self, request: Request) -> None:
        address = urlsplit(request.url)
        if address.scheme not in ("data", "about") and address.netloc != self.home:
            self.complaints.append(f"foreign request: {request.url}")

    def _response(self, response: Response) -> None:
        is_page = response.request.resource_type == "document"
        # A draft of a section that somebody saved meanwhile, a file that is refused: scripts are answered so.
        is_told = response.status in (409, 422) and response.url.endswith(("/draft/", "/upload/"))
        # An open page says that it is open until its session ends or the evaluation is submitted.
        is_told |= response.status in (401, 403, 423) and response.url.endswith("/presence/")
        # So does the bell, until its session ends.
        is_told |= response.status in (401, 403) and response.url.endswith("/messages/unread/")
        if is_told or response.status in self.expected:
            return
        if response.status >= 500 or (response.status >= 400 and not is_page):
            self.complaints.append(f"{response.status} for {response.url}")


class Desk:
    """One page of one person. `clicks`, `chords` and `loads` count what they cost, by the job named with `job`."""

    def __init__(self, page: Page, watch: Watch | None = None) -> None:
        self.page = page
        self.watch = watch
        self.job = ""
        self.clicks: Counter[str] = Counter()
        self.chords: Counter[str] = Counter()
        self.loads: Counter[str] = Counter()

    def expect(self, *statuses: int) -> None:
        """These answers belong to the test."""
        assert self.watch is not None
        self.watch.expected.update(statuses)

    # ── looking ──────────────────────────────────────────────────────────────────────────────────────────────────

    def go(self, path: str) -> Response:
        """Opens an address."""
        response = self.page.goto(path)
        self.loads[self.job] += 1
        assert response is not None
        return response

    def again(self, title: str) -> None:
        """Opens this page again, which has this title in the section list."""
        assert title in self.text()
        self.page.reload()
        self.loads[self.job] += 1

    def control(self, name: str) -> Locator:
        """The visible control (or group of them) with this name."""
        return self.page.locator(f'[name="{name}"]:not([type="hidden"])')

    def value(self, name: str) -> str:
        """What stands in a control."""
        return self.control(name).input_value()

    def text(self) -> str:
        """The text of the page's main part."""
        return self.page.locator("main").inner_text()

    def says(self, words: str) -> bool:
        """Whether the last action was answered with these words."""
        return words in " ".join(self.page.locator(".messages").all_inner_texts())

    def keys(self, rowset: str) -> list[str]:
        """The keys of the rows of a row set, in the order they would be posted."""
        return [
            row.get_attribute("value") or "" for row in self.page.locator(f'input[name="{rowset}"]').all()
        ]

    # ── doing ────────────────────────────────────────────────────────────────────────────────────────────────────

    def log_in(self, username: str, password: str) -> None:
        """Logs in by typing."""
        self.go("/login/")
        self.type(username=username, password=password)
        self.press("登录")

    def click(self, target: Locator) -> None:
        """One click that stays on the page, counted."""
        self.clicks[self.job] += 1
        target.click()

    def open(self, target: Locator) -> None:
        """One click that leads to another page (or the same one, drawn anew), counted."""
        with self.page.expect_navigation(wait_until="load"):
            self.click(target)
        self.loads[self.job] += 1

    def press(self, label: str, within: Locator | None = None) -> None:
        """Presses the button with this label."""
        self.open((within or self.page).get_by_role("button", name=label, exact=True))

    def follow(self, label: str, within: Locator | None = None) -> None:
        """Follows the (first) link with this label."""
        self.open((within or self.page).get_by_role("link", name=label, exact=True).first)

    def open_section(self, title: str) -> None:
        """Follows the section list to a section."""
        self.open(self.page.get_by_role("navigation", name="各节").get_by_role("link").filter(has_text=title))

    def type(self, prefix: str = "", **texts: str) -> None:
        """Types into text controls, chooses in select boxes; names are `prefix` + keyword."""
        for name, text in texts.items():
            control = self.control(f"{prefix}{name}")
            kind = control.evaluate("control => control.type")
            if kind == "select-one":
                self.choose(control, text)
            elif kind == "date":
                self.write_date(control, text)
            else:
                self.write(control, text)

    def reach(self, target: Locator) -> None:
        """Puts the cursor there."""
        target.focus()

    def write(self, target: Locator, text: str) -> None:
        """Replaces what stands there."""
        target.fill(text)

    def write_date(self, target: Locator, text: str) -> None:
        """A date as `2023-12-20`."""
        target.fill(text)

    def choose(self, target: Locator, label: str) -> None:
        """Chooses from a list."""
        target.select_option(label=label)

    def attach(self, name: str, path: Path | FilePayload) -> None:
        """Chooses a file."""
        self.control(name).set_input_files(path)

    def tick(self, name: str, *values: str) -> None:
        """Ticks the boxes (or the radio button) of that name with these values; one click each."""
        for value in values:
            self.click(self.page.locator(f'input[name="{name}"][value="{value}"]'))

    def add(self, rowset: str, parent: str = "", **texts: str) -> str:
        """Presses the button that adds a row, types into it, gives its key."""
        before = set(self.keys(rowset))
        self._on_rows(self.page.locator(f'button[name="add-{rowset}"][value="{parent}"]'))
        (key,) = set(self.keys(rowset)) - before
        self.type(f"{rowset}-{key}-", **texts)
        return key

    def add_below(self, rowset: str, above: str, parent: str = "", **texts: str) -> str:
        """The same from the keyboard while one is in the row above; a press of the button where there are no scripts."""
        if not self.page.locator(".grid-said").count():
            return self.add(rowset, parent, **texts)
        before = set(self.keys(rowset))
        self.reach(self.page.locator(f'[name^="{rowset}-{above}-"]:not([type="hidden"])').first)
        self.page.keyboard.press("Control+Shift+Enter")
        self.chords[self.job] += 1
        (key,) = set(self.keys(rowset)) - before
        self.type(f"{rowset}-{key}-", **texts)
        return key

    def shift(self, verb: str, rowset: str, key: str) -> None:
        """Presses `up`, `down`, `copy` or `drop` of a row."""
        self._on_rows(self.page.locator(f'button[name="{verb}-{rowset}"][value="{key}"]'))

    def _on_rows(self, button: Locator) -> None:
        """Rows change in place; without scripts the page is drawn anew."""
        if self.page.locator(".grid-said").count():
            self.click(button)
        else:
            self.open(button)

    def save(self, after: str = "save") -> None:
        """Saves the section: `save`, `next` or `list`."""
        self.open(self.page.locator(f'.bottombar button[name="do"][value="{after}"]'))

    def download(self, label: str, folder: Path) -> Path:
        """Presses a link that downloads; gives the file under the name it was offered with."""
        with self.page.expect_download() as waiting:
            self.click(self.page.get_by_role("link", name=label, exact=True).first)
        found: Download = waiting.value
        path = folder / found.suggested_filename
        found.save_as(path)
        return path

    # ── the frame ────────────────────────────────────────────────────────────────────────────────────────────────

    def cookies(self) -> dict[str, str]:
        """Cookies by name."""
        return {cookie["name"]: cookie["value"] for cookie in self.page.context.cookies()}

    def post(self, path: str, form: dict[str, Any]) -> int:
        """Posts past the page, as a tampered browser would; gives the status."""
        token = {"csrfmiddlewaretoken": self.cookies()["csrf"]}
        return self.page.context.request.post(path, form=token | form, max_redirects=0).status
