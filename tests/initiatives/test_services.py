from datetime import UTC, date, datetime, time, timedelta

import pytest
from django.core.management import call_command
from django.db import IntegrityError, transaction

from core.erasures import erasures_since, lines_known
from core.models import AuditEvent
from core.search.models import SearchEntry
from groups.models import Group
from groups.services import OwnAffair
from initiatives.models import Initiative, InitiativeChange, ProtectedAddress, Role, Venue
from initiatives.rules import Part
from initiatives.services import (
    Incomplete,
    MeetingTime,
    NotAllowed,
    PlacesHeld,
    StaleDecision,
    accept_role,
    close_initiative,
    close_role,
    create_initiative,
    create_role,
    open_role,
    pause_all,
    pause_initiative,
    publish_change,
    publish_initiative,
    resume_initiative,
    save_initiative,
    save_role,
    send_back_initiative,
    send_back_role,
    set_venue,
    set_weekly_times,
    submit_initiative,
    take_back_initiative,
)
from initiatives.services.drafting import make_private_again
from notifications.models import Message
from places.locating import Position
from tests.factories.groups import MembershipFactory, SubmittedGroupFactory
from tests.factories.initiatives import (
    DraftInitiativeFactory,
    InitiativeFactory,
    ProtectedAddressFactory,
    ProtectedInitiativeFactory,
    RoleFactory,
    VenueFactory,
)
from tests.factories.places import WardFactory
from tests.factories.strategy import PriorityFactory

NOW = datetime(2026, 6, 3, 10, 0, tzinfo=UTC)


@pytest.fixture
def draft(group):
    """A draft that says all that must be said."""
    initiative = DraftInitiativeFactory(group=group, title="Boxing for all")
    initiative.priorities.add(PriorityFactory())
    return initiative


@pytest.fixture
def submitted(draft, asha):
    return submit_initiative(initiative=draft, by=asha, now=NOW)


@pytest.fixture
def published(submitted, carol):
    return publish(submitted, carol)


@pytest.fixture
def position(db):
    return Position("WV10 9RT", 52.61, -2.11, WardFactory(name="Bushbury"))


def publish(initiative, by):
    return publish_initiative(initiative=initiative, by=by, now=NOW, expected_version=initiative.version)


def found(words):
    return list(Initiative.objects.about(words))


def actions(subject):
    return list(AuditEvent.objects.about(subject).values_list("action", flat=True))


def move(initiative, position, by, **changes):
    place = {"name": "Town Hall", "address": "1 High Street", "position": position, "is_protected": False}
    return set_venue(initiative=initiative, by=by, now=NOW, **{**place, **changes})


# Drafting


def test_create_initiative_starts_a_draft_with_the_groups_contact(group, asha):
    initiative = create_initiative(group=group, title="Boxing", by=asha)

    assert (initiative.state, initiative.contact_email) == ("draft", group.public_email)
    assert actions(initiative) == ["initiative.created"]


def test_create_initiative_is_for_approved_groups(asha):
    with pytest.raises(NotAllowed):
        create_initiative(group=SubmittedGroupFactory(), title="Boxing", by=asha)


def test_create_initiative_stops_at_so_many_drafts(group, asha):
    DraftInitiativeFactory.create_batch(20, group=group)

    with pytest.raises(NotAllowed):
        create_initiative(group=group, title="Boxing", by=asha)


def test_save_initiative_keeps_a_draft_a_draft(draft, asha):
    priority = PriorityFactory()

    saved = save_initiative(
        initiative=draft, answers={"title": "Chess", "priorities": [priority]}, by=asha, now=NOW
    )

    assert (saved.state, saved.title, list(saved.priorities.all())) == ("draft", "Chess", [priority])
    assert AuditEvent.objects.about(draft).last().details == {
        "fields": ["title", "priorities"],
        "is_public": False,
    }


