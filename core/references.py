"""Reference numbers that people read out over the telephone."""

import secrets

# Without 0 and O, 1 and I and L, 5 and S, 2 and Z, which are easily misheard and misread.
ALPHABET = "346789ABCDEFGHJKMNPQRTUVWXY"
LENGTH = 6


def new_reference(prefix: str) -> str:
    """Return a random reference such as “SWP-G-7K3QW9”. There are about 387 million per prefix."""
    return f"SWP-{prefix}-{''.join(secrets.choice(ALPHABET) for _ in range(LENGTH))}"
