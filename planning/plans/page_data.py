"""What the pages of plans show, in a fixed number of queries for any number of pairs."""

from collections.abc import Iterable
from typing import Any, NamedTuple
from uuid import UUID

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from core.disclosure import shown
from initiatives.models import Role
from matching.candidates import people_by_key
from matching.scoring import Score, score
from places.models import Ward
from planning.fairness import AGE, EXPERIENCE, LANGUAGE, NEWCOMER, PLACED_BEFORE, UNKNOWN, WARD
from planning.inputs import PRIVATE, officers_openings
from planning.models import Plan, PlanPair
from planning.plans.answers import Forcing
from planning.plans.plan_problem import changes_of
from planning.plans.scope import Scope
from planning.what_if import Change
from strategy.models import Priority
from volunteers.catalogues import LANGUAGES, names
from volunteers.models import Volunteer

HUNDRED = 100
MAX_MOVES = 10


class PairRow(NamedTuple):
    """One pair, with its score as it is today; None if the person has left."""

    pair: PlanPair
    score: Score | None


class Filled(NamedTuple):
    """How full a ward or a role is in a plan: places filled, needed at least and wanted at most."""

    what: Any
    filled: int
    minimum: int
    maximum: int

    @property
    def share(self) -> float:
        """How full it is, from 0 to 1."""
        return self.filled / self.maximum if self.maximum else 0.0

    @property
    def is_short(self) -> bool:
        """Whether it has fewer people than it needs."""
        return self.filled < self.minimum


class Move(NamedTuple):
    """A person whose roles in a plan would change: the roles they come into, and those they give up."""

    person: Volunteer
    comes_into: str
    gives_up: str


class Moves(NamedTuple):
    """Some of the people who would move, and how many more there are."""

    people: list[Move]
    more: int


class ScopeWords(NamedTuple):
    """The names of what a plan was made for."""

    priority: Priority | None
    wards: list[Ward]
    scope: Scope


class AssumedChange(NamedTuple):
    """One change that a what-if plan assumes, with the person and the role it is about."""

    change: Change
    volunteer: Volunteer | None
    role: Role | None


def pair_rows(pairs: Iterable[PlanPair], plan: Plan) -> list[PairRow]:
    """Return pairs with their scores as they are today."""
    pairs = list(pairs)
    roles = {pair.role_id: pair.role for pair in pairs}
    openings = {each.id: each for each in officers_openings(list(roles.values()), on=plan.as_of)[0]}
    people = people_by_key([pair.volunteer_id for pair in pairs], on=plan.as_of)
    weights = plan.weights.weights
    return [
        PairRow(
            pair,
            score(people[pair.volunteer_id].candidate, openings[pair.role_id], weights)
            if pair.volunteer_id in people
            else None,
        )
        for pair in pairs
    ]


def gap_of(plan: Plan) -> float:
    """Return by how many per cent a plan may be below the best possible; 0 if it is proven to be the best."""
    best, found = plan.bound or 0, plan.objective or 0
    return HUNDRED * (best - found) / best if best > found else 0.0


def fill_by_ward(plan: Plan) -> list[Filled]:
    """Return how full each ward is, the emptiest first."""
    stored = plan.measures.get("wards", {})
    names = {ward.pk: ward for ward in Ward.objects.filter(pk__in=stored)}
    rows = [Filled(names.get(gss), *counts) for gss, counts in stored.items()]
    return sorted(rows, key=lambda row: (row.share, str(row.what)))


def fill_by_role(plan: Plan) -> list[tuple[str, list[int]]]:
    """Return the key of each role and how full it is, furthest below the minimum first."""
    stored = plan.measures.get("roles", {})
    return sorted(stored.items(), key=lambda each: (min(0, each[1][0] - each[1][1]), each[0]))


def roles_with_fill(rows: Iterable[tuple[str, list[int]]]) -> list[Filled]:
    """Return these rows with their roles, in the same order, leaving out deleted roles."""
    rows = list(rows)
    roles = Role.objects.select_related("initiative__ward").in_bulk([key for key, _counts in rows])
    by_text = {str(key): role for key, role in roles.items()}
    return [Filled(by_text[key], *counts) for key, counts in rows if key in by_text]


