"""Officers see who suits a role, and offer its places."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Page, Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.generic import FormView, TemplateView

from accounts.mixins import OfficerRequired
from accounts.signed_in import person_of
from core.keys import keys_in
from core.once import MakesOne
from core.seen import Edits
from initiatives.models import Role
from matching.forms import EndForm, InviteForm, PlacesForm
from matching.models import Offer, Override, Placement, Viewing, Waiting
from matching.openings import roles_for_officers
from matching.ranking import PAGE_SIZE, Look, Ranking, beside, look_at, rank
from matching.scoring import Weights
from matching.services import (
    DeclinedBefore,
    NotEligible,
    OfferClosed,
    PlacementEnded,
    PlacesHeld,
    RoleFull,
    change_places,
    end_placement,
    in_line,
    lock_role,
    make_offer,
    withdraw_offer,
)
from matching.views.current_weights import weights_now
from matching.views.looks import LogsLooks
from volunteers.models import Volunteer

MOST_PAGES = 10_000
MOST_HISTORY = 50


class OneRole(OfficerRequired):
    """A page about one role, for officers."""

    @cached_property
    def role(self) -> Role:
        """Find the role, whatever its state."""
        role: Role = get_object_or_404(roles_for_officers(), pk=self.kwargs["pk"])  # type: ignore[attr-defined]  # of the view it is mixed into
        return role

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Show the role."""
        return super().get_context_data(**kwargs, role=self.role)  # type: ignore[misc]  # the view it is mixed into


class OneRoleAndVolunteer(LogsLooks, OneRole):
    """A page about one volunteer as seen from a role, for officers."""

    @cached_property
    def volunteer(self) -> Volunteer:
        """Find the volunteer."""
        registered = Volunteer.objects.registered()
        volunteer: Volunteer = get_object_or_404(registered, pk=self.kwargs["volunteer"])  # type: ignore[attr-defined]  # of the view it is mixed into
        return volunteer

    purpose = Viewing.Purpose.MATCHING

    def looked_at(self) -> list[Volunteer]:
        """Return the volunteer."""
        return [self.volunteer]

    def looked_for(self) -> Role:
        """Return the role."""
        return self.role


class RolePage(OneRole, TemplateView):
    """Who suits a role, who lacks one thing, and who was asked before."""

    template_name = "matching/role.html"

    @cached_property
    def weights(self) -> Weights:
        """Return the weights in force."""
        return weights_now()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Rank everybody as of today."""
        ranking, page = self.ranked()
        offers = Offer.objects.filter(role=self.role).with_placement()
        holding = list(offers.holding().order_by("place_number"))
        line = in_line(self.role, timezone.now())
        return super().get_context_data(
            **kwargs,
            ranking=ranking,
            beside=beside(ranking, on=timezone.localdate(), weights=self.weights),
            page=page,
            holding=holding,
            taken=sum(offer.state == Offer.State.ACCEPTED for offer in holding),
            held=sum(offer.state == Offer.State.OPEN for offer in holding),
            asked=offers.closed()[:MOST_HISTORY],
            said_no=self.said_no(ranking),
            line=line,
            waits={place.entry.volunteer_id for place in line},
            first=self.first(),
        )

    def first(self) -> Volunteer | None:
        """Return whom the officer has chosen on another page, to be compared with someone on this one."""
        keys = keys_in(self.request.GET.getlist("person"))[:1]
        if not keys:
            return None
        first: Volunteer | None = Volunteer.objects.to_match(timezone.localdate()).filter(pk__in=keys).first()
        return first

    def said_no(self, ranking: Ranking) -> dict[Any, Offer]:
        """Return what those who are shown as suitable said no with, each the last time, by person."""
        people = [suited.candidate.id for suited in ranking.eligible]
        refused = Offer.objects.refused().filter(role=self.role, volunteer__in=people)
        return {offer.volunteer_id: offer for offer in reversed(refused)}

    def ranked(self) -> tuple[Ranking, Page[Any]]:
        """Return the page of the ranking that was asked for, or the nearest one that there is."""
        asked, today = self.asked_page(), timezone.localdate()
        ranking = rank(self.role, on=today, page=asked, weights=self.weights)
        page = Paginator(range(ranking.eligible_count), PAGE_SIZE).get_page(asked)
        if page.number != asked:
            ranking = rank(self.role, on=today, page=page.number, weights=self.weights)
        return ranking, page

    def asked_page(self) -> int:
        """Return the number of the page in the address, or 1 where that is nonsense."""
        asked = self.request.GET.get("page", "")
        is_number = asked.isascii() and asked.isdigit() and len(asked) < 9
        return max(1, min(int(asked), MOST_PAGES)) if is_number else 1


class Invite(MakesOne, OneRoleAndVolunteer, FormView):
    """An officer offers a place to one volunteer, after a last look at every gate."""

    template_name = "matching/invite.html"
    form_class = InviteForm

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Say to whom, and judge them as of now."""
        look = self.look()
        awaited = Override.objects.waiting(timezone.now()).gates_of(self.role, self.volunteer)
        return super().get_context_data(
            **kwargs,
            volunteer=self.volunteer,
            look=look,
            refusal=self.refusal,
            awaited=awaited - look.verdict.barred,
        )

    def look(self) -> Look:
        """Judge the volunteer; gates that officers have overridden do not count."""
        now = timezone.now()
        (look,) = look_at(self.role, self.volunteer, on=timezone.localdate(now), weights=weights_now())
        overridden = Override.objects.usable(now).gates_of(self.role, self.volunteer)
        return look._replace(verdict=look.verdict.with_overridden(overridden))

    @cached_property
    def refusal(self) -> Offer | None:
        """The volunteer's latest no to this role."""
        refusal: Offer | None = (
            Offer.objects.refused().filter(role=self.role, volunteer=self.volunteer).first()
        )
        return refusal

    def get_form_kwargs(self) -> dict[str, Any]:
        """Ask the officer to say that they know of a no."""
        return {
            **super().get_form_kwargs(),
            "has_said_no": self.refusal is not None,
            "initiative": self.role.initiative,
        }

    def form_valid(self, form: InviteForm) -> HttpResponse:
        """Make the offer, or say why it can't be made and keep the words."""
        try:
            make_offer(
                role=self.role,
                volunteer=self.volunteer,
                by=person_of(self.request),
                now=timezone.now(),
                **form.cleaned_data,
            )
        except RoleFull:
            form.add_error(None, _("The offer was not made because every place is held or taken"))
        except DeclinedBefore:  # while the officer was looking
            form.add_error(None, _("The offer was not made because they declined this role. Start again"))
        except NotEligible:
            form.add_error(None, _("The offer was not made. See which checks they do not pass"))
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form), status=409)
        words = _("We are holding a place for %(name)s and will email them.")
        messages.success(self.request, words % {"name": self.volunteer.name})
        return redirect("matching:role", self.role.pk)


