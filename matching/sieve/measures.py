"""The parts of the score as SQL, over rows `n` of those who pass the gates."""

from collections.abc import Callable, Mapping

from matching.facts import Opening
from matching.scoring import PARTS, WHOLE, Weights
from matching.sieve.gates import Parameters
from volunteers.catalogues import EVERY_SLOT, SLOT_COUNT, members


def _double(number: str) -> str:
    """Return a number as a double, so that shares of it are the same on every database."""
    return f"CAST({number} AS double precision)"


def skills(opening: Opening, _values: Parameters) -> str:
    """The share of the wanted skills held."""
    wanted = members(opening.skills)
    held = " + ".join(f"((n.skills >> {bit}) & 1)" for bit in wanted)
    return f"{_double(held)} / {len(wanted)}" if wanted else "1.0"


def interests(opening: Opening, values: Parameters) -> str:
    """The share of the role's priorities that the person chose; read only for those who are eligible."""
    served = {f"priority_{number}": each for number, each in enumerate(sorted(opening.priorities, key=int))}
    if not served:
        return "1.0"
    values |= served
    names = ", ".join(f"%({name})s" for name in served)
    shared = f"""(
        SELECT COUNT(*) FROM volunteers_volunteer_interests i
        WHERE i.volunteer_id = n.id AND i.priority_id IN ({names})
    )"""  # noqa: S608  # the names of parameters
    return f"{_double(shared)} / {len(served)}"


def nearness(opening: Opening, _values: Parameters) -> str:
    """1 next door, falling evenly to 0 at the furthest that the person goes."""
    if opening.plane is None:
        return "0.0"
    within = "n.square_miles < n.travel_miles * n.travel_miles"
    near = "1.0 - SQRT(n.square_miles) / n.travel_miles"
    return f"CASE WHEN n.square_miles = 0 THEN 1.0 WHEN {within} THEN {near} ELSE 0.0 END"


def spare(opening: Opening, _values: Parameters) -> str:
    """The share of the week that is free besides the role's own slots: bits counted side by side."""
    bits = f"(COALESCE(n.availability, 0) & {EVERY_SLOT & ~opening.slots})"
    pairs = f"({bits} - (({bits} >> 1) & {0x55555555}))"
    fours = f"(({pairs} & {0x33333333}) + (({pairs} >> 2) & {0x33333333}))"
    eights = f"(({fours} + ({fours} >> 4)) & {0x0F0F0F0F})"
    count = f"(({eights} & 255) + (({eights} >> 8) & 255) + ({eights} >> 16))"
    return f"{_double(count)} / {SLOT_COUNT}"


def same_ward(opening: Opening, values: Parameters) -> str:
    """1 in the person's own ward; a private place is in no ward."""
    if opening.plane is None or opening.ward is None:
        return "0.0"
    values["ward"] = opening.ward
    return "CASE WHEN n.ward_id = %(ward)s THEN 1.0 ELSE 0.0 END"


MEASURES: Mapping[str, Callable[[Opening, Parameters], str]] = {
    "skills": skills,
    "interests": interests,
    "nearness": nearness,
    "spare": spare,
    "same_ward": same_ward,
}


def score_sql(opening: Opening, weights: Weights, values: Parameters) -> str:
    """Return the score: the same parts in the same order as `matching.scoring.total`, so the same double."""
    parts = [f"{weights[part.code]} * ({MEASURES[part.code](opening, values)})" for part in PARTS]
    return f"({' + '.join(parts)}) / {WHOLE}"
