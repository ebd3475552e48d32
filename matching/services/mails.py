"""What volunteers are told about offers and waiting lists, each thing once. No mail tells a private place.

Officers are told of one thing: a place that a conflict forbids has been accepted.
"""

from collections.abc import Sequence
from datetime import datetime

from matching.models import Conflict, Offer, Waiting
from notifications import outbox
from notifications.models import Message
from volunteers.models import Volunteer


def write_about(template: str, subject: Offer | Waiting) -> Message:
    """Write to the volunteer about an offer, or a wait, of theirs."""
    name = "offer" if isinstance(subject, Offer) else "entry"
    return outbox.queue(
        template,
        to=subject.volunteer.email,
        context={name: subject},
        once_key=f"{template}:{subject.pk}",
    )


def tell_offers(*, volunteer: Volunteer, offers: Sequence[Offer], key: str, now: datetime) -> Message | None:
    """Tell someone of several offers in one message, those that can still be answered; None without any.

    `key` is the occasion: for the same one nobody is written to twice.
    """
    waiting = Offer.objects.filter(pk__in=[offer.pk for offer in offers]).waiting(now).with_facts()
    told = list(waiting)
    if not told:
        return None
    return outbox.queue(
        "offers_made",
        to=volunteer.email,
        context={"volunteer": volunteer, "offers": told},
        once_key=f"offers_made:{key}",
    )


def warn_of_conflicts(offer: Offer) -> None:
    """Tell the officers who recorded a conflict that someone accepted a place which it forbids."""
    conflicts = Conflict.objects.forbidding(offer).select_related("recorded_by")
    for conflict in conflicts:
        outbox.queue(
            "conflict_accepted",
            to=conflict.recorded_by.email,
            context={"offer": offer},
            once_key=f"conflict_accepted:{conflict.pk}:{offer.pk}",
        )
