from django.utils.translation import gettext_lazy as _

from core.privacy import Keep, Personal

ACCOUNT_LIFE = Keep(
    30,
    "days",
    after=_("you last signed in, if you neither volunteer, nor act for a group, nor decided as an officer"),
    work="accounts.retention.forget_unused_accounts",
)
LINK_LIFE = Keep(
    30, "days", after=_("the link that we sent has run out"), work="accounts.tasks.forget_old_links"
)
SESSION_LIFE = Keep(14, "days", after=_("you signed in"), work="accounts.retention.forget_ended_sessions")
IDENTITY = Personal(
    what=_("Your name and email address, and whether you are an officer"),
    why=_("To sign you in and to write to you"),
    keep=(ACCOUNT_LIFE,),
    seen_by=_("You and officers. Your address also by the people of a group that you act for"),
)
SIGN_IN = Personal(
    what=_("When you last signed in, your second way to sign in, and your password, unreadable for anybody"),
    why=_("To sign you in safely"),
    keep=(ACCOUNT_LIFE,),
    seen_by=_("Nobody"),
)
LINK = Personal(
    what=_("An email address that asked to register, and for what"),
    why=_("To make sure that the address is yours"),
    keep=(LINK_LIFE,),
    seen_by=_("Nobody"),
)
SESSION = Personal(
    what=_("That you are signed in on a device"),
    why=_("So that you need not sign in for each page"),
    keep=(SESSION_LIFE,),
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
# Tables of Django and allauth: sessions. Second factors are deleted with their account.
ELSEWHERE = [SESSION]
