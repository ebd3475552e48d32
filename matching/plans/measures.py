"""What a plan's page says in numbers, worked out once when the plan is solved."""

from collections import Counter, defaultdict
from typing import Any

from matching import allocation
from matching.problem import Problem


def size_of(problem: Problem) -> dict[str, Any]:
    """Return how big a problem is, and how many pairs each gate alone keeps out of it."""
    missing: dict[str, dict[str, int]] = defaultdict(dict)
    for (code, outcome), count in problem.missing.items():
        missing[code][outcome.value] = count
    return {
        "people": len(problem.facts.candidates),
        "people_with_a_chance": len(problem.people),
        "roles": len(problem.places),
        "places": sum(place.maximum for place in problem.places),
        "pairs": len(problem.eligible.people),
        "missing": dict(missing),
    }


def measures_of(problem: Problem, solution: allocation.Plan) -> dict[str, Any]:
    """Return how far a plan fills roles and wards, and what its objective is made of."""
    filled = Counter(role for _person, role in solution.assignments)
    wards: dict[Any, list[int]] = defaultdict(lambda: [0, 0, 0])
    roles = {}
    for place in problem.places:
        number: Any = place.id
        ward = wards[place.ward]
        for index, count in enumerate((filled[number], place.minimum, place.maximum)):
            ward[index] += count
        roles[str(problem.facts.roles[number].pk)] = [filled[number], place.minimum, place.maximum]
    return {
        "pairs": len(solution.assignments),
        "people": len({person for person, _role in solution.assignments}),
        "scores": solution.parts.scores,
        "minimums": solution.parts.minimums,
        "tiers": solution.parts.tiers,
        "below_minimum": sum(filled[place.id] < place.minimum for place in problem.places),
        "wards": dict(wards),
        "roles": roles,
    }
