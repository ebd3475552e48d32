"""Roles as the engines see them. Who may know where a private place is decides which function is called."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from datetime import date
from types import MappingProxyType
from typing import Any, NamedTuple

from groups.models import Group
from initiatives.models import Initiative, ProtectedAddress, Role
from matching.facts import Opening, sources_of
from matching.models import Offer
from places.models import WardFigure

Location = tuple[float | None, float | None, str | None]
NOWHERE: Location = (None, None, None)
FACTS = sources_of(Opening)
NEED = "imd-score"  # the indicator that says where the city's need is (Indices of Deprivation, MHCLG)


class RoleFacts(NamedTuple):
    """What other tables say about roles: priorities served, places held and by whom, the needs of wards."""

    priorities: dict[Any, frozenset[int]]
    held: Counter[Any]
    people: Mapping[Any, frozenset[Any]] = MappingProxyType({})
    needs: Mapping[str, float] = MappingProxyType({})
    unsound_groups: frozenset[Any] = frozenset()


def roles_for_officers() -> Any:
    """Return the roles of all that was ever sent, each with its initiative; others are their group's own."""
    return Role.objects.exclude(initiative__submitted_at=None).select_related("initiative__group")


def facts_about(roles: Iterable[Role], *, on: date) -> RoleFacts:
    """Read what other tables say about these roles, in four queries for any number."""
    roles = list(roles)
    links = Initiative.priorities.through.objects.filter(
        initiative_id__in={role.initiative_id for role in roles}
    ).values_list("initiative_id", "priority_id")
    priorities: dict[Any, set[int]] = defaultdict(set)
    for initiative, priority in links:
        priorities[initiative].add(priority)
    unsound = Group.objects.filter(initiatives__roles__in=roles).exclude(state=Group.State.APPROVED)
    people: dict[Any, list[Any]] = defaultdict(list)
    for role, person in Offer.objects.holding().filter(role__in=roles).values_list("role_id", "volunteer_id"):
        people[role].append(person)
    return RoleFacts(
        {key: frozenset(each) for key, each in priorities.items()},
        Counter({key: len(each) for key, each in people.items()}),
        {key: frozenset(each) for key, each in people.items()},
        needs_of_wards(on=on),
        frozenset(unsound.values_list("pk", flat=True)),
    )


def needs_of_wards(*, on: date) -> dict[str, float]:
    """Return how great the need of each ward is, from 0 (least in the city) to 1, in one query.

    It is the ward's place between the lowest and the highest score of the newest Index of Multiple
    Deprivation: the city's own measure of where help is short. Wards without a figure are not in it.
    """
    rows = WardFigure.objects.of(NEED).on(on).order_by().values_list("period", "ward_id", "value")
    by_period: dict[str, dict[str, float]] = defaultdict(dict)
    for period, ward, value in rows:
        by_period[period][ward] = value
    newest = by_period[max(by_period)] if by_period else {}
    least, span = min(newest.values(), default=0.0), _span(newest.values())
    return {ward: (value - least) / span if span else 0.0 for ward, value in newest.items()}


def _span(values: Collection[float]) -> float:
    return max(values, default=0.0) - min(values, default=0.0)


def public_place(role: Role) -> Location:
    """Return where a role is as far as everybody may know: a private place is nowhere."""
    initiative = role.initiative
    return initiative.latitude, initiative.longitude, initiative.ward_id


def place_for_officers_with_protected_address(role: Role) -> Location:
    """Return where a role is, private places included. Only for what officers alone will see."""
    protected = ProtectedAddress.objects.filter(venue=role.initiative.venue_id)
    hidden: Location = protected.values_list("latitude", "longitude", "ward_id").first() or NOWHERE
    return hidden if role.initiative.is_place_private else public_place(role)


def opening_of(role: Role, facts: RoleFacts, place: Location, *, on: date) -> Opening:
    """Return a role as of a day: it starts then, or later where it has not begun."""
    latitude, longitude, ward = place
    initiative = role.initiative
    return Opening(
        **{name: getattr(role, field) for name, field in FACTS.items()},
        on=on,
        starts_on=max(role.starts_on, on),
        latitude=latitude,
        longitude=longitude,
        ward=ward,
        ward_need=None if initiative.is_place_private or ward is None else facts.needs.get(ward),
        priorities=facts.priorities.get(role.initiative_id, frozenset()),
        places_left=role.places_maximum - facts.held[role.pk],
        is_open=role.state == Role.State.OPEN and initiative.is_listed and not _is_over(role, on),
        group=initiative.group_id,
        is_group_sound=initiative.group_id not in facts.unsound_groups,
        venue=initiative.venue_id,
        people=facts.people.get(role.pk, frozenset()),
    )


def _is_over(role: Role, on: date) -> bool:
    return role.ends_on is not None and role.ends_on < on


def officers_opening(role: Role, *, on: date) -> Opening:
    """Return one role as officers see it, where it really is. Five queries."""
    place = place_for_officers_with_protected_address(role)
    return opening_of(role, facts_about([role], on=on), place, on=on)
