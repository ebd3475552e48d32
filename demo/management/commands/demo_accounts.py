from typing import Any

from django.core.management.base import BaseCommand, CommandError

from accounts.models import User
from demo.accounts import DOMAIN, PASSWORD, TOTP_SECRET, Cast, NotADemo, require_demo


class Command(BaseCommand):
    """Says who can sign in to the demo."""

    help = "Print the demo accounts with their password and the officers' second factor."

    def handle(self, *args: Any, **options: Any) -> None:
        """Print them as a table."""
        try:
            require_demo()
        except NotADemo as refusal:
            raise CommandError(str(refusal)) from refusal
        if not User.objects.filter(email__endswith=f"@{DOMAIN}").exists():
            raise CommandError("There are no demo accounts here. Run seed_demo first.")
        self.stdout.write(f"Demo accounts, all with the password {PASSWORD}\n\n")
        for person in Cast.PEOPLE:
            code = "asks for a code" if person.has_second_factor else ""
            self.stdout.write(f"  {person.email:<20} {person.what:<28} {code}".rstrip())
        self.stdout.write(f"\nThe officers' codes: put the secret {TOTP_SECRET} into an authenticator app,")
        self.stdout.write("or let `python3 run.py code` print the code of the moment.")
