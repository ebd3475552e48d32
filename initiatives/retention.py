"""Delete initiatives' contacts and protected addresses at the end of their retention period.

`settings.DUE_WORK` runs these.
"""

from datetime import datetime
from typing import Any

from core import audit
from core.batches import work_off
from initiatives.models import Initiative, InitiativeChange, ProtectedAddress, Venue
from initiatives.personal import CONTACT_LIFE, PROTECTED_LIFE


def forget_contacts(now: datetime) -> int:
    """Delete the contacts of initiatives that are no longer public; return how many initiatives."""
    resting = Initiative.objects.at_rest_since(CONTACT_LIFE.before(now)).with_contact()
    return work_off(resting, lambda keys: _forget_contacts(keys, now))


def forget_protected_addresses(now: datetime) -> int:
    """Delete the addresses of protected venues that are no longer in use; return how many."""
    resting = Venue.objects.at_rest_since(PROTECTED_LIFE.before(now)).with_protected_address()
    return work_off(resting, _forget_addresses)


def _forget_contacts(keys: list[Any], now: datetime) -> None:
    audit.record_many("initiative.contact_forgotten", model=Initiative, keys=keys)
    InitiativeChange.objects.filter(initiative__in=keys).delete()
    Initiative.objects.filter(pk__in=keys).update(
        contact_name="", contact_email="", contact_phone="", updated_at=now
    )


def _forget_addresses(keys: list[Any]) -> None:
    audit.record_many("venue.address_forgotten", model=Venue, keys=keys)
    ProtectedAddress.objects.filter(venue__in=keys).delete()
