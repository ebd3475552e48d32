from django.utils.translation import gettext_lazy as _

from accounts.tasks import LINKS_KEPT_FOR
from core.privacy import Keep, Personal

ACCOUNT_LIFE = Keep(_("Until a month after your account is closed"), days=30)
IDENTITY = Personal(
    what=_("Your name and email address, and whether you are an officer"),
    why=_("To sign you in and to write to you"),
    keep=ACCOUNT_LIFE,
    seen_by=_("You and officers"),
)
SIGN_IN = Personal(
    what=_("When you last signed in, and your password in a form that nobody can read"),
    why=_("To sign you in safely"),
    keep=ACCOUNT_LIFE,
    seen_by=_("Nobody"),
)
LINK = Personal(
    what=_("An email address that asked to register, and for what"),
    why=_("To make sure that the address is yours"),
    keep=Keep(_("Thirty days after the link that we sent has run out"), days=LINKS_KEPT_FOR.days),
    seen_by=_("Nobody"),
)
PERSONAL = {
    "accounts.User": {
        "email": IDENTITY,
        "name": IDENTITY,
        "role": IDENTITY,
        "password": SIGN_IN,
        "last_login": SIGN_IN,
    },
    "accounts.EmailLink": {"email": LINK, "purpose": LINK},
}
NOT_PERSONAL = {
    "accounts.User": ["is_active", "is_superuser", "groups", "user_permissions"],
    "accounts.EmailLink": ["secret_hash", "expires_at", "used_at"],
}
