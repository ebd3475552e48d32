"""What people fill in about themselves and to sign in."""

from accounts.forms.own import LONGEST_EMAIL, AskForLinkForm, NameForm

__all__ = ["LONGEST_EMAIL", "AskForLinkForm", "NameForm"]
