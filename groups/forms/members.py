from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.forms import AddressField
from core.forms import SiteForm


class MemberForm(SiteForm):
    """The email address of a person who will help with a group's pages."""

    email = AddressField(
        label=_("Email address"),
        help_text=_("We will email them. If they accept, they can change your group’s pages."),
        widget=forms.EmailInput({"autocomplete": "off", "spellcheck": "false"}),
    )
