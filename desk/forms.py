"""What officers fill in."""

from collections.abc import Mapping
from datetime import date
from typing import Any, ClassVar, cast

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.forms import AddressField
from accounts.models import User
from core.forms import CleanCharField, DayField, FilterForm, SiteForm
from core.models import PendingChange
from core.widgets import Radios
from groups.models import Check, Group
from groups.rules import APPROVE, REFUSE, REINSTATE, REQUEST_CHANGES, SUSPEND
from groups.rules import may_move as may_group_move
from initiatives.models import Initiative, Role
from initiatives.rules import ACCEPT_ROLE, PUBLISH, SEND_BACK, SEND_BACK_ROLE
from initiatives.rules import may_move as may_initiative_move
from matching.models import Viewing
from volunteers.models import DbsLevel

GROUP_DECISIONS = {
    "approve": (_("Approve"), APPROVE),
    "changes": (_("Ask for changes"), REQUEST_CHANGES),
    "refuse": (_("Refuse"), REFUSE),
    "suspend": (_("Suspend the group and hide its initiatives"), SUSPEND),
    "reinstate": (_("End the suspension"), REINSTATE),
}
INITIATIVE_DECISIONS = {
    "publish": (_("Publish"), PUBLISH),
    "send_back": (_("Send back with a message"), SEND_BACK),
}
CHANGE_DECISIONS: dict[str, tuple[Any, Any]] = {
    "publish": (_("Let the change take effect"), None),
    "send_back": (_("Send back with a message"), None),
}
ROLE_DECISIONS = {
    "accept": (_("Open the role to volunteers"), ACCEPT_ROLE),
    "send_back": (_("Send back with a message"), SEND_BACK_ROLE),
}
LONGEST_MESSAGE = 2000
LARGEST_VERSION = 2**31 - 1


class CheckForm(SiteForm):
    """What an officer looked into, and what came of it."""

    kind = forms.ChoiceField(label=_("What did you check?"), choices=Check.Kind, widget=Radios)
    outcome = forms.ChoiceField(label=_("What was the result?"), choices=Check.Outcome, widget=Radios)
    note = CleanCharField(
        label=_("Note"),
        help_text=_("Only officers can see this."),
        max_length=500,
        required=False,
        widget=forms.Textarea({"rows": 2}),
    )
    wording = {"kind": _("Select what you checked"), "outcome": _("Select the result")}


class DecisionForm(SiteForm):
    """What an officer decides, as of the state that they saw: `version`.

    Every decision is understood, so that one that comes too late is told so; those that are possible
    now are offered.
    """

    decisions: ClassVar[Mapping[str, tuple[Any, Any]]]
    without_message: ClassVar[frozenset[str]]

    decision = forms.ChoiceField(label=_("Your decision"), widget=Radios)
    message = CleanCharField(
        label=_("Message to the group"),
        max_length=LONGEST_MESSAGE,
        required=False,
        widget=forms.Textarea({"rows": 4}),
    )
    version = forms.IntegerField(
        min_value=0, max_value=LARGEST_VERSION, widget=forms.HiddenInput, error_messages={"invalid": ""}
    )
    mark_optional = False
    wording = {"decision": _("Select your decision")}

    def __init__(self, *args: Any, subject: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"initial": {"version": subject.version}, **kwargs})
        field = cast("forms.ChoiceField", self.fields["decision"])
        field.choices = [(key, words) for key, (words, _move) in self.decisions.items()]
        self.possible = [key for key, (_words, move) in self.decisions.items() if self.may(subject, move)]
        field.widget.choices = [(key, words) for key, words in field.choices if key in self.possible]

    def may(self, subject: Any, move: Any) -> bool:
        """Whether this can be decided in the subject's present state."""
        raise NotImplementedError

    def clean(self) -> None:
        """Ask for words where the group needs them."""
        decision = self.cleaned_data.get("decision")
        needs_words = decision is not None and decision not in self.without_message
        if needs_words and "message" in self.cleaned_data and not self.cleaned_data["message"]:
            self.add_error(
                "message", ValidationError(_("Enter a message to the group that says why"), code="required")
            )


class GroupDecisionForm(DecisionForm):
    """A decision on a group."""

    decisions = GROUP_DECISIONS
    without_message = frozenset({"approve", "reinstate"})

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["message"].help_text = _(
            "The group will see this. You must enter a message unless you approve the group "
            "or end a suspension."
        )

    def may(self, subject: Group, move: Any) -> bool:
        """Ask the rules of groups."""
        return may_group_move(subject, move)


class InitiativeDecisionForm(DecisionForm):
    """A decision on an initiative."""

    decisions = INITIATIVE_DECISIONS
    without_message = frozenset({"publish"})

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["message"].help_text = _(
            "The group will see this. You must enter a message if you send it back."
        )

    def may(self, subject: Initiative | Role, move: Any) -> bool:
        """Ask the rules of initiatives and roles."""
        return may_initiative_move(subject, move)


class ChangeDecisionForm(DecisionForm):
    """A decision on a change of something public."""

    decisions = CHANGE_DECISIONS
    without_message = frozenset({"publish"})

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["message"].help_text = _(
            "The group will see this. You must enter a message if you send it back."
        )

    def may(self, subject: PendingChange, move: Any) -> bool:
        """Whether it waits for an officer."""
        return subject.is_waiting


class RoleDecisionForm(InitiativeDecisionForm):
    """A decision on a role that was added to a published initiative."""

    decisions = ROLE_DECISIONS
    without_message = frozenset({"accept"})


