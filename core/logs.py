"""Keep secrets out of the logs."""

import re
from typing import Any

# Pages that anyone with their address can open: what follows these prefixes is a key.
SECRET_ADDRESSES = re.compile(r"(/account/(?:link|password/reset/key|confirm-email)/)[^/\s\"'?]+")


def hide_secrets(_logger: Any, _level: str, line: str) -> str:
    """Return a log line with the keys in its addresses hidden, wherever they appear."""
    return SECRET_ADDRESSES.sub(r"\1[hidden]", line)
