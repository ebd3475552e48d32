"""Forms for a person's own details and for signing in."""

from accounts.forms.address import AddressField
from accounts.forms.own import LONGEST_EMAIL, AskForLinkForm, NameForm

__all__ = ["LONGEST_EMAIL", "AddressField", "AskForLinkForm", "NameForm"]
