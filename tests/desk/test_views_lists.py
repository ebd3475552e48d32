from datetime import timedelta
from functools import partial

import pytest
from django.urls import reverse
from django.utils import timezone

from core import audit
from desk.views.lists import StateList
from groups.models import Group
from initiatives.models import Initiative, Role
from matching.models import Offer, Override
from places.models import Ward
from tests.factories.accounts import OfficerFactory, UserFactory
from tests.factories.groups import A_MONDAY, DraftGroupFactory, GroupFactory, SubmittedGroupFactory
from tests.factories.initiatives import InitiativeFactory, RoleFactory, VenueFactory
from tests.factories.matching import OfferFactory, OverrideFactory, PlacementFactory
from tests.factories.places import WardFactory
from tests.factories.volunteers import VolunteerFactory
from tests.groups.hostile import NASTIEST
from tests.queries import assert_same_for_few_and_many
from volunteers.models import Volunteer

LISTS = ["home", "groups", "initiatives", "roles", "roles_to_read", "volunteers", "checks", "audit"]


def url(name):
    return reverse(f"desk:{name}")


def text(response):
    return response.content.decode()


@pytest.fixture
def senior(client, sam):
    client.force_login(sam)
    return client


def test_home_counts_what_waits(officer, submitted, waiting):
    RoleFactory(initiative__group=waiting.group)

    page = text(officer.get(url("home")))

    for words in ["registration to check", "initiative to check", "role needs people"]:
        assert words in page
    assert "Whitmore Friends" in page
    assert "Boxing for beginners" in page
    assert "0 of 1" in page


def test_home_counts_overrides_that_wait_or_have_ended(officer):
    OverrideFactory()
    over = OverrideFactory(
        agreed_by=OfficerFactory(),
        agreed_at=timezone.now(),
        closed_at=timezone.now(),
        ends_on=timezone.localdate() - timedelta(days=1),
        offer=OfferFactory(),
    )

    assert "overridden checks to decide about" in officer.get(reverse("desk:home")).content.decode()
    Override.objects.filter(pk=over.pk).update(settled_at=timezone.now())
    assert "overridden check to decide about" in officer.get(reverse("desk:home")).content.decode()


def test_home_says_when_nothing_waits(officer):
    page = text(officer.get(url("home")))

    assert "There are no registrations to check" in page
    assert "There are no initiatives to check" in page
    assert "Every open role has the people" in page


def test_home_puts_the_oldest_registration_first_with_its_age(officer):
    now = timezone.now()
    SubmittedGroupFactory(name="Newer", submitted_at=now - timedelta(days=1))
    SubmittedGroupFactory(name="Older", submitted_at=now - timedelta(days=3))

    page = text(officer.get(url("home")))

    assert page.index("Older") < page.index("Newer")
    assert "3\xa0days" in page


def test_home_leads_senior_officers_to_the_audit_trail(client, carol, sam):
    pages = []
    for person in [carol, sam]:
        client.force_login(person)
        pages.append(url("audit") in text(client.get(url("home"))))

    assert pages == [False, True]


def test_groups_hold_all_but_drafts(officer, group, submitted):
    DraftGroupFactory(name="Nobody’s business")

    page = text(officer.get(url("groups")))

    assert "Low Hill Boxing Club" in page
    assert "Whitmore Friends" in page
    assert "Nobody’s business" not in page
    assert "All (2)" in page
    assert "Approved (1)" in page


def test_groups_of_a_state(officer, group, submitted):
    page = text(officer.get(url("groups"), {"state": "submitted"}))

    assert "Low Hill Boxing Club" not in page
    assert "Whitmore Friends" in page


def test_groups_of_another_state_come_by_name(officer):
    GroupFactory(name="B"), GroupFactory(name="A")

    response = officer.get(url("groups"), {"state": "approved"})

    assert [group.name for group in response.context["groups"]] == ["A", "B"]


@pytest.mark.parametrize("words", ["boxing", "SWP-G-BOX"])
def test_groups_are_found_by_name_and_reference(officer, group, submitted, words):
    Group.objects.filter(pk=group.pk).update(reference="SWP-G-BOX")

    page = text(officer.get(url("groups"), {"q": words}))

    assert "Low Hill Boxing Club" in page
    assert "Whitmore Friends" not in page


