"""May this person do this role? A list of named gates, each pass, fail or unknown, with its reason.

Plain Python without Django. Unknown never counts as a pass: somebody has to ask. The same sentences
are shown to the officer and to the volunteer, so they are written about neither.

A new gate: write a function `(candidate, opening) -> Gate` and put it into GATES; nothing else changes.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import NamedTuple

from matching.facts import Candidate, Opening
from matching.wording import ENGLISH, Values, Wording
from volunteers.catalogues import gettext_noop


class Outcome(Enum):
    """What a gate says."""

    PASS = "pass"  # noqa: S105 - an answer, not a password
    FAIL = "fail"
    UNKNOWN = "unknown"


NO_VALUES: Values = {}
ADULT = 18  # what "over 18" vouches for


class Gate(NamedTuple):
    """One gate's answer about one person and one role.

    `message` and `remedy_message` are English templates marked for translation; `values` are the raw
    facts they speak of (masks, levels, dates: see `matching.wording`).
    """

    code: str
    outcome: Outcome
    message: str
    values: Values = NO_VALUES
    remedy_message: str = ""

    def say(self, wording: Wording) -> str:
        """Return the reason in the reader's language."""
        return wording.sentence(self.message, self.values)

    def say_remedy(self, wording: Wording) -> str:
        """Return what would change the answer, in the reader's language; empty on a pass."""
        return wording.sentence(self.remedy_message, self.values) if self.remedy_message else ""

    @property
    def reason(self) -> str:
        """The reason as an English sentence."""
        return self.say(ENGLISH)

    @property
    def remedy(self) -> str:
        """What would change the answer, in English; empty on a pass."""
        return self.say_remedy(ENGLISH)


@dataclass(frozen=True, slots=True)
class Verdict:
    """All gates' answers about one person and one role, in the order of GATES."""

    gates: tuple[Gate, ...]

    @property
    def is_eligible(self) -> bool:
        """Whether every gate passes."""
        return all(gate.outcome is PASS for gate in self.gates)

    @property
    def failing(self) -> tuple[Gate, ...]:
        """The gates that say no."""
        return tuple(gate for gate in self.gates if gate.outcome is FAIL)

    @property
    def unknown(self) -> tuple[Gate, ...]:
        """The gates that cannot say: these need to be asked."""
        return tuple(gate for gate in self.gates if gate.outcome is UNKNOWN)

    @property
    def lacking(self) -> tuple[Gate, ...]:
        """The gates that do not pass, for either reason."""
        return tuple(gate for gate in self.gates if gate.outcome is not PASS)

    @property
    def one_thing(self) -> Gate | None:
        """The only gate in the way; None if there is no such gate or more than one."""
        lacking = self.lacking
        return lacking[0] if len(lacking) == 1 else None


# Members of an Enum are slow to reach; these names are read for every pair.
PASS, FAIL, UNKNOWN = Outcome.PASS, Outcome.FAIL, Outcome.UNKNOWN

