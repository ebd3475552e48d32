from typing import Any

from django.conf import settings
from django.http import HttpRequest


def site(request: HttpRequest) -> dict[str, Any]:
    """Give every template the site's name, contacts and exit address, as the settings say."""
    return {"site": {**settings.SITE, "debug": settings.DEBUG}}
