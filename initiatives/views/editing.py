"""A group's people offer initiatives."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import FormView, TemplateView, View

from core.once import MakesOne, nothing_made
from core.seen import Edits
from initiatives.forms.editing import AboutForm, ContactForm, PlaceForm, TimesForm, TitleForm
from initiatives.models import Initiative, ProtectedAddress
from initiatives.rules import (
    CLOSE,
    PAUSE,
    RESUME,
    SUBMIT,
    TAKE_BACK,
    is_read_before_public,
    may_change,
    may_move,
    missing_parts,
    needs_officer_again,
)
from initiatives.services import (
    Incomplete,
    NotAllowed,
    close_initiative,
    create_initiative,
    pause_initiative,
    resume_initiative,
    save_initiative,
    set_venue,
    set_weekly_times,
    submit_initiative,
    take_back_initiative,
)
from initiatives.views.own import Editing, OwnGroup, OwnInitiative


class OfGroup(OwnGroup, TemplateView):
    """Everything that a group offers, drafts included."""

    template_name = "initiatives/of_group.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """List the group's initiatives."""
        return super().get_context_data(
            **kwargs, initiatives=Initiative.objects.of_group(self.group).with_role_counts()
        )


class Create(MakesOne, OwnGroup, FormView):
    """Begin a draft with its name."""

    template_name = "initiatives/create.html"
    form_class = TitleForm

    def form_valid(self, form: TitleForm) -> HttpResponse:
        """Go on to the draft."""
        try:
            initiative = create_initiative(group=self.group, by=self.person, **form.cleaned_data)
        except NotAllowed:
            messages.error(
                self.request, _("You have too many drafts. Finish one before you start another initiative.")
            )
            return nothing_made("initiatives:of_group", self.group.pk)
        return redirect("initiatives:about", self.group.pk, initiative.pk)


class Manage(OwnInitiative, TemplateView):
    """How an initiative stands, what it says, its roles, and what to do next."""

    template_name = "initiatives/manage.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Gather what the page shows."""
        initiative = self.initiative
        return super().get_context_data(
            **kwargs,
            may_change=may_change(initiative),
            missing=missing_parts(initiative),
            moves={
                "submit": may_move(initiative, SUBMIT),
                "take_back": may_move(initiative, TAKE_BACK),
                "pause": may_move(initiative, PAUSE),
                "resume": may_move(initiative, RESUME),
                "close": may_move(initiative, CLOSE),
            },
            roles=initiative.roles.order_by("created_at", "pk"),
        )


class EditPart(Edits, Editing, FormView):
    """One part of what an initiative says."""

    def take(self) -> None:
        """Lock the initiative."""
        Initiative.objects.lock(self.initiative.pk)
        self.initiative = self.find()

    def get_form_kwargs(self) -> dict[str, Any]:
        """Fill the form with what is kept."""
        return {**super().get_form_kwargs(), "initiative": self.initiative}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Warn where a change hides the initiative for a while."""
        return super().get_context_data(
            **kwargs,
            hides=needs_officer_again(self.initiative),
            is_private=is_read_before_public(self.initiative),
        )

    def form_valid(self, form: Any) -> HttpResponse:
        """Keep the answers and go back."""
        return self.keep(form, lambda: self.save(form), _("Saved"))

    def save(self, form: Any) -> None:
        """Keep the answers as they are."""
        save_initiative(
            initiative=self.initiative, answers=form.cleaned_data, by=self.person, now=timezone.now()
        )


class About(EditPart):
    """What it is, for whom, and which priorities it serves."""

    template_name = "initiatives/about.html"
    form_class = AboutForm

    def get_form_kwargs(self) -> dict[str, Any]:
        """Offer today's priorities."""
        return {**super().get_form_kwargs(), "day": timezone.localdate()}


class Place(MakesOne, EditPart):
    """Where it meets. A private address is not shown again."""

    template_name = "initiatives/place.html"
    form_class = PlaceForm

    def version(self) -> Any:
        """Tell one private address from another. The page carries it as a keyed hash only."""
        return ProtectedAddress.objects.filter(venue=self.initiative.venue_id).values_list().first()

    def save(self, form: PlaceForm) -> None:
        """Keep an open place in the open, and a private one for officers alone."""
        set_venue(initiative=self.initiative, by=self.person, now=timezone.now(), **form.place())


class Times(EditPart):
    """When it meets."""

    template_name = "initiatives/times.html"
    form_class = TimesForm

    def save(self, form: TimesForm) -> None:
        """Keep the week."""
        set_weekly_times(initiative=self.initiative, times=form.times(), by=self.person, now=timezone.now())


class Contact(EditPart):
    """Whom people ask."""

    template_name = "initiatives/contact.html"
    form_class = ContactForm


class Send(OwnInitiative, TemplateView):
    """The group checks what the public will see, and sends it to an officer."""

    template_name = "initiatives/send.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Show the page as the public will see it."""
        return super().get_context_data(
            **kwargs,
            missing=missing_parts(self.initiative),
            may_submit=may_move(self.initiative, SUBMIT),
            roles=self.initiative.roles.filter(state="open"),
        )

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Send it."""
        done = _("Sent. An officer will check it and email you.")
        try:
            return self.try_to(self._submit, done, self.manage_url)
        except Incomplete:
            return self.render_to_response(self.get_context_data())

    def _submit(self) -> None:
        submit_initiative(initiative=self.initiative, by=self.person, now=timezone.now())


class ChangeState(OwnInitiative, View):
    """A button that changes how an initiative stands."""

    http_method_names = ["post"]
    change: Callable[..., Any]
    done = gettext_lazy("Done")

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Make the change."""
        return self.try_to(self._change, str(self.done), self.manage_url)

    def _change(self) -> None:
        type(self).change(initiative=self.initiative, by=self.person)


class TakeBack(ChangeState):
    """Take it back from the officers to change it."""

    change = staticmethod(take_back_initiative)
    done = gettext_lazy("You can now make changes. Send it again when it is ready.")


class Pause(ChangeState):
    """Hide it for a while."""

    change = staticmethod(pause_initiative)
    done = gettext_lazy("People can no longer find it. You can show it again at any time.")


class Resume(ChangeState):
    """Show it again."""

    change = staticmethod(resume_initiative)
    done = gettext_lazy("People can now find it again.")


class Close(OwnInitiative, TemplateView):
    """End an initiative for good, after a question."""

    template_name = "initiatives/close.html"

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Close it."""
        return self.try_to(self._close, _("Initiative closed."), self.manage_url)

    def _close(self) -> None:
        close_initiative(initiative=self.initiative, by=self.person)
