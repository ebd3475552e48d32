"""The gates that other tables answer, as SQL: each lists the few people who do not pass it.

Most people have no offer, no place, no time away and no conflict. These gates therefore don't ask about
everybody: each lists those whom it excludes, some perhaps more than once, or not registered any more.
"""

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from django.db import connection

from matching.eligibility.sql.people import ALL, PERSON, never_asked, somebody
from matching.eligibility.sql.requirements import Parameters
from matching.facts import Opening
from volunteers.models import Volunteer

# Whoever has an offer or a place, or was asked of late: how much they hold, whether that is in this very
# role, whether it clashes with it, and how often they were asked. The limit keeps the inner part together.
BUSY = f"""
    SELECT b.volunteer_id, SUM(b.holds) AS commitments, SUM(b.asked) AS asks,
        MAX(CASE WHEN b.role_id = %(role)s THEN 1 ELSE 0 END) AS is_held, MAX({{clashes}}) AS clashes
    FROM (
        SELECT volunteer_id, role_id, 1 AS holds, 0 AS asked FROM matching_offer WHERE state = 'open'
        UNION ALL SELECT volunteer_id, role_id, 1, 0 FROM matching_placement WHERE ended_on IS NULL
        UNION ALL SELECT volunteer_id, NULL, 0, 1 FROM matching_offer WHERE made_at >= %(asks_since)s
        LIMIT {ALL}
    ) b {{among}} GROUP BY b.volunteer_id
"""  # noqa: S608  # made of this module's own words; every value from outside is a named parameter
# Only those who pass all other gates, where these are few (`own`): who else is busy makes no difference then.
MANY = 10_000
AMONG_OWN = f"WHERE ((SELECT COUNT(*) FROM own) > {MANY} OR b.volunteer_id IN (SELECT id FROM own))"  # noqa: S608  # as above


class ExclusionList(NamedTuple):
    """People `l` of another table, by `volunteer_id`: all of them, or those under a condition.

    A condition speaks of the list, and perhaps of the person `v` as well: for one about the person alone
    SQLite would read everybody beforehand.
    """

    people: str
    condition: str = ""

    def of(self, person: str) -> str:
        """Return what tells them apart, each looked up by itself."""
        further = f"AND {self.condition}" if self.condition else ""
        return f"""
            SELECT {person} AS person FROM {self.people} l CROSS JOIN {somebody()}
            WHERE v.id = l.volunteer_id {further}
        """  # noqa: S608  # as above


def busy(opening: Opening, values: Parameters, among: str = "") -> str:
    """Return those who hold something or were asked of late.

    A role without weekly times of its own clashes with none.
    """
    if not opening.slots:
        return BUSY.format(clashes="0", among=among)
    values |= {"slots": opening.slots, "first_day": opening.starts_on.isoformat()}
    conditions = [
        "r.id <> %(role)s",
        "(r.slots & %(slots)s) <> 0",
        "(r.ends_on IS NULL OR r.ends_on >= %(first_day)s)",
    ]
    if opening.ends_on is not None:
        values["last_day"] = opening.ends_on.isoformat()
        conditions.append("r.starts_on <= %(last_day)s")
    others = f"SELECT r.id FROM initiatives_role r WHERE {' AND '.join(conditions)}"  # noqa: S608  # as above
    return BUSY.format(clashes=f"CASE WHEN b.role_id IN ({others}) THEN 1 ELSE 0 END", among=among)


def history(_opening: Opening, _values: Parameters) -> list[ExclusionList]:
    """Those who have a place in this very role, or an offer of one."""
    return [ExclusionList("busy", "l.is_held = 1")]


def away(opening: Opening, values: Parameters) -> list[ExclusionList]:
    """Those who are away on the first day, or on any day where the role has an end."""
    values |= {
        "first_day": opening.starts_on.isoformat(),
        "last_day_needed": (opening.ends_on or opening.starts_on).isoformat(),
    }
    then = """
        SELECT volunteer_id FROM volunteers_timeaway
        WHERE ends_on >= %(first_day)s AND starts_on <= %(last_day_needed)s
    """
    return [ExclusionList(f"({then})")]


def conflict(opening: Opening, values: Parameters) -> list[ExclusionList]:
    """Those whom an officer keeps from the group, from the place, or from one of its people."""
    values |= {"group": key_of(opening.group), "venue": key_of(opening.venue)}
    here = "SELECT volunteer_id FROM matching_conflict WHERE lifted_at IS NULL"
    lists = [f"{here} AND group_id = %(group)s", f"{here} AND venue_id = %(venue)s"]
    if opening.people:
        people = {f"person_{number}": each for number, each in enumerate(sorted(map(key_of, opening.people)))}
        values |= people
        names = ", ".join(f"%({name})s" for name in people)
        of_others = here.replace("volunteer_id", "other_id AS volunteer_id")
        lists += [
            f"{here} AND other_id IN ({names})",
            f"{of_others} AND volunteer_id IN ({names}) AND other_id IS NOT NULL",
        ]
    return [ExclusionList(f"({' UNION ALL '.join(lists)})")]


def key_of(key: Any) -> Any:
    """Return a key as the database has it."""
    return Volunteer._meta.pk.get_db_prep_value(key, connection)


def limit(_opening: Opening, _values: Parameters) -> list[ExclusionList]:
    """Those who hold as much as they take on at one time."""
    return [ExclusionList("busy", "l.commitments > 0 AND l.commitments >= v.placement_limit")]


def asks(_opening: Opening, values: Parameters) -> list[ExclusionList]:
    """Those who have been asked as often as they may be, or want to be, in the last 30 days."""
    if not values["most_asks"]:
        return [ExclusionList(f"(SELECT id AS volunteer_id FROM {PERSON})")]  # noqa: S608  # as above
    enough = """l.asks > 0 AND
        l.asks >= CASE WHEN v.asks_limit < %(most_asks)s THEN v.asks_limit ELSE %(most_asks)s END"""
    never = f"(SELECT v.id AS volunteer_id FROM {never_asked()} WHERE v.asks_limit = 0)"  # noqa: S608  # as above
    return [ExclusionList("busy", enough), ExclusionList(never)]


def clash(_opening: Opening, _values: Parameters) -> list[ExclusionList]:
    """Those who have another role, or an offer of one, at the same times."""
    return [ExclusionList("busy", "l.clashes = 1")]


EXCLUSION_LISTS: Mapping[str, Callable[[Opening, Parameters], list[ExclusionList]]] = {
    "history": history,
    "away": away,
    "conflict": conflict,
    "limit": limit,
    "asks": asks,
    "clash": clash,
}


def excluded(opening: Opening, values: Parameters) -> str:
    """Return the keys of those who are on any of the lists, in fewer steps than the lists one by one.

    It needs the common table `busy`.
    """
    lists = [each for rule in EXCLUSION_LISTS.values() for each in rule(opening, values)]
    conditions = " OR ".join(f"({each.condition})" for each in lists if each.condition)
    others = [f"SELECT volunteer_id FROM {each.people} l" for each in lists if not each.condition]  # noqa: S608  # as above
    return " UNION ALL ".join([ExclusionList("busy", f"({conditions})").of("v.id"), *others])
