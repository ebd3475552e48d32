from django.utils.translation import gettext_lazy as _

from core.privacy import Keep, Personal

ACCOUNT_LIFE = Keep(
    30,
    "days",
    after=_(
        "you last signed in, if you are not a volunteer, do not act for a group and "
        "made no decisions as an officer"
    ),
    work="accounts.retention.forget_unused_accounts",
)
LINK_LIFE = Keep(30, "days", after=_("the link we sent has expired"), work="accounts.tasks.forget_old_links")
SIGN_IN_LIFE = Keep(90, "days", after=_("you signed in"), work="accounts.retention.forget_old_sign_ins")
SESSION_LIFE = Keep(14, "days", after=_("you signed in"), work="accounts.retention.forget_ended_sessions")
IDENTITY = Personal(
    what=_("Your name and email address, and whether you are an officer"),
    why=_("To sign you in and contact you"),
    keep=(ACCOUNT_LIFE,),
    seen_by=_("You and officers. People in a group you act for can also see your email address"),
)
SIGN_IN = Personal(
    what=_(
        "When you last signed in, your two-factor authentication, and your password, which no one can read"
    ),
    why=_("To sign you in securely"),
    keep=(ACCOUNT_LIFE,),
    seen_by=_("No one"),
)
LINK = Personal(
    what=_("An email address that asked to register or was invited to a group, and which it was"),
    why=_("To check the address is yours"),
    keep=(LINK_LIFE,),
    seen_by=_("No one"),
)
SESSION = Personal(
    what=_("That you are signed in on a device"),
    why=_("So that you do not have to sign in on every page"),
    keep=(SESSION_LIFE,),
    seen_by=_("No one"),
)
SIGN_INS = Personal(
    what=_("When and how you signed in, from which network, and with which browser and system"),
    why=_("So that you can see if someone else signs in as you"),
    keep=(SIGN_IN_LIFE,),
    seen_by=_("You"),
)
NOT_SAVED = Personal(
    what=_("What an officer typed in a form and sent after we had signed them out"),
    why=_("So that nothing they typed is lost when they sign in again"),
    keep=(SESSION_LIFE,),
    seen_by=_("No one else"),
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
    "accounts.SignIn": {
        "user": SIGN_INS,
        "at": SIGN_INS,
        "network": SIGN_INS,
        "browser": SIGN_INS,
        "system": SIGN_INS,
        "method": SIGN_INS,
        "has_second_factor": SIGN_INS,
    },
}
NOT_PERSONAL = {
    "accounts.User": ["is_active", "is_superuser", "groups", "user_permissions"],
    "accounts.EmailLink": ["secret_hash", "expires_at", "used_at"],
}
# Tables of Django and allauth: sessions. Second factors are deleted with their account.
ELSEWHERE = [SESSION, NOT_SAVED]
