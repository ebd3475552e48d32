"""The questions that a volunteer is asked, in their order: the one table that pages and rules read."""

from django.utils.translation import gettext_lazy as _

from core.registration.steps import Step
from volunteers.yes_or_no import QUESTIONS

STEPS = (
    Step("name", _("Name"), ("name",)),
    Step("age", _("Age"), ("born_on", "is_over_18")),
    Step("home", _("Postcode"), ("postcode", "latitude", "longitude", "ward")),
    Step("travel", _("How you travel"), ("travel_by", "travel_miles")),
    Step("wards", _("Other wards"), ("serves_wards",)),
    Step("times", _("When you are free"), ("availability",)),
    Step("skills", _("Skills"), ("skills",)),
    Step("experience", _("Experience"), ("skills_strong",), asked_if="skills"),
    Step("interests", _("What you care about"), ("interests",)),
    Step("languages", _("Languages"), ("languages",)),
    Step("limit", _("How much you want to do"), ("placement_limit", "asks_limit")),
    Step("dbs", _("DBS check"), ("dbs_declared",)),
    *(Step(each.slug, each.title, (each.field,), is_new=True) for each in QUESTIONS),
    Step("phone", _("Telephone number"), ("phone",)),
)
STEP_BY_SLUG = {step.slug: step for step in STEPS}
