"""Devices on which someone has signed in before. Each has its own allowance at the limits on signing in.

A cookie says so. It lets nobody in: it only keeps strangers from using up what the owner of an account needs.
"""

import secrets
from typing import Any

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse

from accounts.models import User

SALT = "accounts.known_devices"
NAME_BYTES = 12
MOST_ACCOUNTS = 5  # that one device is known to, such as a family's


def known_device(request: HttpRequest, email: str) -> str:
    """Return the name of the device, if someone has signed in to this account on it; otherwise nothing."""
    names = _names(request)
    if not names:
        return ""
    account = User.objects.filter(email=email).values_list("pk", flat=True).first()
    return names.get(str(account), "")


def remember_device(request: HttpRequest, response: HttpResponse, user: User) -> None:
    """Let the response say to the device that this person has signed in on it."""
    account = str(user.pk)
    others = [item for item in _names(request).items() if item[0] != account]
    names = {account: secrets.token_urlsafe(NAME_BYTES), **dict(others[: MOST_ACCOUNTS - 1])}
    response.set_cookie(
        settings.DEVICE_COOKIE_NAME,
        signing.dumps(names, salt=SALT),
        max_age=settings.DEVICE_COOKIE_AGE,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def _names(request: HttpRequest) -> dict[str, Any]:
    """Return the names that the device has, by account. A cookie that is made up or too old says nothing."""
    cookie = request.COOKIES.get(settings.DEVICE_COOKIE_NAME, "")
    try:
        names: dict[str, Any] = signing.loads(cookie, salt=SALT, max_age=settings.DEVICE_COOKIE_AGE)
    except signing.BadSignature:
        return {}
    return names
