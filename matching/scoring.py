"""How well does this role suit this person? A weighted sum of named parts, each from 0 to 1.

Plain Python without Django. The officer and the volunteer are shown the same parts in the same words.
A part that cannot be known is 0 and says so.

A new part: write its measure and its words, put them into PARTS, and give it a weight in WEIGHTS.
"""

from collections.abc import Callable, Iterable, Mapping
from math import inf, sqrt
from typing import NamedTuple

from matching.facts import Candidate, Identity, Opening
from matching.wording import ENGLISH, Values, Wording
from volunteers.catalogues import EVERY_SLOT, SLOT_COUNT, gettext_noop

# Whole hundredths, so that a set of weights sums to exactly one and no score exceeds 1.
Weights = Mapping[str, int]
WHOLE = 100
WEIGHTS: Weights = {
    "skills": 30,
    "interests": 15,
    "nearness": 15,
    "spare": 10,
    "same_ward": 5,
    "ward_need": 10,
    "long_wait": 5,
    "newcomer": 5,
    "least_asked": 5,
}
LONGEST_WAIT = 180  # days without a new place that count in full
LONGEST_REST = 90  # days since the latest offer that count in full

Words = tuple[str, Values]


class Part(NamedTuple):
    """One part of a score: its value (0 to 1), its weight (0 to 1), and why, in words on demand."""

    code: str
    value: float
    weight: float
    message: str
    values: Values

    def say(self, wording: Wording) -> str:
        """Return why the part is worth this, in the reader's language."""
        return wording.sentence(self.message, self.values)

    @property
    def reason(self) -> str:
        """Why the part is worth this, as an English sentence."""
        return self.say(ENGLISH)


class Score(NamedTuple):
    """How well a role suits a person, 0 to 1, and what that is made of."""

    total: float
    parts: tuple[Part, ...]


def skills(candidate: Candidate, opening: Opening) -> float:
    """Return the share of the role's wanted skills that the person has; 1 where it wants none.

    A skill that wants experience counts half for somebody who has it without.
    """
    wanted = opening.skills
    if not wanted:
        return 1.0
    halves = 2 * (wanted & candidate.skills).bit_count() - _weak(candidate, opening).bit_count()
    return halves / (2 * wanted.bit_count())


def _weak(candidate: Candidate, opening: Opening) -> int:
    """Return the skills held in which the role wants more experience."""
    return opening.skills & opening.skills_strong & candidate.skills & ~candidate.skills_strong


def skills_words(candidate: Candidate, opening: Opening) -> Words:
    """Name the skills held, those that want more experience, and those still missing."""
    held, missing = opening.skills & candidate.skills, opening.skills & ~candidate.skills
    weak = _weak(candidate, opening)
    if not opening.skills:
        return gettext_noop("The role asks for no special skills"), {}
    if not held:
        message = gettext_noop("None of the skills the role asks for: %(missing_skills)s")
        return message, {"missing_skills": missing}
    values = {"skills": held, "missing_skills": missing, "weak_skills": weak}
    if not missing:
        if not weak:
            return gettext_noop("Every skill the role asks for: %(skills)s"), values
        message = gettext_noop(
            "Every skill the role asks for: %(skills)s. More experience wanted: %(weak_skills)s"
        )
        return message, values
    values |= {"count": held.bit_count(), "limit": opening.skills.bit_count()}
    if not weak:
        message = gettext_noop("%(count)s of the %(limit)s skills: %(skills)s. Not yet: %(missing_skills)s")
        return message, values
    message = gettext_noop(
        "%(count)s of the %(limit)s skills: %(skills)s. More experience wanted: %(weak_skills)s. "
        "Not yet: %(missing_skills)s"
    )
    return message, values


def interests(candidate: Candidate, opening: Opening) -> float:
    """Return the share of the role's priorities that the person cares about; 1 where it has none."""
    served = opening.priorities
    return len(served & candidate.interests) / len(served) if served else 1.0


def interests_words(candidate: Candidate, opening: Opening) -> Words:
    """Say how many of the role's priorities the person chose."""
    shared, served = len(opening.priorities & candidate.interests), len(opening.priorities)
    if not served:
        return gettext_noop("The role is not tied to a priority"), {}
    if shared == served:
        return gettext_noop("Every priority the role works for is among the interests chosen"), {}
    if not shared:
        return gettext_noop("The role works for other priorities than the interests chosen"), {}
    message = gettext_noop(
        "%(count)s of the %(limit)s priorities the role works for are among the interests chosen"
    )
    return message, {"count": shared, "limit": served}