def test_save_initiative_without_a_change_leaves_no_trace(draft, asha):
    save_initiative(
        initiative=draft,
        answers={"title": draft.title, "priorities": draft.priorities.all()},
        by=asha,
        now=NOW,
    )

    assert actions(draft) == []


def test_save_initiative_waits_while_an_officer_reads(submitted, asha):
    with pytest.raises(NotAllowed):
        save_initiative(initiative=submitted, answers={"title": "Chess"}, by=asha, now=NOW)


def test_set_venue_copies_an_open_place(draft, position, asha):
    saved = move(draft, position, asha)

    assert (saved.postcode, saved.latitude, saved.longitude) == ("WV10 9RT", 52.61, -2.11)
    assert (saved.ward, saved.venue.address, saved.is_place_private) == (
        position.ward,
        "1 High Street",
        False,
    )


def test_set_venue_goes_on_with_the_same_venue(draft, position, asha):
    before = draft.venue

    saved = move(draft, position, asha)

    assert saved.venue == before
    assert Venue.objects.get() == before


def test_set_venue_leaves_a_venue_as_it_is_that_another_initiative_uses(draft, position, asha):
    before = draft.venue
    InitiativeFactory(group=draft.group, venue=before)

    saved = move(draft, position, asha)

    assert saved.venue != before
    assert Venue.objects.get(pk=before.pk).name == before.name


def test_set_venue_first_time(group, position, asha):
    saved = move(create_initiative(group=group, title="Boxing", by=asha), position, asha)

    assert saved.venue.name == "Town Hall"


def everything_public():
    """Every value of every public table that could hold an address."""
    tables = (Initiative, InitiativeChange, Venue, SearchEntry, AuditEvent, Message)
    return str([list(table.objects.values_list()) for table in tables])


def test_set_venue_protected_leaves_no_trace_of_the_address(published, position, asha, carol):
    move(published, position, asha, name="Rose Cottage", address="7 Hidden Lane")
    change = InitiativeChange.objects.get()
    publish_change(change=change, by=carol, expected_version=change.version)
    saved = move(published, position, asha, name="A safe house", address="7 Hidden Lane", is_protected=True)

    assert (saved.is_place_private, saved.latitude, saved.ward, saved.postcode) == (True, None, None, "")
    for trace in ("Hidden Lane", "Rose Cottage", "WV10 9RT", "52.61", position.ward.pk):
        assert trace not in everything_public()
    assert found("hidden") == found("rose") == found("bushbury") == found("safe house") == []
    assert found("boxing") == [saved]
    assert ProtectedAddress.objects.get(venue=saved.venue).address == "7 Hidden Lane"


def test_set_venue_open_again_deletes_the_protected_address(group, position, asha):
    initiative = ProtectedInitiativeFactory(group=group, state="draft", published_at=None)
    ProtectedAddressFactory(venue=initiative.venue)

    saved = move(initiative, position, asha)

    assert not ProtectedAddress.objects.exists()
    assert (saved.is_place_private, saved.postcode) == (False, "WV10 9RT")


def erasures_of(record):
    key = str(record.pk)
    return [each for each in erasures_since(NOW - timedelta(days=9), lines_known=0) if each.key == key]


def test_set_venue_logs_that_an_open_place_became_private(
    draft, position, asha, django_capture_on_commit_callbacks
):
    lines_known()
    with django_capture_on_commit_callbacks(execute=True):
        opened = move(draft, position, asha)
        for _ in range(2):
            move(opened, position, asha, is_protected=True)

    assert [each.kind for each in erasures_of(draft)] == ["initiatives.make_private"]


def test_make_private_again_hides_the_address_once(published, position, asha, carol):
    move(published, position, asha, name="Rose Cottage", address="7 Hidden Lane")
    change = InitiativeChange.objects.get()
    publish_change(change=change, by=carol, expected_version=change.version)
    opened = Initiative.objects.get()

    assert [make_private_again(str(opened.pk), NOW) for _ in range(2)] == [True, False]

    opened.refresh_from_db()
    assert (opened.state, opened.is_place_private, opened.venue.name) == (
        "published",
        True,
        "Private address",
    )
    for trace in ("Hidden Lane", "Rose Cottage", "WV10 9RT", "52.61", position.ward.pk):
        assert trace not in everything_public()
    assert ProtectedAddress.objects.get(venue=opened.venue).address == "7 Hidden Lane"


