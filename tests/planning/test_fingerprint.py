"""The fingerprint of the stored facts changes whenever anything changes that the judging reads."""

import contextlib
import re
from datetime import UTC, date, datetime, timedelta

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, models, transaction
from django.test.utils import CaptureQueriesContext

from initiatives.models import Initiative, Role
from matching.models import Conflict, Offer, Placement
from matching.openings import NEED
from matching.scoring import WEIGHTS
from planning.inputs import build_problem, facts_fingerprint, read_facts
from planning.plans.scope import Scope
from tests.factories.groups import GroupFactory
from tests.factories.initiatives import (
    InitiativeFactory,
    ProtectedAddressFactory,
    ProtectedInitiativeFactory,
    RoleFactory,
)
from tests.factories.matching import ConflictFactory, OfferFactory, PlacementFactory
from tests.factories.places import IndicatorFactory, WardFactory, WardFigureFactory
from tests.factories.strategy import PriorityFactory
from tests.factories.volunteers import TimeAwayFactory, VolunteerFactory
from volunteers.models import ServedWard, TimeAway, Volunteer

TODAY = date(2026, 6, 1)
DAY = timedelta(days=1)
NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)

# Some of what is read. Any other field of the same tables is changed too.
KNOWN = {
    *("Volunteer.state", "Volunteer.latitude", "Volunteer.travel_miles", "Volunteer.born_on"),
    *("Volunteer.availability", "Volunteer.languages", "Volunteer.skills", "Volunteer.placement_limit"),
    *("Volunteer.asks_limit", "Volunteer.last_asked_on", "Volunteer.last_placed_on"),
    *("Role.slots", "Role.minimum_age", "Role.dbs_level", "Role.places_maximum", "Role.places_minimum"),
    *("Role.starts_on", "Role.languages", "Role.state", "Role.is_minimum_hard"),
    *("Initiative.latitude", "Initiative.state", "Initiative.ward", "Group.state", "WardFigure.value"),
    *("ProtectedAddress.latitude", "Offer.made_at", "Conflict.lifted_at", "TimeAway.starts_on"),
    *("ServedWard.ward", "Volunteer_interests.priority", "Initiative_priorities.priority"),
}

# What a constraint or the town lets nobody change alone. What of it is read changes together further down.
TIED = {
    *(
        "Initiative.is_place_private",
        "Role.ends_on",
        "Conflict.group",
        "Conflict.venue",
        "Conflict.lifted_by",
    ),
    *("Offer.role", "Offer.state", "Offer.answered_at", "Offer.decline_code", "Offer.score_parts"),
    *(
        "Offer.weights",
        "Placement.ended_on",
        "Placement.end_reason",
        "WardFigure.ward",
        "WardFigure.indicator",
    ),
    *("WardFigure.period", "Volunteer.dbs_level", "Volunteer.dbs_valid_until", "Volunteer.answered"),
    "Volunteer.dbs_reminded_days",
}


def fingerprint():
    return facts_fingerprint(Scope().roles(), on=TODAY)


def read():
    return read_facts(Scope().roles(), on=TODAY)


def picture():
    """Return all that a plan is made from."""
    facts = read()
    parts = facts.candidates, facts.openings, facts.held, facts.histories, facts.apart, facts.declined
    return parts, build_problem(facts, WEIGHTS).fingerprint


@pytest.fixture
def town(db):
    """A town with a row of everything that the inputs read."""
    here, there = WardFactory.create_batch(2)
    indicator = IndicatorFactory(slug=NEED)
    for ward, value in ((here, 10.0), (there, 90.0)):
        WardFigureFactory(ward=ward, indicator=indicator, value=value)
    priorities = PriorityFactory.create_batch(2)
    public = InitiativeFactory(ward=here)
    public.priorities.add(priorities[0])
    hidden = ProtectedInitiativeFactory()
    ProtectedAddressFactory(venue=hidden.venue, ward=here)
    role = RoleFactory(initiative=public, places_maximum=4, slots=0b11, skills=0b11)
    secret = RoleFactory(initiative=hidden, places_maximum=2)
    facts = {
        "skills": 0b11,
        "born_on": date(2000, 1, 1),
        "last_asked_on": TODAY - DAY,
        "last_placed_on": TODAY - DAY,
    }
    person, friend, *others = VolunteerFactory.create_batch(5, ward=here, placement_limit=3, **facts)
    person.interests.add(priorities[0])
    ServedWard.objects.create(volunteer=person, ward=here)
    TimeAwayFactory(volunteer=person)
    for what in ({"other": friend}, {"other": None, "group": GroupFactory()}):
        ConflictFactory(volunteer=person, **what)
    ConflictFactory(volunteer=person, other=None, venue=public.venue)
    OfferFactory(role=secret, volunteer=others[0])
    accepted = OfferFactory(role=role, volunteer=others[1], state="accepted", answered_at="2026-06-01T10:00Z")
    PlacementFactory(offer=accepted)
    answer = {"state": "declined", "decline_code": "busy", "answered_at": "2026-06-01T10:00Z"}
    OfferFactory(role=role, volunteer=others[2], place_number=None, **answer)


