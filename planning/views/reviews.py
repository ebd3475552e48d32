"""Officers see what holds the city back, and how evenly roles and requests are shared out."""

from collections import Counter
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.generic import DetailView, ListView, TemplateView, View

from accounts.mixins import OfficerRequired
from accounts.signed_in import person_of
from core.lists import PagedList
from core.once import MakesOne
from core.spreadsheets import csv_response
from places.models import Ward
from planning.bottlenecks.review_services import ask_for_review, cancel_review
from planning.bottlenecks.wording import chance_tables, fix_words, help_words, named
from planning.models import FairnessReport, Fix, Review
from strategy.models import Priority


class Reviews(MakesOne, OfficerRequired, PagedList):
    """The reviews so far, and a button for one more."""

    template_name = "planning/reviews.html"
    context_object_name = "reviews"
    queryset = Review.objects.latest_first()

    def make(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Have the city looked at as it is now."""
        review = ask_for_review(by=person_of(request), now=timezone.now())
        return redirect("planning:review", review.pk)


class OneReview(OfficerRequired):
    """A page about one review."""

    @cached_property
    def review(self) -> Review:
        """Find the review."""
        reviews = Review.objects.select_related("made_by", "weights")
        review: Review = get_object_or_404(reviews, pk=self.kwargs["pk"])  # type: ignore[attr-defined]  # of the view it is mixed into
        return review

    @cached_property
    def fixes(self) -> list[Fix]:
        """The fixes that were asked for: of a kind, that help a ward or a priority."""
        asked = self.request.GET  # type: ignore[attr-defined]  # as above
        fixes: QuerySet[Fix] = self.review.fixes.with_facts()
        if asked.get("kind") in Fix.Kind.values:
            fixes = fixes.filter(kind=asked["kind"])
        helped = {"by_ward": asked.get("ward"), "by_priority": asked.get("priority")}
        wanted = {name: key for name, key in helped.items() if key is not None}
        return [fix for fix in fixes if all(key in getattr(fix, name) for name, key in wanted.items())]

    @cached_property
    def wards(self) -> dict[str, str]:
        """The names of the wards, by code; none is the place of what is private."""
        return {"": _("Private places"), **dict(Ward.objects.values_list("pk", "name"))}

    @cached_property
    def priorities(self) -> dict[str, str]:
        """The names of the priorities, by key."""
        return {str(key): name for key, name in Priority.objects.values_list("pk", "name")}


class ReviewPage(OneReview, TemplateView):
    """What would let more places be filled, or the progress of working that out."""

    def get_template_names(self) -> list[str]:
        """Show the result once there is one."""
        is_ready = self.review.state == Review.State.READY
        return ["planning/review.html" if is_ready else "planning/review_progress.html"]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Show the fixes, and what to narrow them down by."""
        review = self.review
        if review.state != Review.State.READY:
            return super().get_context_data(**kwargs, review=review)
        rows = [(fix, fix_words(fix), help_words(fix, self.wards, self.priorities)) for fix in self.fixes]
        return super().get_context_data(
            **kwargs,
            review=review,
            rows=rows,
            asked=self.request.GET.urlencode(),
            filters=[
                ("kind", _("Type of fix"), self.choices(dict(Fix.Kind.choices), self.counted("kind"))),
                ("ward", _("Ward"), self.choices(self.wards, self.counted("by_ward"))),
                ("priority", _("Priority"), self.choices(self.priorities, self.counted("by_priority"))),
            ],
        )

    def counted(self, name: str) -> Counter[str]:
        """Count the fixes of the whole review by what they are or help."""
        counts: Counter[str] = Counter()
        for value in self.review.fixes.order_by().values_list(name, flat=True):
            counts.update([value] if isinstance(value, str) else value.keys())
        return counts

    @staticmethod
    def choices(names: dict[str, Any], counts: Counter[str]) -> list[tuple[str, Any, int]]:
        """Return the choices that there are fixes for, each with how many."""
        return [(key, name, counts[key]) for key, name in names.items() if counts[key]]


class CancelReview(OneReview, View):
    """An officer stops a review that is under way."""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Stop it."""
        cancel_review(review=self.review, by=person_of(request), now=timezone.now())
        return redirect("planning:review", self.review.pk)


class ReviewTable(OneReview, View):
    """The fixes as a file for a spreadsheet."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Return the fixes that were asked for."""
        header = (
            _("Type of fix"),
            _("What to do"),
            _("More places filled"),
            _("People needed"),
            _("More places by ward"),
            _("More places by priority"),
        )
        return csv_response(f"fixes-{self.review.as_of.isoformat()}.csv", header, map(self.line, self.fixes))

    def line(self, fix: Fix) -> tuple[Any, ...]:
        """Return what the file says of one fix."""
        helped = named(fix.by_ward, self.wards), named(fix.by_priority, self.priorities)
        return fix.get_kind_display(), fix_words(fix), fix.unlocks, fix.people or "", *helped


class FairnessList(OfficerRequired, ListView):
    """The months that were measured."""

    template_name = "planning/fairness_list.html"
    context_object_name = "reports"
    queryset = FairnessReport.objects.all()


class FairnessPage(OfficerRequired, DetailView):
    """How evenly one month shared roles and requests out."""

    template_name = "planning/fairness.html"
    context_object_name = "report"
    queryset = FairnessReport.objects.all()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Put the counts into tables, with small counts hidden."""
        names = dict(Ward.objects.values_list("pk", "name"))
        return super().get_context_data(**kwargs, tables=chance_tables(self.object.measures["groups"], names))
