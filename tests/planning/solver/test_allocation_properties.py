"""What holds of every allocation: nothing forbidden is ever chosen, and the order of the input is nothing."""

import random
from dataclasses import replace

from hypothesis import assume, given
from hypothesis import strategies as st

from planning.solver import Edge, Fairness, Impossible, Person, RoleToFill
from tests.planning.allocations import Problem, faults, worth

ids = st.one_of(
    st.integers(-3, 30),
    st.booleans(),
    st.text(max_size=3),
    st.none(),
    st.floats(allow_nan=False),
    st.tuples(st.integers(), st.text(max_size=2)),
    st.frozensets(st.integers(0, 9), max_size=3),
    st.uuids(),
    st.dates(),
)
slots = st.frozensets(st.one_of(st.integers(0, 3), st.sampled_from(["mon", ("tue", 9), None])), max_size=3)


@st.composite
def problems(draw):
    people = draw(
        st.lists(st.builds(Person, ids, st.integers(0, 3)), max_size=9, unique_by=lambda row: row.id)
    )
    sizes = st.tuples(st.integers(0, 4), st.integers(0, 4)).map(sorted)
    roles = [
        RoleToFill(name, draw(ids), *draw(sizes), draw(slots), draw(st.booleans()))
        for name in draw(st.lists(ids, max_size=7, unique=True))
    ]
    pairs = [(person.id, role.id) for person in people for role in roles if draw(st.booleans())]
    some = st.lists(st.sampled_from(pairs), max_size=3, unique=True) if pairs else st.just([])
    two = st.tuples(ids, ids).filter(lambda pair: pair[0] != pair[1])
    if len(people) > 1:
        two |= st.permutations([person.id for person in people]).map(lambda names: tuple(names[:2]))
    tiers = draw(st.lists(st.tuples(st.integers(-9, 99), st.floats(0, 1)), max_size=3))
    return Problem(
        people,
        roles,
        [Edge(*pair, draw(st.integers(-30, 100))) for pair in pairs],
        Fairness(draw(st.integers(-9, 99)), *map(tuple, zip(*tiers, strict=True) if tiers else ((), ()))),
        draw(some),
        draw(some),
        draw(st.lists(two, max_size=4)),
    )


def solved(problem):
    """Solve, or pass over a problem without any plan."""
    try:
        return problem.solve()
    except Impossible:
        assume(False)


@given(problems())
def test_no_plan_breaks_a_rule(problem):
    plan = solved(problem)

    assert faults(problem, plan.assignments) == []
    assert plan.objective == worth(problem, plan.assignments) <= plan.certificate.bound


@given(problems(), st.randoms(use_true_random=False))
def test_order_of_input_changes_nothing(problem, chance):
    plan = solved(problem)
    shuffled = Problem(
        *(part if isinstance(part, Fairness) else chance.sample(part, len(part)) for part in problem)
    )
    turned = shuffled._replace(apart=[pair[::-1] for pair in shuffled.apart])

    assert turned.solve() == plan


@given(problems())
def test_unfilled_counts_every_place_left(problem):
    plan = solved(problem)
    filled = [role for _, role in plan.assignments]

    assert plan.unfilled == {
        role.id: role.maximum - filled.count(role.id)
        for role in problem.roles
        if role.maximum > filled.count(role.id)
    }


@given(problems())
def test_more_room_is_never_worse(problem):
    problem = problem._replace(
        fairness=Fairness(problem.fairness.minimum_bonus)
    )  # tiers move with the demand
    plan = solved(problem)
    wider = [replace(person, limit=person.limit + 1) for person in problem.people]

    assert problem._replace(people=wider).solve().certificate.bound >= plan.objective


def test_order_of_a_large_input_changes_nothing():
    chance = random.Random(4)
    roles = [
        RoleToFill(number, number % 5, 2, 5, frozenset(chance.sample(range(6), 2)), chance.random() < 0.5)
        for number in range(30)
    ]
    people = [Person(f"p{number}", chance.randint(1, 3)) for number in range(150)]
    edges = [
        Edge(person.id, role.id, chance.randint(0, 50))
        for person in people
        for role in chance.sample(roles, 8)
    ]
    problem = Problem(people, roles, edges, Fairness(100, (200, 50), (0.5, 0.8)))

    plans = {
        Problem(*(part if isinstance(part, Fairness) else chance.sample(part, len(part)) for part in problem))
        .solve()
        .assignments
        for _ in range(5)
    }

    assert plans == {problem.solve().assignments}
