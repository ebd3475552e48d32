"""Roles as the engines see them. Who may know where a private place is decides which function is called."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import date
from typing import Any, NamedTuple

from initiatives.models import Initiative, ProtectedAddress, Role
from matching.facts import Opening
from matching.models import Offer

Place = tuple[float | None, float | None, str | None]
NOWHERE: Place = (None, None, None)


class RoleFacts(NamedTuple):
    """What stands in other tables about some roles: priorities served and places held, by key."""

    priorities: dict[Any, frozenset[int]]
    held: Counter[Any]


def roles_for_officers() -> Any:
    """Return the roles of all that was ever sent, each with its initiative; others are their group's own."""
    return Role.objects.exclude(initiative__submitted_at=None).select_related("initiative__group")


def facts_about(roles: Iterable[Role]) -> RoleFacts:
    """Read what other tables say about these roles, in two queries for any number."""
    roles = list(roles)
    links = Initiative.priorities.through.objects.filter(
        initiative_id__in={role.initiative_id for role in roles}
    ).values_list("initiative_id", "priority_id")
    priorities: dict[Any, set[int]] = defaultdict(set)
    for initiative, priority in links:
        priorities[initiative].add(priority)
    held = Offer.objects.holding().filter(role__in=roles).values_list("role_id", flat=True)
    return RoleFacts({key: frozenset(each) for key, each in priorities.items()}, Counter(held))


def public_place(role: Role) -> Place:
    """Return where a role is as far as everybody may know: a private place is nowhere."""
    initiative = role.initiative
    return initiative.latitude, initiative.longitude, initiative.ward_id


def place_for_officers_with_protected_address(role: Role) -> Place:
    """Return where a role is, private places included. Only for what officers alone will see."""
    protected = ProtectedAddress.objects.filter(venue=role.initiative.venue_id)
    hidden: Place = protected.values_list("latitude", "longitude", "ward_id").first() or NOWHERE
    return hidden if role.initiative.is_place_private else public_place(role)


def opening_of(role: Role, facts: RoleFacts, place: Place, *, on: date) -> Opening:
    """Return a role as of a day: it starts then, or later where it has not begun."""
    latitude, longitude, ward = place
    return Opening(
        id=role.pk,
        starts_on=max(role.starts_on, on),
        minimum_age=role.minimum_age,
        dbs_level=role.dbs_level,
        slots=role.slots,
        latitude=latitude,
        longitude=longitude,
        ward=ward,
        languages=role.languages,
        skills=role.skills,
        priorities=facts.priorities.get(role.initiative_id, frozenset()),
        places_left=role.places_maximum - facts.held[role.pk],
        is_open=role.state == Role.State.OPEN and role.initiative.is_listed,
    )


def officers_opening(role: Role, *, on: date) -> Opening:
    """Return one role as officers see it, where it really is. Three queries."""
    return opening_of(role, facts_about([role]), place_for_officers_with_protected_address(role), on=on)
