from datetime import time

import pytest
from django.urls import reverse
from django.utils import timezone

from groups.models import GroupChange
from groups.services import save_answer
from groups.steps import STEP_BY_SLUG
from initiatives.models import InitiativeChange
from initiatives.services import MeetingTime, save_initiative, save_role, set_venue, set_weekly_times
from places.locating import Position
from tests.factories.groups import GroupFactory, MembershipFactory
from tests.factories.initiatives import (
    InitiativeFactory,
    ProtectedAddressFactory,
    ProtectedInitiativeFactory,
    RoleFactory,
)
from tests.factories.places import WardFactory
from tests.factories.strategy import PriorityFactory
from tests.queries import assert_same_for_few_and_many

CHANGES = reverse("desk:changes")
MEETING = MeetingTime(2, time(10), time(12))
NEW_PURPOSE = {"summary": "Trampolines", "audience": "All"}


@pytest.fixture
def published(group):
    return InitiativeFactory(group=group, title="Boxing")


def text(response):
    return response.content.decode()


def change_group(group, by):
    step = STEP_BY_SLUG["about"]
    save_answer(group=group, step=step, answers=NEW_PURPOSE, by=by, now=timezone.now())
    return GroupChange.objects.get(group=group)


def change_words(initiative, by, **answers):
    save_initiative(initiative=initiative, answers=answers, by=by, now=timezone.now())
    return InitiativeChange.objects.get(initiative=initiative)


def move(initiative, by, **place):
    position = Position("WV10 9RT", 52.61, -2.11, WardFactory())
    place = {"name": "Town Hall", "address": "1 High Street", "is_protected": False, **place}
    set_venue(initiative=initiative, position=position, by=by, now=timezone.now(), **place)
    return InitiativeChange.objects.get(initiative=initiative)


def address(change):
    kind = "group" if isinstance(change, GroupChange) else "initiative"
    return reverse(f"desk:{kind}_change", args=[change.pk])


def decide(officer, change, decision="publish", **answers):
    given = {"decision": decision, "version": change.version, "message": "", **answers}
    return officer.post(address(change), given, follow=True)


def test_changes_are_listed_and_counted(officer, group, published, asha):
    role = RoleFactory(initiative=published, title="Coach")
    of_group, of_initiative = change_group(group, asha), change_words(published, asha, title="Judo")
    save_role(role=role, answers={"title": "Chef"}, by=asha, now=timezone.now())

    page = text(officer.get(CHANGES))

    for change in (of_group, of_initiative, InitiativeChange.objects.get(role=role)):
        assert address(change) in page
    assert "changes to read" in text(officer.get(reverse("desk:home")))


def test_what_took_effect_at_once_is_listed(officer, group, published, asha):
    role = RoleFactory(initiative=published, title="Coach")
    now = timezone.now()
    set_weekly_times(initiative=published, times=[MEETING], by=asha, now=now)
    save_role(role=role, answers={"needs_car": True}, by=asha, now=now)
    wards = {"wards": [WardFactory()]}
    save_answer(group=group, step=STEP_BY_SLUG["wards"], answers=wards, by=asha, now=now)
    draft = InitiativeFactory(group=group, title="Nowhere to be seen", state="draft", published_at=None)
    save_initiative(initiative=draft, answers={"summary": "x"}, by=asha, now=now)

    page = text(officer.get(CHANGES))

    for words in ("Boxing", "Coach", "When it meets", "There are no changes to read."):
        assert words in page
    assert "Nowhere to be seen" not in page


def test_a_list_of_nothing_says_so(officer):
    page = text(officer.get(CHANGES))

    assert "There are no changes to read." in page
    assert "None." in page


def test_a_change_of_a_group_takes_effect(officer, group, asha):
    before, change = group.summary, change_group(group, asha)

    page = text(officer.get(address(change)))
    assert before in page
    assert "Trampolines" in page

    assert "Decision saved." in text(decide(officer, change))
    group.refresh_from_db()
    assert group.summary == "Trampolines"


def test_a_change_of_an_initiative_takes_effect(officer, published, asha):
    change = change_words(published, asha, title="Judo", priorities=[PriorityFactory(name="Young people")])

    page = text(officer.get(address(change)))
    for words in ("Boxing", "Judo", "Young people"):
        assert words in page

    decide(officer, change)
    published.refresh_from_db()
    assert published.title == "Judo"


def test_a_change_of_a_role_is_shown_beside_it(officer, published, asha):
    role = RoleFactory(initiative=published, title="Coach", places_minimum=1, places_maximum=3)
    save_role(role=role, answers={"title": "Chef"}, by=asha, now=timezone.now())
    change = InitiativeChange.objects.get()

    page = text(officer.get(address(change)))
    for words in ("Coach", "Chef", "1 to 3 people"):
        assert words in page
    decide(officer, change)
    role.refresh_from_db()
    assert role.title == "Chef"


