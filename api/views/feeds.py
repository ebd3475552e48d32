"""Feeds: new initiatives for news readers and sessions for calendars, of the city and of each ward."""

import hashlib
from datetime import datetime
from typing import Any, cast
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.cache import cache
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.generic import TemplateView
from drf_spectacular.utils import extend_schema
from rest_framework.negotiation import BaseContentNegotiation
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from api.base import PublicView
from api.calendars import calendar
from api.news import news
from initiatives.models import Initiative, WeeklyTime
from initiatives.querysets import WeeklyTimeQuerySet
from places.models import Ward

A_QUARTER = 900
NEWEST = 50


class FeedRenderer(JSONRenderer):
    """Sends a feed as it was written; a problem is JSON as everywhere."""

    charset = "utf-8"

    def render(self, data: Any, *args: Any, **kwargs: Any) -> bytes:
        """Leave bytes as they are."""
        return data if isinstance(data, bytes) else super().render(data, *args, **kwargs)


class AtomRenderer(FeedRenderer):
    """A feed for news readers."""

    media_type = "application/atom+xml"
    format = "atom"


class CalendarRenderer(FeedRenderer):
    """A feed for calendars."""

    media_type = "text/calendar"
    format = "ics"


class OneKind(BaseContentNegotiation):
    """An address with one kind of answer, whatever readers say they like."""

    def select_parser(self, request: Request, parsers: Any) -> Any:
        """Nothing is sent here, so anything reads it."""
        return parsers[0]

    def select_renderer(self, request: Request, renderers: Any, format_suffix: str | None = None) -> Any:
        """Take the only one."""
        return renderers[0], renderers[0].media_type


@extend_schema(exclude=True)
class FeedView(PublicView):
    """A feed of the city, or of one of today's wards."""

    content_negotiation_class = OneKind
    max_age = A_QUARTER

    def get(self, request: Request, gss: str = "") -> Response:
        """Write the feed."""
        wards = Ward.objects.on(timezone.localdate()).only("gss", "name")
        return Response(self.write(get_object_or_404(wards, pk=gss) if gss else None))

    def write(self, ward: Ward | None) -> bytes:
        """Return the feed's bytes. Links start with the settings' address: a request may name any host."""
        raise NotImplementedError


class Feed(FeedView):
    """What was published last."""

    renderer_classes = (AtomRenderer,)

    def write(self, ward: Ward | None) -> bytes:
        """Write the newest initiatives."""
        found = Initiative.objects.listed().newest_first().select_related("group")
        site: str = settings.SITE["base_url"]
        page = reverse("insight:ward", args=[ward.pk]) if ward else reverse("initiatives:search")
        return news(
            _("New initiatives in %(place)s") % {"place": ward or _("the city")},
            (found.in_ward(ward) if ward else found).prefetch_related("priorities")[:NEWEST],
            page=f"{site}{page}",
            address=f"{site}{self.request.path}",
            site=site,
        )


class CalendarFeed(FeedView):
    """The sessions of the coming two weeks, written once a quarter of an hour unless something changes."""

    renderer_classes = (CalendarRenderer,)

    def write(self, ward: Ward | None) -> bytes:
        """Write the sessions."""
        times = WeeklyTime.objects.public()
        times = times.in_ward(ward) if ward else times
        now = timezone.now()
        name = _("Sessions in %(place)s") % {"place": ward or _("the city")}
        facts = (name, settings.SITE["base_url"], now.timestamp() // A_QUARTER, times.stamp())
        key = f"sessions-{hashlib.sha256(repr(facts).encode()).hexdigest()}"
        return cast(bytes, cache.get_or_set(key, lambda: self._written(name, times, now), A_QUARTER))

    def _written(self, name: str, times: WeeklyTimeQuerySet, now: datetime) -> bytes:
        site: str = settings.SITE["base_url"]
        return calendar(name, times.upcoming(now), host=urlsplit(site).hostname or "", site=site)


@method_decorator(login_not_required, name="dispatch")
class Feeds(TemplateView):
    """Every feed there is, for people."""

    template_name = "api/feeds.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """List today's wards."""
        wards = Ward.objects.on(timezone.localdate()).only("gss", "name")
        return super().get_context_data(**kwargs, wards=wards)
