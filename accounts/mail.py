"""Mail sent by this app.

The outbox is in a higher layer, so the settings name it, as they do Django's mail backend.
"""

from importlib import import_module
from typing import Any, Protocol, cast

from django.conf import settings


class Outbox(Protocol):
    """The functions that this app uses from `notifications.outbox`."""

    def queue(self, template: str, *, to: str, context: dict[str, Any], is_urgent: bool = False) -> Any: ...

    def queue_text(
        self, template: str, *, to: str, subject: str, body: str, is_urgent: bool = False
    ) -> Any: ...


def outbox() -> Outbox:
    """Return the site's outbox."""
    return cast("Outbox", import_module(settings.OUTBOX))
