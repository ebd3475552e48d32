"""Keeps secrets out of the logs."""

import re
from typing import Any

# Pages that open for whoever has their address: whatever follows these is a key.
SECRET_ADDRESSES = re.compile(r"(/account/(?:link|password/reset/key|confirm-email)/)[^/\s\"'?]+")


def hide_secrets(_logger: Any, _level: str, line: str) -> str:
    """Return a line of the log without the keys in its addresses, wherever in the line they stand."""
    return SECRET_ADDRESSES.sub(r"\1[hidden]", line)
