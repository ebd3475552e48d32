"""Rate limits on signing in, and on mail that anyone can ask for. The numbers are in the settings.

People see the same pages below a limit and above it, so that nobody can find out who has an account.
"""

from allauth.account.adapter import get_adapter
from allauth.core import ratelimit
from allauth.core.internal.ratelimit import RateLimitUsage
from allauth.core.internal.ratelimit import consume as consume_and_tell
from django.http import HttpRequest

from accounts.addresses import mailbox_of, normalised
from accounts.known_devices import known_device
from accounts.models import User
from core.limits import network_of


def asks_too_often(request: HttpRequest) -> bool:
    """Return whether this machine has asked for too many links, for any addresses."""
    return not ratelimit.consume(request, action="email_link")


def may_ask(request: HttpRequest, email: str) -> bool:
    """Count one more question for a code or a new password, and return whether this network may ask it.

    A known device may ask whatever others of its network do. How much mail it gets, `may_mail` says.
    """
    return bool(known_device(request, email)) or ratelimit.consume(request, action="ask_for_code")


def may_mail(request: HttpRequest, email: str) -> bool:
    """Count one more code or link to an address, and return whether it may be sent.

    Few go to the mailbox of someone who has no account, by whichever of its names. More go to an account, but
    one network gets only some of them, and a known device has its own, so that nobody can use up what the
    owner needs.
    """
    email = normalised(email)
    if not User.objects.filter(email=email).exists():
        return ratelimit.consume(request, action="mail_to_stranger", key=mailbox_of(email))
    device = known_device(request, email)
    if device and ratelimit.consume(request, action="mail_to_device", key=device):
        return True
    return ratelimit.consume(
        request, action="mail_from_network", key=f"{email} {network(request)}"
    ) and ratelimit.consume(request, action="mail_to_account", key=email)


def forgive(request: HttpRequest, email: str, *, what: str) -> None:
    """Forget what this network, and all networks together, have tried at an account."""
    ratelimit.clear(request, action="tries_from_network", key=f"{what} {email} {network(request)}")
    ratelimit.clear(request, action="tries_at_account", key=f"{what} {email}")


class Try:
    """One try to sign in, counted before it is known whether the password or code is right.

    It counts against its network at this account, so that wrong passwords from elsewhere do not lock the
    owner out. Many networks that guess slowly are held by a limit of the account. A known device has an
    allowance of its own, and counts like any other once that is used up. Addresses without an account are
    counted as well.
    """

    def __init__(self, request: HttpRequest, email: str, *, what: str) -> None:
        self.usage: list[RateLimitUsage] = []
        self.request = request
        device = known_device(request, email)
        self.is_allowed = bool(device and self._count("tries_of_device", f"{what} {device}")) or (
            self._count("tries_of_network")
            and self._count("tries_from_network", f"{what} {email} {network(request)}")
            and self._count("tries_at_account", f"{what} {email}")
        )

    def forget(self) -> None:
        """Take the try back, because it was right. Earlier ones stay, or a thief's own account would help."""
        for usage in self.usage:
            usage.rollback()

    def _count(self, action: str, key: str | None = None) -> bool:
        usage = consume_and_tell(self.request, app="allauth.account", action=action, key=key)
        if usage:
            self.usage.append(usage)
        return bool(usage)


def network(request: HttpRequest) -> str:
    """Return the network that a request comes from."""
    return network_of(get_adapter().get_client_ip(request))
