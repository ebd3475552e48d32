"""The gates that other tables answer, as SQL: each lists the few people who do not pass it.

Most people have no offer, no place, no time away and no conflict. These gates therefore don't ask about
everybody: each is the list of those whom it holds back, every one of them once.
"""

from collections.abc import Callable, Mapping
from typing import Any

from django.db import connection

from matching.facts import Opening
from matching.sieve.gates import Parameters
from volunteers.models import Volunteer

# Everybody's offers and placements: how many, whether one is in this very role, whether one clashes with it.
BUSY = """
    SELECT b.volunteer_id, COUNT(*) AS commitments,
        MAX(CASE WHEN b.role_id = %(role)s THEN 1 ELSE 0 END) AS is_held, MAX({clashes}) AS clashes
    FROM (
        SELECT volunteer_id, role_id FROM matching_offer WHERE state = 'open'
        UNION ALL SELECT volunteer_id, role_id FROM matching_placement WHERE ended_on IS NULL
    ) b {roles} GROUP BY b.volunteer_id
"""


def busy(opening: Opening, values: Parameters) -> str:
    """Return those who hold something. Without weekly times of its own a role clashes with none."""
    if not opening.slots:
        return BUSY.format(clashes="0", roles="")
    values |= {"slots": opening.slots, "first_day": opening.starts_on.isoformat()}
    conditions = [
        "b.role_id <> %(role)s",
        "(r.slots & %(slots)s) <> 0",
        "(r.ends_on IS NULL OR r.ends_on >= %(first_day)s)",
    ]
    if opening.ends_on is not None:
        values["last_day"] = opening.ends_on.isoformat()
        conditions.append("r.starts_on <= %(last_day)s")
    clashes = f"CASE WHEN {' AND '.join(conditions)} THEN 1 ELSE 0 END"
    return BUSY.format(clashes=clashes, roles="JOIN initiatives_role r ON r.id = b.role_id")


def history(_opening: Opening, _values: Parameters) -> str:
    """Those who have a place in this very role, or an offer of one."""
    return "SELECT volunteer_id FROM busy WHERE is_held = 1"


def away(opening: Opening, values: Parameters) -> str:
    """Those who are away on the first day, or on any day where the role has an end."""
    values |= {
        "first_day": opening.starts_on.isoformat(),
        "last_day_needed": (opening.ends_on or opening.starts_on).isoformat(),
    }
    return """
        SELECT DISTINCT volunteer_id FROM volunteers_timeaway
        WHERE ends_on >= %(first_day)s AND starts_on <= %(last_day_needed)s
    """


def conflict(opening: Opening, values: Parameters) -> str:
    """Those whom an officer keeps from the group, from the place, or from one of its people."""
    values |= {"group": key_of(opening.group), "venue": key_of(opening.venue)}
    here = "SELECT volunteer_id FROM matching_conflict WHERE lifted_at IS NULL"
    places = f"{here} AND (group_id = %(group)s OR venue_id = %(venue)s)"
    if not opening.people:
        return f"SELECT DISTINCT volunteer_id FROM ({places}) c"  # noqa: S608  # made of this module's own words
    people = {f"person_{number}": each for number, each in enumerate(sorted(map(key_of, opening.people)))}
    values |= people
    names = ", ".join(f"%({name})s" for name in people)
    return f"""
        {places} UNION {here} AND other_id IN ({names}) UNION
        SELECT other_id FROM matching_conflict
        WHERE lifted_at IS NULL AND other_id IS NOT NULL AND volunteer_id IN ({names})
    """  # noqa: S608  # as above, and the names of parameters


def key_of(key: Any) -> Any:
    """Return a key as the database has it."""
    return Volunteer._meta.pk.get_db_prep_value(key, connection)


def limit(_opening: Opening, _values: Parameters) -> str:
    """Those who hold as much as they take on at one time."""
    return """
        SELECT b.volunteer_id FROM busy b JOIN volunteers_volunteer w ON w.id = b.volunteer_id
        WHERE b.commitments >= w.placement_limit
    """


def asks(_opening: Opening, _values: Parameters) -> str:
    """Those who have been asked as often as they may be, or want to be, in the last 30 days."""
    most = "CASE WHEN w.asks_limit < %(most_asks)s THEN w.asks_limit ELSE %(most_asks)s END"
    return f"""
        SELECT a.volunteer_id FROM (
            SELECT volunteer_id, COUNT(*) AS number FROM matching_offer
            WHERE made_at >= %(asks_since)s GROUP BY volunteer_id
        ) a JOIN volunteers_volunteer w ON w.id = a.volunteer_id WHERE a.number >= {most}
        UNION SELECT id FROM volunteers_volunteer WHERE asks_limit = 0
        UNION SELECT id FROM volunteers_volunteer WHERE %(most_asks)s = 0
    """  # noqa: S608  # made of this module's own words


def clash(_opening: Opening, _values: Parameters) -> str:
    """Those who have another role, or an offer of one, at the same times."""
    return "SELECT volunteer_id FROM busy WHERE clashes = 1"


LISTED_RULES: Mapping[str, Callable[[Opening, Parameters], str]] = {
    "history": history,
    "away": away,
    "conflict": conflict,
    "limit": limit,
    "asks": asks,
    "clash": clash,
}
