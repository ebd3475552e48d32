from datetime import datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from notifications.monitoring import state_of_queues


class Command(BaseCommand):
    """Say what waits to be sent and to be done. The exit code is 1 if somebody has to look at it."""

    help = "Show waiting email and background work. Ends with exit code 1 if something is wrong."

    def handle(self, *args: Any, **options: Any) -> None:
        """Print a line for the outbox and one for each queue, then the problems."""
        state = state_of_queues(timezone.now())
        mail = state.mail
        self.stdout.write(
            f"email: {mail.waiting} waiting{_since(mail.oldest)}, {mail.undelivered} not delivered"
        )
        for work in state.queues:
            self.stdout.write(
                f"{work.queue.name}: {work.waiting} waiting{_since(work.oldest)}, "
                f"{work.running} running{_since(work.running_since)}"
            )
        if state.problems:
            raise CommandError("\n".join(state.problems))


def _since(moment: datetime | None) -> str:
    return f" since {moment:%Y-%m-%d %H:%M} UTC" if moment else ""
