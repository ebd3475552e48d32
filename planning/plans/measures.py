"""What a plan's page says in numbers, worked out once when the plan is solved."""

from collections import Counter, defaultdict
from typing import Any

from matching.facts import Candidate
from planning import solver
from planning.fairness import PersonOutcome, chances, fill_of, gini
from planning.inputs import PRIVATE, Problem
from volunteers.ages import age_on


def size_of(problem: Problem) -> dict[str, Any]:
    """Return how big a problem is, and how many pairs each gate alone keeps out of it."""
    missing: dict[str, dict[str, int]] = defaultdict(dict)
    for (code, outcome), count in problem.missing.items():
        missing[code][outcome.value] = count
    return {
        "people": len(problem.facts.candidates),
        "people_with_a_chance": len(problem.people),
        "roles": len(problem.roles),
        "places": sum(role.maximum for role in problem.roles),
        "pairs": len(problem.eligible.people),
        "missing": dict(missing),
    }


def measures_of(problem: Problem, solution: solver.Plan) -> dict[str, Any]:
    """Return how far a plan fills roles and wards, and what its objective is made of."""
    filled = Counter(role for _person, role in solution.assignments)
    wards: dict[Any, list[int]] = defaultdict(lambda: [0, 0, 0])
    roles = {}
    for role in problem.roles:
        number: Any = role.id
        ward = wards[role.ward]
        for index, count in enumerate((filled[number], role.minimum, role.maximum)):
            ward[index] += count
        roles[str(problem.facts.roles[number].pk)] = [filled[number], role.minimum, role.maximum]
    shared = _shared(problem, solution)
    return {
        "fairness": shared,
        "pairs": len(solution.assignments),
        "people": len({person for person, _role in solution.assignments}),
        "scores": solution.parts.scores,
        "minimums": solution.parts.minimums,
        "tiers": solution.parts.tiers,
        "below_minimum": sum(filled[role.id] < role.minimum for role in problem.roles),
        "wards": dict(wards),
        "roles": roles,
    }


def _shared(problem: Problem, solution: solver.Plan) -> dict[str, Any]:
    """Return how evenly the plan is shared out among wards and among people."""
    roles: Counter[Any] = Counter(person for person, _role in solution.assignments)
    suited = {person.id for person in problem.people}
    wards: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    filled = Counter(role for _person, role in solution.assignments)
    for role in (each for each in problem.roles if each.ward != PRIVATE):  # which are in no ward
        wards[str(role.ward)][0] += filled[role.id]
        wards[str(role.ward)][1] += role.maximum
    fill = fill_of({ward: (taken, wanted) for ward, (taken, wanted) in wards.items()})
    people = [
        _reached(candidate, problem, is_suited=number in suited, is_chosen=bool(roles[number]))
        for number, candidate in enumerate(problem.facts.candidates)
    ]
    return {
        "gini": round(gini([roles[number] for number in suited]), 4),
        "lowest": round(fill.lowest, 4) if fill else None,
        "tenth": round(fill.tenth, 4) if fill else None,
        "chances": {
            kind: {group: [each.people, each.ranked, each.asked] for group, each in groups.items()}
            for kind, groups in chances(people).items()
        },
    }


def _reached(candidate: Candidate, problem: Problem, *, is_suited: bool, is_chosen: bool) -> PersonOutcome:
    """Return one person as fairness asks: whom the plan could have chosen, and whom it chose."""
    born_on = candidate.born_on
    return PersonOutcome(
        ward=candidate.ward,
        age=age_on(born_on, problem.facts.on) if born_on else None,
        languages=candidate.languages,
        is_newcomer=candidate.is_newcomer,
        is_ranked=is_suited,
        is_asked=is_chosen,
        is_placed=False,
    )
