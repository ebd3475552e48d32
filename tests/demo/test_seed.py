"""The same seed makes the same city, in every detail, and one change in it changes nothing else."""

from datetime import UTC, datetime

import pytest
from django.db import transaction

from demo.accounts import build_cast
from demo.city import SIZES, Size, build_city, build_on, write_city
from demo.dice import Dice
from demo.groups import build_groups
from demo.reference_data import SECRET_POSTCODES
from groups.models import Group
from matching.models import Conflict, Offer, Override, Waiting
from planning.models import Fix, PlanPair
from tests.demo.conftest import TODAY, load_reference_data
from tests.demo.facts import facts_of_city, facts_of_group, facts_of_initiative, facts_of_person

NOON = datetime(2026, 6, 1, 12, 0, tzinfo=UTC)
TINY = Size(40, 50, 60, 400, full_roles=2, is_reviewed=True)
MANY_GROUPS = 10_000


@pytest.fixture
def loaded(db):
    load_reference_data()


@pytest.mark.slow
def test_same_seed_makes_the_same_city_with_the_same_ids(loaded, cities):
    assert facts_of_city(build_city(SIZES["small"], 1, TODAY)) == facts_of_city(cities[0])


@pytest.mark.slow
def test_another_seed_makes_another_city(cities):
    one, other = (facts_of_city(city) for city in cities[:2])

    for kind in ("group", "initiative", "role", "volunteer"):
        assert not any(one[kind][number] == other[kind].get(number) for number in one[kind])


def what_officers_did(seed):
    """Return whom the services, whose records have ids of their own, brought into which roles; undo it."""
    with transaction.atomic():
        write_city(build_city(TINY, seed, TODAY), details={}, say=lambda name, number: None)
        pair = ("role", "volunteer")
        found = [
            sorted(map(str, rows))
            for rows in (
                Offer.objects.order_by().values_list(*pair, "state", "place_number", "score"),
                Waiting.objects.order_by().values_list(*pair),
                Override.objects.order_by().values_list(*pair, "gate"),
                Conflict.objects.order_by().values_list("volunteer", "other", "group", "venue"),
                PlanPair.objects.order_by().values_list("plan__title", *pair, "state", "points"),
                Fix.objects.order_by().values_list("kind", "unlocks", "volunteer", "role", "ward"),
            )
        ]
        transaction.set_rollback(True)
    return found


@pytest.mark.slow
def test_officers_do_the_same_in_the_same_city(loaded):
    assert what_officers_did(1) == what_officers_did(1)


def test_secret_postcodes_are_nobody_elses(reference):
    secret = {postcode.code for postcode in reference.secret}

    assert len(secret) == SECRET_POSTCODES
    assert secret.isdisjoint(each.code for every in reference.postcodes.values() for each in every)
    assert reference.centre.code not in secret


def rebuilt(reference, size=TINY):
    """Build a city of seed 1 anew on what was read before."""
    return build_on(reference, size, Dice(1), TODAY)


def rename_die(monkeypatch, kind, attribute):
    """Let an attribute of all things of one kind fall another way."""
    of = Dice.of

    def renamed(dice, of_kind, number, name):
        return of(dice, of_kind, number, "renamed" if (of_kind, name) == (kind, attribute) else name)

    monkeypatch.setattr(Dice, "of", renamed)


def test_a_new_attribute_changes_no_other(monkeypatch, reference):
    before = facts_of_city(rebuilt(reference))
    of = Dice.of

    def of_one_more(dice, kind, number, attribute):
        of(dice, kind, number, f"{attribute} and a new one").bits()
        return of(dice, kind, number, attribute)

    monkeypatch.setattr(Dice, "of", of_one_more)

    assert facts_of_city(rebuilt(reference)) == before


@pytest.mark.parametrize(
    ("kind", "attribute", "field"),
    [
        ("group", "summary", "summary"),
        ("initiative", "contact name", "contact_name"),
        ("role", "tasks", "tasks"),
        ("volunteer", "phone", "phone"),
        ("offer", "message", "message"),
    ],
)
def test_an_attribute_that_falls_another_way_changes_no_other(monkeypatch, reference, kind, attribute, field):
    before = without(facts_of_city(rebuilt(reference)), kind, field)
    rename_die(monkeypatch, kind, attribute)

    after = without(facts_of_city(rebuilt(reference)), kind, field)

    assert after[0] == before[0]
    assert after[1] != before[1]


def without(facts, kind, field):
    """Take one field out of the facts of a city; return these and what the field said."""
    records = [record[0] if isinstance(record, list) else record for record in facts[kind].values()]
    return facts, [record.pop(field) for record in records]


def test_a_bigger_city_has_the_smaller_one_in_it(reference):
    bigger = Size(80, 130, 200, 900, full_roles=0, is_reviewed=False)

    small, big = rebuilt(reference), rebuilt(reference, bigger)
    groups, initiatives = by_number(big.groups), by_number(big.initiatives)

    assert all(facts_of_group(each) == facts_of_group(groups[each.number]) for each in small.groups)
    assert all(
        facts_of_initiative(each) == facts_of_initiative(initiatives[each.number])
        for each in small.initiatives
    )
    assert list(map(facts_of_person, small.people)) == list(map(facts_of_person, big.people[:400]))


def by_number(built):
    return {each.number: each for each in built}


def test_one_more_volunteer_hardly_changes_who_is_asked(reference):
    one_more = Size(40, 50, 60, 401, full_roles=0, is_reviewed=False)

    before, after = (
        {offer.pk for offer in rebuilt(reference, size).given.offers} for size in (TINY, one_more)
    )

    assert len(before & after) >= 0.8 * len(before)


def test_many_groups_have_names_of_their_own(reference):
    dice = Dice(1)
    groups = [each.group for each in build_groups(dice, reference, build_cast(dice), NOON, MANY_GROUPS)]

    assert len({group.name for group in groups}) == len({group.reference for group in groups}) == MANY_GROUPS
    for group in [*groups[::100], max(groups, key=lambda group: len(group.website))]:
        group.clean_fields(exclude=["ward"])  # which asks the database
    assert all(len(group.name) <= Group._meta.get_field("name").max_length for group in groups)