def test_initiatives_hold_all_that_were_ever_sent(officer, waiting, never_sent):
    InitiativeFactory(title="Choir")

    page = text(officer.get(url("initiatives")))
    queue = text(officer.get(url("initiatives"), {"state": "submitted"}))
    found = text(officer.get(url("initiatives"), {"q": "choir", "state": "published"}))

    assert "Boxing for beginners" in page
    assert "Choir" in page
    assert "Half an idea" not in page
    assert "Choir" not in queue
    assert "Boxing for beginners" not in found
    assert "Choir" in found


def test_initiatives_never_list_a_protected_address(officer, refuge):
    page = text(officer.get(url("initiatives")))

    assert "Safe nights" in page
    assert "99 Secret Lane" not in page
    assert "WV3 9DU" not in page


def test_volunteers_hold_those_who_have_registered(officer):
    VolunteerFactory(name="Dev", dbs_declared=3)
    VolunteerFactory(name="Seen", dbs_level=2, dbs_valid_until=timezone.localdate())
    Volunteer.objects.create(user=UserFactory(), reference="SWP-V-D", name="Not done")

    page = text(officer.get(url("volunteers")))

    assert "Dev" in page
    assert "They say: Enhanced" in page
    assert "Not checked" in page
    assert "Standard, until" in page
    assert "Not done" not in page


def test_volunteers_with_a_check_that_has_ended_are_not_shown_as_checked(officer):
    yesterday = timezone.localdate() - timedelta(days=1)
    VolunteerFactory(dbs_level=2, dbs_valid_until=yesterday)

    page = text(officer.get(url("volunteers")))

    assert "Standard, until" in page
    assert "Ended" in page


def test_checks_that_end_are_on_the_desk(officer):
    today = timezone.localdate()
    role = RoleFactory(dbs_level=3, places_maximum=4)
    for number, (name, level, days) in enumerate(
        [("Ended Ed", 3, -1), ("Soon Sue", 3, 90), ("Later Lou", 3, 91), ("Basic Bo", 1, 900)], start=1
    ):
        person = VolunteerFactory(name=name, dbs_level=level, dbs_valid_until=today + timedelta(days=days))
        PlacementFactory(offer__role=role, offer__volunteer=person, offer__place_number=number)

    for page in (text(officer.get(url("home"))), text(officer.get(url("checks")))):
        assert page.index("Basic Bo") < page.index("Ended Ed") < page.index("Soon Sue")
        assert "Later Lou" not in page
        assert "DBS check ended" in page
        assert "No DBS check that counts" in page
    assert officer.get(url("home")).context["checks_to_see_to_count"] == 2


def test_checks_say_when_none_ends(officer):
    assert "No check ends soon" in text(officer.get(url("checks")))
    assert "DBS checks that have ended" not in text(officer.get(url("home")))


def test_volunteers_are_found_by_name_and_reference(officer):
    VolunteerFactory(name="Dev", reference="SWP-V-DEV")
    VolunteerFactory(name="Ola")

    for words in ["dev", "V-DEV"]:
        names = [each.name for each in officer.get(url("volunteers"), {"q": words}).context["volunteers"]]
        assert names == ["Dev"]


def test_roles_hold_those_with_too_few_people(officer):
    RoleFactory(title="Lonely")
    OfferFactory(role=RoleFactory(title="Taken"))
    RoleFactory(title="Shut", state="closed")
    today = timezone.localdate()
    RoleFactory(title="Last day", starts_on=today, ends_on=today)
    yesterday = today - timedelta(days=1)
    RoleFactory(title="Over", starts_on=yesterday, ends_on=yesterday)

    page = text(officer.get(url("roles")))

    assert "Lonely" in page
    assert "Taken" not in page
    assert "Shut" not in page
    assert "Last day" in page
    assert "Over" not in page


def test_roles_say_when_none_needs_people(officer):
    assert "Every open role has the people" in text(officer.get(url("roles")))


