"""Questions about what the group is and does."""

from collections.abc import Iterator
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.forms.boundfield import BoundWidget
from django.utils.translation import gettext_lazy as _

from core.forms import CleanCharField
from core.widgets import Checkboxes, Radios
from groups.forms.base import StepForm
from groups.models import Group
from groups.registers import REGISTERS, NumberError
from strategy.models import Priority


class NameForm(StepForm):
    """The name of the group."""

    slug = "name"
    title = _("What is your group called?")
    page_heading = True
    name = CleanCharField(
        label=title,
        help_text=_("Use the name people know you by. Everyone will see it."),
        max_length=120,
        min_length=2,
        widget=forms.TextInput({"autocomplete": "organization"}),
        error_messages={
            "required": _("Enter the name of your group"),
            "max_length": _("The name must be %(limit_value)d characters or fewer"),
            "min_length": _("The name must be %(limit_value)d characters or more"),
        },
    )

    def clean_name(self) -> str:
        """Refuse a name without letters or figures."""
        name: str = self.cleaned_data["name"]
        if not any(character.isalnum() for character in name):
            raise ValidationError(_("The name must include letters or numbers"), code="wordless")
        return name


class KindForm(StepForm):
    """The kind of organisation, and the register number that some kinds have."""

    slug = "kind"
    title = _("What type of group are you?")
    page_heading = True
    mark_optional = False
    legal_form = forms.ChoiceField(
        label=title,
        choices=Group.LegalForm.choices,
        widget=Radios,
        error_messages={"required": _("Select a type of group")},
    )
    charity = CleanCharField(label=_("Charity number"), required=False, max_length=20)
    cio = CleanCharField(label=_("Charity number of the CIO"), required=False, max_length=20)
    cic = CleanCharField(label=_("Company number of the CIC"), required=False, max_length=20)
    company = CleanCharField(label=_("Company number"), required=False, max_length=20)
    school = CleanCharField(label=_("School’s URN (optional)"), required=False, max_length=20)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for kind, register in REGISTERS.items():
            self.fields[kind].help_text = register.hint

    def answer_of(self, group: Group) -> dict[str, Any]:
        """Return the answer with the number in the field of the group's kind."""
        return {"legal_form": group.legal_form, group.legal_form: group.register_number}

    def clean(self) -> None:
        """Check the number of the chosen kind. Ignore what was typed for other kinds."""
        kind = self.cleaned_data.get("legal_form")
        for other in REGISTERS.keys() - {kind}:
            self.errors.pop(other, None)
        self.cleaned_data["register_number"] = ""
        if kind in REGISTERS and kind in self.cleaned_data:
            try:
                self.cleaned_data["register_number"] = REGISTERS[kind].normalise(self.cleaned_data[kind])
            except NumberError as error:
                self.add_error(kind, ValidationError(str(error), code="register_number"))

    def options(self) -> Iterator[tuple[BoundWidget, forms.BoundField | None]]:
        """Return each kind's radio button with the number field that belongs to it."""
        for option in self["legal_form"]:
            kind = option.data["value"]
            yield option, self[kind] if kind in REGISTERS else None


class AboutForm(StepForm):
    """What the group does and for whom."""

    slug = "about"
    title = _("What do you do, and who is it for?")
    summary = CleanCharField(
        label=_("What does your group do?"),
        help_text=_("Use a few short sentences. Everyone will see this."),
        max_length=300,
        widget=forms.Textarea({"rows": 4}),
        error_messages={"required": _("Enter what your group does")},
    )
    audience = CleanCharField(
        label=_("Who is it for?"),
        help_text=_("For example, young people aged 11 to 18 who live in Low Hill"),
        max_length=300,
        widget=forms.Textarea({"rows": 2}),
        error_messages={"required": _("Enter who it is for")},
    )


class PrioritiesForm(StepForm):
    """Which priorities of the strategies in force the group serves."""

    slug = "priorities"
    title = _("Which of our priorities do you help with?")
    page_heading = True
    priorities = forms.MultipleChoiceField(
        label=title,
        help_text=_("Select all that apply. We use this to see what the city has and what is missing."),
        widget=Checkboxes,
        error_messages={"required": _("Select at least one priority")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.rows = {priority.slug: priority for priority in Priority.objects.on(self.day)}
        by_strategy: dict[str, list[tuple[str, str]]] = {}
        for slug, priority in self.rows.items():
            by_strategy.setdefault(priority.strategy.name, []).append((slug, priority.name))
        field = cast("forms.MultipleChoiceField", self.fields["priorities"])
        field.choices = list(by_strategy.items())
        field.widget.hints = {slug: priority.summary for slug, priority in self.rows.items()}

    def answer_of(self, group: Group) -> dict[str, Any]:
        """Return the priorities that the group already serves."""
        return {"priorities": [priority.slug for priority in group.priorities.all()]}

    def clean_priorities(self) -> list[Priority]:
        """Return the chosen priorities as records."""
        return [self.rows[slug] for slug in self.cleaned_data["priorities"]]
