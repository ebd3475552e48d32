"""How allauth, which signs people in, fits this site."""

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter


class AccountAdapter(DefaultAccountAdapter):
    """Signing in, without the open sign-up: accounts are made by our own e-mail links."""

    def is_open_for_signup(self, request: object) -> bool:  # noqa: ARG002  # allauth's signature
        """Say no: people register as a group or as a volunteer."""
        return False


class MfaAdapter(DefaultMFAAdapter):
    """The second factor."""
