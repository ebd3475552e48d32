"""The parts of the score as SQL, over rows `v` of people who pass the gates of their own record.

The part that is looked up in another table comes last, over rows `n` of those who suit.
"""

from typing import Any

from matching.facts import Opening
from matching.scoring.parts.waiting import LONGEST_REST, LONGEST_WAIT
from volunteers.catalogues import EVERY_SLOT, SLOT_COUNT, members

Parameters = dict[str, Any]  # values of a statement, by the names that its text has for them


def _double(number: str) -> str:
    """Return a number as a double, so that shares of it are the same on every database."""
    return f"CAST({number} AS double precision)"


def skills(opening: Opening, _values: Parameters) -> str:
    """The share of the wanted skills held, in halves: one that wants experience is half without."""
    wanted = members(opening.skills)
    held = " + ".join(_halves(bit, wants_more=bool(opening.skills_strong >> bit & 1)) for bit in wanted)
    return f"{_double(f'({held})')} / {2 * len(wanted)}" if wanted else "1.0"


def _halves(bit: int, *, wants_more: bool) -> str:
    has = f"((v.skills >> {bit}) & 1)"
    return f"{has} + ((v.skills_strong >> {bit}) & 1)" if wants_more else f"2 * {has}"


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
    """1 next door, falling evenly to 0 at the furthest that the person goes, a mile at least."""
    if opening.plane is None:
        return "0.0"
    within = "v.square_miles < v.reach_miles * v.reach_miles"
    return f"CASE WHEN {within} THEN 1.0 - SQRT(v.square_miles) / v.reach_miles ELSE 0.0 END"


def spare(opening: Opening, _values: Parameters) -> str:
    """The share of the week that is free besides the role's own slots."""
    free = f"(COALESCE(v.availability, 0) & {EVERY_SLOT & ~opening.slots})"
    return f"{_double(bit_count_sql(free))} / {SLOT_COUNT}"


def bit_count_sql(mask: str) -> str:
    """Return how many of 21 bits are set, in few steps (HAKMEM 169).

    First each three bits become their number, then each two threes; a remainder by 63 adds the sixes up.
    """
    threes = f"({mask} - (({mask} >> 1) & {0o3333333}) - (({mask} >> 2) & {0o1111111}))"
    return f"((({threes} + ({threes} >> 3)) & {0o7070707}) %% 63)"


def same_ward(opening: Opening, values: Parameters) -> str:
    """1 in the person's own ward; a private place is in no ward."""
    if opening.plane is None or opening.ward is None:
        return "0.0"
    values["ward"] = opening.ward
    return "CASE WHEN v.ward_id = %(ward)s THEN 1.0 ELSE 0.0 END"


def ward_need(opening: Opening, values: Parameters) -> str:
    """How great the need of the role's ward is: the same for everybody."""
    if opening.plane is None or opening.ward_need is None:
        return "0.0"
    values["ward_need"] = opening.ward_need
    return _double("%(ward_need)s")


def long_wait(_opening: Opening, _values: Parameters) -> str:
    """How long there has been no new place."""
    return _share_of_days("v.waiting_day", LONGEST_WAIT, never="0.0")


def newcomer(_opening: Opening, _values: Parameters) -> str:
    """1 for someone who has never had a place."""
    return "CASE WHEN v.last_placed_on IS NULL THEN 1.0 ELSE 0.0 END"


def least_asked(_opening: Opening, _values: Parameters) -> str:
    """How long ago the latest offer was made."""
    return _share_of_days("v.asked_day", LONGEST_REST, never="1.0")


def _share_of_days(day: str, longest: int, *, never: str) -> str:
    """Return the share of the longest time that has passed since a day."""
    return f"""CASE WHEN {day} IS NULL THEN {never} WHEN {day} <= %(today)s - {longest} THEN 1.0
        WHEN {day} >= %(today)s THEN 0.0 ELSE {_double(f"(%(today)s - {day})")} / {longest} END"""
