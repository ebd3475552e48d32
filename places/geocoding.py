"""Asks an outside geocoder where a postcode is: only where the site's settings name one.

What leaves the site is one postcode of an open venue, never that of a person or of a protected place.
At most one is asked a second, answers are remembered, and what lies outside the city's box is no answer:
a geocoder may be down, slow, wrong or hostile, and costs a visitor two seconds at most. After a failure
nobody waits for it for a minute.
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
BETWEEN_TURNS = 2  # seconds; the database cache cuts fractions off, so that 1 could be less than one
PAUSE = 60  # seconds after a failure
DAY = 24 * 60 * 60
KEEP_FOUND, KEEP_NOT_FOUND = 30 * DAY, DAY
NOT_FOUND = ()
log = structlog.get_logger(__name__)

Point = tuple[float, float]


class NoAnswer(Exception):
    """No geocoder is configured, or it did not answer in time, or it is not our turn to ask."""


def ask(postcode: str, *, box: Box) -> Point | None:
    """Return latitude and longitude, or nothing if there is no such place in the box.

    Raises NoAnswer if it can't be told now; another time it may be.
    """
    key = f"geocoder:{postcode.replace(' ', '')}"
    kept: Any = cache.get(key)
    if kept is None:
        kept = _inside(box, _answer(postcode)) or NOT_FOUND
        cache.set(key, kept, KEEP_FOUND if kept else KEEP_NOT_FOUND)
    return tuple(kept) if kept else None


def _answer(postcode: str) -> Any:
    """Return what the geocoder says within the time-out.

    That is kept here as well as by geopy, whose own starts anew with every piece that arrives.
    """
    if not settings.GEOCODER or not cache.add(TURN, True, BETWEEN_TURNS):
        raise NoAnswer
    answer = THREADS.submit(_geocode, postcode)
    try:
        return answer.result(timeout=settings.GEOCODER_TIMEOUT_SECONDS)
    except (TookTooLong, GeopyError, ValueError) as error:
        answer.cancel()  # if it has not begun: threads that hang must leave no queue behind them
        cache.set(TURN, True, PAUSE)
        log.warning("geocoder_failed", error=type(error).__name__)
        raise NoAnswer from error


def _inside(box: Box, place: Any) -> Point | None:
    """Return a place's point if it has one inside the box."""
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
