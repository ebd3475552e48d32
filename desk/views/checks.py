"""DBS checks that end while people hold or are offered a place."""

from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from accounts.mixins import OfficerRequired
from core.lists import PagedList
from desk.queues import last_day_of_notice
from matching.models import Offer
from volunteers.catalogues import REMINDER_DAYS


class ChecksEnding(OfficerRequired, PagedList):
    """Who has a place, or an offer of one, that needs a check which ends soon or counts no more."""

    template_name = "desk/checks.html"
    context_object_name = "offers"
    extra_context = {"days": max(REMINDER_DAYS)}

    def get_queryset(self) -> QuerySet[Any]:
        """Return them, those without a check first, then what ends first."""
        return Offer.objects.with_check_ending(by=last_day_of_notice(timezone.localdate())).with_facts()
