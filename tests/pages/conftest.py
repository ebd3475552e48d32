"""A small city with the cast's town in it, and one browser for all pages."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.conf import settings
from django.core.management import call_command
from django.utils import timezone
from playwright.sync_api import Browser, Page, sync_playwright
from pytest_django.live_server_helper import LiveServer

from accounts.models import User
from demo.city import SIZES, build_city, write_city
from strategy.data import STRATEGIES
from strategy.services import load_strategies
from tests.browser import SWITCHES, find_chromium
from tests.pages.stage import set_stage
from tests.signing_in import key_of_session


@pytest.fixture(autouse=True)
def _traced_elsewhere(no_cover):
    """What these tests pass through is covered by tests of its own; tracing it here again takes minutes."""


@pytest.fixture(scope="package")
def stage(django_db_setup, django_db_blocker):
    """The small demo city and the cast's town in it, built once for this folder; its tests read them only."""
    with django_db_blocker.unblock():
        assert not User.objects.exists(), "This is no empty database of a test: nothing is written to it."
        call_command("load_places", verbosity=0)
        load_strategies(strategies=STRATEGIES)
        city = build_city(SIZES["small"], 1, timezone.localdate())
        write_city(city, details={"city": "small"}, say=lambda name, count: None)
        yield set_stage()
        call_command("flush", interactive=False, verbosity=0)


@dataclass(frozen=True)
class Theatre:
    """The running site, a browser, and a thread for whatever is done with the browser.

    Playwright keeps an event loop in its thread, and Django refuses to ask the database in such a one.
    """

    site: str
    browser: Browser
    thread: ThreadPoolExecutor
    cookies: dict[str, str]
    windows: dict[bool, Page] = field(default_factory=dict)

    def play(self, act: Callable[..., Any], *args: Any, **options: Any) -> Any:
        """Let a function use the browser; return what it returns."""
        return self.thread.submit(act, self, *args, **options).result()

    def seat(self, person: str, *, javascript: bool = True) -> Page:
        """Seat someone at the one window with JavaScript or the one without: each open window costs time."""
        if javascript not in self.windows:
            self.windows[javascript] = self.browser.new_context(java_script_enabled=javascript).new_page()
        page = self.windows[javascript]
        page.context.clear_cookies()
        if person in self.cookies:
            name, value = settings.SESSION_COOKIE_NAME, self.cookies[person]
            page.context.add_cookies([{"name": name, "value": value, "url": self.site}])
        return page


@pytest.fixture(scope="package")
def theatre(stage):
    """Chromium before the site, with a cookie for each of the people."""
    chromium = find_chromium()
    server = LiveServer("localhost")
    with ThreadPoolExecutor(max_workers=1) as thread:
        playwright = thread.submit(lambda: sync_playwright().start()).result()
        browser = thread.submit(
            lambda: playwright.chromium.launch(executable_path=chromium, args=SWITCHES)
        ).result()
        yield Theatre(
            server.url, browser, thread, {name: key_of_session(user) for name, user in stage.people.items()}
        )
        thread.submit(browser.close).result()
        thread.submit(playwright.stop).result()
    server.stop()
