"""Looks a page over in a real browser, and writes down what it finds fault with."""

import re
from typing import Any

from tests.browser import WIDTHS, axe_faults, overflow_at

# The pages for when nothing else works have no more than their own words in the title.
PLAIN = {"We could not understand that request", "Sorry, something went wrong"}


class Look:
    """One page in one window."""

    def __init__(
        self, theatre: Any, person: str, path: str, *, javascript: bool, axe: tuple[int, ...]
    ) -> None:
        self.site, self.person, self.path = theatre.site, person, path
        self.javascript, self.axe = javascript, axe if javascript else ()
        self.page = theatre.seat(person, javascript=javascript)
        self.faults: list[str] = []

    def note(self, fault: str) -> None:
        scripts = "with" if self.javascript else "without"
        self.faults.append(f"{self.path} as {self.person} {scripts} scripts: {fault}")

    def open(self, body: str = "") -> str:
        """Open the page, or show this body in its place, and look it over; return where this ends."""
        address = f"{self.site}{self.path}"
        watches = {
            "request": self._note_third_party,
            "response": self._note_missing,
            "console": self._note_console,
            "pageerror": lambda error: self.note(f"script error: {error}"),
        }
        for event, watch in watches.items():
            self.page.on(event, watch)
        if body:
            self.page.route(address, lambda route: route.fulfill(body=body, content_type="text/html"))
        response = self.page.goto(address)
        if response.status != 200:
            self.note(f"status {response.status}")
        self._hold_against_rules()
        if body:
            self.page.unroute(address)
        for event, watch in watches.items():
            self.page.remove_listener(event, watch)
        return self.page.url.removeprefix(self.site)

    def _hold_against_rules(self) -> None:
        headings, title = self.page.evaluate("[document.querySelectorAll('h1').length, document.title]")
        if headings != 1:
            self.note(f"{headings} main headings")
        if not re.fullmatch(r"\S.+ – Safer Wolverhampton", title) and title not in PLAIN:
            self.note(f"title “{title}”")
        for width in WIDTHS:
            wide = overflow_at(self.page, width)
            if wide > 0:
                self.note(f"{wide} px too wide at {width} px")
            if width in self.axe:
                for fault in axe_faults(self.page, contrast=width == self.axe[0]):
                    self.note(f"at {width} px {fault}")

    def _note_third_party(self, request: Any) -> None:
        if not request.url.startswith((self.site, "data:", "blob:")):
            self.note(f"third-party request: {request.url}")

    def _note_missing(self, response: Any) -> None:
        if response.status >= 400 and response.request.resource_type != "document":
            self.note(f"{response.status} for {response.url.removeprefix(self.site)}")

    def _note_console(self, message: Any) -> None:
        if message.type in {"error", "warning"} and "status of 4" not in message.text:
            self.note(f"console: {message.text}")


def look_at(
    theatre: Any, person: str, path: str, *, axe: tuple[int, ...] = WIDTHS, body: str = ""
) -> tuple[set[str], list[str]]:
    """Look at a page with scripts and without; return where that ended, and the faults."""
    looks = [Look(theatre, person, path, javascript=javascript, axe=axe) for javascript in (True, False)]
    ends = {look.open(body) for look in looks}
    return ends, [fault for look in looks for fault in look.faults]
