"""A real browser before the real site: Debian's Chromium, driven by Playwright, checked by axe."""

from dataclasses import dataclass, field

import pytest
from django.db import connections
from playwright.sync_api import Page, sync_playwright

from places.embedded import read_postcodes, read_wards
from places.services import load_places
from strategy.data import STRATEGIES
from strategy.services import load_strategies
from tests.browser import SWITCHES, WIDTHS, axe_faults, find_chromium, overflow_at

PATIENCE = 10_000  # milliseconds before a missing button counts as missing


@pytest.fixture(autouse=True)
def _traced_elsewhere(no_cover):
    """What journeys pass through is covered by tests of its own; tracing it here again takes minutes."""


@pytest.fixture(scope="session")
def chromium():
    return find_chromium()


@pytest.fixture
def browser(chromium, monkeypatch):
    """A browser for one test only: while it runs, Playwright keeps an event loop in this thread, which
    Django takes for asynchronous code."""
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
    with sync_playwright() as playwright:
        chrome = playwright.chromium.launch(executable_path=chromium, args=SWITCHES)
        yield chrome
        chrome.close()
        connections.close_all()  # those that belong to Playwright's loop; nobody could reach them after it


@pytest.fixture
def city(transactional_db):
    """The real wards and postcodes, and the strategies."""
    load_places(wards=read_wards(), postcodes=read_postcodes("E08000031"))
    load_strategies(strategies=STRATEGIES)


@dataclass
class Person:
    """Someone at a browser of their own, whose every page is looked at."""

    page: Page
    site: str
    has_javascript: bool = True
    faults: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.set_default_timeout(PATIENCE)
        self.page.on("request", self._note_third_party)
        self.page.on("console", self._note_console)
        self.page.on("pageerror", lambda error: self.faults.append(f"script error: {error}"))

    def goto(self, path: str) -> None:
        """Open an address of the site and look the page over."""
        self.page.goto(f"{self.site}{path}")
        self.look()

    def goto_under(self, address: str, path: str) -> None:
        """Open a page below another one's address."""
        self.goto(f"{address.removeprefix(self.site)}{path}")

    def press(self, name: str) -> None:
        """Press the button or link of that name in the page's main part, and look over what comes."""
        main = self.page.locator("main")
        button, link = (main.get_by_role(role, name=name, exact=True) for role in ("button", "link"))
        button.or_(link).first.click()
        self.page.wait_for_load_state()
        self.look()

    def sees(self, text: str) -> bool:
        """Say whether the page's main part shows a text."""
        return text in self.page.locator("main").inner_text()

    def fill(self, **answers: str) -> None:
        """Fill in fields by the names that the form gives them."""
        for name, answer in answers.items():
            self.page.fill(f"[name={name}]", answer)

    def tick(self, *labels: str) -> None:
        """Tick boxes or choose radio buttons by their labels."""
        for label in labels:
            self.page.get_by_label(label, exact=True).check()

    def look(self) -> None:
        """Hold the page against axe, for overflow at both widths, and for faults noted so far."""
        for width in WIDTHS:
            wide = overflow_at(self.page, width)
            assert wide <= 0, f"{self.page.url} is {wide} px too wide at {width} px"
        if self.has_javascript:
            # tests/pages compares the colours of every page.
            found = axe_faults(self.page, contrast=False)
            assert not found, f"{self.page.url}: {found}"
        assert not self.faults, f"{self.page.url}: {self.faults}"

    def _note_third_party(self, request) -> None:
        if not request.url.startswith((self.site, "data:", "blob:")):
            self.faults.append(f"third-party request: {request.url}")

    def _note_console(self, message) -> None:
        if message.type == "error" and "status of 4" not in message.text:
            self.faults.append(f"console: {message.text}")


@pytest.fixture
def person(browser, live_server):
    """Give a new person, with a browser window of their own (JavaScript may be off)."""
    contexts = []

    def arrive(*, javascript=True):
        context = browser.new_context(java_script_enabled=javascript)
        contexts.append(context)
        return Person(context.new_page(), live_server.url, has_javascript=javascript)

    yield arrive
    for context in contexts:
        context.close()
