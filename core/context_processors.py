from typing import Any

from django.conf import settings
from django.http import HttpRequest


def details() -> dict[str, Any]:
    """Return the site's name, contacts and exit address, and whether it runs for development."""
    return {**settings.SITE, "debug": settings.DEBUG}


def site(request: HttpRequest) -> dict[str, Any]:  # Django's signature
    """Give every template the details of the site."""
    return {"site": details()}