def test_make_private_again_leaves_alone_what_has_no_place(group, asha):
    nowhere = create_initiative(group=group, title="Boxing", by=asha)

    assert not make_private_again(str(nowhere.pk), NOW)


def test_set_weekly_times_keeps_the_days(draft, asha):
    times = [
        MeetingTime(0, time(10), time(12)),
        MeetingTime(0, time(18), time(20)),
        MeetingTime(6, time(9), time(10)),
    ]

    saved = set_weekly_times(initiative=draft, times=times, by=asha, now=NOW)

    assert saved.days == 0b1000001
    assert saved.weekly_times.count() == 3


def test_set_weekly_times_takes_the_place_of_those_before(draft, asha):
    set_weekly_times(initiative=draft, times=[MeetingTime(0, time(10), time(12))], by=asha, now=NOW)

    saved = set_weekly_times(initiative=draft, times=[], by=asha, now=NOW)

    assert (saved.days, saved.weekly_times.count()) == (0, 0)


# States


def test_submit_initiative_hands_it_to_the_officers(draft, asha):
    draft.officer_message = "Say more"
    draft.save()

    submitted = submit_initiative(initiative=draft, by=asha, now=NOW)

    assert (submitted.state, submitted.submitted_at, submitted.officer_message) == ("submitted", NOW, "")
    assert submitted.version == draft.version + 1
    assert list(Initiative.objects.awaiting_officer()) == [submitted]


def test_submit_initiative_names_what_is_missing(group, asha):
    initiative = DraftInitiativeFactory(group=group, venue=None, contact_email="")

    with pytest.raises(Incomplete, match="about, place, contact") as caught:
        submit_initiative(initiative=initiative, by=asha, now=NOW)

    assert caught.value.parts == [Part.ABOUT, Part.PLACE, Part.CONTACT]


def test_submit_initiative_is_for_approved_groups(draft, asha):
    Group.objects.filter(pk=draft.group_id).update(state="suspended")

    with pytest.raises(NotAllowed):
        submit_initiative(initiative=draft, by=asha, now=NOW)


def test_submit_initiative_refuses_a_second_time(submitted, asha):
    with pytest.raises(NotAllowed):
        submit_initiative(initiative=submitted, by=asha, now=NOW)


def test_take_back_initiative_makes_it_a_draft(submitted, asha):
    assert take_back_initiative(initiative=submitted, by=asha).state == "draft"


def test_publish_initiative_lets_people_find_it_and_tells_its_group(submitted, asha, ben, carol):
    initiative = publish(submitted, carol)

    assert (initiative.state, initiative.published_at) == ("published", NOW)
    assert found("boxing") == [initiative]
    assert set(Message.objects.values_list("to", "subject")) == {
        (asha.email, "Published: Boxing for all"),
        (ben.email, "Published: Boxing for all"),
    }


def test_publish_initiative_tells_of_a_stale_decision(submitted, carol, asha):
    take_back_initiative(initiative=submitted, by=asha)

    with pytest.raises(StaleDecision, match="version") as caught:
        publish_initiative(initiative=submitted, by=carol, now=NOW, expected_version=submitted.version)

    assert caught.value.subject.state == "draft"


def test_publish_initiative_refuses_a_draft(draft, carol):
    with pytest.raises(NotAllowed):
        publish(draft, carol)


def test_publish_initiative_refuses_a_suspended_groups(submitted, carol):
    Group.objects.filter(pk=submitted.group_id).update(state="suspended")

    with pytest.raises(NotAllowed):
        publish(submitted, carol)


