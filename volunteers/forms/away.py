"""When someone can't help for a while."""

from datetime import date, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from core.forms import DayField, SiteForm

LONGEST_AWAY = timedelta(days=366)
FURTHEST_AHEAD = timedelta(days=730)


class AwayForm(SiteForm):
    """The first and the last day away. `day` is the day on which it is asked."""

    starts_on = DayField(label=_("First day away"))
    ends_on = DayField(label=_("Last day away"))
    wording = {
        "starts_on": _("Enter the first day you are away"),
        "ends_on": _("Enter the last day you are away"),
    }

    def __init__(self, *args: Any, day: date, **kwargs: Any) -> None:
        self.day = day
        super().__init__(*args, **kwargs)

    def clean(self) -> dict[str, Any]:
        """Refuse what is over, lies in another life, or goes backwards."""
        first, last = self.cleaned_data.get("starts_on"), self.cleaned_data.get("ends_on")
        if first and last:
            for is_wrong, words in self._slips(first, last):
                if is_wrong:
                    self.add_error("ends_on", ValidationError(words, code="days"))
                    break
        return self.cleaned_data

    def _slips(self, first: date, last: date) -> list[tuple[bool, Any]]:
        return [
            (last < first, _("The last day away must be the same as or after the first day")),
            (last < self.day, _("The last day away must be today or later")),
            (last > self.day + FURTHEST_AHEAD, _("The last day away must be in the next two years")),
            (last - first > LONGEST_AWAY, _("For more than a year away, take a break instead")),
        ]