class ScreeningForm(SiteForm):
    """The facts of a DBS certificate that an officer saw, never its content."""

    level = forms.TypedChoiceField(
        label=_("Level of the certificate"),
        choices=[(level.value, level.label) for level in DbsLevel if level],
        coerce=int,
        widget=Radios,
    )
    issued_on = DayField(
        label=_("Date of issue"),
        help_text=_("As shown on the certificate. For example, 27 3 2026"),
        earliest=date(2002, 3, 1),
    )
    is_accepted = forms.TypedChoiceField(
        label=_("Do you accept it?"),
        choices=[("yes", _("Yes")), ("no", _("No"))],
        coerce=lambda answer: answer == "yes",
        widget=Radios,
    )
    note = CleanCharField(
        label=_("Note"),
        help_text=_("Do not write down what the certificate says about the person."),
        max_length=300,
        required=False,
        widget=forms.Textarea({"rows": 2}),
    )
    wording = {
        "level": _("Select the level"),
        "issued_on": _("Enter the date of issue"),
        "is_accepted": _("Select if you accept it"),
    }


class CorrectionForm(ScreeningForm):
    """What should have been recorded of a certificate, and why it was not."""

    reason = CleanCharField(
        label=_("Why do you correct it?"),
        help_text=_("For example, the year was typed wrong. Do not write down what the certificate says."),
        max_length=300,
        widget=forms.Textarea({"rows": 2}),
    )
    wording = {
        **ScreeningForm.wording,
        "reason": _("Enter why you correct it"),
    }


class ListForm(FilterForm):
    """Words and a state that narrow an officers' list down."""

    q = CleanCharField(label=_("Name or reference"), required=False, max_length=100)
    state = forms.ChoiceField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, states: list[tuple[str, Any]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast("forms.ChoiceField", self.fields["state"]).choices = states


class LooksForm(FilterForm):
    """Whose looks at whose details, and what for."""

    officer = CleanCharField(label=_("Name of the officer"), required=False, max_length=100)
    reference = CleanCharField(label=_("Reference number of the volunteer"), required=False, max_length=16)
    purpose = forms.ChoiceField(
        label=_("Reason"), required=False, choices=[("", _("All reasons")), *Viewing.Purpose.choices]
    )


class AuditForm(FilterForm):
    """What the audit trail is narrowed down to: about whom, by whom, what, when, and which record."""

    person = CleanCharField(
        label=_("Person it is about"),
        help_text=_("A name, an email address or a volunteer’s reference number"),
        required=False,
        max_length=100,
    )
    by = CleanCharField(
        label=_("Who did it"), help_text=_("A name or an email address"), required=False, max_length=100
    )
    action = forms.ChoiceField(label=_("What was done"), required=False)
    since = DayField(label=_("From"), required=False)
    until = DayField(label=_("To"), required=False)
    subject = forms.ChoiceField(label=_("Type of record"), required=False)
    record = forms.UUIDField(
        label=_("Record ID"),
        required=False,
        error_messages={"invalid": _("Enter the ID from the web address")},
    )

    def __init__(
        self, *args: Any, actions: list[tuple[str, str]], subjects: list[tuple[str, str]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        cast("forms.ChoiceField", self.fields["action"]).choices = [("", _("Everything")), *actions]
        cast("forms.ChoiceField", self.fields["subject"]).choices = [("", _("All types")), *subjects]

    def clean(self) -> None:
        """Refuse days in the wrong order."""
        since, until = self.cleaned_data.get("since"), self.cleaned_data.get("until")
        if since and until and until < since:
            self.add_error("until", ValidationError(_("“To” must be the same day as “From” or later")))


class InviteOfficerForm(SiteForm):
    """Who becomes an officer."""

    email = AddressField(
        label=_("Email address"),
        help_text=_("Use their work address. We will email them how to sign in."),
        widget=forms.EmailInput({"autocomplete": "off", "spellcheck": "false"}),
    )
    name = CleanCharField(
        label=_("Full name"),
        max_length=120,
        widget=forms.TextInput({"autocomplete": "off", "spellcheck": "false"}),
    )
    role = forms.ChoiceField(
        label=_("Role"),
        help_text=_("Senior officers can also change weights, import files and manage officers."),
        choices=[(role, role.label) for role in (User.Role.OFFICER, User.Role.SENIOR_OFFICER)],
        widget=Radios,
    )
    wording = {
        "email": _("Enter their email address"),
        "name": _("Enter their full name"),
        "role": _("Select a role"),
    }


class CloseOfficerForm(SiteForm):
    """Why an officer's account is closed."""

    reason = CleanCharField(
        label=_("Reason"),
        help_text=_("Senior officers can read this in the audit trail. We do not send it to the person."),
        max_length=500,
        widget=forms.Textarea({"rows": 3}),
    )
    wording = {"reason": _("Enter a reason")}


class OfficerRoleForm(CloseOfficerForm):
    """An officer's new role, and why."""

    role = forms.ChoiceField(
        label=_("Role"),
        choices=[
            (User.Role.OFFICER, User.Role.OFFICER.label),
            (User.Role.SENIOR_OFFICER, User.Role.SENIOR_OFFICER.label),
            (User.Role.PUBLIC, _("No longer an officer. They can still sign in to their own account")),
        ],
        widget=Radios,
    )
    field_order = ["role", "reason"]
    wording = {**CloseOfficerForm.wording, "role": _("Select a role")}

    def clean_role(self) -> str:
        """Refuse the role that they have."""
        role: str = self.cleaned_data["role"]
        if role == self.initial["role"]:
            raise ValidationError(_("Select a role that they do not have yet"))
        return role
