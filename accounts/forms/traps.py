"""A form that strangers can send, with two traps for programs that fill in every form they find.

Whoever is caught by mistake keeps what they typed, reads what to do and sends the form again.
"""

import time
from typing import Any

from django import forms
from django.conf import settings
from django.core import signing
from django.utils.translation import gettext_lazy as _

from core.forms import SiteForm
from core.wording import Words

SALT = "accounts.forms.traps"
LONGEST_SECONDS = 60 * 60 * 24
FILLED = _(
    "Something on your device filled in a box that you cannot see. We have emptied it. Send the form again"
)
TOO_QUICK = _("You were very quick. Wait a moment, then send the form again")
TOO_OLD = _("This page was open for a long time. Check your answers, then send the form again")


class HiddenBox(forms.TextInput):
    """A text box that neither eyes nor screen readers meet. Browsers without styles show what it asks."""

    is_hidden = True
    template_name = "accounts/hidden_box.html"


class EmptyField(forms.Field):
    """Left empty by people. It is empty again on a page that says what is wrong."""

    widget = HiddenBox({"autocomplete": "off", "tabindex": "-1"})

    def bound_data(self, data: Any, initial: Any) -> Any:
        """Return nothing, whatever was sent."""
        return ""


class OpenedField(forms.Field):
    """When the page was opened, signed. A person who corrects a mistake does not have to wait again."""

    widget = forms.HiddenInput

    def bound_data(self, data: Any, initial: Any) -> Any:
        """Return what was sent if it still counts, and otherwise that the page is opened now."""
        return initial if seconds_since(data) is None else data


class FormForPeople(SiteForm):
    """The base of a form that strangers can send."""

    website = EmptyField(label=_("Leave this box empty"), required=False)
    opened = OpenedField(required=False, initial=lambda: signing.dumps(time.time(), salt=SALT))

    def clean(self) -> dict[str, Any] | None:
        """Refuse what no person sends, before anything is looked up. The error leads to the first box."""
        if caught := self._caught():
            self.add_error(self.visible_fields()[0].name, caught)
        return super().clean()

    def _caught(self) -> Words:
        if self.cleaned_data.get("website"):
            return FILLED
        if not settings.TIME_TRAP_SECONDS:
            return ""
        seconds = seconds_since(self.cleaned_data.get("opened"))
        if seconds is None:
            return TOO_OLD
        return TOO_QUICK if seconds < settings.TIME_TRAP_SECONDS else ""


def seconds_since(opened: Any) -> float | None:
    """Return how long ago a page was opened, or None if that was too long ago or nobody can tell."""
    try:
        moment: float = signing.loads(opened or "", salt=SALT, max_age=LONGEST_SECONDS)
    except signing.BadSignature:
        return None
    return time.time() - moment
