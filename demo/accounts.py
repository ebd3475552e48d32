"""The six people of the demo, whose password and second factor everybody knows."""

from dataclasses import dataclass
from typing import ClassVar

from allauth.account.models import EmailAddress
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.conf import settings
from django.contrib.auth.hashers import make_password

from accounts.models import User
from demo.dice import Dice

PASSWORD = "wolves-demo-2026"  # noqa: S105  # known to all, and refused outside DEBUG
TOTP_SECRET = "WOLVESDEMO234567WOLVESDEMO234567"  # noqa: S105  # base32; known to all as well
DOMAIN = "demo.example"


class NotADemo(Exception):
    """This is no demo: the accounts, whose password everybody knows, must not be here."""


@dataclass(frozen=True, slots=True)
class DemoPerson:
    """One person of the demo and what they are for."""

    first: str
    last: str
    what: str
    role: str = User.Role.PUBLIC

    @property
    def email(self) -> str:
        """The address they sign in with."""
        return f"{self.first.lower()}@{DOMAIN}"

    @property
    def has_second_factor(self) -> bool:
        """Whether they need a code to sign in."""
        return self.role != User.Role.PUBLIC


CAROL = DemoPerson("Carol", "Fairbank", "Officer", User.Role.OFFICER)
SAM = DemoPerson("Sam", "Adeyemi-Cole", "Senior officer", User.Role.SENIOR_OFFICER)
ASHA = DemoPerson("Asha", "Sahota", "Owner of a group")
BEN = DemoPerson("Ben", "Lockley", "Editor of the same group")
DEV = DemoPerson("Dev", "Kandola", "Volunteer with an offer")
EVE = DemoPerson("Eve", "Wainhouse", "Outsider, may see nothing")


@dataclass(frozen=True, slots=True)
class Cast:
    """The six people, not yet saved."""

    PEOPLE: ClassVar = (CAROL, SAM, ASHA, BEN, DEV, EVE)

    carol: User
    sam: User
    asha: User
    ben: User
    dev: User
    eve: User

    @property
    def users(self) -> list[User]:
        """All six."""
        return [self.carol, self.sam, self.asha, self.ben, self.dev, self.eve]


def require_demo() -> None:
    """Raise NotADemo unless this is a machine for trying things out."""
    if settings.SIGNS_OF_PRODUCTION:
        signs = ", ".join(settings.SIGNS_OF_PRODUCTION)
        raise NotADemo(
            f"This is a production site ({signs} says so). The demo accounts have known passwords, so they "
            "must not be here."
        )
    if not settings.DEBUG:
        raise NotADemo(
            "The demo accounts have known passwords, so they need DJANGO_DEBUG=1. Never set it in public."
        )


def build_cast(dice: Dice) -> Cast:
    """Make the six people. The password is hashed once: that is slow on purpose."""
    password = make_password(PASSWORD)
    return Cast(*(_user(dice, person, password) for person in Cast.PEOPLE))


def without_password() -> str:
    """Return the password of people who can't sign in. One does for all of them: making it takes a while."""
    return make_password(None)


def give_second_factors(cast: Cast) -> None:
    """Confirm the saved people's addresses, and set up the officers' codes."""
    EmailAddress.objects.bulk_create(
        EmailAddress(user=user, email=user.email, verified=True, primary=True) for user in cast.users
    )
    for officer in (cast.carol, cast.sam):
        TOTP.activate(officer, TOTP_SECRET)


def present_code() -> str:
    """Return the six figures that an authenticator app would show now."""
    counters = list(yield_hotp_counters_from_time())
    return format_hotp_value(hotp_value(TOTP_SECRET, counters[len(counters) // 2]))


def _user(dice: Dice, person: DemoPerson, password: str) -> User:
    name = f"{person.first} {person.last}"
    key = dice.of("cast", person.first, "id").uuid()
    return User(id=key, email=person.email, name=name, role=person.role, password=password)
