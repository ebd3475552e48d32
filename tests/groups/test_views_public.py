import pytest
from django.urls import reverse

from groups.models import Group
from initiatives.models import Initiative
from places.models import Ward
from tests.factories.groups import A_MONDAY, GroupFactory, SubmittedGroupFactory
from tests.factories.initiatives import DraftInitiativeFactory, InitiativeFactory, VenueFactory
from tests.factories.places import PostcodeFactory, WardFactory
from tests.factories.strategy import PriorityFactory
from tests.groups.hostile import NASTIEST
from tests.queries import assert_same_for_few_and_many

LIST = reverse("groups:list")
PRIVATE = [
    "postcode",
    "contact_name",
    "contact_email",
    "contact_phone",
    "safeguarding_name",
    "safeguarding_email",
    "safeguarding_phone",
]


def text(response):
    return response.content.decode()


def secrets_in(page, group):
    secrets = [getattr(group, name) for name in PRIVATE]
    assert all(secrets)
    return [secret for secret in secrets if secret in page]


def test_list_shows_listed_groups_only(client, group):
    SubmittedGroupFactory(name="Not yet")

    page = text(client.get(LIST))

    assert "Low Hill Boxing Club" in page
    assert "<strong>1</strong> group" in page
    assert "Not yet" not in page


def test_list_never_shows_what_is_private(client, group):
    page = text(client.get(LIST))

    assert not secrets_in(page, group)


def test_list_says_what_to_do_when_nothing_fits(client, group):
    page = text(client.get(LIST, {"q": "zebra"}))

    assert "No groups found" in page
    assert "Show every group" in page
    assert 'value="zebra"' in page


def test_list_names_few_wards_and_counts_many(client, group):
    group.wards.set([WardFactory(name="Bushbury North"), WardFactory(name="Ettingshall North")])
    GroupFactory().wards.set(WardFactory.create_batch(4))

    page = text(client.get(LIST))

    assert "Bushbury North, Ettingshall North" in page
    assert "4 wards" in page


def test_list_tells_of_an_error_and_keeps_what_was_typed(client, group):
    page = text(client.get(LIST, {"postcode": "no<code"}))

    assert "<title>Error: Community groups" in page
    assert "Enter a full postcode, like WV1 1RG" in page
    assert 'value="no&lt;code"' in page
    assert "No groups found" not in page
    assert "<strong>0</strong>" not in page
    assert "Low Hill Boxing Club" not in page


def test_list_finds_a_postcode(client, group):
    postcode = PostcodeFactory(code="WV1 1RG")
    group.wards.add(postcode.ward)
    GroupFactory(name="Elsewhere")

    page = text(client.get(LIST, {"postcode": "wv1 1rg"}))

    assert "Low Hill Boxing Club" in page
    assert "Elsewhere" not in page


@pytest.mark.parametrize(
    ("page", "shown"),
    [("1", 1), ("2", 2), ("99", 2), ("0", 2), ("-1", 2), ("x", 1), ("9" * 5000, 1), ("", 1)],
)
def test_list_shows_the_nearest_page(client, db, page, shown):
    GroupFactory.create_batch(21)

    response = client.get(LIST, {"page": page})

    assert response.status_code == 200
    assert response.context["page_obj"].number == shown
    assert len(response.context["groups"]) == {1: 20, 2: 1}[shown]


@pytest.mark.parametrize("name", ["q", "postcode", "ward", "priority", "page", "nonsense"])
@pytest.mark.parametrize("value", NASTIEST)
def test_list_survives_hostile_questions(client, group, name, value):
    response = client.get(LIST, {name: value})

    assert response.status_code in {200, 400}
    assert "<script>alert" not in text(response)


def add_groups(number):
    """Add approved groups, each with a ward and a priority of its own."""
    groups = Group.objects.bulk_create(GroupFactory.build_batch(number))
    wards = Ward.objects.bulk_create(WardFactory.build_batch(number))
    priority = PriorityFactory()
    Group.wards.through.objects.bulk_create(
        Group.wards.through(group=group, ward=ward) for group, ward in zip(groups, wards, strict=True)
    )
    Group.priorities.through.objects.bulk_create(
        Group.priorities.through(group=group, priority=priority) for group in groups
    )


def test_list_asks_the_same_queries_for_few_and_many(client, db):
    assert_same_for_few_and_many({"list": lambda: client.get(LIST)}, add_groups, at_most=8)


def test_detail_shows_public_facts(client, group):
    group.wards.add(WardFactory(name="Bushbury North"))
    group.priorities.add(PriorityFactory(name="Prevent violence"))
    Group.objects.filter(pk=group.pk).update(
        website="https://club.example", public_phone="01902 555 009", register_number="1234567"
    )

    page = text(client.get(group.get_absolute_url()))

    for fact in [
        "Low Hill Boxing Club",
        "We bring neighbours together.",
        "Anyone who lives nearby",
        "hello@group.example",
        "01902 555 009",
        "https://club.example",
        "Bushbury North",
        "Prevent violence",
        "1234567",
    ]:
        assert fact in page


def test_detail_never_shows_what_is_private(client, group, carol):
    client.force_login(carol)

    page = text(client.get(group.get_absolute_url()))

    assert not secrets_in(page, group)


def test_detail_shows_hostile_text_as_text(client, db):
    group = GroupFactory(name="<script>alert(1)</script>", summary="{{ 7 }}<b>", audience="\u202e")

    page = text(client.get(group.get_absolute_url()))

    assert "<script>alert" not in page
    assert "&lt;script&gt;" in page


@pytest.mark.parametrize("state", ["draft", "submitted", "changes_requested", "refused", "suspended"])
def test_detail_of_an_unlisted_group_is_unknown_to_everybody(client, group, asha, carol, state):
    decided = A_MONDAY if state in {"refused", "suspended"} else None
    Group.objects.filter(pk=group.pk).update(state=state, decided_at=decided)

    statuses = []
    for person in [None, asha, carol]:
        if person:
            client.force_login(person)
        statuses.append(client.get(group.get_absolute_url()).status_code)

    assert statuses == [404, 404, 404]


def test_detail_lists_what_the_group_offers_to_everybody(client, group):
    InitiativeFactory(group=group, title="Boxing for beginners")
    DraftInitiativeFactory(group=group, title="Half an idea")

    page = text(client.get(group.get_absolute_url()))

    assert "Boxing for beginners" in page
    assert "Half an idea" not in page


@pytest.mark.parametrize("is_sensitive", [True, False])
def test_detail_offers_a_quick_way_out_where_it_is_needed(client, group, is_sensitive):
    group.priorities.add(PriorityFactory(is_sensitive=is_sensitive))

    assert ("Exit this page" in text(client.get(group.get_absolute_url()))) is is_sensitive


def test_detail_asks_the_same_queries_for_few_and_many(client, group):
    def add(number):
        Initiative.objects.bulk_create(
            InitiativeFactory.build_batch(number, group=group, venue=VenueFactory(group=group))
        )
        group.wards.add(*WardFactory.create_batch(number // 10))
        group.priorities.add(*PriorityFactory.create_batch(number // 10))

    assert_same_for_few_and_many({"group": lambda: client.get(group.get_absolute_url())}, add, at_most=6)
