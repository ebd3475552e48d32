from typing import cast

from django.http import HttpRequest

from accounts.models import User


def person_of(request: HttpRequest) -> User:
    """Return the signed-in person. Only for pages that require signing in."""
    return cast("User", request.user)
