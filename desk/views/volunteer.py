from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.generic import FormView, TemplateView

from accounts.mixins import OfficerRequired
from core.models import AuditEvent
from core.once import SENT_BEFORE, MakesOne
from desk.forms import CorrectionForm, ScreeningForm
from desk.queues import volunteers_for_officers
from desk.views.decide import LATEST
from desk.views.officer import officer_of
from matching.models import Offer, Viewing, Waiting
from matching.views.looks import LogsLooks
from volunteers.catalogues import LANGUAGES, SKILLS, members, names, slot_name
from volunteers.models import ScreeningCheck, Volunteer
from volunteers.services import (
    AlreadyCorrected,
    IssuedInFuture,
    NotAllowed,
    OwnCheck,
    correct_screening,
    record_screening,
)


class VolunteerPage(MakesOne, OfficerRequired, LogsLooks, TemplateView):
    """One volunteer as officers need to know them: reach, time, skills, checks, offers and waits."""

    template_name = "desk/volunteer.html"

    def looked_at(self) -> list[Volunteer]:
        """Return the volunteer."""
        return [self.volunteer]

    def why(self) -> Viewing.Purpose:
        """Return what the link or the officer says the look is for; whoever records a check needs not say."""
        if self.request.method == "POST":
            return Viewing.Purpose.CHECK
        asked = self.request.GET.get("for", "")
        return Viewing.Purpose(asked) if asked in Viewing.Purpose.values else Viewing.Purpose.DETAILS

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show the page."""
        self.volunteer = self.find()
        return super().get(request, *args, **kwargs)

    def make(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Write down a certificate that the officer saw."""
        self.volunteer = self.find()
        form = ScreeningForm(request.POST)
        if form.is_valid() and self.is_recorded(form):
            messages.success(request, _("Check recorded."))
            return redirect(page_for_checks(self.volunteer.pk))
        return self.render_to_response(self.get_context_data(screening_form=form))

    def sent_before(self, landed_on: str) -> HttpResponse:
        """Keep what was typed."""
        self.volunteer = self.find()
        form = ScreeningForm(self.request.POST)
        form.add_error(None, SENT_BEFORE)
        return self.render_to_response(self.get_context_data(screening_form=form))

    def find(self) -> Volunteer:
        """Return the volunteer, or answer 404."""
        volunteer: Volunteer = get_object_or_404(volunteers_for_officers(), pk=self.kwargs["pk"])
        return volunteer

    def is_recorded(self, form: ScreeningForm) -> bool:
        """Record the check; if that can't be, let the form say why."""
        return is_done(
            form,
            lambda: record_screening(
                volunteer=self.volunteer, by=officer_of(self.request), now=timezone.now(), **form.cleaned_data
            ),
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Gather the facts."""
        volunteer = self.volunteer
        slots = None if volunteer.availability is None else members(volunteer.availability)
        return super().get_context_data(
            **{"screening_form": ScreeningForm(), **kwargs},
            volunteer=volunteer,
            purpose=self.why(),
            purposes=Viewing.Purpose.choices,
            slots=slots and [slot_name(bit, _) for bit in slots],
            skills=names(SKILLS, volunteer.skills, _),
            languages=names(LANGUAGES, volunteer.languages, _),
            interests=volunteer.interests.all(),
            screening=volunteer.screening_checks.with_officer(),
            offers=Offer.objects.filter(volunteer=volunteer).select_related("role__initiative"),
            waits=Waiting.objects.waiting().filter(volunteer=volunteer).with_facts(),
            events=AuditEvent.objects.about(volunteer).order_by("-position")[:LATEST],
        )


class CorrectCheck(MakesOne, OfficerRequired, LogsLooks, FormView):
    """An officer corrects a slip in what was recorded of a certificate, and says why."""

    template_name = "desk/correct_check.html"
    form_class = CorrectionForm
    purpose = Viewing.Purpose.CHECK

    def looked_at(self) -> list[Volunteer]:
        """Return whose check it is."""
        return [self.check.volunteer]

    @cached_property
    def check(self) -> ScreeningCheck:
        """Find the check of this volunteer that nobody has corrected yet, or answer 404."""
        people = volunteers_for_officers().filter(pk=self.kwargs["pk"])
        checks = ScreeningCheck.objects.not_replaced().filter(volunteer__in=people)
        check: ScreeningCheck = get_object_or_404(checks.select_related("volunteer"), pk=self.kwargs["check"])
        return check

    def get_initial(self) -> dict[str, Any]:
        """Start from what was recorded."""
        return {
            "level": self.check.level,
            "issued_on": self.check.issued_on,
            "is_accepted": "yes" if self.check.is_accepted else "no",
            "note": self.check.note,
        }

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Say whose check."""
        return super().get_context_data(**kwargs, volunteer=self.check.volunteer)

    def form_valid(self, form: CorrectionForm) -> HttpResponse:
        """Correct it; if that can't be, say why and keep what was typed."""
        now, by = timezone.now(), officer_of(self.request)
        if not is_done(
            form, lambda: correct_screening(check=self.check, by=by, now=now, **form.cleaned_data)
        ):
            return self.form_invalid(form)
        messages.success(self.request, _("Check corrected."))
        return redirect(page_for_checks(self.check.volunteer_id))


def page_for_checks(volunteer: UUID) -> str:
    """Return the address of a volunteer's page for an officer who works on their checks."""
    return reverse("desk:volunteer", args=[volunteer], query={"for": Viewing.Purpose.CHECK})


def is_done(form: ScreeningForm, record: Callable[[], Any]) -> bool:
    """Record what an officer saw; if that can't be, let the form say why."""
    try:
        record()
    except IssuedInFuture:
        form.add_error("issued_on", _("The date of issue must be today or in the past"))
    except OwnCheck:
        form.add_error(None, _("This is your own check. Ask another officer to record it."))
    except NotAllowed:
        form.add_error(None, _("This person has left, so you cannot record a check"))
    except AlreadyCorrected:
        form.add_error(None, _("Someone has already corrected this. Go back to see what is recorded now."))
    return form.is_valid()
