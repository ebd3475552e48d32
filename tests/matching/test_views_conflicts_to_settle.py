"""The desk's list of what conflicts forbid, and what the page about one volunteer says of it."""

from datetime import UTC, datetime
from functools import partial

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from matching.models import Conflict, Offer, Waiting
from tests.factories.accounts import UserFactory
from tests.factories.groups import GroupFactory
from tests.factories.initiatives import InitiativeFactory, RoleFactory
from tests.factories.matching import ConflictFactory, PlacementFactory, WaitingFactory
from tests.factories.volunteers import VolunteerFactory
from tests.matching.conftest import close, make_offer
from tests.queries import assert_same_for_few_and_many
from volunteers.models import Volunteer

NOW = datetime(2026, 6, 1, 9, 0, tzinfo=UTC)
TO_SETTLE = reverse("matching:conflicts_to_settle")


def text(response):
    return response.content.decode()


def in_one_role(role, *people):
    return [
        make_offer(role=role, volunteer=person, place_number=place) for place, person in enumerate(people, 1)
    ]


def test_both_sides_of_a_conflict_in_one_role_are_forbidden(role):
    one, other, third = VolunteerFactory(), VolunteerFactory(), VolunteerFactory()
    offers = in_one_role(role, one, other, third)
    ConflictFactory(volunteer=one, other=other)

    assert set(Offer.objects.forbidden()) == set(offers[:2])


def test_two_who_must_not_meet_may_be_in_different_roles(role):
    one, other = VolunteerFactory(), VolunteerFactory()
    make_offer(role=role, volunteer=one)
    make_offer(volunteer=other)
    ConflictFactory(volunteer=one, other=other)

    assert not Offer.objects.forbidden()


@pytest.mark.parametrize("thing", ["group", "venue"])
def test_an_offer_of_the_group_or_at_the_venue_is_forbidden(offer, thing):
    initiative = offer.role.initiative
    things = {"group": initiative.group, "venue": initiative.venue}
    make_offer()  # someone else's, elsewhere
    ConflictFactory(volunteer=offer.volunteer, other=None, **{thing: things[thing]})

    assert Offer.objects.forbidden().get() == offer
    assert Conflict.objects.forbidding(offer).count() == 1


def test_a_conflict_with_another_group_or_place_forbids_nothing(offer):
    elsewhere = InitiativeFactory()
    ConflictFactory(volunteer=offer.volunteer, other=None, group=elsewhere.group)
    ConflictFactory(volunteer=offer.volunteer, other=None, venue=elsewhere.venue)
    ConflictFactory(other=None, group=offer.role.initiative.group)

    assert not Offer.objects.forbidden()
    assert not Conflict.objects.forbidding(offer)


@pytest.mark.parametrize("state", ["declined", "expired", "withdrawn", "ended"])
def test_what_is_over_is_not_forbidden(offer, state):
    ConflictFactory(volunteer=offer.volunteer, other=None, group=offer.role.initiative.group)
    close(offer, state)

    assert not Offer.objects.forbidden()


def test_a_lifted_conflict_forbids_nothing(role, carol):
    one, other = VolunteerFactory(), VolunteerFactory()
    offer, _ = in_one_role(role, one, other)
    lifted = {"lifted_at": NOW, "lifted_by": carol}
    ConflictFactory(volunteer=one, other=other, **lifted)
    ConflictFactory(volunteer=other, other=one, **lifted)
    ConflictFactory(volunteer=one, other=None, group=role.initiative.group, **lifted)
    ConflictFactory(volunteer=one, other=None, venue=role.initiative.venue, **lifted)
    WaitingFactory(volunteer=one)

    assert not Offer.objects.forbidden()
    assert not Conflict.objects.forbidding(offer)
    assert not Waiting.objects.of_people_with_conflicts()


def test_those_who_wait_have_conflicts_from_either_side(db):
    one, other, _third = (WaitingFactory() for _ in range(3))
    ConflictFactory(volunteer=one.volunteer, other=other.volunteer)
    ConflictFactory(volunteer=one.volunteer, other=None, group=GroupFactory())

    assert set(Waiting.objects.of_people_with_conflicts()) == {one, other}


def test_the_list_leads_to_the_end_of_each(officer, placement):
    offer = make_offer(role=placement.role, place_number=2)
    ConflictFactory(volunteer=offer.volunteer, other=placement.volunteer)
    entry = WaitingFactory(role=RoleFactory(), volunteer=offer.volunteer)

    page = text(officer.get(TO_SETTLE))

    assert reverse("matching:withdraw", args=[offer.pk]) in page
    assert reverse("matching:end_placement", args=[placement.pk]) in page
    assert reverse("matching:invite", args=[entry.role_id, entry.volunteer_id]) in page


def test_the_list_says_that_nothing_is_to_be_settled(officer, offer):
    page = text(officer.get(TO_SETTLE))

    assert "No one has an offer or a place that a conflict forbids" in page
    assert str(offer.volunteer) not in page


def test_the_desk_counts_what_is_to_be_settled(officer, offer):
    assert "that a conflict forbids" not in text(officer.get("/desk/"))

    ConflictFactory(volunteer=offer.volunteer, other=None, group=offer.role.initiative.group)

    page = text(officer.get("/desk/"))
    assert "place or offer that a conflict forbids" in page
    assert TO_SETTLE in page


def test_recording_a_conflict_shows_at_once_what_it_forbids(officer, offer):
    group = offer.role.initiative.group
    answers = {"kind": "group", "reference": group.reference, "reason": "A dispute."}
    address = reverse("matching:conflicts", args=[offer.volunteer_id])

    page = text(officer.post(address, answers, follow=True))

    assert "It forbids a place or an offer they have now" in page
    assert reverse("matching:withdraw", args=[offer.pk]) in page


def test_who_gets_no_place_by_itself_is_marked_on_the_roles_page(officer, role):
    entry = WaitingFactory(role=role)
    ConflictFactory(volunteer=entry.volunteer)

    page = text(officer.get(reverse("matching:role", args=[role.pk])))

    assert "so an officer has to offer them the place" in page


def test_the_list_asks_the_same_queries_for_few_and_many(officer, initiative, carol):
    def add(number):
        users = User.objects.bulk_create(UserFactory.build_batch(number))
        people = Volunteer.objects.bulk_create(VolunteerFactory.build(user=user) for user in users)
        roles = RoleFactory.create_batch(number // 10, initiative=initiative, places_maximum=10)
        free = RoleFactory(initiative=initiative)
        for index, person in enumerate(people):
            ConflictFactory(volunteer=person, other=None, group=initiative.group, recorded_by=carol)
            role, place, is_accepted = roles[index // 10], index % 10 + 1, index % 2
            facts = {"state": "accepted", "answered_at": timezone.now()} if is_accepted else {}
            offer = make_offer(role=role, volunteer=person, place_number=place, made_by=carol, **facts)
            if is_accepted:
                PlacementFactory(offer=offer)
            WaitingFactory(role=free, volunteer=person, added_by=carol)

    acts = {"to settle": partial(officer.get, TO_SETTLE), "desk": partial(officer.get, "/desk/")}
    assert_same_for_few_and_many(acts, add, at_most=25)
    context = officer.get(TO_SETTLE).context
    assert context["offers"]
    assert context["waits"]
