"""What every test in a real browser shares: Debian's Chromium, and what a page is held against."""

import os

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page

from tools import browser as finder

WIDTHS = (320, 1280)
SWITCHES = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-sync"]


def find_chromium() -> str:
    """Return Chromium's path; without one, skip the test, or fail where there must be one."""
    path = finder.find()
    if not path and os.environ.get("CI"):
        pytest.fail("CI has no Chromium: .ci/run installs it.")
    if not path:
        pytest.skip(finder.MISSING)
    return path


def overflow_at(page: Page, width: int) -> int:
    """Return by how many pixels the page is too wide for a window of that width."""
    page.set_viewport_size({"width": width, "height": 900})
    return page.evaluate("document.documentElement.scrollWidth - window.innerWidth")


def axe_faults(page: Page, *, contrast: bool = True) -> list[str]:
    """Return what axe finds on the page; it is a script itself, so it can't look where scripts are off.

    Comparing the colours takes axe longer than all its other rules, and they are the same at every width.
    """
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    options = {"resultTypes": ["violations"], "rules": {"color-contrast": {"enabled": contrast}}}
    found = page.evaluate("options => axe.run(options).then(found => found.violations)", options)
    return [f"{fault['id']}: {fault['nodes'][0]['html']}" for fault in found]