# Answers without values are made once: most pairs get these.
ACTIVE = Gate("standing", PASS, gettext_noop("Taking part at the moment"))
PAUSED = Gate(
    "standing",
    FAIL,
    gettext_noop("Not taking part at the moment"),
    remedy_message=gettext_noop("They can start again from their own page."),
)
IS_OPEN = Gate("places", PASS, gettext_noop("The role has a place left"))
NOT_OPEN = Gate(
    "places",
    FAIL,
    gettext_noop("The role is not taking people"),
    remedy_message=gettext_noop("The role has to be opened first."),
)
FULL = Gate(
    "places",
    FAIL,
    gettext_noop("The role has no place left"),
    remedy_message=gettext_noop("A place has to become free, or the role has to take more people."),
)
NEW_TO_ROLE = Gate("history", PASS, gettext_noop("Not in this role yet"))
ALREADY_OFFERED = Gate(
    "history",
    FAIL,
    gettext_noop("This role has been offered already"),
    remedy_message=gettext_noop("Wait for the answer, or withdraw the offer."),
)
ALREADY_PLACED = Gate(
    "history",
    FAIL,
    gettext_noop("Has a place in this role already"),
    remedy_message=gettext_noop("Nothing to do: the place is theirs."),
)
ANY_AGE = Gate("age", PASS, gettext_noop("The role is open to any age"))
OLD_ENOUGH = Gate("age", PASS, gettext_noop("Old enough on the day the role starts"))
NO_DBS_NEEDED = Gate("dbs", PASS, gettext_noop("The role needs no DBS check"))
DBS_HELD = Gate("dbs", PASS, gettext_noop("The DBS check has been seen and is in date"))
FLEXIBLE = Gate("availability", PASS, gettext_noop("The role's times are flexible"))
FREE = Gate("availability", PASS, gettext_noop("Free at all the role's times"))
TIMES_NEVER_TOLD = Gate(
    "availability",
    UNKNOWN,
    gettext_noop("Free times are not known"),
    remedy_message=gettext_noop("Ask when they are free."),
)
NEAR_ENOUGH = Gate("travel", PASS, gettext_noop("Near enough to travel"))
PLACE_IS_PRIVATE = Gate(
    "travel",
    UNKNOWN,
    gettext_noop("The place is kept private, so the distance is not shown"),
    remedy_message=gettext_noop("An officer has to ask whether the journey is possible."),
)
HOME_UNKNOWN = Gate(
    "travel",
    UNKNOWN,
    gettext_noop("The home postcode is not known"),
    remedy_message=gettext_noop("Ask for the home postcode."),
)
LANGUAGES_SPOKEN = Gate("languages", PASS, gettext_noop("Speaks every language the role needs"))
WITHIN_LIMIT = Gate("limit", PASS, gettext_noop("Has time for one more role"))


def standing(candidate: Candidate, _opening: Opening) -> Gate:
    """The person is taking part, not paused."""
    return ACTIVE if candidate.is_active else PAUSED


def places(_candidate: Candidate, opening: Opening) -> Gate:
    """The role takes people and has a place that nobody holds."""
    if not opening.is_open:
        return NOT_OPEN
    return IS_OPEN if opening.places_left > 0 else FULL


def history(candidate: Candidate, _opening: Opening) -> Gate:
    """Nobody is asked twice for, or placed twice in, the same role at one time."""
    if candidate.role_history == "none":
        return NEW_TO_ROLE
    return ALREADY_OFFERED if candidate.role_history == "offered" else ALREADY_PLACED


def age(candidate: Candidate, opening: Opening) -> Gate:
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
    return Gate(
        "age",
        FAIL,
        gettext_noop("Will be %(age)s on the day the role starts, and it asks for %(minimum_age)s"),
        {"age": years, "minimum_age": minimum, "day": birthday(candidate.born_on, minimum)},
        gettext_noop("They are old enough from %(day)s."),
    )


def _age_unknown(candidate: Candidate, minimum: int) -> Gate:
    message = (
        gettext_noop("Over 18, but the role asks for %(minimum_age)s")
        if candidate.is_over_18
        else gettext_noop("Age is not known, and the role asks for %(minimum_age)s")
    )
    return Gate("age", UNKNOWN, message, {"minimum_age": minimum}, gettext_noop("Ask for the date of birth."))


def age_on(born_on: date, day: date) -> int:
    """Return the age in whole years on a day; someone born on 29 February ages on 1 March."""
    return day.year - born_on.year - ((day.month, day.day) < (born_on.month, born_on.day))


def birthday(born_on: date, years: int) -> date:
    """Return the day on which somebody reaches an age."""
    try:
        return born_on.replace(year=born_on.year + years)
    except ValueError:  # 29 February in a year without one
        return date(born_on.year + years, 3, 1)


def dbs(candidate: Candidate, opening: Opening) -> Gate:
    """A check of the level needed has been seen by an officer and still counts on the first day.

    What the person declares never passes: it only says what an officer should ask to see.
    """
    needed = opening.dbs_level
    if needed == 0:
        return NO_DBS_NEEDED
    if candidate.dbs_level < needed:
        is_declared = candidate.dbs_declared >= needed
        return _dbs_declared(candidate, needed) if is_declared else _dbs_lacking(candidate, needed)
    if candidate.dbs_valid_until is None:
        return _dbs_undated(candidate)
    if candidate.dbs_valid_until >= opening.starts_on:
        return DBS_HELD
    return Gate(
        "dbs",
        FAIL,
        gettext_noop("%(held_level)s ends on %(day)s, before the role starts"),
        {"held_level": candidate.dbs_level, "needed_level": needed, "day": candidate.dbs_valid_until},
        gettext_noop("A new check has to be made and seen by an officer."),
    )


