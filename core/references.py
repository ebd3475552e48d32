"""Reference numbers that people read out over the telephone."""

import secrets

# No 0 and O, 1 and I and L, 5 and S, 2 and Z: they are misheard and misread.
ALPHABET = "346789ABCDEFGHJKMNPQRTUVWXY"
LENGTH = 6


def new_reference(prefix: str) -> str:
    """Return a fresh reference such as “SWP-G-7K3QW9”: about 387 million a prefix."""
    return f"SWP-{prefix}-{''.join(secrets.choice(ALPHABET) for _ in range(LENGTH))}"