def test_a_new_place_is_shown_in_words(officer, published, asha):
    page = text(officer.get(address(move(published, asha))))

    assert "Town Hall<br>1 High Street<br>WV10 9RT" in page


def test_the_words_of_a_place_that_is_private_now_are_read(officer, published, asha):
    published.description = "Come to 12 Hidden Lane"
    published.save()

    change = move(published, asha, address="12 Hidden Lane", is_protected=True)

    page = text(officer.get(address(change)))
    assert "Private, from now on" in page
    assert "may give away the private address" in page


def test_a_change_that_gives_a_private_address_away_is_named(officer, group, asha):
    refuge = ProtectedInitiativeFactory(group=group, venue=ProtectedAddressFactory().venue)
    role = RoleFactory(initiative=refuge)
    save_role(role=role, answers={"tasks": "Come to Secret Lane"}, by=asha, now=timezone.now())
    set_weekly_times(initiative=refuge, times=[MEETING], by=asha, now=timezone.now())
    place = move(refuge, asha)

    assert "may give away" in text(officer.get(address(InitiativeChange.objects.get(role=role))))
    page = text(officer.get(address(place)))
    assert "A private address" in page
    assert "Wednesday" in page


def test_a_change_of_a_group_that_gives_a_private_address_away_is_named(officer, group, asha):
    refuge = ProtectedInitiativeFactory(group=group, venue__group=group)
    ProtectedAddressFactory(venue=refuge.venue)
    step = STEP_BY_SLUG["about"]
    answers = {"summary": "Come to 99 Secret Lane", "audience": "All"}
    save_answer(group=group, step=step, answers=answers, by=asha, now=timezone.now())

    page = text(officer.get(address(GroupChange.objects.get())))

    assert "may give away the private address: " in page


def test_a_change_is_sent_back_with_words(officer, published, asha):
    change = change_words(published, asha, title="Judo")

    assert "Enter a message to the group" in text(decide(officer, change, "send_back"))
    decide(officer, change, "send_back", message="Which judo?")

    page = text(officer.get(address(change)))
    assert "Which judo?" in page
    assert "There is nothing to decide at the moment." in page
    assert "There are no changes to read." in text(officer.get(CHANGES))


def test_a_change_of_a_group_is_sent_back_with_words(officer, group, asha):
    change = change_group(group, asha)

    decide(officer, change, "send_back", message="Where?")

    change.refresh_from_db()
    assert change.officer_message == "Where?"


def test_a_decision_on_what_has_changed_since_is_not_saved(officer, published, asha):
    seen = change_words(published, asha, title="Judo")
    change_words(published, asha, title="Casino")

    response = decide(officer, seen, "send_back", message="Which judo?")

    assert response.status_code == 409
    for words in ("Your decision was not saved", "Casino", "Which judo?"):
        assert words in text(response)


def test_a_change_that_was_decided_meanwhile_has_no_page(officer, published, asha):
    change = change_words(published, asha, title="Judo")
    decide(officer, change)

    assert decide(officer, change).status_code == 404


def test_a_change_that_is_decided_at_the_same_moment_is_left_alone(officer, published, asha, monkeypatch):
    change = change_words(published, asha, title="Judo")
    seen = InitiativeChange.objects.with_subject().get()
    change.delete()
    monkeypatch.setattr("desk.views.changes.get_object_or_404", lambda *_args, **_keys: seen)

    assert "there is nothing to decide any more" in text(decide(officer, seen))


def test_what_cannot_take_effect_says_so(officer, published, asha):
    change = change_words(published, asha, title="Judo")
    type(published).objects.update(state="closed")

    assert "This cannot take effect now." in text(decide(officer, change))


def test_officers_leave_their_own_groups_to_others(officer, published, asha, carol):
    MembershipFactory(group=published.group, user=carol)

    assert "You act for this group" in text(decide(officer, change_words(published, asha, title="Judo")))


def test_the_list_asks_the_same_queries_for_few_and_many(officer, asha):
    def add(number):
        for _each in range(number):
            group = GroupFactory()
            initiative = InitiativeFactory(group=group)
            change_group(group, asha)
            change_words(initiative, asha, title="Judo")
            set_weekly_times(initiative=initiative, times=[], by=asha, now=timezone.now())
            role = RoleFactory(initiative=initiative)
            save_role(role=role, answers={"title": "Chef", "needs_car": True}, by=asha, now=timezone.now())

    acts = {"changes": lambda: officer.get(CHANGES)}
    assert_same_for_few_and_many(acts, add, at_most=12, few=3, many=30)


def test_outsiders_see_no_changes(client, eve, published, asha):
    change = change_words(published, asha, title="Judo")
    client.force_login(eve)

    for page in (CHANGES, address(change)):
        assert client.get(page).status_code == 403
