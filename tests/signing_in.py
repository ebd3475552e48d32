"""Sessions of people who have just confirmed who they are, and stay signed in while the tests last."""

import time

from allauth.account.authentication import AUTHENTICATION_METHODS_SESSION_KEY
from django.test import Client

from accounts.models import User
from accounts.sessions import ACTIVE, SIGNED_IN

A_DAY = 24 * 60 * 60


def confirm(client: Client, user: User) -> None:
    """Let allauth know that the person at a browser has confirmed who they are, and is active."""
    session, later = client.session, time.time() + A_DAY
    session[AUTHENTICATION_METHODS_SESSION_KEY] = [{"method": "mfa", "at": later, "reauthenticated": True}]
    session[f"{AUTHENTICATION_METHODS_SESSION_KEY}_user"] = str(user.pk)
    session[SIGNED_IN] = session[ACTIVE] = later
    session.save()


def key_of_session(user: User) -> str:
    """Sign someone in; return the key of their session."""
    client = Client()
    client.force_login(user)
    confirm(client, user)
    return str(client.session.session_key)
