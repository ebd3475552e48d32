from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from accounts.models import User
from accounts.services import LastSenior, change_role, close_officer


class Command(BaseCommand):
    """Change an officer's role or close their account, where no senior officer can do it on the desk."""

    help = "Change an officer's role, or close their account and sign them out everywhere."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Add the officer's email address, what to do and why."""
        parser.add_argument("email", help="the address that the officer signs in with")
        what = parser.add_mutually_exclusive_group(required=True)
        what.add_argument("--role", choices=User.Role.values, help="new role; public: no officer any more")
        what.add_argument("--close", action="store_true", help="close the account at once")
        parser.add_argument("--reason", required=True, help="why, for the audit trail")

    def handle(self, *args: Any, email: str, role: str | None, reason: str, **options: Any) -> None:
        """Find the officer and change them."""
        try:
            user = User.objects.officers().get(email=email.strip().lower())
            self._change(user, role, reason)
        except User.DoesNotExist as error:
            raise CommandError("No officer with an open account has this address.") from error
        except LastSenior as error:
            raise CommandError(
                "This is the last senior officer. Add another one first, with add_officer --senior."
            ) from error

    def _change(self, user: User, role: str | None, reason: str) -> None:
        if role is None:
            close_officer(user=user, reason=reason, by=None, now=timezone.now())
            self.stdout.write(f"{user}: the account is closed and signed out everywhere.")
        else:
            changed = change_role(user=user, role=role, reason=reason, by=None)
            self.stdout.write(f"{user}: {changed.get_role_display().lower()}.")
