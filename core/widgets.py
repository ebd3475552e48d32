"""Controls that HTML has no element for. The others are Django's own, dressed by core.renderer."""

from typing import Any

from django import forms
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext_lazy as _

PARTS_OF_DAY = (_("morning"), _("afternoon"), _("evening"))


class Radios(forms.RadioSelect):
    """Radio buttons, each with an optional hint: `hints={"cic": "Has eight figures"}`."""

    template_name = "django/forms/govuk/choices.html"

    def __init__(self, *args: Any, hints: dict[Any, Any] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.hints = hints or {}

    def create_option(self, name: str, value: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Add the hint of one choice to what the template is told about it."""
        option = super().create_option(name, value, *args, **kwargs)
        return {**option, "hint": self.hints.get(option["value"])}


class Checkboxes(Radios, forms.CheckboxSelectMultiple):
    """Check boxes, each with an optional hint."""

    allow_multiple_selected = True
    input_type = "checkbox"
    option_template_name = "django/forms/widgets/checkbox_option.html"


class DayInput(forms.MultiWidget):
    """A day in three boxes: day, month and year. A birthday lets the browser fill it in."""

    template_name = "django/forms/govuk/day.html"

    def __init__(self, attrs: dict[str, Any] | None = None, *, birthday: bool = False) -> None:
        boxes = {"day": (_("Day"), 2), "month": (_("Month"), 2), "year": (_("Year"), 4)}
        super().__init__(
            {name: self._box(name, *box, birthday=birthday) for name, box in boxes.items()},
            attrs,
        )

    @staticmethod
    def _box(name: str, label: Any, width: int, *, birthday: bool) -> forms.TextInput:
        attrs = {
            "class": f"govuk-input govuk-date-input__input govuk-input--width-{width}",
            "label": label,
            "inputmode": "text" if name == "month" else "numeric",
        }
        return forms.TextInput({**attrs, "autocomplete": f"bday-{name}"} if birthday else attrs)

    def decompress(self, value: Any) -> list[Any]:
        """Split a date over the boxes."""
        return [value.day, value.month, value.year] if value else ["", "", ""]


class SlotGrid(forms.CheckboxSelectMultiple):
    """The week as a table of check boxes: a row for each day, a column for each part of it."""

    template_name = "django/forms/govuk/slot_grid.html"

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """Add the rows and the heads of the columns."""
        context = super().get_context(name, value, attrs)
        options = [options[0] for _group, options, _index in context["widget"]["optgroups"]]
        width = len(PARTS_OF_DAY)
        context["widget"]["parts"] = PARTS_OF_DAY
        context["widget"]["rows"] = [
            (name, options[number * width : (number + 1) * width]) for number, name in WEEKDAYS.items()
        ]
        return context