@pytest.mark.parametrize("name", LISTS)
def test_lists_are_closed_to_outsiders(client, name, asha, dev, eve):
    assert client.get(url(name)).url.startswith("/account/login/")
    for person in [asha, dev, eve]:
        client.force_login(person)
        assert client.get(url(name)).status_code == 403


def test_lists_ask_an_officer_for_a_second_factor_first(client, db):
    client.force_login(OfficerFactory(second_factor=False))

    assert client.get(url("home")).url == reverse("mfa_activate_totp")


@pytest.mark.parametrize("name", LISTS)
@pytest.mark.parametrize("key", ["q", "state", "page", "subject", "record"])
@pytest.mark.parametrize("value", NASTIEST)
def test_lists_survive_hostile_questions(senior, name, key, value):
    response = senior.get(url(name), {key: value})

    assert response.status_code in {200, 400}
    assert "<script>alert" not in text(response)


@pytest.mark.parametrize(("name", "query"), [("groups", {"state": "lost"}), ("audit", {"record": "7"})])
def test_lists_tell_of_an_error(senior, group, asha, name, query):
    audit.record("group.answered", subject=group, by=asha)

    page = text(senior.get(url(name), query))

    assert "<title>Error: " in page
    assert "There is a problem" in page
    assert "Nothing to show" in page


@pytest.mark.parametrize("name", ["groups", "initiatives", "volunteers"])
def test_lists_say_what_to_do_when_empty(officer, name):
    assert "Show everything" in text(officer.get(url(name)))


def test_state_list_is_of_something():
    for method, words in [("everything", ()), ("with_words", (None, ""))]:
        with pytest.raises(NotImplementedError):
            getattr(StateList(), method)(*words)


def many_of_everything(number):
    officer, venue = OfficerFactory(), VenueFactory()
    wards = Ward.objects.bulk_create(WardFactory.build_batch(number))
    groups = Group.objects.bulk_create(
        Group(
            reference=f"SWP-G-{number}-{index}",
            name=f"Group {index}",
            state="submitted",
            legal_form="other",
            summary="Something",
            declared_at=A_MONDAY,
            submitted_at=A_MONDAY,
        )
        for index in range(number)
    )
    initiatives = Initiative.objects.bulk_create(
        Initiative(
            group=group,
            venue=venue,
            title=f"Initiative {number}",
            summary="x",
            state=state,
            submitted_at=A_MONDAY,
            published_at=A_MONDAY,
        )
        for group in groups
        for state in ("submitted", "published")
    )
    roles = Role.objects.bulk_create(
        Role(
            initiative=initiative,
            title="Helper",
            tasks="x",
            state=state,
            dbs_level=4,
            submitted_at=A_MONDAY,
            starts_on=A_MONDAY,
            places_minimum=2,
            places_maximum=2,
        )
        for initiative in initiatives
        for state in ("open", "submitted")
    )
    users = type(officer).objects.bulk_create(UserFactory.build_batch(number))
    volunteers = Volunteer.objects.bulk_create(
        Volunteer(
            user=user,
            reference=f"SWP-V-{number}-{index}",
            name=f"V {index}",
            state="paused",
            ward=ward,
            dbs_level=4,
            dbs_valid_until=timezone.localdate(),
        )
        for index, (user, ward) in enumerate(zip(users, wards, strict=True))
    )
    Offer.objects.bulk_create(
        Offer(
            role=role,
            volunteer=volunteer,
            place_number=1,
            made_by=officer,
            made_at=A_MONDAY,
            expires_at=A_MONDAY + timedelta(days=7),
            score=0.5,
        )
        for role, volunteer in zip(roles, volunteers, strict=False)
    )
    for index in range(min(number, 50)):
        audit.record("group.answered", subject=groups[index], by=users[index], reason="It is right.")


@pytest.mark.slow
def test_lists_ask_the_same_queries_for_few_and_many(senior):
    OverrideFactory()
    lists = {name: partial(senior.get, url(name)) for name in LISTS}

    assert_same_for_few_and_many(lists, many_of_everything, at_most=18)
    for name in ["groups", "initiatives", "roles", "new_roles"]:
        assert len(senior.get(url("home")).context[name]) == 10
