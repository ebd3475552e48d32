"""Officers see who suits a role, offer places and end placements."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Page, Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.generic import FormView, TemplateView

from accounts.mixins import OfficerRequired
from initiatives.models import Role
from matching.forms import EndForm, InviteForm, PlacesForm
from matching.models import Offer, Placement
from matching.ranking import PAGE_SIZE, Ranking, rank
from matching.services import (
    NotEligible,
    OfferClosed,
    PlacementEnded,
    PlacesHeld,
    RoleFull,
    change_places,
    end_placement,
    make_offer,
    withdraw_offer,
)
from volunteers.models import Volunteer

MOST_PAGES = 10_000


class OneRole(OfficerRequired):
    """A page about one role, for officers."""

    def get_role(self) -> Role:
        """Find the role, whatever its state."""
        role: Role = get_object_or_404(Role.objects.select_related("initiative__group"), pk=self.kwargs["pk"])
        return role

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Show the role."""
        return super().get_context_data(**{"role": self.get_role(), **kwargs})  # type: ignore[misc]  # the view


class RolePage(OneRole, TemplateView):
    """Who suits a role, who lacks one thing, and who was asked before."""

    template_name = "matching/role.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Rank everybody as of today."""
        role = self.get_role()
        ranking, page = self.ranked(role)
        return super().get_context_data(
            **kwargs,
            role=role,
            ranking=ranking,
            page=page,
            offers=Offer.objects.filter(role=role).with_facts(),
            placements=Placement.objects.filter(role=role).current().with_facts(),
        )

    def ranked(self, role: Role) -> tuple[Ranking, Page[Any]]:
        """Return the page of the ranking that was asked for, or the nearest one that there is."""
        asked = self.request.GET.get("page", "")
        number = min(int(asked), MOST_PAGES) if asked.isascii() and asked.isdigit() and len(asked) < 9 else 1
        today = timezone.localdate()
        ranking = rank(role, on=today, page=max(number, 1))
        page = Paginator(range(ranking.eligible_count), PAGE_SIZE).get_page(number)
        if page.number != max(number, 1):
            ranking = rank(role, on=today, page=page.number)
        return ranking, page


class Invite(OneRole, FormView):
    """An officer offers a place to one volunteer, after a last look."""

    template_name = "matching/invite.html"
    form_class = InviteForm

    def get_volunteer(self) -> Volunteer:
        """Find the volunteer."""
        registered = Volunteer.objects.registered()
        volunteer: Volunteer = get_object_or_404(registered, pk=self.kwargs["volunteer"])
        return volunteer

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Say to whom."""
        return super().get_context_data(**kwargs, volunteer=self.get_volunteer())

    def form_valid(self, form: InviteForm) -> HttpResponse:
        """Make the offer, or say why it can't be made."""
        role, volunteer = self.get_role(), self.get_volunteer()
        try:
            make_offer(
                role=role,
                volunteer=volunteer,
                by=self.request.user,
                now=timezone.now(),
                message=form.cleaned_data["message"],
            )
        except RoleFull:
            return self.refuse(form, full=True)
        except NotEligible as error:
            return self.refuse(form, gates=error.gates)
        words = _("A place is held for %(name)s. They have been written to.")
        messages.success(self.request, words % {"name": volunteer.name})
        return redirect("matching:role", role.pk)

    def refuse(self, form: InviteForm, **reasons: Any) -> HttpResponse:
        """Show the page again with the reasons."""
        return self.render_to_response(self.get_context_data(form=form, **reasons), status=409)


class Withdraw(OfficerRequired, TemplateView):
    """An officer takes an open offer back, after a question."""

    template_name = "matching/withdraw.html"

    def get_offer(self) -> Offer:
        """Find the offer."""
        offer: Offer = get_object_or_404(Offer.objects.with_facts(), pk=self.kwargs["pk"])
        return offer

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Say which offer."""
        return super().get_context_data(**kwargs, offer=self.get_offer())

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Take it back, unless it was answered meanwhile."""
        offer = self.get_offer()
        try:
            withdraw_offer(offer=offer, by=request.user, now=timezone.now())
            messages.success(request, _("The offer is taken back. The place is free again."))
        except OfferClosed:
            messages.warning(request, _("The offer was answered or had run out already. Nothing has changed."))
        return redirect("matching:role", offer.role_id)


class EndPlacement(OfficerRequired, FormView):
    """An officer ends a placement and says why."""

    template_name = "matching/end_placement.html"
    form_class = EndForm

    def get_placement(self) -> Placement:
        """Find the placement."""
        placement: Placement = get_object_or_404(Placement.objects.with_facts(), pk=self.kwargs["pk"])
        return placement

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Say whose placement."""
        return super().get_context_data(**kwargs, placement=self.get_placement())

    def form_valid(self, form: EndForm) -> HttpResponse:
        """End it."""
        placement = self.get_placement()
        reason = form.cleaned_data["reason"]
        try:
            end_placement(placement=placement, reason=reason, by=self.request.user, now=timezone.now())
            messages.success(self.request, _("The placement has ended. The place is free again."))
        except PlacementEnded:
            messages.warning(self.request, _("The placement had ended already. Nothing has changed."))
        return redirect("matching:role", placement.role_id)


class Places(OneRole, FormView):
    """An officer changes how many people a role takes."""

    template_name = "matching/places.html"
    form_class = PlacesForm

    def get_initial(self) -> dict[str, Any]:
        """Start from the present numbers."""
        role = self.get_role()
        return {"minimum": role.places_minimum, "maximum": role.places_maximum}

    def form_valid(self, form: PlacesForm) -> HttpResponse:
        """Change them, unless somebody would lose their place."""
        role = self.get_role()
        try:
            change_places(role=role, by=self.request.user, **form.cleaned_data)
        except PlacesHeld as error:
            words = _("%(held)s places are held or taken. The most can’t be fewer.")
            form.add_error("maximum", words % {"held": error.held})
            return self.form_invalid(form)
        messages.success(self.request, _("Saved."))
        return redirect("matching:role", role.pk)
