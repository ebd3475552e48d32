"""Find the locations that records are still waiting for."""

import random
import time
from collections.abc import Iterator

from django.apps import apps
from django.db import models, transaction

from core import audit
from places.geocoding import BETWEEN_TURNS
from places.locating import Location, PostcodeError, locate
from places.models import Located

MOST_ASKED = 10  # asked of a geocoder in one run
AT_ONCE = 500


def locate_waiting() -> int:
    """Locate the records that have a postcode but no point; return how many were found.

    The stored postcodes are tried first. For kinds of record that allow it, a geocoder is then asked about a
    few.
    """
    found = 0
    for record in _waiting(located_models()):
        found += _settle(record, may_ask=False)
    allowed = [model for model in located_models() if model.may_ask_geocoder]
    for record in _any_waiting(allowed):
        found += _settle(record, may_ask=True)
        time.sleep(BETWEEN_TURNS)
    return found


def located_models() -> list[type[Located]]:
    """Return every kind of record that has a location."""
    return [model for model in apps.get_models() if issubclass(model, Located)]


def _waiting(kinds: list[type[Located]]) -> Iterator[Located]:
    for model in kinds:
        records: models.QuerySet[Located] = models.QuerySet(model).filter(latitude=None).exclude(postcode="")
        yield from records.order_by("pk")[:AT_ONCE]


def _any_waiting(kinds: list[type[Located]]) -> list[Located]:
    """Return a few waiting records at random, so that those that can't be found don't block the others."""
    waiting = [record for model in kinds for record in _waiting([model])]
    return random.sample(waiting, min(len(waiting), MOST_ASKED))


def _settle(record: Located, *, may_ask: bool) -> bool:
    """Locate one record, if possible. Return whether it was located."""
    try:
        location = locate(record.postcode, may_ask_outside=may_ask)
    except PostcodeError:
        return False
    return _put(record, location)


@transaction.atomic
def _put(record: Located, location: Location) -> bool:
    """Save the location, unless the postcode has changed in the meantime."""
    everybody: models.QuerySet[Located] = models.QuerySet(type(record))
    waiting = everybody.filter(pk=record.pk, postcode=record.postcode, latitude=None)
    written = waiting.update(latitude=location.latitude, longitude=location.longitude, ward=location.ward)
    if written:
        audit.record("places.located", subject=record, by=None)
    return bool(written)
