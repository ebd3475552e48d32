from django.utils.translation import gettext_lazy as _

from core.privacy import Keep, Personal

MAIL_LIFE = Keep(90, "days", after=_("it was written"), work="notifications.tasks.forget_old")
MAIL = Personal(
    what=_("That we emailed you, and what about. We delete the text once the email is sent"),
    why=_("To make sure that each email is sent once"),
    keep=(MAIL_LIFE,),
    seen_by=_("The people who run the website"),
)
PERSONAL = {
    "notifications.Message": {"to": MAIL, "subject": MAIL, "body": MAIL, "last_error": MAIL},
}
NOT_PERSONAL = {
    "notifications.Message": [
        "template",
        "state",
        "attempts",
        "not_before",
        "give_up_at",
        "is_urgent",
        "sent_at",
        "once_key",
    ],
}
