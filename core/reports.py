"""Reports of errors to a service such as Sentry, where one is configured. They hold nothing personal.

A report is made anew from what may leave the site: which error, where in the code, and for which request. The
values of variables, the request's own contents and who was signed in are never in it.
"""

import logging
from typing import Any

from structlog.contextvars import get_contextvars

from core.scrubbing import hide_personal, hide_values

KEPT = ("event_id", "timestamp", "platform", "level", "logger", "release")
KEPT_OF_FRAMES = ("filename", "function", "module", "lineno", "in_app")


def start_reports(dsn: str) -> None:
    """Report each error that is logged to the service at `dsn`, or nowhere if that is empty.

    It is the same for web processes, workers and commands: all of them log their errors.
    """
    if not dsn:
        return
    import sentry_sdk  # it is slow to load, and most sites don't need it
    from sentry_sdk.integrations.logging import LoggingIntegration

    sentry_sdk.init(
        dsn=dsn,
        default_integrations=False,
        integrations=[LoggingIntegration(level=None, event_level=logging.ERROR)],
        include_local_variables=False,
        include_source_context=False,
        max_breadcrumbs=0,
        before_send=scrubbed,
    )


def scrubbed(event: Any, _hint: dict[str, Any]) -> Any:
    """Return a report with what may leave the site, and nothing else."""
    words = event.get("logentry", {})
    return {
        **{name: event[name] for name in KEPT if name in event},
        "message": hide_personal(words.get("formatted") or words.get("message") or ""),
        "tags": {"request_id": str(get_contextvars().get("request_id", ""))},
        "exception": {"values": [_error(each) for each in event.get("exception", {}).get("values", [])]},
    }


def _error(value: dict[str, Any]) -> dict[str, Any]:
    frames = (value.get("stacktrace") or {}).get("frames", [])
    return {
        "type": value.get("type"),
        "module": value.get("module"),
        "value": hide_values(value.get("value") or ""),
        "stacktrace": {
            "frames": [{name: each[name] for name in KEPT_OF_FRAMES if name in each} for each in frames]
        },
    }
