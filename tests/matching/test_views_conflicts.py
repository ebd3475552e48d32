import pytest
from django.urls import reverse

from matching.models import Conflict
from tests.factories.groups import GroupFactory
from tests.factories.matching import ConflictFactory
from tests.factories.volunteers import VolunteerFactory
from volunteers.models import Volunteer


def url(volunteer, role=None):
    address = reverse("matching:conflicts", args=[volunteer.pk])
    return f"{address}?role={role.pk}" if role else address


def text(response):
    return response.content.decode()


def test_a_conflict_with_a_person_is_recorded_and_lifted(officer, volunteer, carol):
    other = VolunteerFactory(name="Old Neighbour")
    answers = {"kind": "person", "reference": other.reference.lower(), "reason": "A dispute."}

    page = text(officer.post(url(volunteer), answers, follow=True))

    conflict = Conflict.objects.get()
    assert (conflict.volunteer, conflict.other, conflict.recorded_by) == (volunteer, other, carol)
    assert "Old Neighbour" in page
    assert "Dev Volunteer" in text(officer.get(url(other)))
    lifted = text(officer.post(reverse("matching:lift_conflict", args=[conflict.pk]), follow=True))
    assert "None recorded" in lifted


def lift(officer, conflict, seen_from):
    address = reverse("matching:lift_conflict", args=[conflict.pk])
    return officer.post(address, {"volunteer": seen_from.pk}).url


def test_lifting_leads_back_to_the_page_it_was_lifted_from(officer, volunteer):
    other = VolunteerFactory()
    conflict = ConflictFactory(volunteer=volunteer, other=other)

    assert lift(officer, conflict, volunteer) == url(volunteer)
    assert lift(officer, conflict, other) == url(other)


def test_lifting_leads_to_a_page_that_is_there_where_people_have_left(officer, volunteer):
    other = VolunteerFactory()
    conflict = ConflictFactory(volunteer=volunteer, other=other)

    Volunteer.objects.filter(pk=volunteer.pk).update(state="left")
    assert lift(officer, conflict, volunteer) == url(other)

    Volunteer.objects.filter(pk=other.pk).update(state="left")
    assert lift(officer, conflict, volunteer) == reverse("desk:volunteers")


def test_a_conflict_with_a_group_is_recorded_by_its_number(officer, volunteer):
    group = GroupFactory(name="Quiet Club")
    answers = {"kind": "group", "reference": group.reference, "reason": "A dispute."}

    assert "Quiet Club" in text(officer.post(url(volunteer), answers, follow=True))


@pytest.mark.parametrize(("kind", "field"), [("group", "group"), ("place", "venue")])
def test_a_role_names_its_group_and_its_place(officer, volunteer, role, kind, field):
    page = text(officer.get(url(volunteer, role)))
    assert "The group: Low Hill Boxing Club" in page
    assert "The place where “Tuesday boxing” meets" in page

    officer.post(url(volunteer, role), {"kind": kind, "reason": "A dispute."})

    assert getattr(Conflict.objects.get(), field) == getattr(role.initiative, field)


def test_a_role_without_a_place_offers_none(officer, volunteer, role):
    role.initiative.state, role.initiative.venue = "paused", None
    role.initiative.save()

    assert "The place where" not in text(officer.get(url(volunteer, role)))


def test_a_role_that_is_nonsense_is_no_role(officer, volunteer):
    address = reverse("matching:conflicts", args=[volunteer.pk])

    assert "A group" in text(officer.get(f"{address}?role=nonsense"))


@pytest.mark.parametrize(
    ("answers", "words"),
    [
        ({}, "Select what they should be kept away from"),
        ({"kind": "person", "reference": "SWP-V-NOBODY", "reason": "x"}, "number of another volunteer"),
        ({"kind": "person", "reason": "x"}, "number of another volunteer"),
        ({"kind": "group", "reference": "SWP-G-NONE", "reason": "x"}, "reference number of a group"),
        ({"kind": "place", "reason": "x"}, "Select from the list"),
        ({"kind": "group", "reference": "SWP-G-NONE"}, "Enter why they should be kept away"),
    ],
)
def test_what_is_missing_is_asked_for(officer, volunteer, answers, words):
    assert words in text(officer.post(url(volunteer), answers))
    assert not Conflict.objects.exists()


def test_nobody_conflicts_with_themselves(officer, volunteer):
    answers = {"kind": "person", "reference": volunteer.reference, "reason": "x"}

    assert "number of another volunteer" in text(officer.post(url(volunteer), answers))


def test_a_conflict_is_recorded_once(officer, volunteer):
    conflict = ConflictFactory(volunteer=volunteer)
    answers = {"kind": "person", "reference": conflict.other.reference, "reason": "x"}

    assert "already recorded" in text(officer.post(url(volunteer), answers))


def test_a_conflict_keeps_the_role_from_being_offered(officer, volunteer, role):
    ConflictFactory(volunteer=volunteer, other=None, group=role.initiative.group)

    page = text(officer.get(reverse("matching:invite", args=[role.pk, volunteer.pk])))

    assert "You cannot invite them now because they do not pass every check" in page


def test_outsiders_see_no_conflict(client, eve, volunteer):
    conflict = ConflictFactory(volunteer=volunteer)
    client.force_login(eve)

    assert client.get(url(volunteer)).status_code == 403
    assert client.post(reverse("matching:lift_conflict", args=[conflict.pk])).status_code == 403
