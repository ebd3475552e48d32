"""Email addresses: the one form in which the site keeps them, and the one by which limits count mailboxes."""

import unicodedata

import idna

# Providers that deliver to one mailbox with dots and without, and the name that each of them is counted by.
WITHOUT_DOTS = {"gmail.com": "gmail.com", "googlemail.com": "gmail.com"}


def normalised(email: str) -> str:
    """Return the one form of an address: ASCII, lower case, its domain as mail servers know it (IDNA 2008).

    Browsers send `zoe@münchen.example` as `zoe@xn--mnchen-3ya.example`, other programs as it was typed.
    Raises ValueError for a domain that can't be on the internet, and for a name that few mail servers take.
    """
    name, at, domain = unicodedata.normalize("NFKC", email).strip().lower().rpartition("@")
    name.encode("ascii")
    return f"{name}{at}{domain if domain.isascii() else idna.encode(domain, uts46=True).decode()}"


def mailbox_of(email: str) -> str:
    """Return what is the same for most addresses of one mailbox. Only for limits: it never names an account.

    What follows a plus sign is left out, and so are the dots of providers that ignore them.
    """
    name, at, domain = normalised(email).rpartition("@")
    name = name.partition("+")[0] or name
    if domain in WITHOUT_DOTS:
        name, domain = name.replace(".", ""), WITHOUT_DOTS[domain]
    return f"{name}{at}{domain}"
