import json
from datetime import date
from uuid import UUID

import pytest

from planning.what_if import (
    Change,
    ChangeKind,
    changed_candidate,
    changed_minimum,
    changed_opening,
    overridden_gates,
)
from tests.factories.facts import make_candidate, make_opening

WHO, OTHER, ROLE = UUID(int=1), UUID(int=2), UUID(int=3)


@pytest.mark.parametrize(
    "change",
    [
        Change(ChangeKind.CHECK, volunteer=WHO, value=4),
        Change(ChangeKind.SLOTS, role=ROLE),
        Change(ChangeKind.GATE, volunteer=WHO, role=ROLE, gate="dbs"),
    ],
)
def test_change_is_the_same_after_it_was_stored(change):
    assert Change.from_json(json.loads(json.dumps(change.to_json()))) == change


def test_a_check_more_counts_for_one_person_and_takes_none_away():
    candidate = make_candidate(id=WHO, dbs_level=1, dbs_valid_until=date(2020, 1, 1))

    higher = changed_candidate(candidate, [Change(ChangeKind.CHECK, volunteer=WHO, value=3)])
    same = changed_candidate(candidate, [Change(ChangeKind.CHECK, volunteer=OTHER, value=3)])
    lower = changed_candidate(make_candidate(id=WHO, dbs_level=4), [Change(ChangeKind.CHECK, WHO, value=3)])

    assert (higher.dbs_level, higher.dbs_valid_until > date(2050, 1, 1)) == (3, True)
    assert same == candidate
    assert lower.dbs_level == 4


def test_a_person_may_take_on_more():
    candidate = make_candidate(id=WHO, placement_limit=1)

    assert (
        changed_candidate(candidate, [Change(ChangeKind.LIMIT, volunteer=WHO, value=2)]).placement_limit == 3
    )


def test_a_role_may_move_and_take_more_people():
    opening = make_opening(id=ROLE, slots=1, places_left=2)
    changes = [Change(ChangeKind.SLOTS, role=ROLE, value=4), Change(ChangeKind.PLACES, role=ROLE, value=1)]

    changed = changed_opening(opening, changes)

    assert (changed.slots, changed.places_left) == (4, 3)
    assert changed_opening(make_opening(id=OTHER), changes) == make_opening(id=OTHER)


def test_a_role_may_need_fewer_people_but_never_more():
    changes = [Change(ChangeKind.MINIMUM, role=ROLE, value=2), Change(ChangeKind.PLACES, role=ROLE, value=1)]

    assert changed_minimum(ROLE, 5, changes) == 2
    assert changed_minimum(ROLE, 1, changes) == 1
    assert changed_minimum(OTHER, 5, changes) == 5


def test_gates_are_passed_over_for_one_person_in_one_role():
    changes = [
        Change(ChangeKind.GATE, volunteer=WHO, role=ROLE, gate="dbs"),
        Change(ChangeKind.GATE, volunteer=WHO, role=ROLE, gate="age"),
        Change(ChangeKind.GATE, volunteer=WHO, role=OTHER, gate="travel"),
        Change(ChangeKind.CHECK, volunteer=WHO, role=ROLE, value=3),
    ]

    assert overridden_gates(ROLE, changes) == {WHO: {"dbs", "age"}}
