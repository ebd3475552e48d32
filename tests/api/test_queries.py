"""Lists take as many queries for a thousand rows as for ten."""

from functools import partial

from groups.models import Group
from initiatives.models import Initiative, Role, WeeklyTime
from tests.factories.groups import GroupFactory
from tests.factories.initiatives import InitiativeFactory, RoleFactory, VenueFactory, WeeklyTimeFactory
from tests.factories.places import PostcodeFactory, WardFactory, WardFigureFactory, WardOverlapFactory
from tests.factories.strategy import PriorityFactory
from tests.queries import assert_same_for_few_and_many

ROOMS = [
    "wards/",
    "wards.geojson",
    "indicators/",
    "groups/",
    "initiatives/",
    "initiatives.geojson",
    "roles/",
    "priorities/",
]


def fill(count):
    ward, priority, group = WardFactory(), PriorityFactory(), GroupFactory()
    WardFigureFactory(ward=ward)
    WardOverlapFactory(new=ward)
    venue = VenueFactory(group=group)
    groups = Group.objects.bulk_create(GroupFactory.build_batch(count))
    initiatives = Initiative.objects.bulk_create(
        InitiativeFactory.build_batch(count, group=group, venue=venue, ward=ward)
    )
    Role.objects.bulk_create(RoleFactory.build(initiative=one) for one in initiatives)
    WeeklyTime.objects.bulk_create(WeeklyTimeFactory.build(initiative=one) for one in initiatives)
    ward.groups.add(*groups)
    priority.groups.add(*groups)
    priority.initiatives.add(*initiatives)


def pages(client, paths):
    return {path: partial(client.get, f"/api/v1/{path}") for path in paths}


def test_queries_do_not_grow_with_the_lists(client, db):
    lists = pages(client, [f"{room}?page_size=100" for room in ROOMS])

    assert_same_for_few_and_many(lists, fill, at_most=6)


def test_questions_do_not_take_more_queries_for_more_rows(client, db):
    PostcodeFactory(code="WV1 1RG")
    questions = ["q=boxing", "postcode=WV1+1RG&within=5", "day=tuesday&sort=best"]
    lists = pages(client, [f"initiatives/?{question}" for question in questions])

    assert_same_for_few_and_many(lists, fill, at_most=8)
