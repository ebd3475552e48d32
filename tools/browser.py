"""Finds the Chromium that the browser journeys drive."""

from __future__ import annotations

import os
import shutil
from typing import Mapping

# The first is Debian's Chromium without windows, which takes half the time for the same pages.
NAMES = (
    "chromium-headless-shell",
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
)
MISSING = (
    "No Chromium was found, so the browser journeys are left out: install one "
    "(on Debian `sudo apt install chromium-headless-shell` or `chromium`) or set CHROMIUM to its path."
)


def find(variables: Mapping[str, str] = os.environ) -> str:
    """Return the path of a Chromium, CHROMIUM's before those on the PATH; empty where there is none."""
    return shutil.which(variables.get("CHROMIUM", "")) or next(filter(None, map(shutil.which, NAMES)), "")
