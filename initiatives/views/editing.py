"""A group's people offer initiatives."""

from collections.abc import Callable
from typing import Any, ClassVar

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import FormView, TemplateView, View

from core.once import MakesOne, nothing_made
from core.pending import Waiting, with_change
from core.seen import Edits
from initiatives.forms.editing import AboutForm, ContactForm, PlaceForm, TimesForm, TitleForm
from initiatives.forms.labels import LABELS, ROLE_LABELS
from initiatives.models import Initiative, InitiativeChange
from initiatives.rules import (
    CLOSE,
    PAUSE,
    RESUME,
    SUBMIT,
    TAKE_BACK,
    may_change,
    may_move,
    missing_parts,
    must_wait,
    was_approved,
)
from initiatives.services import (
    PRIVATE_PLACE,
    ChangeDecided,
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
    withdraw_change,
)
from initiatives.views.own import SAVED, SENT, WITHDRAWN, Editing, OwnGroup, OwnInitiative

HIDDEN = gettext_lazy(
    "The address is private now. An officer will check that the words on the page do not give it away."
)

# On which page each part is changed; the others are on the first.
PAGES = {
    "place": "place",
    "weekly_times": "times",
    **dict.fromkeys(("contact_name", "contact_email", "contact_phone"), "contact"),
}


def waiting_of(change: InitiativeChange) -> Waiting:
    """Return what a change is about in words, where each part is changed, and where all is withdrawn."""
    whole, role = change.whole, change.role
    keys = [whole.group_id, whole.pk, *([role.pk] if role else [])]
    labels = ROLE_LABELS if role else LABELS
    links = [
        (label, reverse(f"initiatives:{'role_edit' if role else PAGES.get(name, 'about')}", args=keys))
        for name, label in labels.items()
        if name in change.answers and name != PRIVATE_PLACE
    ]
    withdraw = reverse(f"initiatives:{'role' if role else 'initiative'}_withdraw_change", args=keys)
    return Waiting(change, links, withdraw, is_hidden=PRIVATE_PLACE in change.answers)


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
            changes=self.changes(),
        )

    def changes(self) -> list[Waiting]:
        """Return what waits for an officer: of the initiative first, then of its roles."""
        found = InitiativeChange.objects.of(self.initiative).with_subject()
        return [waiting_of(change) for change in sorted(found, key=lambda each: bool(each.role))]


class EditPart(Edits, Editing, FormView):
    """One part of what an initiative says."""

    part: ClassVar[str]  # one of the things that the page asks

    def take(self) -> None:
        """Lock the initiative."""
        Initiative.objects.lock(self.initiative.pk)
        self.initiative = self.find()

    @property
    def change(self) -> InitiativeChange | None:
        """What waits of it for an officer."""
        return InitiativeChange.objects.filter(initiative=self.initiative).first()

    @property
    def must_wait(self) -> bool:
        """Whether an officer reads a change first."""
        return must_wait(self.initiative, self.part)

    def get_form_kwargs(self) -> dict[str, Any]:
        """Fill the form with what is kept, and with what waits in its place."""
        change = self.change
        return {
            **super().get_form_kwargs(),
            "initiative": with_change(self.initiative, change),
            "waiting": change.answers if change else {},
        }

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Say that an officer reads a change first."""
        return super().get_context_data(**kwargs, must_wait=self.must_wait, change=self.change)

    def done(self, form: Any) -> Any:
        """Return what to say once the answers are kept."""
        return SENT if self.must_wait and form.has_changed() else SAVED

    def form_valid(self, form: Any) -> HttpResponse:
        """Keep the answers and go back."""
        return self.keep(form, lambda: self.save(form), self.done(form))

    def save(self, form: Any) -> None:
        """Keep the answers as they are."""
        save_initiative(
            initiative=self.initiative, answers=form.cleaned_data, by=self.person, now=timezone.now()
        )


class About(EditPart):
    """What it is, for whom, and which priorities it serves."""

    part = "summary"
    template_name = "initiatives/about.html"
    form_class = AboutForm

    def get_form_kwargs(self) -> dict[str, Any]:
        """Offer today's priorities."""
        return {**super().get_form_kwargs(), "day": timezone.localdate()}


class Place(MakesOne, EditPart):
    """Where it meets. A private address is not shown again."""

    part = "place"
    template_name = "initiatives/place.html"
    form_class = PlaceForm

    def version(self) -> Any:
        """Tell one private address from another by when it was saved, which says nothing of where it is."""
        venue = self.initiative.venue
        return venue.updated_at if venue else None

    def done(self, form: PlaceForm) -> Any:
        """Say that a private address is private from now on."""
        is_hidden = form.cleaned_data["kind"] == "protected" and was_approved(self.initiative)
        return HIDDEN if is_hidden else super().done(form)

    def save(self, form: PlaceForm) -> None:
        """Keep an open place in the open, and a private one for officers alone."""
        set_venue(initiative=self.initiative, by=self.person, now=timezone.now(), **form.place())


class Times(EditPart):
    """When it meets."""

    part = "weekly_times"
    template_name = "initiatives/times.html"
    form_class = TimesForm

    def save(self, form: TimesForm) -> None:
        """Keep the week."""
        set_weekly_times(initiative=self.initiative, times=form.times(), by=self.person, now=timezone.now())


class Contact(EditPart):
    """Whom people ask."""

    part = "contact_name"
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


class WithdrawChange(ChangeState):
    """Take a change back that an officer has not read."""

    done = WITHDRAWN

    def _change(self) -> None:
        withdraw_change(change=self.find_change(), by=self.person)

    def find_change(self) -> InitiativeChange:
        """Return what waits of the initiative. Raises ChangeDecided if nothing does."""
        change = InitiativeChange.objects.with_subject().filter(initiative=self.initiative).first()
        if change is None:
            raise ChangeDecided
        return change


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