def scope_words(plan: Plan) -> ScopeWords:
    """Return the names of what a plan was made for, in two queries."""
    scope = Scope.from_json(plan.scope)
    return ScopeWords(
        Priority.objects.filter(pk=scope.priority).first() if scope.priority else None,
        list(Ward.objects.filter(pk__in=scope.wards).order_by("name")) if scope.wards else [],
        scope,
    )


def assumed_changes(plan: Plan) -> list[AssumedChange]:
    """Return the changes that a what-if plan assumes, in two queries."""
    changes = changes_of(plan)
    people = Volunteer.objects.in_bulk([each.volunteer for each in changes if each.volunteer])
    roles = Role.objects.in_bulk([each.role for each in changes if each.role])
    return [AssumedChange(each, people.get(each.volunteer), roles.get(each.role)) for each in changes]


def moves_of(forcing: Forcing, first: UUID) -> Moves:
    """Return who would move if a pair is forced, in two queries.

    The person asked about comes first, then people who would come or go, then people who would only change
    roles. Deleted people and roles are left out.
    """
    moves: dict[UUID, tuple[list[UUID], list[UUID]]] = {
        person: ([], []) for person, _role in forcing.comes_in + forcing.goes_out
    }
    for side, pairs in enumerate((forcing.comes_in, forcing.goes_out)):
        for person, role in pairs:
            moves[person][side].append(role)
    shown = sorted(moves, key=lambda person: (person != first, all(moves[person]), person))[:MAX_MOVES]
    people = Volunteer.objects.in_bulk(shown)
    keys = [role for person in shown for side in moves[person] for role in side]
    roles = Role.objects.select_related("initiative__group").in_bulk(keys)

    def said(keys: Iterable[UUID]) -> str:
        there = [roles[key] for key in keys if key in roles]
        return "; ".join(f"{role.title} ({role.initiative}, {role.initiative.group})" for role in there)

    named = [Move(people[person], *map(said, moves[person])) for person in shown if person in people]
    return Moves([move for move in named if move.comes_into or move.gives_up], len(moves) - len(shown))


class Chance(NamedTuple):
    """How many people of a group there are, could have been chosen and were, with small counts hidden."""

    name: Any
    people: str
    suited: str
    chosen: str


def chances_of(plan: Plan) -> list[tuple[Any, list[Chance]]]:
    """Return the chances of each group of people by kind, with small counts hidden, in one query."""
    stored = plan.measures.get("fairness", {}).get("chances", {})
    wards = dict(Ward.objects.filter(pk__in=stored.get(WARD, ())).values_list("gss", "name"))
    return [
        (KINDS[kind], [Chance(_group(kind, group, wards), *map(shown, counts)) for group, counts in groups])
        for kind, groups in ((kind, sorted(groups.items())) for kind, groups in stored.items())
    ]


KINDS = {
    WARD: _("By home ward"),
    AGE: _("By age"),
    LANGUAGE: _("By language"),
    EXPERIENCE: _("By experience"),
}
EXPERIENCES = {NEWCOMER: _("New volunteers"), PLACED_BEFORE: _("Has had a place before")}
NOT_TOLD = _("Not given")


def _group(kind: str, group: str, wards: dict[str, str]) -> Any:
    """Return the name of a group of people."""
    if group == UNKNOWN:
        return NOT_TOLD
    if kind == WARD:
        return wards.get(group, group)
    if kind == EXPERIENCE:
        return EXPERIENCES[group]
    if kind == LANGUAGE:
        return names(LANGUAGES, 1 << int(group), gettext)[0]
    return gettext("%(age)s or over") % {"age": group}


def ward_filter(ward: str) -> dict[str, Any]:
    """Return the filter for pairs in a ward. Private places count as a ward of their own."""
    return {"role__initiative__ward": None if ward == PRIVATE else ward}


class Comparison(NamedTuple):
    """One figure of two plans."""

    label: Any
    before: Any
    after: Any


def pairs_that_differ(plan: Plan, base: Plan) -> tuple[list[PlanPair], list[PlanPair]]:
    """Return the pairs that are only in the what-if plan, and those that are only in its base."""
    mine, others = (each.pairs.values_list("volunteer_id", "role_id") for each in (plan, base))
    both = set(mine) & set(others)
    found = []
    for each in (plan, base):
        rows = each.pairs.with_facts().order_by("volunteer__name", "pk")
        found.append([pair for pair in rows if (pair.volunteer_id, pair.role_id) not in both])
    return found[0], found[1]
