"""What gates and parts of a score are called on pages."""

from django.utils.translation import gettext_lazy as _

NAMES = {
    "skills": _("Skills"),
    "interests": _("Interests"),
    "nearness": _("Nearness"),
    "spare": _("Time to spare"),
    "same_ward": _("Same ward"),
    "ward_need": _("Need of the ward"),
    "long_wait": _("Time without a place"),
    "newcomer": _("New to volunteering"),
    "least_asked": _("Time since last asked"),
    "standing": _("Taking part"),
    "group": _("Group"),
    "places": _("Places"),
    "history": _("New to the role"),
    "age": _("Age"),
    "dbs": _("DBS check"),
    "availability": _("Times"),
    "away": _("Time away"),
    "travel": _("Travel"),
    "languages": _("Languages"),
    "conflict": _("Conflicts"),
    "limit": _("Number of roles"),
    "asks": _("Offers this month"),
    "clash": _("Other roles"),
    "talk": _("To talk about"),
}
