"""May this person do this role? A list of named gates, each pass, fail or unknown, with its reason.

Plain Python without Django. Unknown never counts as a pass: somebody has to ask. The same sentences
are shown to the officer and to the volunteer, so they are written about neither.

A new gate: write a function `(candidate, opening) -> Gate` and put it into GATES; nothing else changes.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import NamedTuple

from matching.facts import Candidate, Engagement, Opening
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
    """All gates' answers about one person and one role, in the order of GATES.

    A gate that an officer's override passes over goes on saying no, and is shown; it stands in nobody's way.
    """

    gates: tuple[Gate, ...]
    passed_over: frozenset[str] = frozenset()

    @property
    def is_eligible(self) -> bool:
        """Whether no gate is in the way."""
        return not self.lacking

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
        """The gates in the way: they do not pass, for either reason, and nothing passes over them."""
        return tuple(
            gate for gate in self.gates if gate.outcome is not PASS and gate.code not in self.passed_over
        )

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
GROUP_IS_SOUND = Gate("group", PASS, gettext_noop("The group that runs the role is approved"))
GROUP_IS_NOT_SOUND = Gate(
    "group",
    FAIL,
    gettext_noop("The group that runs the role is not approved at the moment"),
    remedy_message=gettext_noop("An officer has to settle the group's standing first."),
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
NOT_AWAY = Gate("away", PASS, gettext_noop("Not away when the role takes place"))
WILLING_IN_WARD = Gate("travel", PASS, gettext_noop("Willing to help in this ward, however far it is"))
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
NO_CONFLICT = Gate("conflict", PASS, gettext_noop("Nothing on record keeps them from this role"))
KEPT_FROM_GROUP = Gate(
    "conflict",
    FAIL,
    gettext_noop("An officer recorded that they must not be matched with this group"),
    remedy_message=gettext_noop("An officer has to lift what is on record."),
)
KEPT_FROM_PLACE = KEPT_FROM_GROUP._replace(
    message=gettext_noop("An officer recorded that they must not be matched with this place")
)
KEPT_FROM_SOMEBODY = KEPT_FROM_GROUP._replace(
    message=gettext_noop("An officer recorded that they must not be matched with somebody in this role")
)
NOT_ASKED_TOO_OFTEN = Gate("asks", PASS, gettext_noop("May be asked once more this month"))
NO_CLASH = Gate("clash", PASS, gettext_noop("No other role at the same times"))
# What a volunteer reads instead of a reason that is for officers alone, whatever it is.
TALK_FIRST = Gate(
    "talk",
    UNKNOWN,
    gettext_noop("An officer has to talk with you about this role"),
    remedy_message=gettext_noop("Get in touch if you would like to do it."),
)
WITHIN_LIMIT = Gate("limit", PASS, gettext_noop("Has time for one more role"))


def standing(candidate: Candidate, _opening: Opening) -> Gate:
    """The person is taking part, not paused."""
    return ACTIVE if candidate.is_active else PAUSED


def group(_candidate: Candidate, opening: Opening) -> Gate:
    """The group that runs the role stands well with the partnership."""
    return GROUP_IS_SOUND if opening.is_group_sound else GROUP_IS_NOT_SOUND


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


def away(candidate: Candidate, opening: Opening) -> Gate:
    """The person is there when the role starts; all the time, where it has an end."""
    first, last = opening.starts_on, opening.ends_on or opening.starts_on
    for absence in candidate.away:
        if absence.starts_on <= last and absence.ends_on >= first:
            return Gate(
                "away",
                FAIL,
                gettext_noop("Away from %(day)s to %(last_day)s"),
                {"day": absence.starts_on, "last_day": absence.ends_on},
                gettext_noop("Ask whether they can be there all the same, or let them start after that."),
            )
    return NOT_AWAY


def travel(candidate: Candidate, opening: Opening) -> Gate:
    """The place is no further away, in a straight line, than the person goes by their means of travel.

    Nor does it matter how far it is in a ward where they are willing to help. A private place is in none.
    """
    if opening.plane is None:
        return PLACE_IS_PRIVATE
    if opening.ward is not None and opening.ward in candidate.serves:
        return WILLING_IN_WARD
    square_miles = opening.square_miles_to(candidate)
    if square_miles is None:
        return HOME_UNKNOWN
    # Squares are compared, as SQL does, so that both agree at the very edge.
    reach = candidate.reach
    return NEAR_ENOUGH if square_miles <= reach * reach else _too_far(candidate, square_miles**0.5)


def _too_far(candidate: Candidate, miles: float) -> Gate:
    values: Values = {"miles": miles, "limit_miles": candidate.reach}
    if candidate.reach == candidate.travel_miles:
        return Gate(
            "travel",
            FAIL,
            gettext_noop("%(miles)s miles away, further than the %(limit_miles)s miles chosen"),
            values,
            gettext_noop("Ask whether they would travel further for this role."),
        )
    return Gate(
        "travel",
        FAIL,
        gettext_noop("%(miles)s miles away, further than the %(limit_miles)s miles expected %(means)s"),
        {**values, "means": candidate.travel_by},
        gettext_noop("Ask whether they could get there another way."),
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


def conflict(candidate: Candidate, opening: Opening) -> Gate:
    """No officer has recorded that the person must not be with the group, at the place or with the people."""
    if not candidate.avoids:
        return NO_CONFLICT
    if opening.group in candidate.avoids:
        return KEPT_FROM_GROUP
    if opening.venue in candidate.avoids:
        return KEPT_FROM_PLACE
    return NO_CONFLICT if candidate.avoids.isdisjoint(opening.people) else KEPT_FROM_SOMEBODY


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


def asks(candidate: Candidate, _opening: Opening) -> Gate:
    """One more offer stays within the most that one person is asked in 30 days."""
    if candidate.asks < candidate.asks_limit:
        return NOT_ASKED_TOO_OFTEN
    return Gate(
        "asks",
        FAIL,
        gettext_noop("Offers made in the last 30 days: %(count)s, and the most is %(limit)s"),
        {"count": candidate.asks, "limit": candidate.asks_limit},
        gettext_noop("Wait until 30 days have passed since one of them, or until more are welcome."),
    )


def clash(candidate: Candidate, opening: Opening) -> Gate:
    """No other role that the person has, or has been offered, takes place at the same times."""
    taken = 0
    for engagement in candidate.engagements:
        if engagement.role != opening.id and _is_same_time(engagement, opening):
            taken |= engagement.slots & opening.slots
    if not taken:
        return NO_CLASH
    return Gate(
        "clash",
        FAIL,
        gettext_noop("Has another role, or an offer of one, on %(slots)s"),
        {"slots": taken},
        gettext_noop("The times of one of the two have to move, or the other has to end."),
    )


def _is_same_time(engagement: Engagement, opening: Opening) -> bool:
    """Whether there is a day on which both take place."""
    is_over = engagement.ends_on is not None and engagement.ends_on < opening.starts_on
    is_later = opening.ends_on is not None and engagement.starts_on > opening.ends_on
    return not is_over and not is_later


GATES: tuple[Callable[[Candidate, Opening], Gate], ...] = (
    standing,
    group,
    places,
    history,
    age,
    dbs,
    availability,
    away,
    travel,
    languages,
    conflict,
    limit,
    asks,
    clash,
)
# Gates that keep people at risk safe: to pass over one of them takes a second officer.
SAFEGUARDING = frozenset({"age", "dbs", "conflict"})
# An officer may pass over any gate but these: they are about the role and about consent, not suitability.
OVERRIDABLE = frozenset(gate.__name__ for gate in GATES) - {"standing", "group", "places", "history"}


def judge(candidate: Candidate, opening: Opening, passed_over: Collection[str] = ()) -> Verdict:
    """Ask every gate about one person and one role; an officer may have decided to pass over some."""
    gates = tuple([gate(candidate, opening) for gate in GATES])
    return Verdict(gates, OVERRIDABLE.intersection(passed_over))
