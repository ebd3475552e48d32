"""A volunteer's own pages: roles that suit, offers and placements."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.generic import FormView, TemplateView

from accounts.signed_in import person_of
from matching.forms import ACCEPT, DECLINE, AnswerForm
from matching.models import Offer, Placement, Waiting
from matching.rules import standing
from matching.services import NoLongerSafe, OfferClosed, accept_offer, decline_offer
from matching.suggestions import initiatives_of, suggestion_for, suggestions_for
from matching.views.current_weights import weights_now
from volunteers.models import Volunteer
from volunteers.rules import is_adult

PAGE_SIZE = 10
MOST_NEARLY = 5
MOST_EARLIER = 10
# What an answer makes of an offer: the same answer twice is no mistake.
OUTCOMES = {ACCEPT: Offer.State.ACCEPTED, DECLINE: Offer.State.DECLINED}


class My(TemplateView):
    """Where a volunteer sees what waits for them and what suits them."""

    template_name = "matching/my.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Gather the page. Who is not a volunteer is told how to become one."""
        volunteer = Volunteer.objects.of(self.request.user).first()
        context = super().get_context_data(**kwargs, volunteer=volunteer, shown=[])
        if volunteer is None or not volunteer.is_registered:
            return context
        held, suggested = self.commitments(), self.suggestions(volunteer)
        roles = [each.role for part in (*held.values(), *suggested.values()) for each in part]
        return {**context, **held, **suggested, "shown": initiatives_of(roles)}

    def commitments(self) -> dict[str, Any]:
        """Return the offers that wait, the present placements, the waits, and some of what has ended."""
        placements = Placement.objects.of(self.request.user).with_facts()
        return {
            "offers": Offer.objects.to(self.request.user).waiting(timezone.now()).with_facts(),
            "placements": placements.current(),
            "waiting": Waiting.objects.waiting().of(self.request.user).with_facts(),
            "earlier": placements.ended()[:MOST_EARLIER],
        }

    def suggestions(self, volunteer: Volunteer) -> dict[str, Any]:
        """Return the roles: nobody is shown new ones during a break, or under 18."""
        today = timezone.localdate()
        if volunteer.state != Volunteer.State.ACTIVE or not is_adult(volunteer, today):
            return {}
        suggestions = suggestions_for(volunteer, on=today, weights=weights_now())
        return {
            "page": Paginator(suggestions.suited, PAGE_SIZE).get_page(self.request.GET.get("page")),
            "to_talk_about": suggestions.to_talk_about[:MOST_NEARLY],
            "nearly": suggestions.nearly[:MOST_NEARLY],
        }


class OfferPage(FormView):
    """One offer: what it is, why it suits, and yes or no. Afterwards: what came of it."""

    template_name = "matching/offer.html"
    form_class = AnswerForm
    offer: Offer

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Find the offer among the person's own."""
        super().setup(request, *args, **kwargs)
        self.offer = get_object_or_404(Offer.objects.to(request.user).with_place(), pk=kwargs["pk"])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Say what is offered, how it suits, and where the offer stands."""
        now = timezone.now()
        offer = self.offer
        return super().get_context_data(
            **kwargs,
            offer=offer,
            shown=[offer.role.initiative],
            standing=standing(offer, now),
            placement=Placement.objects.filter(offer=offer).first(),
            suggestion=suggestion_for(
                offer.volunteer, offer.role, on=timezone.localdate(now), weights=weights_now()
            ),
        )

    def form_valid(self, form: AnswerForm) -> HttpResponse:
        """Take the answer; the page says afterwards what came of it, also where the answer came too late."""
        answer = form.cleaned_data["answer"]
        person, now = person_of(self.request), timezone.now()
        try:
            if answer == ACCEPT:
                accept_offer(offer=self.offer, by=person, now=now)
            else:
                why = {name: form.cleaned_data[name] for name in ("code", "reason")}
                decline_offer(offer=self.offer, by=person, now=now, **why)
        except OfferClosed as closed:
            if closed.reason != OUTCOMES[answer]:
                self.warn_of_delay()
        except NoLongerSafe:
            messages.warning(self.request, self.why_not())
        return redirect("matching:offer", self.offer.pk)

    def why_not(self) -> str:
        """Say why the offer can't be accepted at the moment."""
        if not is_adult(self.offer.volunteer, timezone.localdate()):
            return _("You are under 18, so you cannot accept this. You can decline it.")
        return _("An officer needs to talk to you about this role first. Contact us.")

    def form_invalid(self, form: AnswerForm) -> HttpResponse:
        """Say what is wrong with the answer, unless it came too late to be put right."""
        if standing(self.offer, timezone.now()) != Offer.State.OPEN:
            self.warn_of_delay()
            return redirect("matching:offer", self.offer.pk)
        return super().form_invalid(form)

    def warn_of_delay(self) -> None:
        """Say at the top of the next page that the answer changed nothing."""
        messages.warning(self.request, _("Your answer was too late, so nothing has changed."))
