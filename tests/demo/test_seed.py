"""The same seed makes the same city, in every detail."""

from datetime import UTC, date, datetime
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import models, transaction

from demo import names
from demo.accounts import build_cast
from demo.city import SIZES, Size, build_city, write_city
from demo.dice import Dice
from demo.groups import Builder
from demo.reference_data import SECRET_POSTCODES, read_ground
from demo.texts.victims import REFUGE
from matching.models import Conflict, Offer, Override, Waiting
from planning.models import Fix, PlanPair

TODAY = date(2026, 6, 1)
NOON = datetime(2026, 6, 1, 12, 0, tzinfo=UTC)
SMALL = Size(40, 50, 60, 400, full_roles=2, is_reviewed=True)
NOT_COMPARED = {"password", "created_at", "updated_at"}


@pytest.fixture(autouse=True)
def ground(db):
    call_command("load_places", stdout=StringIO())
    call_command("load_strategies", stdout=StringIO())


def facts(record):
    """Return what a record says, without what differs from run to run."""
    return {
        field.attname: getattr(record, field.attname)
        for field in record._meta.concrete_fields
        if field.name not in NOT_COMPARED and not field.generated and not isinstance(field, models.AutoField)
    }


def all_facts(seed):
    """Return what every record of a freshly built city says."""
    built = build_city(SIZES["small"], seed, TODAY)
    homes, programmes, people = built.homes, built.programmes, built.people
    records = [
        *built.cast.users,
        *(user for home in homes for user, _role in home.people),
        *(record for home in homes for record in (home.group, *home.checks, *home.decisions)),
        *(record for each in programmes for record in (each.venue, each.initiative, *each.times)),
        *(programme.secret for programme in programmes if programme.secret),
        *(role for role, _programme in built.roles),
        *(record for person in people for record in (person.user, person.volunteer, *person.checks)),
        *built.given.offers,
        *built.given.placements,
    ]
    links = [
        [
            [ward.pk for ward in home.wards] + [priority.slug for priority in home.priorities]
            for home in homes
        ],
        [[priority.slug for priority in programme.priorities] for programme in programmes],
        [[priority.slug for priority in person.interests] for person in people],
    ]
    return [facts(record) for record in records], links


def test_same_seed_makes_the_same_city_with_the_same_ids():
    assert all_facts(1) == all_facts(1)


def what_officers_did(seed):
    """Return whom the services, whose records have ids of their own, brought into which roles; undo it."""
    with transaction.atomic():
        write_city(build_city(SMALL, seed, TODAY), details={}, say=lambda name, number: None)
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


def test_officers_do_the_same_in_the_same_city():
    assert what_officers_did(1) == what_officers_did(1)


def test_another_seed_makes_another_city():
    assert all_facts(1) != all_facts(2)


def test_secret_postcodes_are_nobody_elses():
    ground = read_ground(Dice(1, "ground"), TODAY)
    secret = {postcode.code for postcode in ground.secret}

    assert len(secret) == SECRET_POSTCODES
    assert secret.isdisjoint(postcode.code for every in ground.postcodes.values() for postcode in every)
    assert ground.centre.code not in secret


def test_names_of_groups_are_never_given_twice():
    dice = Dice(1, "groups")
    *taken, free = [f"{emblem} Haven" for emblem in names.EMBLEMS]
    taken += [
        f"{emblem} {ending}" for emblem in names.EMBLEMS for ending in REFUGE.endings if ending != "Haven"
    ]
    builder = Builder(dice, read_ground(dice, TODAY), build_cast(dice), NOON, set(taken))

    assert builder.build(0, "draft", REFUGE).group.name == free