def _dbs_declared(candidate: Candidate, needed: int) -> Gate:
    return Gate(
        "dbs",
        UNKNOWN,
        gettext_noop("%(held_level)s declared, not yet seen by an officer"),
        {"held_level": candidate.dbs_declared, "needed_level": needed},
        gettext_noop("An officer has to see the certificate."),
    )


def _dbs_undated(candidate: Candidate) -> Gate:
    return Gate(
        "dbs",
        UNKNOWN,
        gettext_noop("%(held_level)s seen, but not until when it counts"),
        {"held_level": candidate.dbs_level},
        gettext_noop("An officer has to record until when the check counts."),
    )


def _dbs_lacking(candidate: Candidate, needed: int) -> Gate:
    return Gate(
        "dbs",
        FAIL,
        gettext_noop("The role needs: %(needed_level)s. Held: %(held_level)s"),
        {"needed_level": needed, "held_level": candidate.dbs_level},
        gettext_noop("The check has to be made and seen by an officer."),
    )


def availability(candidate: Candidate, opening: Opening) -> Gate:
    """The person is free at every weekly slot of the role."""
    if opening.slots == 0:
        return FLEXIBLE
    if candidate.availability is None:
        return TIMES_NEVER_TOLD
    missing = opening.slots & ~candidate.availability
    if missing == 0:
        return FREE
    return Gate(
        "availability",
        FAIL,
        gettext_noop("Not free on %(slots)s"),
        {"slots": missing},
        gettext_noop("Ask whether they can be free then, or move the role's times."),
    )


def travel(candidate: Candidate, opening: Opening) -> Gate:
    """The place is no further away, in a straight line, than the person goes."""
    square_miles = opening.square_miles_to(candidate)
    if square_miles is None:
        return PLACE_IS_PRIVATE if opening.plane is None else HOME_UNKNOWN
    # Squares are compared, as SQL does, so that both agree at the very edge.
    if square_miles <= candidate.travel_miles * candidate.travel_miles:
        return NEAR_ENOUGH
    return Gate(
        "travel",
        FAIL,
        gettext_noop("%(miles)s miles away, further than the %(limit_miles)s miles chosen"),
        {"miles": square_miles**0.5, "limit_miles": candidate.travel_miles},
        gettext_noop("Ask whether they would travel further for this role."),
    )


def languages(candidate: Candidate, opening: Opening) -> Gate:
    """The person speaks every language that the role needs."""
    missing = opening.languages & ~candidate.languages
    if missing == 0:
        return LANGUAGES_SPOKEN
    if candidate.languages == 0:
        return Gate(
            "languages",
            UNKNOWN,
            gettext_noop("Languages are not known, and the role needs %(languages)s"),
            {"languages": missing},
            gettext_noop("Ask which languages they speak."),
        )
    return Gate(
        "languages",
        FAIL,
        gettext_noop("Does not speak %(languages)s"),
        {"languages": missing},
        gettext_noop("Ask whether they speak it, or whether the role can do without."),
    )


def limit(candidate: Candidate, _opening: Opening) -> Gate:
    """One more role stays within the most that the person takes on at one time."""
    if candidate.commitments < candidate.placement_limit:
        return WITHIN_LIMIT
    return Gate(
        "limit",
        FAIL,
        gettext_noop("Roles and open offers held: %(count)s, and the most chosen is %(limit)s"),
        {"count": candidate.commitments, "limit": candidate.placement_limit},
        gettext_noop("Wait until one ends, or ask whether they would take on more."),
    )


GATES: tuple[Callable[[Candidate, Opening], Gate], ...] = (
    standing,
    places,
    history,
    age,
    dbs,
    availability,
    travel,
    languages,
    limit,
)


def judge(candidate: Candidate, opening: Opening) -> Verdict:
    """Ask every gate about one person and one role."""
    return Verdict(tuple([gate(candidate, opening) for gate in GATES]))
