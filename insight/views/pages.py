"""What anybody may see of the wards."""

from copy import copy
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import Http404
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.views.generic import DetailView, TemplateView

from core.lists import PAGE_SIZE
from groups.models import Group
from initiatives.models import Initiative, Role, WeeklyTime
from initiatives.sessions import DAYS_AHEAD
from insight.figures_table import rows_of_ward, sources_of
from insight.outlines import ward_map
from insight.query_params import QueryParams
from insight.wards import councillors_url, put_counts, ward_with_links
from places.models import Ward

SOON = 12


@method_decorator(login_not_required, name="dispatch")
class Wards(TemplateView):
    """The wards of a day on a map, coloured by what one chooses, and the same as a table."""

    template_name = "insight/wards.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Read the question and lay out its answer."""
        params = QueryParams(self.request.GET, timezone.localdate())
        return super().get_context_data(
            **kwargs,
            params=params,
            shown=params.shown,
            wards=params.ordered(),
            map=ward_map(params.day),
            versions=Ward.objects.versions(),
        )


@method_decorator(login_not_required, name="dispatch")
class WardPage(DetailView):
    """One ward: where it is, what happens there, who is needed, and the figures of need.

    A ward that is no more has its page too: what became of it, and what was known of it.
    """

    template_name = "insight/ward.html"
    context_object_name = "ward"

    def get_object(self, queryset: Any = None) -> Ward:
        """Find the ward, of whatever day it is, and count what happens there."""
        try:
            ward = copy(ward_with_links(self.kwargs["pk"]))
        except Ward.DoesNotExist as error:
            raise Http404 from error
        put_counts([ward])
        return ward

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Show what the page of such a ward has."""
        ward, now = self.object, timezone.localtime()
        day = ward.day_to_describe(now.date())
        rows = rows_of_ward(ward.pk, day)
        drawn = ward_map(day)
        context = super().get_context_data(
            **kwargs,
            is_today=ward.is_in_force(now.date()),
            day=day,
            map=drawn,
            neighbours=drawn.beside(ward.pk),
            rows=[row for row in rows if not row.is_kind_of_crime],
            kinds=[row for row in rows if row.is_kind_of_crime],
            sources=sources_of(rows),
        )
        return {**context, **self._happenings(ward, now)} if context["is_today"] else context

    def _happenings(self, ward: Ward, now: Any) -> dict[str, Any]:
        """List what is there, as much of it as a page holds."""
        sessions = WeeklyTime.objects.public().in_ward(ward).soonest(now, SOON + 1)
        return {
            "initiatives": Initiative.objects.listed().in_ward(ward)[:PAGE_SIZE].for_list(),
            "groups": Group.objects.listed().covering(ward).only("name")[:PAGE_SIZE],
            "roles": Role.objects.listed().in_ward(ward).named()[:PAGE_SIZE],
            "most": PAGE_SIZE,
            "sessions": sessions[:SOON],
            "more_sessions": len(sessions) > SOON,
            "days_ahead": DAYS_AHEAD,
            "councillors": councillors_url(ward),
        }
