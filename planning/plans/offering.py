"""Sends the offers of approved pairs: for each person, all of theirs in one transaction and one message.

If the process dies, each person has either all of their offers or none, and sending again does the rest.
"""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_noop

from matching.models import Offer
from matching.services import locks
from matching.services.errors import DeclinedBefore, NotEligible, RoleFull
from matching.services.mails import tell_offers
from matching.services.making import make_offer
from planning.models import PlanPair
from planning.querysets import PlanPairQuerySet
from volunteers.models import Volunteer

NO_PLACE = gettext_noop("There are no places left.")
SAID_NO = gettext_noop("They declined this role.")


def send_offers(*, pairs: PlanPairQuerySet, now: datetime) -> int:
    """Offer the approved pairs among these to their people; return how many offers were made.

    A pair that can't be offered any more says why (`PlanPair.note`).
    """
    people = pairs.to_be_sent().order_by("volunteer").values_list("volunteer", flat=True).distinct()
    return sum(_send_to(person, pairs, now) for person in list(people))


@transaction.atomic
def _send_to(key: Any, pairs: PlanPairQuerySet, now: datetime) -> int:
    """Make one person's offers, in the order in which roles are locked, and tell them once."""
    person = locks.lock_volunteer(Volunteer(pk=key))
    theirs = PlanPair.objects.to_be_sent().filter(volunteer=person, pk__in=pairs.order_by().values("pk"))
    tried = [
        _send(pair, person, now)
        for pair in theirs.with_facts().select_related("approved_by").order_by("role_id", "pk")
    ]
    offers = [offer for offer in tried if offer]
    if offers:
        tell_offers(volunteer=person, offers=offers, key=str(offers[0].pk), now=now)
    return len(offers)


def _send(pair: PlanPair, person: Volunteer, now: datetime) -> Offer | None:
    """Make the offer of one pair; where that can't be, write down why."""
    approved_by: Any = pair.approved_by  # an approved pair has one, says the database
    try:
        pair.offer = make_offer(
            role=pair.role,
            volunteer=person,
            by=approved_by,
            now=now,
            source=Offer.Source.PLAN,
            is_told=False,
        )
    except (RoleFull, DeclinedBefore, NotEligible) as error:
        pair.state, pair.note = PlanPair.State.REFUSED, _why_not(error)[:300]
    else:
        pair.state = PlanPair.State.OFFERED
    pair.save(update_fields=["state", "note", "offer", "updated_at"])
    return pair.offer


def _why_not(error: RoleFull | DeclinedBefore | NotEligible) -> str:
    if isinstance(error, NotEligible):
        return str(error)
    return NO_PLACE if isinstance(error, RoleFull) else SAID_NO
