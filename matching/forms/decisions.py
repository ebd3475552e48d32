"""What officers fill in that decides who may be matched: overrides, conflicts, weights."""

from collections.abc import Mapping
from datetime import date
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from core.forms import CleanCharField, DayField, SiteForm
from core.widgets import Radios
from groups.models import Group
from initiatives.models import Role
from matching.rules import latest_end
from matching.scoring import PARTS, WHOLE
from volunteers.models import Volunteer

LONGEST_REASON = 300
LONGEST_ASSESSMENT = 2000
PERSON, GROUP, PLACE = "person", "group", "place"


def reason_field(label: Any, help_text: Any = "") -> CleanCharField:
    """Return a box for why something is decided."""
    return CleanCharField(
        label=label, help_text=help_text, max_length=LONGEST_REASON, widget=forms.Textarea({"rows": 3})
    )


class OverrideForm(SiteForm):
    """Why one gate is overridden, for one offer."""

    reason = reason_field(
        _("Why should this check be overridden?"),
        _(
            "The override is for one offer only and we keep your reason with it. It does "
            "not mean the person is qualified."
        ),
    )
    wording = {"reason": _("Enter why this check should be overridden")}


class SafeOverrideForm(OverrideForm):
    """Why a gate that keeps people safe is overridden, and how they are kept safe until when."""

    risk_assessment = CleanCharField(
        label=_("What are the risks?"),
        help_text=_("Write who could be harmed, how, and what you will do to stop it."),
        max_length=LONGEST_ASSESSMENT,
        widget=forms.Textarea({"rows": 6}),
    )
    supervisor = CleanCharField(
        label=_("Who will supervise them?"),
        help_text=_("The name and role of the person who will be with them every time."),
        max_length=100,
    )
    ends_on = DayField(
        label=_("What is the last day?"),
        help_text=_("After this day the override does not count. For example, 27 3 2027"),
    )
    wording = {
        **OverrideForm.wording,
        "risk_assessment": _("Enter what the risks are and what you will do about them"),
        "supervisor": _("Enter who will supervise them"),
        "ends_on": _("Enter the last day"),
    }

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        day = cast("DayField", self.fields["ends_on"])
        day.earliest, day.latest = today, latest_end(today)


class ConflictForm(SiteForm):
    """With whom or what a volunteer must not be matched. A role, if there is one, names group and place."""

    kind = forms.ChoiceField(label=_("What should they be kept away from?"), widget=Radios)
    reference = CleanCharField(
        label=_("Reference number of the person or the group"),
        help_text=_("It starts with SWP-V or SWP-G."),
        required=False,
        max_length=16,
    )
    reason = reason_field(_("Why?"), _("Only officers can see this. Only write what they need to know."))
    wording = {
        "kind": _("Select what they should be kept away from"),
        "reason": _("Enter why they should be kept away"),
    }

    def __init__(self, *args: Any, volunteer: Volunteer, role: Role | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.volunteer, self.role = volunteer, role
        field = cast("forms.ChoiceField", self.fields["kind"])
        field.choices = [(PERSON, _("Another volunteer")), *self._about_groups()]

    def _about_groups(self) -> list[tuple[str, Any]]:
        if self.role is None:
            return [(GROUP, _("A group"))]
        initiative = self.role.initiative
        choices: list[tuple[str, Any]] = [
            (GROUP, _("The group: {name}").format(name=initiative.group)),
        ]
        if initiative.venue_id:
            choices.append((PLACE, _("The place where “{name}” meets").format(name=initiative)))
        return choices

    def clean(self) -> dict[str, Any]:
        """Find whom or what is meant: just one of `other`, `group` and `venue`."""
        kind = self.cleaned_data.get("kind")
        if self.role is not None and kind == GROUP:
            self.cleaned_data["group"] = self.role.initiative.group
        elif self.role is not None and kind == PLACE:
            self.cleaned_data["venue"] = self.role.initiative.venue
        elif kind == PERSON:
            others = Volunteer.objects.registered().exclude(pk=self.volunteer.pk)
            self._find("other", others, _("Enter the reference number of another volunteer"))
        elif kind == GROUP:
            self._find("group", Group.objects.for_officers(), _("Enter the reference number of a group"))
        return self.cleaned_data

    def _find(self, name: str, rows: Any, words: Any) -> None:
        reference = self.cleaned_data.get("reference", "").upper()
        self.cleaned_data[name] = rows.filter(reference=reference).first() if reference else None
        if self.cleaned_data[name] is None:
            self.add_error("reference", ValidationError(words, code="unknown"))

    def subject(self) -> dict[str, Any]:
        """Return the one thing that the conflict is with."""
        named = ("other", "group", "venue")
        return {name: self.cleaned_data[name] for name in named if self.cleaned_data.get(name)}


WEIGHT_WORDS = {
    "required": _("Enter a weight, 0 if it should not count"),
    "invalid": _("A weight must be a whole number, like 15"),
    "min_value": _("Weight must be 0 or more"),
    "max_value": _("A weight must be 100 or less"),
}


class WeightsForm(SiteForm):
    """How much each part of a score counts, in hundredths that sum to a hundred, and why."""

    reason = reason_field(_("Why are you changing the weights?"), _("We keep this with the new version."))
    wording = {"reason": _("Enter why you are changing the weights")}

    def __init__(self, *args: Any, weights: Mapping[str, int], **kwargs: Any) -> None:
        super().__init__(*args, **{**kwargs, "initial": weights})
        reason = self.fields.pop("reason")
        for part in PARTS:
            field = forms.IntegerField(label=_(part.name), min_value=0, max_value=WHOLE)
            field.error_messages |= WEIGHT_WORDS
            self.fields[part.code] = field
        self.fields["reason"] = reason

    def clean(self) -> dict[str, Any]:
        """Refuse weights that are not a whole."""
        given = [self.cleaned_data[part.code] for part in PARTS if part.code in self.cleaned_data]
        if len(given) == len(PARTS) and sum(given) != WHOLE:
            words = _("The weights must add up to 100. They currently add up to {sum}.")
            self.add_error(PARTS[0].code, ValidationError(words.format(sum=sum(given)), code="sum"))
        return self.cleaned_data

    @property
    def weights(self) -> dict[str, int]:
        """The weights as they were filled in."""
        return {part.code: self.cleaned_data[part.code] for part in PARTS}
