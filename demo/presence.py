"""Whether people of the demo are in the database. No site that the public can reach may have them."""

from django.db import DatabaseError

from accounts.models import User
from core.models import AuditEvent
from demo.accounts import Cast

SEEDED = "demo.seeded"
WARNING = (
    "This database holds the demo city. Everybody knows the password and the code of its officers. "
    "Give the site a new, empty database (docs/operations.md), or set DJANGO_DEBUG=1 on your own machine."
)


def has_demo_people() -> bool:
    """Whether the demo city was ever put here, or an account has the address of one of its six people.

    The note of the seeding stays when somebody gives such an account another address. Raises DatabaseError
    where the database can't be asked.
    """
    addresses = [person.email for person in Cast.PEOPLE]
    return (
        User.objects.filter(email__in=addresses).exists() or AuditEvent.objects.filter(action=SEEDED).exists()
    )


def can_see_demo_people() -> bool:
    """The same, but no where the database can't be asked, as before its tables are made."""
    try:
        return has_demo_people()
    except DatabaseError:
        return False
