"""How often somebody may ask for a link. The numbers are in the settings, beside allauth's own."""

from allauth.core import ratelimit
from django.http import HttpRequest


def asks_too_often(request: HttpRequest) -> bool:
    """Whether too many links were asked for from this machine, for whatever addresses."""
    return not ratelimit.consume(request, action="email_link")


def is_asked_too_often(request: HttpRequest, email: str) -> bool:
    """Whether this address was sent enough links for now, whoever asked."""
    return not ratelimit.consume(request, action="email_link_address", key=email.strip().lower())