def test_send_back_initiative_says_what_to_change(submitted, asha, carol):
    initiative = send_back_initiative(
        initiative=submitted, message="Say when", by=carol, expected_version=submitted.version
    )

    assert (initiative.state, initiative.officer_message) == ("draft", "Say when")
    assert "Say when" in Message.objects.get(to=asha.email).body
    assert AuditEvent.objects.about(initiative).last().reason == "Say when"


def test_pause_and_resume_initiative_hide_and_show_it(published, asha):
    paused = pause_initiative(initiative=published, by=asha)
    assert (paused.state, found("boxing")) == ("paused", [])

    resumed = resume_initiative(initiative=published, by=asha)
    assert (resumed.state, found("boxing")) == ("published", [resumed])


def test_resume_initiative_is_for_approved_groups(published, asha):
    pause_initiative(initiative=published, by=asha)
    Group.objects.filter(pk=published.group_id).update(state="suspended")

    with pytest.raises(NotAllowed):
        resume_initiative(initiative=published, by=asha)


def test_close_initiative_is_for_good(published, asha):
    assert close_initiative(initiative=published, by=asha).state == "closed"
    with pytest.raises(NotAllowed):
        close_initiative(initiative=published, by=asha)


def test_pause_all_hides_what_a_group_has_published(published, carol):
    InitiativeFactory()
    DraftInitiativeFactory(group=published.group)

    assert pause_all(group=published.group, by=carol) == 1
    assert not Initiative.objects.of_group(published.group).listed().exists()
    assert Initiative.objects.listed().count() == 1


# Roles


def role_answers(**changes):
    return {"title": "Coach", "tasks": "Teach", "places_maximum": 3, "starts_on": date(2026, 9, 1), **changes}


def test_create_role_looks_for_people(draft, asha):
    role = create_role(initiative=draft, answers=role_answers(), by=asha, now=NOW)

    assert (role.state, role.title, actions(role)) == ("open", "Coach", ["role.created"])
    assert not Role.objects.listed().exists()


def test_create_role_refuses_a_closed_initiative(published, asha):
    close_initiative(initiative=published, by=asha)

    with pytest.raises(NotAllowed):
        create_role(initiative=published, answers=role_answers(), by=asha, now=NOW)


def test_roles_stay_as_they_are_while_an_officer_reads(draft, asha):
    role = RoleFactory(initiative=draft, state="closed")
    Initiative.objects.filter(pk=draft.pk).update(state="submitted", submitted_at=NOW)

    with pytest.raises(NotAllowed):
        create_role(initiative=draft, answers=role_answers(), by=asha, now=NOW)
    with pytest.raises(NotAllowed):
        save_role(role=role, answers={"dbs_level": 0}, by=asha, now=NOW)
    with pytest.raises(NotAllowed):
        open_role(role=role, by=asha, now=NOW)


def test_close_role_while_an_officer_reads(draft, asha):
    role = RoleFactory(initiative=draft)
    Initiative.objects.filter(pk=draft.pk).update(state="submitted", submitted_at=NOW)

    assert close_role(role=role, by=asha, now=NOW).state == "closed"


def test_close_role_refuses_a_closed_initiative(published, asha):
    role = RoleFactory(initiative=published)
    close_initiative(initiative=published, by=asha)

    with pytest.raises(NotAllowed):
        close_role(role=role, by=asha, now=NOW)


def test_create_role_stops_at_so_many(published, asha):
    RoleFactory.create_batch(30, initiative=published)

    with pytest.raises(NotAllowed):
        create_role(initiative=published, answers=role_answers(), by=asha, now=NOW)


def test_save_role_records_what_changed(published, asha):
    role = RoleFactory(initiative=published)

    save_role(role=role, answers={"needs_car": True, "tasks": role.tasks}, by=asha, now=NOW)
    save_role(role=role, answers={"needs_car": True}, by=asha, now=NOW)

    (event,) = AuditEvent.objects.about(role)
    assert event.details == {"fields": ["needs_car"], "is_public": True}