def freed_place(role: Role) -> str:
    """Say what becomes of a place that nobody holds any more."""
    if Waiting.objects.waiting().filter(role=role).exists():
        return _("The place will go to the first person on the waiting list who can have it.")
    return _("The place is free again.")


class Withdraw(OfficerRequired, LogsLooks, TemplateView):
    """An officer takes an open offer back, after a question."""

    template_name = "matching/withdraw.html"

    @cached_property
    def offer(self) -> Offer:
        """Find the offer."""
        offer: Offer = get_object_or_404(Offer.objects.with_facts(), pk=self.kwargs["pk"])
        return offer

    purpose = Viewing.Purpose.PLACE

    def looked_at(self) -> list[Volunteer]:
        """Return whose it is."""
        return [self.offer.volunteer]

    def looked_for(self) -> Role:
        """Return the role."""
        role: Role = self.offer.role
        return role

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Say which offer."""
        return super().get_context_data(**kwargs, offer=self.offer, then=freed_place(self.offer.role))

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Take it back, unless it was answered meanwhile."""
        try:
            withdraw_offer(offer=self.offer, by=person_of(request), now=timezone.now())
            words = _("Offer withdrawn. %(then)s")
            messages.success(request, words % {"then": freed_place(self.offer.role)})
        except OfferClosed:
            messages.warning(
                request, _("Nothing has changed because the offer was already answered or had expired.")
            )
        return redirect("matching:role", self.offer.role_id)


class EndPlacement(OfficerRequired, LogsLooks, FormView):
    """An officer ends a placement and says why."""

    template_name = "matching/end_placement.html"
    form_class = EndForm

    @cached_property
    def placement(self) -> Placement:
        """Find the placement."""
        placement: Placement = get_object_or_404(Placement.objects.with_facts(), pk=self.kwargs["pk"])
        return placement

    purpose = Viewing.Purpose.PLACE

    def looked_at(self) -> list[Volunteer]:
        """Return whose it is."""
        return [self.placement.volunteer]

    def looked_for(self) -> Role:
        """Return the role."""
        role: Role = self.placement.role
        return role

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Say whose placement."""
        return super().get_context_data(**kwargs, placement=self.placement)

    def form_valid(self, form: EndForm) -> HttpResponse:
        """End it."""
        reason = form.cleaned_data["reason"]
        try:
            end_placement(
                placement=self.placement, reason=reason, by=person_of(self.request), now=timezone.now()
            )
            words = _("Placement ended. %(then)s")
            messages.success(self.request, words % {"then": freed_place(self.placement.role)})
        except PlacementEnded:
            messages.warning(self.request, _("Nothing has changed because the placement had already ended."))
        return redirect("matching:role", self.placement.role_id)


class Places(Edits, OneRole, FormView):
    """An officer changes how many people a role takes."""

    template_name = "matching/places.html"
    form_class = PlacesForm

    def take(self) -> None:
        """Lock the role."""
        lock_role(self.role)
        del self.role

    def get_initial(self) -> dict[str, Any]:
        """Start from the present numbers."""
        return {"minimum": self.role.places_minimum, "maximum": self.role.places_maximum}

    def form_valid(self, form: PlacesForm) -> HttpResponse:
        """Change them, unless someone would lose their place."""
        try:
            change_places(role=self.role, by=person_of(self.request), **form.cleaned_data)
        except PlacesHeld as error:
            words = _(
                "The most people cannot be fewer than the places already held or taken, which is %(held)s."
            )
            form.add_error("maximum", words % {"held": error.held})
            return self.form_invalid(form)
        messages.success(self.request, _("Saved."))
        return redirect("matching:role", self.role.pk)
