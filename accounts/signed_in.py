from typing import cast

from django.http import HttpRequest

from accounts.models import User


def person_of(request: HttpRequest) -> User:
    """Return the person who asks: nobody gets to these pages without signing in."""
    return cast("User", request.user)
