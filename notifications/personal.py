from django.utils.translation import gettext_lazy as _

from core.privacy import Keep, Personal

MAIL_LIFE = Keep(90, "days", after=_("it was written"), work="notifications.tasks.forget_old")
MAIL = Personal(
    what=_("That we wrote to you, and about what. The words themselves go once the mail is sent"),
    why=_("To make sure that each mail goes out, and only once"),
    keep=(MAIL_LIFE,),
    seen_by=_("Whoever looks after the site"),
)
PERSONAL = {
    "notifications.Message": {"to": MAIL, "subject": MAIL, "body": MAIL, "last_error": MAIL},
}
NOT_PERSONAL = {
    "notifications.Message": ["template", "state", "attempts", "not_before", "sent_at", "once_key"],
}
