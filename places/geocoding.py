"""Asks an outside geocoder where a postcode is: only where the site's settings name one.

What leaves the site is one postcode of an open venue, never that of a person or of a protected place.
"""

from concurrent.futures import ThreadPoolExecutor
from concurrent.futures import TimeoutError as TookTooLong
from typing import Any

import structlog
from django.conf import settings
from geopy.exc import GeopyError
from geopy.geocoders import get_geocoder_for_service

USER_AGENT = "community-safety-partnership-site"
THREADS = ThreadPoolExecutor(max_workers=2, thread_name_prefix="geocoder")
log = structlog.get_logger(__name__)


def ask(postcode: str) -> tuple[float, float] | None:
    """Return latitude and longitude, or nothing: no geocoder, no answer in time, no such place.

    The time-out is kept here as well as by geopy, whose own starts anew with every piece that arrives.
    """
    if not settings.GEOCODER:
        return None
    answer = THREADS.submit(_geocode, postcode)
    try:
        place = answer.result(timeout=settings.GEOCODER_TIMEOUT_SECONDS)
    except (TookTooLong, GeopyError, ValueError) as error:
        log.warning("geocoder_failed", error=type(error).__name__)
        return None
    return (place.latitude, place.longitude) if place else None


def _geocode(postcode: str) -> Any:
    options = {"user_agent": USER_AGENT, "timeout": settings.GEOCODER_TIMEOUT_SECONDS}
    if settings.GEOCODER_DOMAIN:
        options["domain"] = settings.GEOCODER_DOMAIN
    geocoder = get_geocoder_for_service(settings.GEOCODER)(**options)
    return geocoder.geocode(f"{postcode}, United Kingdom", exactly_one=True)
