"""Browsers go on sending forms while a production site loses its database and gets it back: for trust.py.

On SQLite the folder of the file is moved away and back, as a disk that is gone; on PostgreSQL the server ends
all connections and refuses new ones, as in a restart. Whoever is told to come again sends what the page kept,
as the button on it does, until it is taken.
"""

import re
import threading
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from http import HTTPStatus
from itertools import count
from pathlib import Path
from typing import NamedTuple

from tests.pages.forms import read
from tests.production import ask, closed_server, environment, get, post, run, served

FORM, LIST = "/register/volunteer/", "/groups/"
BROWSERS, WORKERS = 8, 2
BEFORE_SECONDS, AWAY_SECONDS, AFTER_SECONDS = 1.5, 3.0, 1.5
THINKING_SECONDS = 2.5  # before a form is sent first: the time trap catches whoever is quicker
PAUSE_SECONDS = 0.3  # before a form is sent again
LONGEST_SECONDS = 60
ADDRESS = re.compile(r"person\d+@example\.com")
SAVED = "from accounts.models import EmailLink; print(*EmailLink.objects.values_list('email', flat=True))"


class Outage(NamedTuple):
    """What came of an outage."""

    seconds: float  # that the database was away
    until_up: float  # seconds after it was back until a page was served
    forms: int  # that people filled in
    saved: Counter[str]  # how many records there are, by the address that was typed
    refused: int  # sendings that were answered 503
    kept: int  # of these, whose page held what was typed, with a button to send it again
    pages: Counter[int]  # answers to other pages, by status
    other: Counter[int]  # answers to forms that were neither taken nor 503, by status


class Crowd:
    """People who each register one new address after the other, and look at a page in between."""

    def __init__(self, port: int) -> None:
        self.port = port
        _status, headers, page = ask(port, FORM)
        self.cookie = headers["Set-Cookie"].partition(";")[0]
        self.token = page.partition('name="csrfmiddlewaretoken" value="')[2].partition('"')[0]
        self.form = {control.name: control.value for control in form_in(page).controls}
        self.numbers, self.networks, self.is_over = count(), count(), threading.Event()
        self.refused = self.kept = self.forms = 0
        self.pages: Counter[int] = Counter()
        self.other: Counter[int] = Counter()

    def go_on(self) -> None:
        """Register addresses until it is over; the last one is brought to its end."""
        while not self.is_over.is_set():
            self.pages[get(self.port, LIST)[0]] += 1
            number = next(self.numbers)
            self.forms += 1
            self.register({**self.form, "email": f"person{number}@example.com", "form_key": f"key{number}"})

    def register(self, fields: dict[str, str]) -> None:
        """Send a form until it is taken."""
        until = time.monotonic() + LONGEST_SECONDS
        while time.monotonic() < until:
            sent = {**fields, "csrfmiddlewaretoken": self.token}
            status, page = post(self.port, FORM, self.cookie, sent, **{"X-Forwarded-For": self.network()})
            if status != HTTPStatus.SERVICE_UNAVAILABLE:
                break
            self.refused += 1
            fields = self.sent_again(page, fields)
            time.sleep(PAUSE_SECONDS)
        if status != HTTPStatus.FOUND:
            self.other[status] += 1

    def sent_again(self, page: str, fields: dict[str, str]) -> dict[str, str]:
        """Return what the button on a page sends. Where that is not what was typed, it was not kept."""
        held = {control.name: control.value for form in read(page).forms for control in form.controls}
        if "Send again" not in page or held != fields:
            return fields
        self.kept += 1
        return held

    def network(self) -> str:
        """Return the next network, so that none asks too often."""
        number = next(self.networks)
        return f"10.{number // 250}.{number % 250}.1"


def form_in(page: str):
    """Return the form on a page that asks for an address, or holds one."""
    return next(form for form in read(page).forms if any(each.name == "email" for each in form.controls))


@contextmanager
def moved_away(url: str) -> Iterator[None]:
    """A time in which the folder of a file of SQLite is not there."""
    folder = Path(url.partition("///")[2]).parent
    elsewhere = folder.rename(folder.with_name("elsewhere"))
    try:
        yield
    finally:
        elsewhere.rename(folder)


def outage(url: str, folder: Path) -> Outage:
    """Serve a site with a database to a crowd, take the database away and bring it back."""
    env = environment(url, folder, LOG_LEVEL="CRITICAL")
    for command in (["createcachetable"], ["collectstatic", "--no-input"]):
        manage(env, *command)
    with served(env, ["gunicorn", "config.wsgi", "--workers", str(WORKERS)]) as (_server, port):
        crowd = Crowd(port)
        time.sleep(THINKING_SECONDS)
        seconds, until_up = go_through(crowd, url)
    saved = Counter(ADDRESS.findall(manage(env, "shell", "--no-imports", "-c", SAVED)))
    return Outage(seconds, until_up, crowd.forms, saved, crowd.refused, crowd.kept, crowd.pages, crowd.other)


def manage(env: dict[str, str], *command: str) -> str:
    """Run a command of the site's; return what it printed."""
    done = run(env, "manage.py", *command)
    if done.returncode:
        raise SystemExit(done.stderr)
    return done.stdout


def go_through(crowd: Crowd, url: str) -> tuple[float, float]:
    """Let the crowd go on; return how long the database was away, and how long until pages came again."""
    lost = moved_away if url.startswith("sqlite") else closed_server
    with ThreadPoolExecutor(BROWSERS) as browsers:
        going = [browsers.submit(crowd.go_on) for _browser in range(BROWSERS)]
        try:
            time.sleep(BEFORE_SECONDS)
            begun = time.monotonic()
            with lost(url):
                time.sleep(AWAY_SECONDS)
            back = time.monotonic()
            while get(crowd.port, LIST)[0] != HTTPStatus.OK and time.monotonic() < back + LONGEST_SECONDS:
                time.sleep(0.05)
            up = time.monotonic()
            time.sleep(AFTER_SECONDS)
        finally:
            crowd.is_over.set()
        for each in going:
            each.result()
    return back - begun, up - back
