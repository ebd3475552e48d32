"""What parts of the API can be asked that no page has a form for."""

from datetime import date

from django import forms
from django.utils.translation import gettext_lazy as _

from core.forms import FilterForm
from places.models import PERIOD

DAY_HELP = "A day, such as 2020-01-31: its wards are meant instead of today's."
PERIOD_HELP = "A year or a month, such as 2021 or 2025-10: the newest if not said."


class DayForm(FilterForm):
    """Which day's wards are meant."""

    on = forms.DateField(label=_("Day"), required=False, input_formats=["%Y-%m-%d"])

    wording = {"on": {"invalid": _("Enter a day like 2020-01-31")}}

    def day_or(self, today: date) -> date:
        """Return the day that was asked for."""
        return self.cleaned_data["on"] or today


class PeriodForm(DayForm):
    """Which day's wards are meant, and of which period."""

    period = forms.RegexField(PERIOD, label=_("Period"), required=False)

    wording = {**DayForm.wording, "period": {"invalid": _("Enter a year or a month, like 2021 or 2025-10")}}