def test_save_role_adds_places(published, asha):
    role = RoleFactory(initiative=published)

    assert save_role(role=role, answers={"places_maximum": 4}, by=asha, now=NOW).places_maximum == 4


def test_save_role_refuses_fewer_places_than_may_be_held(published, asha):
    role = RoleFactory(initiative=published, places_maximum=4)

    with pytest.raises(PlacesHeld):
        save_role(role=role, answers={"places_maximum": 2}, by=asha, now=NOW)


def test_save_role_takes_fewer_places_before_anything_was_published(draft, asha):
    role = RoleFactory(initiative=draft, places_maximum=4)

    assert save_role(role=role, answers={"places_maximum": 1}, by=asha, now=NOW).places_maximum == 1


def test_save_role_asks_nobody_where_it_asks_for_more(published, asha):
    role = RoleFactory(initiative=published, minimum_age=18, dbs_level=0)

    save_role(role=role, answers={"minimum_age": 21, "dbs_level": 3}, by=asha, now=NOW)

    published.refresh_from_db()
    assert published.state == "published"


def test_save_role_leaves_a_draft_a_draft(draft, asha):
    role = RoleFactory(initiative=draft, dbs_level=3)

    save_role(role=role, answers={"dbs_level": 0}, by=asha, now=NOW)

    draft.refresh_from_db()
    assert draft.state == "draft"


def test_open_and_close_role(published, asha):
    role = RoleFactory(initiative=published)

    close_role(role=role, by=asha, now=NOW)
    assert not Role.objects.listed().exists()
    open_role(role=role, by=asha, now=NOW)
    open_role(role=role, by=asha, now=NOW)

    assert Role.objects.listed().get() == role
    assert actions(role) == ["role.closed", "role.open"]


# Roles that are added to what the public sees


@pytest.fixture
def added(published, asha):
    return create_role(initiative=published, answers=role_answers(dbs_level=3), by=asha, now=NOW)


def role_mails():
    return list(Message.objects.filter(template__startswith="role_").values_list("to", "subject"))


def accept(role, carol):
    return accept_role(role=role, by=carol, now=NOW, expected_version=role.version)


def test_create_role_waits_for_an_officer_where_the_public_sees_its_initiative(added, published):
    assert (added.state, added.submitted_at) == ("submitted", NOW)
    assert list(Role.objects.awaiting_officer()) == [added]
    assert not Role.objects.listed().exists()
    published.refresh_from_db()
    assert published.state == "published"


def test_accept_role_lets_it_look_for_people(added, carol, asha):
    role = accept(added, carol)

    assert Role.objects.listed().get() == role
    assert not Role.objects.awaiting_officer().exists()
    assert actions(role) == ["role.created", "role.accepted"]
    assert role_mails() == [(asha.email, "Your role is approved: Coach")]


def test_send_back_role_says_what_to_change(added, carol, asha):
    role = send_back_role(role=added, message="Say where", by=carol, now=NOW, expected_version=added.version)

    assert (role.state, role.officer_message) == ("draft", "Say where")
    assert AuditEvent.objects.about(role).last().reason == "Say where"
    assert role_mails() == [(asha.email, "Please change your role: Coach")]
    assert "Say where" in Message.objects.get(template="role_sent_back").body
    again = open_role(role=role, by=asha, now=NOW)
    assert (again.state, again.officer_message) == ("submitted", "")
    assert actions(role) == ["role.created", "role.sent_back", "role.submitted"]


def test_what_an_officer_reads_of_a_role_stays_as_it_is(added, asha):
    with pytest.raises(NotAllowed):
        save_role(role=added, answers={"title": "Other"}, by=asha, now=NOW)

    assert open_role(role=added, by=asha, now=NOW).state == "submitted"
    taken = close_role(role=added, by=asha, now=NOW)
    assert taken.state == "draft"
    assert close_role(role=taken, by=asha, now=NOW).state == "draft"
    assert save_role(role=taken, answers={"title": "Other"}, by=asha, now=NOW).title == "Other"
    assert open_role(role=taken, by=asha, now=NOW).state == "submitted"
    assert actions(added) == ["role.created", "role.taken_back", "role.changed", "role.submitted"]