def miles_between(candidate: Candidate, opening: Opening) -> float | None:
    """Return the straight-line distance from home to the place, or None where either is unknown."""
    square_miles = opening.square_miles_to(candidate)
    return None if square_miles is None else sqrt(square_miles)


def nearness(candidate: Candidate, opening: Opening) -> float:
    """Return 1 next door, falling evenly to 0 at the furthest that the person travels by their means.

    Unknown counts as 0, and so does a private place: its score must not tell where it is.
    """
    square_miles = opening.square_miles_to(candidate)
    if square_miles is None:
        return 0.0
    if square_miles == 0:
        return 1.0
    reach = candidate.reach
    # Comparing first also keeps a limit of zero miles from being divided by.
    return 1.0 - sqrt(square_miles) / reach if square_miles < reach * reach else 0.0


def nearness_words(candidate: Candidate, opening: Opening) -> Words:
    """Say how far it is, or why that is not said."""
    miles = miles_between(candidate, opening)
    if miles is not None:
        values: Values = {"miles": miles, "limit_miles": candidate.reach}
        if candidate.reach == candidate.travel_miles:
            return gettext_noop("%(miles)s miles away, where up to %(limit_miles)s miles were chosen"), values
        message = gettext_noop(
            "%(miles)s miles away, where up to %(limit_miles)s miles are expected %(means)s"
        )
        return message, {**values, "means": candidate.travel_by}
    if opening.plane is None:
        return gettext_noop("The place is kept private, so the distance does not count"), {}
    return gettext_noop("The home postcode is not known, so the distance does not count"), {}


def spare(candidate: Candidate, opening: Opening) -> float:
    """Return the share of the week's 21 slots in which the person is free besides the role's own.

    Someone with time to spare can stand in or change days. Never told counts as none.
    """
    if candidate.availability is None:
        return 0.0
    return (candidate.availability & ~opening.slots & EVERY_SLOT).bit_count() / SLOT_COUNT


def spare_words(candidate: Candidate, opening: Opening) -> Words:
    """Say how many other times the person is free."""
    if candidate.availability is None:
        return gettext_noop("Free times are not known"), {}
    free = (candidate.availability & ~opening.slots & EVERY_SLOT).bit_count()
    message = gettext_noop("Other free times in the week: %(count)s of %(limit)s")
    return message, {"count": free, "limit": SLOT_COUNT}


def same_ward(candidate: Candidate, opening: Opening) -> float:
    """Return 1 if the role is in the person's own ward, else 0; a private place is in no ward."""
    if opening.plane is None or opening.ward is None:
        return 0.0
    return 1.0 if candidate.ward == opening.ward else 0.0


def same_ward_words(candidate: Candidate, opening: Opening) -> Words:
    """Say whether the role is in the home ward, or why that is not said."""
    if opening.plane is None:
        return gettext_noop("The place is kept private, so the ward does not count"), {}
    if opening.ward is None or candidate.ward is None:
        return gettext_noop("The ward is not known"), {}
    if candidate.ward == opening.ward:
        return gettext_noop("In the home ward"), {}
    return gettext_noop("In another ward"), {}


def ward_need(_candidate: Candidate, opening: Opening) -> float:
    """Return how great the need of the role's ward is, so that people go where they are needed.

    Unknown counts as 0, and so does a private place: its score must not tell where it is.
    """
    if opening.plane is None or opening.ward_need is None:
        return 0.0
    return opening.ward_need


def ward_need_words(_candidate: Candidate, opening: Opening) -> Words:
    """Say how great the need is beside the city's other wards."""
    if opening.plane is None:
        return gettext_noop("The place is kept private, so the need of its ward does not count"), {}
    if opening.ward_need is None:
        return gettext_noop("The need of the ward is not known"), {}
    message = gettext_noop(
        "Need of the role's ward, from 0 (least in the city) to %(limit)s (greatest): %(count)s"
    )
    return message, {"count": round(opening.ward_need * WHOLE), "limit": WHOLE}


def long_wait(candidate: Candidate, _opening: Opening) -> float:
    """Return how long the person has had no new place, up to half a year; not known counts as 0."""
    return min(candidate.days_waiting or 0, LONGEST_WAIT) / LONGEST_WAIT


def long_wait_words(candidate: Candidate, _opening: Opening) -> Words:
    """Say for how many days there was no new place."""
    if candidate.days_waiting is None:
        return gettext_noop("It is not known how long they have waited"), {}
    message = gettext_noop("Days without a new place: %(count)s, where %(limit)s count in full")
    return message, {"count": candidate.days_waiting, "limit": LONGEST_WAIT}


