from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.forms.address import AddressField
from accounts.forms.traps import FormForPeople
from accounts.models import User
from core.forms import SiteModelForm

LONGEST_EMAIL = 254


class AskForLinkForm(FormForPeople):
    """The email address to send a link to."""

    email = AddressField(
        label=_("Email address"),
        help_text=_("We will only use it to contact you about this."),
        max_length=LONGEST_EMAIL,
        widget=forms.EmailInput({"autocomplete": "email", "spellcheck": "false"}),
    )
    field_order = ["email"]
    wording = {"email": _("Enter your email address")}


class NameForm(SiteModelForm):
    """A person's full name."""

    page_heading = True
    wording = {"name": _("Enter your full name")}

    class Meta:
        model = User
        fields = ["name"]
        labels = {"name": _("What is your full name?")}
        widgets = {"name": forms.TextInput({"autocomplete": "name", "spellcheck": "false"})}

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].required = True
