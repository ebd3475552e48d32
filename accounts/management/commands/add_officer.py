from argparse import ArgumentParser
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from accounts.addresses import normalised
from accounts.models import User
from accounts.services import make_officer


class Command(BaseCommand):
    """Make a person an officer. This is how a site gets its first officers."""

    help = "Make a person an officer and write to them how to sign in."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Add the person's email address and name, and whether they are senior."""
        parser.add_argument("email", help="the address that the officer signs in with")
        parser.add_argument("--name", required=True, help="the officer's full name")
        parser.add_argument("--senior", action="store_true", help="may do what needs a senior officer")

    def handle(self, *args: Any, email: str, name: str, senior: bool, **options: Any) -> None:
        """Check that the address and name are valid, then make the person an officer."""
        self._require_valid(email, name)
        user = make_officer(email=email, name=name, is_senior=senior, by=None)
        self.stdout.write(f"{user.name} ({user.get_role_display().lower()}): a mail says how to sign in.")

    def _require_valid(self, email: str, name: str) -> None:
        try:
            User(email=normalised(email), name=name, password="-").clean_fields()  # noqa: S106  # never saved
        except ValidationError as error:
            raise CommandError("; ".join(error.messages)) from error
        except ValueError as error:
            raise CommandError(f"This is no email address: {error}") from error
