"""The gates about who a person is: their age and their DBS check."""

from datetime import date

from matching.eligibility.answers import FAIL, PASS, UNKNOWN, Finding
from matching.facts import Candidate, Opening
from volunteers.ages import ADULT, age_on, birthday
from volunteers.catalogues import gettext_noop

# DBS levels of `volunteers.catalogues.DBS_LEVELS`: the lowest that shows that a role reaches people at risk,
# as in `Role.is_safeguarding`, and the one of regulated activity.
REACHES_PEOPLE_AT_RISK, NEEDS_BARRED_LISTS = 2, 4

IS_ADULT = Finding("adult", PASS, gettext_noop("18 or over"))
ADULT_UNKNOWN = Finding(
    "adult",
    UNKNOWN,
    gettext_noop("Age not known"),
    remedy_message=gettext_noop("Ask for their date of birth."),
)
ANY_AGE = Finding("age", PASS, gettext_noop("The role is open to any age"))
OLD_ENOUGH = Finding("age", PASS, gettext_noop("Old enough on the first day of the role"))
NO_DBS_NEEDED = Finding("dbs", PASS, gettext_noop("The role does not need a DBS check"))


def adult(candidate: Candidate, opening: Opening) -> Finding:
    """The person is 18 or over as of today: younger people need a guardian's consent, which we can't ask for.

    Without a date of birth, what they said answers.
    """
    if candidate.born_on is None:
        return IS_ADULT if candidate.is_over_18 else ADULT_UNKNOWN
    if age_on(candidate.born_on, opening.on) >= ADULT:
        return IS_ADULT
    return Finding(
        "adult",
        FAIL,
        gettext_noop("Under 18 until %(day)s"),
        {"day": birthday(candidate.born_on, ADULT)},
        gettext_noop("Nobody can be offered a role before they are 18."),
    )


def for_every_role(_opening: Opening) -> bool:
    """Nobody may let someone under 18 do any role."""
    return True


def age(candidate: Candidate, opening: Opening) -> Finding:
    """The person is old enough on the first day.

    Without a date of birth, "over 18" answers for roles up to 18 and for no others.
    """
    minimum = opening.minimum_age
    if minimum is None:
        return ANY_AGE
    if candidate.born_on is None:
        is_vouched_for = candidate.is_over_18 and minimum <= ADULT
        return OLD_ENOUGH if is_vouched_for else _age_unknown(candidate, minimum)
    years = age_on(candidate.born_on, opening.starts_on)
    if years >= minimum:
        return OLD_ENOUGH
    return Finding(
        "age",
        FAIL,
        gettext_noop(
            "Will be %(age)s on the first day of the role, which has a minimum age of %(minimum_age)s"
        ),
        {"age": years, "minimum_age": minimum, "day": birthday(candidate.born_on, minimum)},
        gettext_noop("They will be old enough on %(day)s."),
    )


def reaches_people_at_risk(opening: Opening) -> bool:
    """Whether a role reaches people at risk, so that nobody too young may do it, whoever agrees."""
    return opening.dbs_level >= REACHES_PEOPLE_AT_RISK


def needs_barred_lists(opening: Opening) -> bool:
    """Whether a role is regulated activity: it is a crime to let someone who is barred do it.

    Safeguarding Vulnerable Groups Act 2006, section 9. Only the check says who is barred.
    """
    return opening.dbs_level >= NEEDS_BARRED_LISTS


def _age_unknown(candidate: Candidate, minimum: int) -> Finding:
    message = (
        gettext_noop("Over 18, but the role has a minimum age of %(minimum_age)s")
        if candidate.is_over_18
        else gettext_noop("Age not known, and the role has a minimum age of %(minimum_age)s")
    )
    return Finding(
        "age", UNKNOWN, message, {"minimum_age": minimum}, gettext_noop("Ask for their date of birth.")
    )


def dbs(candidate: Candidate, opening: Opening) -> Finding:
    """A check of the level needed has been seen by an officer and still counts on the first day.

    What the person declares never passes: it only says what an officer should ask to see.
    """
    needed = opening.dbs_level
    if needed == 0:
        return NO_DBS_NEEDED
    if candidate.dbs_level < needed:
        is_declared = candidate.dbs_declared >= needed
        return _dbs_declared(candidate, needed) if is_declared else _dbs_missing(candidate, needed)
    if candidate.dbs_valid_until is None:
        return _dbs_undated(candidate)
    if candidate.dbs_valid_until >= opening.starts_on:
        return _dbs_held(candidate.dbs_valid_until)
    return Finding(
        "dbs",
        FAIL,
        gettext_noop("%(held_level)s expires on %(day)s, before the first day of the role"),
        {"held_level": candidate.dbs_level, "needed_level": needed, "day": candidate.dbs_valid_until},
        gettext_noop("They need a new check, and an officer must see it."),
    )


def _dbs_held(until: date) -> Finding:
    return Finding("dbs", PASS, gettext_noop("DBS check seen. It counts until %(day)s"), {"day": until})


def _dbs_declared(candidate: Candidate, needed: int) -> Finding:
    return Finding(
        "dbs",
        UNKNOWN,
        gettext_noop("%(held_level)s declared, but not yet seen by an officer"),
        {"held_level": candidate.dbs_declared, "needed_level": needed},
        gettext_noop("An officer needs to see the certificate."),
    )


def _dbs_undated(candidate: Candidate) -> Finding:
    return Finding(
        "dbs",
        UNKNOWN,
        gettext_noop("%(held_level)s seen, but no expiry date recorded"),
        {"held_level": candidate.dbs_level},
        gettext_noop("An officer needs to record when the check expires."),
    )


def _dbs_missing(candidate: Candidate, needed: int) -> Finding:
    return Finding(
        "dbs",
        FAIL,
        gettext_noop("The role needs: %(needed_level)s. Has: %(held_level)s"),
        {"needed_level": needed, "held_level": candidate.dbs_level},
        gettext_noop("They need the check, and an officer must see it."),
    )
