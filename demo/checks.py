"""Checks that Django makes before it runs a command."""

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error

from demo.presence import WARNING, can_see_demo_people


def no_demo_people_in_production(**_kwargs: Any) -> Sequence[CheckMessage]:
    """Stop every command of a production site whose database holds the demo city."""
    if settings.LOCAL or not can_see_demo_people():
        return []
    return [Error(WARNING, id="demo.E001")]
