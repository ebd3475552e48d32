"""Failures, each told in one plain sentence that says what to do."""

from __future__ import annotations

import re

AGAIN = "run the same command again; finished steps are not repeated."

# What a tool prints when it fails, and the sentence for the person who reads it. The first match wins.
SIGNS = (
    (r"No space left on device|\bENOSPC\b|disk is full", f"The disk is full: free some space, then {AGAIN}"),
    (
        r"ensurepip|No module named '?(venv|pip)\b",
        (
            "Python can't build a virtual environment: install its venv module "
            f"(on Debian and Ubuntu `sudo apt install python3-venv`), then {AGAIN}"
        ),
    ),
    (
        r"DO NOT MATCH THE HASHES|Hash mismatch for|\bEINTEGRITY\b",
        "A downloaded package is not the one that was locked: don't use it, and tell the maintainers.",
    ),
    (
        (
            r"name resolution|NewConnectionError|ConnectTimeoutError|ProxyError|Network is unreachable"
            r"|\b(ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT)\b|No matching distribution found"
            r"|error sending request for url|No solution found when resolving"
        ),
        f"There is no way to the package registry: connect to the network, then {AGAIN}",
    ),
    (
        r"UnknownSchemeError|dj_database_url.ParseError",
        (
            "DATABASE_URL doesn't say where the database is: write it like postgres://name@host/database, "
            f"or leave it out for SQLite, then {AGAIN}"
        ),
    ),
    (
        r"connection to server (at|on socket) .* failed|failed to resolve host",
        (
            "The database at DATABASE_URL doesn't let us in: see above why; start it or mend the address, "
            f"then {AGAIN}"
        ),
    ),
    (r"database is locked", f"The database is in use: stop the other site or command, then {AGAIN}"),
)


class Failure(Exception):
    """A step could not be done. Its text is one sentence for the person at the keyboard."""

    def __init__(self, sentence: str, *, tail: str = "") -> None:
        super().__init__(sentence)
        self.tail = tail


def explain(output: str, otherwise: str) -> str:
    """Return the sentence for what a tool printed, or the given one where nothing is recognised."""
    for signs, sentence in SIGNS:
        if re.search(signs, output):
            return sentence
    return otherwise


def explain_error(error: Exception) -> str:
    """Return the sentence for an error of the machine or of the database file."""
    return explain(str(error), f"{error}: mend this, then {AGAIN}")
