"""Rate limits on mail that anyone can ask for. The numbers are in the settings, next to allauth's own.

People see the same pages below a limit and above it, so that nobody can find out who has an account.
"""

from allauth.account.adapter import get_adapter
from allauth.core import ratelimit
from django.http import HttpRequest

from accounts.addresses import mailbox_of, normalised
from accounts.models import User
from core.limits import network_of


def asks_too_often(request: HttpRequest) -> bool:
    """Return whether this machine has asked for too many links, for any addresses."""
    return not ratelimit.consume(request, action="email_link")


def may_mail(request: HttpRequest, email: str) -> bool:
    """Count one more code or link to an address, and return whether it may be sent.

    Few go to the mailbox of someone who has no account, by whichever of its names. More go to an account, but
    one network gets only some of them, so that it can't use up what the owner needs.
    """
    email = normalised(email)
    if not User.objects.filter(email=email).exists():
        return ratelimit.consume(request, action="mail_to_stranger", key=mailbox_of(email))
    return ratelimit.consume(
        request, action="mail_from_network", key=f"{email} {network(request)}"
    ) and ratelimit.consume(request, action="mail_to_account", key=email)


def network(request: HttpRequest) -> str:
    """Return the network that a request comes from."""
    return network_of(get_adapter().get_client_ip(request))
