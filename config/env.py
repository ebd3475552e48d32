"""Read settings from the environment. A bad value stops the site with a message that says what to do."""

import os
import re
from collections.abc import Collection, Mapping
from pathlib import Path
from urllib.parse import urlsplit

TRUE_WORDS = {"1", "true", "yes", "on"}
FALSE_WORDS = {"", "0", "false", "no", "off"}
LOCAL_HOSTS = {"localhost", "127.0.0.1", "::1", "[::1]", "testserver"}


class SettingsError(SystemExit):
    """The site can't start with these settings. The message is for the person starting it."""


class Env:
    """The variables of an environment, read by type."""

    def __init__(self, variables: Mapping[str, str]) -> None:
        self.variables = variables

    def text(self, name: str, default: str = "") -> str:
        """Return a variable as text, without spaces around it."""
        return self.variables.get(name, default).strip()

    def required(self, name: str, hint: str) -> str:
        """Return a variable that production needs. Raises SettingsError with the hint."""
        value = self.text(name)
        if not value:
            raise SettingsError(f"{name} is not set. {hint}")
        return value

    def flag(self, name: str, *, default: bool = False) -> bool:
        """Return a yes or no value. Raises SettingsError for any other word."""
        word = self.text(name, str(default)).lower()
        if word not in TRUE_WORDS | FALSE_WORDS:
            raise SettingsError(f"{name} is “{word}”: write 1 for yes or 0 for no.")
        return word in TRUE_WORDS

    def number(self, name: str, default: int, *, least: int = 0) -> int:
        """Return a whole number, zero or more, or the least allowed. Raises SettingsError for others."""
        text = self.text(name, str(default))
        if not (text.isascii() and text.isdigit()):
            raise SettingsError(f"{name} is “{text}”: write a whole number, such as {default}.")
        if int(text) < least:
            raise SettingsError(f"{name} is “{text}”: write {least} or more.")
        return int(text)

    def web_address(self, name: str, blanks: Collection[str] = ()) -> str:
        """Return a web address, or an empty string if it is not set. It may have placeholders such as {name}.

        Raises SettingsError for anything else, and for placeholders that are not in `blanks`.
        """
        text = self.text(name)
        named = set(re.findall(r"\{(.*?)\}", text))
        if text and not text.startswith(("https://", "http://")):
            raise SettingsError(f"{name} is “{text}”: write an address that starts with https://.")
        if named - set(blanks):
            known = ", ".join(f"{{{blank}}}" for blank in blanks)
            raise SettingsError(f"{name} has {{{min(named - set(blanks))}}}: it can have {known}.")
        return text

    def words(self, name: str) -> list[str]:
        """Return the items of a comma-separated list."""
        return [word.strip() for word in self.text(name).split(",") if word.strip()]


def require_public_names(hosts: list[str], origins: list[str], base_url: str) -> None:
    """Raise SettingsError where a production site would answer under any name, or without encryption.

    Whoever can choose the host name of a request can choose where the links in its mails lead.
    """
    if "*" in hosts:
        raise SettingsError("DJANGO_ALLOWED_HOSTS is “*”: write the host names that the site answers to.")
    if not base_url.startswith("https://"):
        raise SettingsError(f"SITE_BASE_URL is “{base_url}”: write an address that starts with https://.")
    plain = [origin for origin in origins if not origin.startswith("https://") or origin == "https://*"]
    if plain:
        raise SettingsError(
            f"DJANGO_CSRF_TRUSTED_ORIGINS has “{plain[0]}”: write addresses such as https://safer.example.org."
        )


def signs_of_production(env: Env) -> list[str]:
    """Return the names of the variables that only a production site sets to such values.

    `DJANGO_DEBUG` is none of them: whoever turns it on to look at a fault is still on a production machine.
    """
    signs = {
        "DJANGO_SECRET_KEY": bool(env.text("DJANGO_SECRET_KEY")),
        "DJANGO_ALLOWED_HOSTS": not LOCAL_HOSTS.issuperset(env.words("DJANGO_ALLOWED_HOSTS")),
        "SITE_BASE_URL": env.text("SITE_BASE_URL").startswith("https://"),
        "DATABASE_URL": _is_elsewhere(env.text("DATABASE_URL")),
    }
    return [name for name, is_sign in signs.items() if is_sign]


def _is_elsewhere(url: str) -> bool:
    """Whether a database's address names another machine."""
    host = (urlsplit(url).hostname or "").lower()
    return bool(host) and host not in LOCAL_HOSTS and not host.startswith("%2f")  # a socket on this machine


def read_file(path: Path) -> dict[str, str]:
    """Read NAME=value lines from a `.env` file, if there is one. Lines starting with `#` are comments."""
    if not path.exists():
        return {}
    lines = (line.strip() for line in path.read_text(encoding="utf-8").splitlines())
    pairs = (line.partition("=") for line in lines if "=" in line and not line.startswith("#"))
    return {name.strip(): value.strip().strip("\"'") for name, _, value in pairs}


def load(folder: Path) -> Env:
    """Return the environment. Variables set in the shell override the `.env` file next to manage.py."""
    return Env({**read_file(folder / ".env"), **os.environ})
