"""The questions of a group's registration, in order. Pages and rules both read this table."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from core.registration import steps


@dataclass(frozen=True, slots=True)
class Step(steps.Step):
    """One question. `check` names the kind of check that an officer repeats if the answer changes.

    `stays_open`: the group may also change the answer after approval. `is_read_first`: an officer reads such
    a change before it takes effect.
    """

    check: str = ""
    stays_open: bool = True
    is_read_first: bool = False


STEPS = (
    Step("name", _("Name"), ("name",), needed=("name",), check="register", stays_open=False),
    Step(
        "kind",
        _("Type of group"),
        ("legal_form", "register_number"),
        needed=("legal_form",),
        check="register",
        stays_open=False,
    ),
    Step(
        "about",
        _("What you do"),
        ("summary", "audience"),
        needed=("summary", "audience"),
        check="activity",
        is_read_first=True,
    ),
    Step("priorities", _("Priorities"), ("priorities",), needed=("priorities",)),
    Step("wards", _("Wards"), ("wards",), needed=("wards",)),
    Step("base", _("Base"), ("postcode", "latitude", "longitude", "ward"), needed=("postcode",)),
    Step(
        "public",
        _("Public contact"),
        ("public_email", "public_phone", "website"),
        either=("public_email", "public_phone", "website"),
        is_read_first=True,
    ),
    Step(
        "contact",
        _("Contact for us"),
        ("contact_name", "contact_email", "contact_phone"),
        needed=("contact_name", "contact_email"),
        check="contact",
        is_read_first=True,
    ),
    Step(
        "safeguarding",
        _("Safeguarding lead"),
        ("safeguarding_name", "safeguarding_email", "safeguarding_phone"),
        needed=("safeguarding_name",),
        either=("safeguarding_email", "safeguarding_phone"),
        check="safeguarding",
        is_read_first=True,
    ),
    Step("declaration", _("Declaration"), ("declared_at",), needed=("declared_at",), stays_open=False),
)
STEP_BY_SLUG = {step.slug: step for step in STEPS}
