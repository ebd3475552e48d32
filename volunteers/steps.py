"""The questions that a volunteer is asked, in their order: the one table that pages and rules read."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class Step:
    """One question and the fields in which its answer is kept."""

    slug: str
    title: Any
    fields: tuple[str, ...]


STEPS = (
    Step("name", _("Name"), ("name",)),
    Step("age", _("Age"), ("born_on", "is_over_18")),
    Step("home", _("Postcode"), ("postcode", "latitude", "longitude", "ward")),
    Step("travel", _("How far you travel"), ("travel_miles",)),
    Step("times", _("When you are free"), ("availability",)),
    Step("skills", _("Skills"), ("skills",)),
    Step("interests", _("What you care about"), ("interests",)),
    Step("languages", _("Languages"), ("languages",)),
    Step("limit", _("How many roles"), ("placement_limit",)),
    Step("dbs", _("DBS check"), ("dbs_declared",)),
    Step("phone", _("Telephone number"), ("phone",)),
)
STEP_BY_SLUG = {step.slug: step for step in STEPS}
