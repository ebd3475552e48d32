"""Finds the Chromium that the browser journeys drive."""

from __future__ import annotations

import os
import shutil
from typing import Mapping

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
MISSING = (
    "No Chromium was found, so the browser journeys are left out: install one "
    "(on Debian and Ubuntu `sudo apt install chromium`) or set CHROMIUM to its path."
)


def find(variables: Mapping[str, str] = os.environ) -> str:
    """Return the path of a Chromium, CHROMIUM's before those on the PATH; empty where there is none."""
    return shutil.which(variables.get("CHROMIUM", "")) or next(filter(None, map(shutil.which, NAMES)), "")
