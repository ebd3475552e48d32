"""A volunteer's own pages: roles that suit, offers, placements, their data."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.generic import FormView, TemplateView, View

from matching.forms import DeclineForm
from matching.models import Offer, Placement
from matching.own_data import own_data
from matching.services import OfferClosed, accept_offer, decline_offer, leave
from matching.suggestions import suggestion_for, suggestions_for
from volunteers.models import Volunteer
from volunteers.views.own import OwnProfile

PAGE_SIZE = 10
MOST_NEARLY = 5


class My(TemplateView):
    """Where a volunteer sees what waits for them and what suits them."""

    template_name = "matching/my.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Gather the page. Who is not a volunteer is told how to become one."""
        volunteer = Volunteer.objects.of(self.request.user).first()
        context = super().get_context_data(**kwargs, volunteer=volunteer)
        if volunteer is None or not volunteer.is_registered:
            return context
        return {**context, **self.commitments(), **self.suggestions(volunteer)}

    def commitments(self) -> dict[str, Any]:
        """Return the offers that wait and the present placements."""
        now = timezone.now()
        return {
            "offers": Offer.objects.to(self.request.user).waiting(now).with_facts(),
            "placements": Placement.objects.of(self.request.user).current().with_facts(),
        }

    def suggestions(self, volunteer: Volunteer) -> dict[str, Any]:
        """Return the roles: nobody is shown new ones during a break."""
        if volunteer.state != Volunteer.State.ACTIVE:
            return {}
        suggestions = suggestions_for(volunteer, on=timezone.localdate())
        page = Paginator(suggestions.suited, PAGE_SIZE).get_page(self.request.GET.get("page"))
        return {
            "page": page,
            "to_talk_about": suggestions.to_talk_about[:PAGE_SIZE],
            "nearly": suggestions.nearly[:MOST_NEARLY],
        }


class OfferPage(FormView):
    """One offer: what it is, why it suits, and yes or no. Afterwards: what came of it."""

    template_name = "matching/offer.html"
    form_class = DeclineForm

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Find the offer among the person's own."""
        super().setup(request, *args, **kwargs)
        self.offer = get_object_or_404(Offer.objects.to(request.user).with_facts(), pk=kwargs["pk"])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Say what is offered and how it suits."""
        now = timezone.now()
        offer = self.offer
        return super().get_context_data(
            **kwargs,
            offer=offer,
            is_open=offer.state == Offer.State.OPEN and offer.expires_at > now,
            suggestion=suggestion_for(offer.volunteer, offer.role, on=timezone.localdate(now)),
        )

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Take the answer. One that comes too late leads to the page that says what became of the offer."""
        try:
            if "accept" in request.POST:
                accept_offer(offer=self.offer, by=request.user, now=timezone.now())
                return redirect("matching:offer", self.offer.pk)
            return super().post(request, *args, **kwargs)
        except OfferClosed:
            return redirect("matching:gone", self.offer.pk)

    def form_valid(self, form: DeclineForm) -> HttpResponse:
        """Give the place back."""
        decline_offer(
            offer=self.offer, by=self.request.user, now=timezone.now(), reason=form.cleaned_data["reason"]
        )
        messages.success(self.request, _("Thank you for telling us. Somebody else can have the place now."))
        return redirect("matching:my")


class Gone(OfferPage):
    """Says that the place has gone."""

    template_name = "matching/gone.html"
    http_method_names = ["get", "head"]


class Data(OwnProfile, View):
    """All that we hold about the person, to take away."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Return a file."""
        name = f"{self.volunteer.reference}.json"
        return JsonResponse(
            own_data(self.volunteer),
            json_dumps_params={"indent": 2, "ensure_ascii": False},
            headers={"Content-Disposition": f'attachment; filename="{name}"'},
        )


class Leave(OwnProfile, TemplateView):
    """The person stops volunteering, after a page that says what goes and what stays."""

    template_name = "matching/leave.html"
    states = frozenset({Volunteer.State.ACTIVE, Volunteer.State.PAUSED, Volunteer.State.DRAFT})

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Say which places will be given back."""
        placements = Placement.objects.of(self.request.user).current().with_facts()
        return super().get_context_data(**kwargs, placements=placements)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Let the person go."""
        leave(volunteer=self.volunteer, by=request.user, now=timezone.now())
        messages.success(request, _("You have stopped volunteering. Thank you for your time."))
        return redirect("matching:my")
