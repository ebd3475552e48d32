from typing import cast

from django.http import HttpRequest

from accounts.models import User


def officer_of(request: HttpRequest) -> User:
    """Return the officer who asks: `OfficerRequired` has let nobody else in."""
    return cast("User", request.user)
