"""Delete accounts, sign-ins and sessions at the end of their retention period (see `settings.DUE_WORK`)."""

from datetime import datetime
from typing import Any

from django.contrib.sessions.models import Session

from accounts.models import SignIn, User
from accounts.personal import ACCOUNT_LIFE, SIGN_IN_LIFE
from core import audit
from core.batches import work_off


def forget_unused_accounts(now: datetime) -> int:
    """Delete the accounts of people who hold nothing and have stopped signing in; return how many."""
    return work_off(User.objects.public().holding_nothing().unused_since(ACCOUNT_LIFE.before(now)), _forget)


def _forget(keys: list[Any]) -> None:
    audit.record_many("user.forgotten", model=User, keys=keys)
    User.objects.filter(pk__in=keys).delete()


def forget_old_sign_ins(now: datetime) -> int:
    """Delete what is known of sign-ins that are old enough; return how many."""
    old = SignIn.objects.before(SIGN_IN_LIFE.before(now))
    return work_off(old, lambda keys: SignIn.objects.filter(pk__in=keys).delete())


def forget_ended_sessions(now: datetime) -> int:
    """Delete expired sessions; return how many. (`SESSION_COOKIE_AGE` sets how long they last.)"""
    ended = Session.objects.filter(expire_date__lt=now)
    return work_off(ended, lambda keys: Session.objects.filter(pk__in=keys).delete())