def tables_of(queries):
    return {table for query in queries for table in re.findall(r'(?:FROM|JOIN) "(\w+)"', query["sql"])}


def queries_of(act):
    with CaptureQueriesContext(connection) as queries:
        act()
    return list(queries)


def models_read():
    """Return the models whose tables the inputs read."""
    by_table = {model._meta.db_table: model for model in apps.get_models(include_auto_created=True)}
    return [by_table[table] for table in sorted(tables_of(queries_of(read)))]


def test_fingerprint_reads_every_table_that_the_inputs_read(town):
    assert tables_of(queries_of(fingerprint)) >= tables_of(queries_of(read))
    assert len(models_read()) >= 12


def other_values(field, value):
    """Yield other values that a field may have; a constraint may refuse some of them."""
    if field.null and value is not None:
        yield None
    if field.is_relation:
        yield from (
            field.related_model._base_manager.exclude(pk=value).order_by("pk").values_list("pk", flat=True)
        )
    elif field.choices:
        yield from (choice for choice, _label in field.flatchoices if choice != value)
    elif isinstance(field, models.BooleanField):
        yield not value
    elif isinstance(field, models.IntegerField | models.FloatField):
        yield (value or 0) + 1
        yield max(0, (value or 0) - 1)
    elif isinstance(field, models.DateField):
        unset = NOON if isinstance(field, models.DateTimeField) else TODAY
        yield (value or unset) + DAY
        yield (value or unset) - 60 * DAY
    elif isinstance(field, models.CharField | models.TextField):
        yield f"{value}x"[-(field.max_length or 100) :]


def row_of(model):
    """Return the first row of a model that was made: the town ties it to most others."""
    is_dated = any(field.name == "created_at" for field in model._meta.concrete_fields)
    return model._base_manager.order_by("created_at" if is_dated else "pk").first()


def fields_of(model):
    return [each for each in model._meta.concrete_fields if not each.generated and not each.primary_key]


def is_changed(row, field):
    """Give a field of a row the first other value that the database accepts. Say whether there was one."""
    for value in other_values(field, getattr(row, field.attname)):
        with contextlib.suppress(IntegrityError), transaction.atomic():
            type(row)._base_manager.filter(pk=row.pk).update(**{field.attname: value})
            return True
    return False


@pytest.mark.slow
def test_fingerprint_changes_with_any_field_that_the_judging_reads(town):
    before, known, noticed = fingerprint(), picture(), set()
    for model in models_read():
        row = row_of(model)
        for field in fields_of(model):
            name = f"{model.__name__}.{field.name}"
            with transaction.atomic():
                if not is_changed(row, field):
                    assert name in TIED, name
                elif fingerprint() != before:
                    noticed.add(name)
                else:
                    assert picture() == known, name
                transaction.set_rollback(True)

    assert noticed >= KNOWN, KNOWN - noticed


@pytest.mark.parametrize(
    ("model", "values"),
    [
        (Offer, {"state": "withdrawn", "place_number": None, "answered_at": NOON}),
        (Offer, {"state": "declined", "place_number": None, "decline_code": "busy", "answered_at": NOON}),
        (Placement, {"ended_on": TODAY, "end_reason": "finished"}),
        (Role, {"ends_on": date(2027, 1, 1)}),
        (
            Initiative,
            {"is_place_private": True, "ward": None, "latitude": None, "longitude": None, "postcode": ""},
        ),
        (Volunteer, {"dbs_level": 3, "dbs_valid_until": date(2030, 1, 1)}),
    ],
)
def test_fingerprint_changes_with_fields_that_change_together(town, model, values):
    before = fingerprint()

    model.objects.filter(pk=row_of(model).pk).update(**values)

    assert fingerprint() != before


def test_fingerprint_changes_with_what_is_deleted_or_added(town):
    before = fingerprint()
    for model in (TimeAway, ServedWard, Conflict, Placement, Volunteer.interests.through):
        with transaction.atomic():
            model._base_manager.all().delete()
            assert fingerprint() != before, model
            transaction.set_rollback(True)

    assert fingerprint() == before
    VolunteerFactory()
    assert fingerprint() != before


def test_fingerprint_changes_with_the_day_and_the_limit_of_asks(town, settings):
    before = fingerprint()

    assert facts_fingerprint(Scope().roles(), on=TODAY + DAY) != before
    settings.ASKS_PER_30_DAYS += 1
    assert fingerprint() != before


def test_fingerprint_is_of_the_roles_that_take_part(town):
    before = fingerprint()

    assert facts_fingerprint(Scope().roles().filter(places_maximum=4), on=TODAY) != before
    Role.objects.update(title="Another name")
    Volunteer.objects.update(name="Another name")
    assert fingerprint() == before
