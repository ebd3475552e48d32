"""Ask an outside geocoder where a postcode is, if the site's settings name one.

Only the postcode of an open venue leaves the site, never that of a person or a protected venue. A geocoder
may be down, slow, wrong or hostile, so no request takes a visitor more than two seconds, and results outside
the city's box are ignored. At most one request is sent every two seconds, and answers are cached. After a
failure no request is sent for a minute.
"""

from concurrent.futures import ThreadPoolExecutor
from concurrent.futures import TimeoutError as TookTooLong
from typing import Any

import structlog
from django.conf import settings
from django.core.cache import cache
from geopy.exc import GeopyError
from geopy.geocoders import get_geocoder_for_service

from places.geo import Box

USER_AGENT = "community-safety-partnership-site"
THREADS = ThreadPoolExecutor(max_workers=2, thread_name_prefix="geocoder")
TURN = "geocoder:turn"
BETWEEN_TURNS = 2  # seconds; the database cache drops fractions, so 1 could be less than a second
PAUSE = 60  # seconds after a failure
DAY = 24 * 60 * 60
KEEP_FOUND, KEEP_NOT_FOUND = 30 * DAY, DAY
NOT_FOUND = ()
log = structlog.get_logger(__name__)

Point = tuple[float, float]


class NoAnswer(Exception):
    """No geocoder is configured, it did not answer in time, or it may not be asked yet."""


def ask(postcode: str, *, box: Box) -> Point | None:
    """Return the latitude and longitude, or None if there is no such place in the box.

    Raises NoAnswer if it can't be found out now but may be later.
    """
    key = f"geocoder:{postcode.replace(' ', '')}"
    kept: Any = cache.get(key)
    if kept is None:
        kept = _inside(box, _answer(postcode)) or NOT_FOUND
        cache.set(key, kept, KEEP_FOUND if kept else KEEP_NOT_FOUND)
    return tuple(kept) if kept else None


def _answer(postcode: str) -> Any:
    """Return the geocoder's answer within the timeout.

    The timeout is enforced here as well as by geopy, whose own restarts with every piece of data that
    arrives.
    """
    if not settings.GEOCODER or not cache.add(TURN, True, BETWEEN_TURNS):
        raise NoAnswer
    answer = THREADS.submit(_geocode, postcode)
    try:
        return answer.result(timeout=settings.GEOCODER_TIMEOUT_SECONDS)
    except (TookTooLong, GeopyError, ValueError) as error:
        answer.cancel()  # if it has not started: hanging threads must not leave a queue behind them
        cache.set(TURN, True, PAUSE)
        log.warning("geocoder_failed", error=type(error).__name__)
        raise NoAnswer from error


def _inside(box: Box, place: Any) -> Point | None:
    """Return a place's point, or None if it has none inside the box."""
    try:
        latitude, longitude = float(place.latitude), float(place.longitude)
    except (AttributeError, TypeError, ValueError):
        return None
    return (latitude, longitude) if box.holds(latitude, longitude) else None


def _geocode(postcode: str) -> Any:
    options = {"user_agent": USER_AGENT, "timeout": settings.GEOCODER_TIMEOUT_SECONDS}
    if settings.GEOCODER_DOMAIN:
        options["domain"] = settings.GEOCODER_DOMAIN
    geocoder = get_geocoder_for_service(settings.GEOCODER)(**options)
    return geocoder.geocode(f"{postcode}, United Kingdom", exactly_one=True)