def newcomer(candidate: Candidate, _opening: Opening) -> float:
    """Return 1 for somebody who has never had a place, else 0."""
    return 1.0 if candidate.is_newcomer else 0.0


def newcomer_words(candidate: Candidate, _opening: Opening) -> Words:
    """Say whether there was a place before."""
    if candidate.is_newcomer:
        return gettext_noop("No place in any role yet"), {}
    return gettext_noop("Has had a place in a role before"), {}


def least_asked(candidate: Candidate, _opening: Opening) -> float:
    """Return how long ago the person was last asked, up to three months; 1 where they never were."""
    if candidate.days_since_asked is None:
        return 1.0
    return min(candidate.days_since_asked, LONGEST_REST) / LONGEST_REST


def least_asked_words(candidate: Candidate, _opening: Opening) -> Words:
    """Say how many days ago the latest offer was made."""
    if candidate.days_since_asked is None:
        return gettext_noop("Not asked for any role yet"), {}
    message = gettext_noop("Days since the latest offer: %(count)s, where %(limit)s count in full")
    return message, {"count": candidate.days_since_asked, "limit": LONGEST_REST}


class PartRule(NamedTuple):
    """How one part is measured, and how it is said."""

    code: str
    measure: Callable[[Candidate, Opening], float]
    words: Callable[[Candidate, Opening], Words]


PARTS: tuple[PartRule, ...] = (
    PartRule("skills", skills, skills_words),
    PartRule("interests", interests, interests_words),
    PartRule("nearness", nearness, nearness_words),
    PartRule("spare", spare, spare_words),
    PartRule("same_ward", same_ward, same_ward_words),
    PartRule("ward_need", ward_need, ward_need_words),
    PartRule("long_wait", long_wait, long_wait_words),
    PartRule("newcomer", newcomer, newcomer_words),
    PartRule("least_asked", least_asked, least_asked_words),
)


def check_weights(weights: Weights) -> Weights:
    """Return a set of weights that may be used.

    Raises ValueError unless every part has a weight of 0 or more and they sum to one hundred.
    """
    if set(weights) != {part.code for part in PARTS}:
        raise ValueError("There must be one weight for each part of the score.")
    if min(weights.values()) < 0 or sum(weights.values()) != WHOLE:
        raise ValueError(f"Weights are 0 or more and sum to {WHOLE}: {dict(weights)}")
    return weights


check_weights(WEIGHTS)


def total(candidate: Candidate, opening: Opening, weights: Weights = WEIGHTS) -> float:
    """Return the score alone, without parts or words: fast enough to order thousands."""
    hundredths = 0.0
    for code, measure, _words in PARTS:
        hundredths += weights[code] * measure(candidate, opening)
    return hundredths / WHOLE


def score(candidate: Candidate, opening: Opening, weights: Weights = WEIGHTS) -> Score:
    """Return the score with its parts; the total is the very same number as `total` gives."""
    parts = tuple(_part(rule, candidate, opening, weights) for rule in PARTS)
    hundredths = 0.0
    for part in parts:
        hundredths += weights[part.code] * part.value
    return Score(hundredths / WHOLE, parts)


def _part(rule: PartRule, candidate: Candidate, opening: Opening, weights: Weights) -> Part:
    message, values = rule.words(candidate, opening)
    return Part(rule.code, rule.measure(candidate, opening), weights[rule.code] / WHOLE, message, values)


OrderKey = tuple[float, float, int]


def order_key(
    candidate: Candidate, opening: Opening, identity: Identity, weights: Weights = WEIGHTS
) -> OrderKey:
    """Return what to sort by: best score first, then nearest, then id; no two share a key.

    `identity` is the id of whichever side is being ranked. Unknown distances come last.
    """
    miles = miles_between(candidate, opening)
    return -total(candidate, opening, weights), inf if miles is None else miles, int(identity)


def rank_candidates(
    candidates: Iterable[Candidate], opening: Opening, weights: Weights = WEIGHTS
) -> list[Candidate]:
    """Return the people in the order in which they suit the role."""
    return sorted(candidates, key=lambda each: order_key(each, opening, each.id, weights))


def rank_openings(
    candidate: Candidate, openings: Iterable[Opening], weights: Weights = WEIGHTS
) -> list[Opening]:
    """Return the roles in the order in which they suit the person."""
    return sorted(openings, key=lambda each: order_key(candidate, each, each.id, weights))
