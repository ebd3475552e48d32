"""Mail of this app. The outbox stands above it, so the settings say where it is, as for Django's own mail."""

from importlib import import_module
from typing import Any, Protocol, cast

from django.conf import settings


class Outbox(Protocol):
    """What this app asks of `notifications.outbox`."""

    def queue(self, template: str, *, to: str, context: dict[str, Any]) -> Any: ...

    def queue_text(self, template: str, *, to: str, subject: str, body: str) -> Any: ...


def outbox() -> Outbox:
    """Return the site's outbox."""
    return cast("Outbox", import_module(settings.OUTBOX))
