from typing import Any

from django.conf import settings
from django.http import HttpRequest


def details() -> dict[str, Any]:
    """Return the site's name, contact details and exit address, and whether DEBUG is on."""
    return {**settings.SITE, "debug": settings.DEBUG}


def site(request: HttpRequest) -> dict[str, Any]:  # Django's signature
    """Give every template the site's details."""
    return {"site": details()}
