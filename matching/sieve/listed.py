"""The gates that other tables answer, as SQL: each lists the few people who do not pass it.

Most people have no offer, no place, no time away and no conflict. These gates therefore don't ask about
everybody: each is the list of those whom it holds back, some perhaps more than once, or not registered any
more.
"""

from collections.abc import Callable, Mapping
from typing import Any

from django.db import connection

from matching.facts import Opening
from matching.sieve.crowd import PERSON, never_asked, row, somebody
from matching.sieve.gates import Parameters
from volunteers.models import Volunteer

# Everybody's offers and placements: how many, whether one is in this very role, whether one clashes with it.
BUSY = """
    SELECT b.volunteer_id, COUNT(*) AS commitments,
        MAX(CASE WHEN b.role_id = %(role)s THEN 1 ELSE 0 END) AS is_held, MAX({clashes}) AS clashes
    FROM (
        SELECT volunteer_id, role_id FROM matching_offer WHERE state = 'open' {among}
        UNION ALL SELECT volunteer_id, role_id FROM matching_placement WHERE ended_on IS NULL {among}
    ) b {roles} GROUP BY b.volunteer_id
"""


# Only those who pass all other gates, where these are few (`own`): who else is busy makes no difference then.
MANY = 10_000
AMONG_OWN = f"AND ((SELECT COUNT(*) FROM own) > {MANY} OR volunteer_id IN (SELECT id FROM own))"  # noqa: S608  # made of this module's own words


def busy(opening: Opening, values: Parameters, among: str = "") -> str:
    """Return those who hold something. Without weekly times of its own a role clashes with none."""
    if not opening.slots:
        return BUSY.format(clashes="0", roles="", among=among)
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
    return BUSY.format(clashes=clashes, roles="JOIN initiatives_role r ON r.id = b.role_id", among=among)


def history(_opening: Opening, _values: Parameters) -> str:
    """Those who have a place in this very role, or an offer of one."""
    return _of("(SELECT volunteer_id FROM busy WHERE is_held = 1)")


def away(opening: Opening, values: Parameters) -> str:
    """Those who are away on the first day, or on any day where the role has an end."""
    values |= {
        "first_day": opening.starts_on.isoformat(),
        "last_day_needed": (opening.ends_on or opening.starts_on).isoformat(),
    }
    then = """
        SELECT volunteer_id FROM volunteers_timeaway
        WHERE ends_on >= %(first_day)s AND starts_on <= %(last_day_needed)s
    """
    return _of(f"({then})")


def conflict(opening: Opening, values: Parameters) -> str:
    """Those whom an officer keeps from the group, from the place, or from one of its people."""
    values |= {"group": key_of(opening.group), "venue": key_of(opening.venue)}
    here = "SELECT volunteer_id FROM matching_conflict WHERE lifted_at IS NULL"
    lists = [f"{here} AND group_id = %(group)s", f"{here} AND venue_id = %(venue)s"]
    if opening.people:
        people = {f"person_{number}": each for number, each in enumerate(sorted(map(key_of, opening.people)))}
        values |= people
        names = ", ".join(f"%({name})s" for name in people)
        of_others = here.replace("volunteer_id", "other_id")
        lists += [f"{here} AND other_id IN ({names})", f"{of_others} AND volunteer_id IN ({names})"]
    return _of(f"({' UNION ALL '.join(lists)})")


def key_of(key: Any) -> Any:
    """Return a key as the database has it."""
    return Volunteer._meta.pk.get_db_prep_value(key, connection)


def limit(_opening: Opening, _values: Parameters) -> str:
    """Those who hold as much as they take on at one time."""
    return _of("busy", "l.commitments >= v.placement_limit")


def asks(_opening: Opening, values: Parameters, among: str = "") -> str:
    """Those who have been asked as often as they may be, or want to be, in the last 30 days."""
    if not values["most_asks"]:
        return f"SELECT {row()} AS person FROM {PERSON} v"  # noqa: S608  # made of this module's own words
    asked = f"""
        SELECT volunteer_id, COUNT(*) AS number FROM matching_offer
        WHERE made_at >= %(asks_since)s {among} GROUP BY volunteer_id
    """  # noqa: S608  # as above
    enough = """CASE WHEN v.asks_limit = 0 THEN 1 = 0
        WHEN v.asks_limit < %(most_asks)s THEN l.number >= v.asks_limit ELSE l.number >= %(most_asks)s END"""
    never = f"SELECT {row()} AS person FROM {never_asked()} WHERE v.asks_limit = 0"  # noqa: S608  # as above
    return f"{_of(f'({asked})', enough)} UNION ALL {never}"


def clash(_opening: Opening, _values: Parameters) -> str:
    """Those who have another role, or an offer of one, at the same times."""
    return _of("(SELECT volunteer_id FROM busy WHERE clashes = 1)")


def _of(people: str, condition: str = "") -> str:
    """Return some people, under a condition; each is looked up by itself.

    A condition speaks of the list as well as of the person: for one about the person alone SQLite would read
    everybody beforehand.
    """
    further = f"AND {condition}" if condition else ""
    return f"""
        SELECT {row()} AS person FROM {people} l CROSS JOIN {somebody()}
        WHERE v.id = l.volunteer_id {further}
    """  # noqa: S608  # as above


def held_back(opening: Opening, values: Parameters) -> str:
    """Return who is on any of the lists, in fewer steps than the lists one by one.

    It needs the common tables `own` (those who pass all other gates) and `busy`.
    """
    busy_with = "(l.is_held = 1 OR l.clashes = 1 OR l.commitments >= v.placement_limit)"
    lists = [away(opening, values), conflict(opening, values), asks(opening, values, AMONG_OWN)]
    return " UNION ALL ".join([_of("busy", busy_with), *lists])


LISTED_RULES: Mapping[str, Callable[[Opening, Parameters], str]] = {
    "history": history,
    "away": away,
    "conflict": conflict,
    "limit": limit,
    "asks": asks,
    "clash": clash,
}
