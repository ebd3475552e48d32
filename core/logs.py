"""How the site writes its logs: one line for each event, with no keys and nothing personal."""

import logging
import sys
from datetime import UTC, datetime
from types import TracebackType
from typing import Any

import structlog

from core.scrubbing import describe_error, hide_keys, hide_personal

logger = logging.getLogger(__name__)
Event = dict[str, Any]


def hide_secrets(_logger: Any, _level: str, line: str) -> str:
    """Return a log line with the keys in its addresses hidden, wherever they appear."""
    return hide_keys(line)


def add_facts(_logger: Any, _level: str, event: Event) -> Event:
    """Say of each event when it was, how grave, which part wrote it, and for which request."""
    record: logging.LogRecord = event["_record"]
    facts = {
        "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
        "level": record.levelname.lower(),
        "logger": record.name,
        "request_id": None,
    }
    return {**facts, **structlog.contextvars.get_contextvars(), **event}


def describe_errors(_logger: Any, _level: str, event: Event) -> Event:
    """Put a traceback without values in the place of an error."""
    error = _error_of(event.pop("exc_info", None))
    return {**event, "error": describe_error(error)} if error else event


def scrub(_logger: Any, _level: str, event: Event) -> Event:
    """Hide what may be personal in every value. A traceback has been seen to, and quotes its own source."""
    return {name: value if name == "error" else _scrubbed(value) for name, value in event.items()}


def log_uncaught(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    """Log what ends a process, as `sys.excepthook`: Python would print it with its values."""
    if issubclass(kind, KeyboardInterrupt):
        sys.__excepthook__(kind, error, trace)
        return
    logger.critical("The process ended with an error", exc_info=(kind, error, trace))


def _error_of(exc_info: Any) -> BaseException | None:
    """Return the error that a logger was given: itself, as a tuple, or true for the one at hand."""
    if isinstance(exc_info, BaseException):
        return exc_info
    if isinstance(exc_info, tuple):
        error: BaseException | None = exc_info[1]
        return error
    return sys.exc_info()[1] if exc_info else None


def _scrubbed(value: Any) -> Any:
    if value is None or isinstance(value, (bool, int, float)):
        return value
    if isinstance(value, dict):
        return {name: _scrubbed(each) for name, each in value.items()}
    if isinstance(value, (list, tuple)):
        return [_scrubbed(each) for each in value]
    return hide_personal(str(value))