def test_a_role_that_nobody_has_read_may_ask_for_less_without_hiding_its_initiative(added, published, asha):
    close_role(role=added, by=asha, now=NOW)

    save_role(role=added, answers={"dbs_level": 0}, by=asha, now=NOW)

    published.refresh_from_db()
    assert published.state == "published"


def test_accept_role_tells_of_a_stale_decision(added, carol, asha):
    seen = added.version
    close_role(role=added, by=asha, now=NOW)
    save_role(role=added, answers={"title": "Other"}, by=asha, now=NOW)
    open_role(role=added, by=asha, now=NOW)

    with pytest.raises(StaleDecision, match="version") as caught:
        accept_role(role=added, by=carol, now=NOW, expected_version=seen)

    assert caught.value.subject.title == "Other"


def test_a_role_is_not_decided_twice_nor_once_its_initiative_is_closed(added, published, carol, asha):
    other = create_role(initiative=published, answers=role_answers(), by=asha, now=NOW)
    role = accept(added, carol)
    with pytest.raises(NotAllowed):
        accept(role, carol)

    close_initiative(initiative=published, by=asha)

    with pytest.raises(NotAllowed):
        accept(other, carol)
    assert not Role.objects.awaiting_officer().exists()


def test_officers_leave_roles_of_their_own_group_to_others(added, carol):
    MembershipFactory(group=added.initiative.group, user=carol)

    with pytest.raises(OwnAffair):
        accept(added, carol)
    with pytest.raises(OwnAffair):
        send_back_role(role=added, message="No", by=carol, now=NOW, expected_version=added.version)


def test_a_role_of_a_paused_initiative_waits_too(published, asha):
    pause_initiative(initiative=published, by=asha)
    role = create_role(initiative=published, answers=role_answers(), by=asha, now=NOW)
    resume_initiative(initiative=published, by=asha)

    assert list(Role.objects.awaiting_officer()) == [role]
    assert not Role.objects.listed().exists()


def test_a_role_that_waits_was_sent(published):
    with pytest.raises(IntegrityError, match="role_was_sent"), transaction.atomic():
        RoleFactory(initiative=published, state="submitted")


# The index


def test_rebuild_index_finds_what_is_listed_and_nothing_else(db, capsys):
    ward = WardFactory(name="Penn")
    shown = InitiativeFactory(title="Boxing", venue=VenueFactory(name="Lido"), ward=ward)
    DraftInitiativeFactory(title="Boxing")
    private = ProtectedInitiativeFactory(title="Refuge", description="Boxing")

    call_command("reindex_initiatives")

    assert capsys.readouterr().out == "2 initiatives can be found by words.\n"
    assert set(found("boxing")) == {shown, private}
    assert found("penn") == found("lido") == [shown]


# Private addresses: every word is read before it is public


@pytest.fixture
def refuge(group):
    return ProtectedInitiativeFactory(group=group, venue=ProtectedAddressFactory().venue)


def test_a_private_place_without_a_change_stays_public(refuge, asha):
    role = RoleFactory(initiative=refuge)

    save_initiative(initiative=refuge, answers={"title": refuge.title}, by=asha, now=NOW)
    save_role(role=role, answers={"title": role.title}, by=asha, now=NOW)

    refuge.refresh_from_db()
    assert refuge.state == "published"
    assert not InitiativeChange.objects.exists()


def test_a_draft_at_a_private_place_stays_a_draft(refuge, asha):
    Initiative.objects.update(state="draft")

    assert save_initiative(initiative=refuge, answers={"title": "Tea"}, by=asha, now=NOW).state == "draft"
