import pytest

from accounts.models import User
from initiatives.models import Initiative, Role
from tests.factories.initiatives import InitiativeFactory, ProtectedAddressFactory, RoleFactory, VenueFactory
from tests.factories.places import PostcodeFactory
from tests.factories.strategy import PriorityFactory

pytestmark = pytest.mark.django_db
OVERTAKEN = "Someone has changed this since you opened the page"


@pytest.fixture
def initiative(group):
    return InitiativeFactory(group=group, state="draft", published_at=None, title="Boxing")


def contact(initiative):
    return f"/my-groups/{initiative.group_id}/initiatives/{initiative.pk}/contact/"


def seen_on(page):
    return page.content.decode().partition('name="seen" value="')[2].partition('"')[0]


def answers(phone, seen):
    return {"contact_name": "Asha", "contact_email": "", "contact_phone": phone, "seen": seen}


def test_what_someone_saved_meanwhile_is_not_overwritten(owner, initiative):
    seen = seen_on(owner.get(contact(initiative)))
    owner.post(contact(initiative), answers("01902 555 000", seen))

    refused = owner.post(contact(initiative), answers("01902 555 999", seen))

    page = refused.content.decode()
    assert OVERTAKEN in page
    assert "01902 555 999" in page
    assert "See what is saved now (opens in a new tab)" in page
    initiative.refresh_from_db()
    assert initiative.contact_phone == "01902 555 000"
    owner.post(contact(initiative), answers("01902 555 999", seen_on(refused)))
    initiative.refresh_from_db()
    assert initiative.contact_phone == "01902 555 999"


def test_the_same_answers_twice_are_no_quarrel(owner, initiative):
    seen = seen_on(owner.get(contact(initiative)))

    for _twice in range(2):
        assert owner.post(contact(initiative), answers("01902 555 000", seen)).status_code == 302


def test_a_mistake_does_not_count_as_having_seen_what_is_new(owner, initiative):
    seen = seen_on(owner.get(contact(initiative)))
    Initiative.objects.update(contact_phone="01902 555 111")

    wrong = owner.post(contact(initiative), {"contact_name": "", "seen": ""})
    assert OVERTAKEN not in wrong.content.decode()
    wrong = owner.post(contact(initiative), {"contact_phone": "x", "seen": seen})
    assert OVERTAKEN in wrong.content.decode()


def test_a_mistake_keeps_what_was_seen(owner, initiative):
    seen = seen_on(owner.get(contact(initiative)))

    wrong = owner.post(contact(initiative), {"contact_phone": "x", "seen": seen})
    Initiative.objects.update(contact_phone="01902 555 111")

    assert seen_on(wrong) == seen
    assert OVERTAKEN in owner.post(contact(initiative), answers("101", seen_on(wrong))).content.decode()


def test_another_part_saved_meanwhile_is_no_quarrel(owner, initiative):
    seen = seen_on(owner.get(contact(initiative)))
    Initiative.objects.update(title="Chess")

    assert owner.post(contact(initiative), answers("101", seen)).status_code == 302


def test_priorities_are_seen_too(owner, initiative):
    address = contact(initiative).replace("contact", "about")
    initiative.priorities.add(PriorityFactory())
    seen = seen_on(owner.get(address))
    initiative.priorities.clear()

    page = owner.post(address, {"title": "Chess", "seen": seen}).content.decode()

    assert OVERTAKEN in page
    assert 'value="Chess"' in page


def test_another_private_address_is_seen_though_it_is_not_shown(owner, group):
    PostcodeFactory(code="WV1 1AA")
    venue = ProtectedAddressFactory(venue__group=group).venue
    initiative = InitiativeFactory(group=group, state="draft", published_at=None, venue=venue)
    address = contact(initiative).replace("contact", "place")
    seen = seen_on(owner.get(address))
    private = {"kind": "protected", "postcode": "WV1 1AA"}
    owner.post(address, {**private, "address": "1 Secret Street", "seen": seen})

    page = owner.post(address, {**private, "address": "2 Secret Street", "seen": seen}).content.decode()

    assert OVERTAKEN in page
    assert "2 Secret Street" in page
    initiative.refresh_from_db()
    assert initiative.venue.protected_address.address == "1 Secret Street"


def test_the_same_place_twice_leads_to_the_same_page(owner, initiative):
    PostcodeFactory(code="WV1 1AA")
    address = contact(initiative).replace("contact", "place")
    page = owner.get(address)
    key = page.content.decode().partition('name="form_key" value="')[2].partition('"')[0]
    place = {"kind": "protected", "postcode": "WV1 1AA", "address": "1 Secret Street"}

    for _time in range(10):
        assert owner.post(address, {**place, "seen": seen_on(page), "form_key": key}).status_code == 302


def test_times_typed_for_rows_that_are_gone_are_kept(owner, initiative):
    address = contact(initiative).replace("contact", "times")
    initiative.weekly_times.create(weekday=1, starts_at="18:00", ends_at="19:00")
    seen = seen_on(owner.get(address))
    initiative.weekly_times.all().delete()
    typed = {"starts_1_0": "18:00", "ends_1_0": "19:00", "starts_1_1": "20:15", "ends_1_1": "21:15"}

    page = owner.post(address, {**typed, "seen": seen}).content.decode()

    assert OVERTAKEN in page
    assert all(f'value="{time}"' in page for time in typed.values())


def test_a_role_saved_meanwhile_is_not_overwritten(owner, group):
    role = RoleFactory(initiative=InitiativeFactory(group=group, venue=VenueFactory(group=group)))
    address = f"/my-groups/{group.pk}/initiatives/{role.initiative_id}/roles/{role.pk}/"
    seen = seen_on(owner.get(address))
    Role.objects.update(tasks="Other tasks")

    assert OVERTAKEN in owner.post(address, {"title": "Chess", "seen": seen}).content.decode()


def test_a_groups_answer_saved_meanwhile_is_not_overwritten(owner, group):
    address = f"/my-groups/{group.pk}/register/contact/"
    seen = seen_on(owner.get(address))
    type(group).objects.update(contact_name="Someone else")

    assert OVERTAKEN in owner.post(address, {"contact_name": "Asha", "seen": seen}).content.decode()


def test_a_volunteers_answer_saved_meanwhile_is_not_overwritten(client, dev):
    client.force_login(dev)
    seen = seen_on(client.get("/my/details/name/"))
    type(dev.volunteer).objects.update(name="Devi")

    assert OVERTAKEN in client.post("/my/details/name/", {"name": "Deva", "seen": seen}).content.decode()


def test_a_name_saved_meanwhile_is_not_overwritten(owner, asha):
    seen = seen_on(owner.get("/account/name/"))
    User.objects.update(name="Asha A")

    assert OVERTAKEN in owner.post("/account/name/", {"name": "Asha B", "seen": seen}).content.decode()


def test_places_saved_meanwhile_are_not_overwritten(officer, group):
    role = RoleFactory()
    address = f"/desk/roles/{role.pk}/places/"
    seen = seen_on(officer.get(address))
    Role.objects.update(places_maximum=9)

    page = officer.post(address, {"minimum": "1", "maximum": "2", "seen": seen}).content.decode()

    assert OVERTAKEN in page
    assert Role.objects.get().places_maximum == 9
