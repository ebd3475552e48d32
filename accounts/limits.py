"""Rate limits on asking for a link. The numbers are in the settings, next to allauth's own."""

from allauth.core import ratelimit
from django.http import HttpRequest

from accounts.addresses import normalised


def asks_too_often(request: HttpRequest) -> bool:
    """Return whether this machine has asked for too many links, for any addresses."""
    return not ratelimit.consume(request, action="email_link")


def is_asked_too_often(request: HttpRequest, email: str) -> bool:
    """Return whether this address has been sent enough links for now, whoever asked for them."""
    return not ratelimit.consume(request, action="email_link_address", key=normalised(email))
