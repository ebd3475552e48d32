from typing import Any

from django.core.management.base import BaseCommand, CommandError

from demo.accounts import NotADemo, present_code, require_demo


class Command(BaseCommand):
    """Stands in for an authenticator app."""

    help = "Print the demo officers' sign-in code of the moment. Each code works once and for 30 seconds."

    def handle(self, *args: Any, **options: Any) -> None:
        """Print it."""
        try:
            require_demo()
        except NotADemo as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write(present_code())
