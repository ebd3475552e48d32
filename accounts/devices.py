"""What browsers and the systems under them are called, read from what a browser says about itself.

Browsers name their relatives too, so the first of a list that is found counts. It is for people to know their
own device again: nobody is told apart by it.
"""

from typing import NamedTuple

BROWSERS = {
    "Edg": "Edge",
    "OPR/": "Opera",
    "SamsungBrowser/": "Samsung Internet",
    "Firefox/": "Firefox",
    "FxiOS/": "Firefox",
    "CriOS/": "Chrome",
    "Chrome/": "Chrome",
    "Safari/": "Safari",
}
SYSTEMS = {
    "iPhone": "iPhone",
    "iPad": "iPad",
    "Android": "Android",
    "CrOS": "ChromeOS",
    "Windows": "Windows",
    "Macintosh": "Mac",
    "Linux": "Linux",
}


class Device(NamedTuple):
    """A browser and the system it runs on, each empty if unknown."""

    browser: str
    system: str


def device_of(user_agent: str) -> Device:
    """Return the device that a browser's `User-Agent` describes."""
    return Device(_first(BROWSERS, user_agent), _first(SYSTEMS, user_agent))


def _first(names: dict[str, str], user_agent: str) -> str:
    return next((name for mark, name in names.items() if mark in user_agent), "")
