import re
import time as clock
from datetime import date, time
from threading import Event

import pytest
from django.core.cache import cache
from django.utils import timezone

from core.models import AuditEvent
from groups.models import Group
from initiatives.models import Initiative, InitiativeChange, ProtectedAddress, Role, Venue
from initiatives.services import close_initiative, send_back_change
from places.tasks import locate_waiting
from tests.factories.initiatives import (
    DraftInitiativeFactory,
    InitiativeFactory,
    ProtectedAddressFactory,
    ProtectedInitiativeFactory,
    RoleFactory,
    WeeklyTimeFactory,
)
from tests.factories.places import PostcodeFactory
from tests.factories.strategy import PriorityFactory
from tests.groups.hostile import TEXTS

PARTS = ["", "about/", "place/", "times/", "contact/", "send/", "close/", "roles/new/"]
BUTTONS = ["take-back/", "pause/", "resume/"]
ROLE = {
    "title": "Coach",
    "tasks": "Teach boxing",
    "places_minimum": "2",
    "places_maximum": "4",
    "starts_on_day": "1",
    "starts_on_month": "9",
    "starts_on_year": "2026",
    "slots": ["5", "8"],
    "minimum_age": "18",
    "dbs_level": "3",
    "skills": ["5"],
    "languages": ["0", "1"],
}


@pytest.fixture
def draft(group):
    initiative = DraftInitiativeFactory(group=group, title="Boxing for all")
    initiative.priorities.add(PriorityFactory(name="Young people"))
    return initiative


@pytest.fixture
def published(group):
    return InitiativeFactory(group=group)


@pytest.fixture
def postcode(db):
    return PostcodeFactory(code="WV10 9RT", latitude=52.61, longitude=-2.11)


def base(initiative):
    return f"/my-groups/{initiative.group_id}/initiatives/{initiative.pk}/"


def text_of(response):
    assert response.status_code == 200
    return re.sub(r"\s+", " ", response.content.decode())


# Who may


@pytest.mark.parametrize("page", PARTS)
def test_pages_open_for_the_groups_people_only(client, draft, asha, ben, carol, eve, page):
    assert client.get(base(draft) + page).status_code == 302
    for person, status in ((asha, 200), (ben, 200), (carol, 404), (eve, 404)):
        client.force_login(person)
        assert client.get(base(draft) + page).status_code == status


@pytest.mark.parametrize("button", [*BUTTONS, "close/", "send/", "place/", "roles/new/"])
def test_nothing_can_be_sent_by_others(client, draft, eve, button):
    client.force_login(eve)

    assert client.post(base(draft) + button).status_code == 404
    assert not AuditEvent.objects.exists()


@pytest.mark.parametrize("page", ["", "new/"])
def test_lists_open_for_the_groups_people_only(client, group, asha, eve, page):
    for person, status in ((asha, 200), (eve, 404)):
        client.force_login(person)
        assert client.get(f"/my-groups/{group.pk}/initiatives/{page}").status_code == status


def test_an_initiative_of_another_group_is_not_here(owner, group):
    other = DraftInitiativeFactory()

    assert owner.get(f"/my-groups/{group.pk}/initiatives/{other.pk}/").status_code == 404


def test_a_role_of_another_initiative_is_not_here(owner, draft):
    role = RoleFactory()

    assert owner.get(f"{base(draft)}roles/{role.pk}/").status_code == 404
    assert owner.post(f"{base(draft)}roles/{role.pk}/close/").status_code == 404


# Lists and drafts


def test_of_group_lists_everything_with_its_open_roles(owner, draft, published):
    RoleFactory(initiative=published)
    InitiativeFactory(title="Somebody else’s")

    response = owner.get(f"/my-groups/{draft.group_id}/initiatives/")

    assert {(one.title, one.roles_open) for one in response.context["initiatives"]} == {
        (draft.title, 0),
        (published.title, 1),
    }
    assert "Somebody else" not in text_of(response)


def test_of_group_says_what_to_do_first(owner, group):
    assert "No initiatives yet" in text_of(owner.get(f"/my-groups/{group.pk}/initiatives/"))


def test_of_group_says_when_a_group_can_offer(owner, group):
    Group.objects.filter(pk=group.pk).update(state="suspended")

    assert "once your group is approved" in text_of(owner.get(f"/my-groups/{group.pk}/initiatives/"))


def test_create_goes_on_to_the_draft(owner, group):
    response = owner.post(f"/my-groups/{group.pk}/initiatives/new/", {"title": "Boxing"})

    initiative = Initiative.objects.get()
    assert response.url == f"{base(initiative)}about/"


def test_create_says_when_it_can_not_be(owner, group):
    Group.objects.filter(pk=group.pk).update(state="suspended")

    response = owner.post(f"/my-groups/{group.pk}/initiatives/new/", {"title": "Boxing"}, follow=True)

    assert "You have too many drafts" in text_of(response)
    assert not Initiative.objects.exists()


# What it says


def test_manage_names_what_is_missing(owner, group):
    initiative = DraftInitiativeFactory(group=group, venue=None, summary="", contact_email="")

    text = text_of(owner.get(base(initiative)))

    for words in ("what it is and who it is for", "where it is", "who people can contact", "By arrangement"):
        assert words in text


def test_manage_shows_the_officers_words(owner, draft):
    Initiative.objects.filter(pk=draft.pk).update(officer_message="Say what it costs")

    assert "Say what it costs" in text_of(owner.get(base(draft)))


@pytest.mark.parametrize(
    ("state", "words"),
    [
        ("draft", "Check and send"),
        ("submitted", "Take it back"),
        ("published", "See the public page"),
        ("paused", "Show it again"),
    ],
)
def test_manage_offers_what_can_be_done(owner, draft, state, words):
    Initiative.objects.filter(pk=draft.pk).update(
        state=state, submitted_at="2026-06-01T09:00Z", published_at="2026-06-01T09:00Z"
    )

    assert words in text_of(owner.get(base(draft)))


def test_manage_of_a_closed_one_offers_nothing(owner, published, asha):
    RoleFactory(initiative=published)
    close_initiative(initiative=published, by=asha)

    text = text_of(owner.get(base(published)))

    assert not any(words in text for words in (">Change<", "Add a role", "Close it permanently"))


def test_about_keeps_the_answers(owner, draft):
    wanted = PriorityFactory()
    answers = {"title": "Judo", "summary": "Throwing", "description": "A\r\nB", "audience": "All"}

    response = owner.post(f"{base(draft)}about/", {**answers, "priorities": [wanted.slug]}, follow=True)

    draft.refresh_from_db()
    assert (draft.title, draft.summary, draft.description, draft.audience) == (
        "Judo",
        "Throwing",
        "A\nB",
        "All",
    )
    assert list(draft.priorities.all()) == [wanted]
    assert "Saved" in text_of(response)


def test_about_says_that_an_officer_reads_a_change(owner, published):
    assert "An officer will check what you change." in text_of(owner.get(f"{base(published)}about/"))


def test_about_shows_its_errors_and_keeps_what_was_typed(owner, draft):
    text = text_of(owner.post(f"{base(draft)}about/", {"title": "Judo", "summary": "x" * 201}))

    for words in (
        "<title>Error: ",
        "200 characters or fewer",
        "Enter who it is for",
        "at least one priority",
        "Judo",
    ):
        assert words in text


def test_saving_while_an_officer_reads_says_so(owner, draft):
    Initiative.objects.filter(pk=draft.pk).update(state="submitted", submitted_at="2026-06-01T09:00Z")

    response = owner.post(f"{base(draft)}contact/", {"contact_phone": "01902 555 000"})

    assert "You cannot change this now" in text_of(response)
    assert "01902 555 000" in response.content.decode()


@pytest.mark.parametrize("state", ["submitted", "closed"])
@pytest.mark.parametrize("page", ["about/", "place/", "times/", "contact/", "roles/new/", "roles/{role}/"])
def test_pages_to_change_it_are_shut_while_an_officer_reads_and_once_it_is_closed(owner, draft, page, state):
    role = RoleFactory(initiative=draft)
    Initiative.objects.filter(pk=draft.pk).update(state=state, submitted_at="2026-06-01T09:00Z")

    response = owner.get(base(draft) + page.format(role=role.pk), follow=True)

    assert response.redirect_chain[-1][0] == draft.get_manage_url()
    assert "You cannot change this now" in text_of(response)
    assert "Add a role" not in text_of(response)


def test_place_keeps_an_open_one(owner, draft, postcode):
    answers = {"kind": "open", "name": "Lido", "address": "1 High St", "postcode": "wv109rt"}

    owner.post(f"{base(draft)}place/", answers)

    draft.refresh_from_db()
    assert (draft.venue.name, draft.venue.address, draft.postcode) == ("Lido", "1 High St", "WV10 9RT")
    assert draft.ward == postcode.ward
    shown = text_of(owner.get(f"{base(draft)}place/"))
    assert all(words in shown for words in ("Lido", "1 High St", "WV10 9RT"))


def test_place_keeps_a_private_one_out_of_sight(owner, draft, postcode):
    answers = {"kind": "protected", "name": "Rose House", "address": "7 Hidden Lane", "postcode": "WV10 9RT"}

    response = owner.post(f"{base(draft)}place/", answers, follow=True)

    assert ProtectedAddress.objects.get().address == "7 Hidden Lane"
    assert Venue.objects.get().name == "Private address"
    pages = [text_of(response), *(text_of(owner.get(base(draft) + page)) for page in ("place/", "send/"))]
    for secret in ("Hidden", "Rose", "WV10", postcode.ward.name):
        assert not any(secret in page for page in pages)
    assert "We have a private address for this, which we do not show here" in pages[1]


@pytest.mark.parametrize(("kind", "asked"), [("open", ["WV1 9ZZ"]), ("protected", [])])
def test_place_lets_a_geocoder_be_asked_about_open_ones_only(owner, draft, postcode, asked_for, kind, asked):
    answers = {"kind": kind, "name": "Lido", "address": "1 High St", "postcode": "WV1 9ZZ"}

    text = text_of(owner.post(f"{base(draft)}place/", answers))

    assert "find WV1 9ZZ" in text
    assert asked_for == asked


@pytest.fixture
def asked_for(monkeypatch, settings):
    """The postcodes that a geocoder was asked for, which knows none."""
    settings.GEOCODER = "nominatim"
    asked = []
    monkeypatch.setattr("places.geocoding.ask", lambda code, **_box: asked.append(code))
    return asked


def test_place_asks_for_what_is_missing(owner, draft):
    text = text_of(owner.post(f"{base(draft)}place/", {}))
    for words in ("Select if everyone can see where it is", "Enter the street address", "Enter the postcode"):
        assert words in text

    text = text_of(owner.post(f"{base(draft)}place/", {"kind": "open", "address": "x"}))
    assert "Enter the name of the place" in text

    text = text_of(owner.post(f"{base(draft)}place/", {"kind": "open", "address": "x", "name": "x" * 121}))
    assert "Enter the name of the place" not in text


def test_place_is_empty_at_first(owner, group):
    assert "Where it is" in text_of(
        owner.get(f"{base(DraftInitiativeFactory(group=group, venue=None))}place/")
    )


def test_place_says_that_an_officer_reads_a_change(owner, group):
    initiative = ProtectedInitiativeFactory(group=group)
    ProtectedAddressFactory(venue=initiative.venue)

    text = text_of(owner.get(f"{base(initiative)}place/"))

    assert "An officer will check what you change." in text
    assert "Secret Lane" not in text


def test_times_keeps_the_week(owner, draft):
    WeeklyTimeFactory(initiative=draft, weekday=0, starts_at=time(9), ends_at=time(10))
    answers = {
        "starts_0_0": "9am",
        "ends_0_0": "10:30",
        "starts_0_1": "6.30 pm",
        "ends_0_1": "8pm",
        "starts_6_0": "12pm",
        "ends_6_0": "23:59",
        "starts_2_0": "12 a.m.",
        "ends_2_0": "1",
    }

    owner.post(f"{base(draft)}times/", answers)

    draft.refresh_from_db()
    assert list(draft.weekly_times.values_list("weekday", "starts_at", "ends_at")) == [
        (0, time(9), time(10, 30)),
        (0, time(18, 30), time(20)),
        (2, time(0), time(1)),
        (6, time(12), time(23, 59)),
    ]
    assert draft.days == 0b1000101


def test_times_shows_what_is_kept_and_room_for_more(owner, draft):
    WeeklyTimeFactory(initiative=draft, weekday=1, starts_at=time(18), ends_at=time(20))

    text = text_of(owner.get(f"{base(draft)}times/"))

    assert 'value="18:00"' in text
    assert 'name="starts_1_1"' in text
    assert 'name="starts_2_1"' not in text


@pytest.mark.parametrize(
    ("answers", "words"),
    [
        ({"starts_0_0": "18:00"}, "Enter when Monday starts and ends"),
        ({"ends_0_0": "18:00"}, "Enter when Monday starts and ends"),
        ({"starts_0_0": "18:00", "ends_0_0": "18:00"}, "Monday must end after it starts"),
        ({"starts_0_0": "later", "ends_0_0": "18:00"}, "Monday: enter times like 6:30pm"),
        ({"starts_0_0": "25:00", "ends_0_0": "18:00"}, "Monday: enter times"),
        ({"starts_0_0": "13pm", "ends_0_0": "18:00"}, "Monday: enter times"),
        ({"starts_0_0": "0am", "ends_0_0": "18:00"}, "Monday: enter times"),
        ({"starts_0_0": "9:75", "ends_0_0": "18:00"}, "Monday: enter times"),
        ({"starts_0_0": "٩", "ends_0_0": "18:00"}, "Monday: enter times"),
        (
            {"starts_1_0": "9", "ends_1_0": "10", "starts_1_1": "9", "ends_1_1": "11"},
            "Tuesday has the same time twice",
        ),
    ],
)
def test_times_says_what_is_wrong(owner, draft, answers, words):
    WeeklyTimeFactory(initiative=draft, weekday=1)

    assert words in text_of(owner.post(f"{base(draft)}times/", answers))
    assert draft.weekly_times.count() == 1


def test_contact_asks_for_one_way(owner, draft):
    text = text_of(owner.post(f"{base(draft)}contact/", {"contact_name": "Asha"}))
    assert "Enter an email address or a telephone number" in text

    owner.post(f"{base(draft)}contact/", {"contact_name": "Asha", "contact_phone": "01902 555 000"})
    draft.refresh_from_db()
    assert (draft.contact_name, draft.contact_email, draft.contact_phone) == ("Asha", "", "01902 555 000")


# How it stands


def test_send_shows_what_people_will_see_and_sends_it(owner, draft):
    RoleFactory(initiative=draft, title="Coach")

    text = text_of(owner.get(f"{base(draft)}send/"))
    response = owner.post(f"{base(draft)}send/", follow=True)

    assert "Come as you are" in text
    assert "Coach" in text
    assert "An officer will check it and email you" in text_of(response)
    draft.refresh_from_db()
    assert draft.state == "submitted"


def test_send_says_what_is_missing(owner, group):
    initiative = DraftInitiativeFactory(group=group, venue=None)

    response = owner.post(f"{base(initiative)}send/")

    assert "Before you can send it" in text_of(response)
    initiative.refresh_from_db()
    assert initiative.state == "draft"


@pytest.mark.parametrize(
    ("before", "button", "after"),
    [
        ("submitted", "take-back/", "draft"),
        ("published", "pause/", "paused"),
        ("paused", "resume/", "published"),
        ("published", "close/", "closed"),
        ("draft", "pause/", "draft"),
    ],
)
def test_buttons_change_how_it_stands(owner, published, before, button, after):
    Initiative.objects.filter(pk=published.pk).update(state=before)

    response = owner.post(base(published) + button, follow=True)

    published.refresh_from_db()
    assert published.state == after
    assert ("You cannot do this now" in text_of(response)) == (before == after)


@pytest.mark.parametrize("button", BUTTONS)
def test_buttons_are_no_links(owner, draft, button):
    assert owner.get(base(draft) + button).status_code == 405


# Roles


def test_role_create_keeps_the_role(owner, draft):
    owner.post(f"{base(draft)}roles/new/", ROLE)

    role = Role.objects.get()
    assert (role.title, role.places_minimum, role.places_maximum, role.minimum_age) == ("Coach", 2, 4, 18)
    assert (role.slots, role.skills, role.languages, role.dbs_level) == (0b100100000, 0b100000, 0b11, 3)
    assert (role.starts_on.isoformat(), role.state) == ("2026-09-01", "open")
    assert "2 to 4 places" in text_of(owner.get(base(draft)))


def test_role_create_takes_an_end_a_hard_minimum_and_experience(owner, draft):
    more = {"ends_on_day": "1", "ends_on_month": "9", "ends_on_year": "2099", "is_minimum_hard": "on"}

    owner.post(
        f"{base(draft)}roles/new/", {**ROLE, **more, "starts_on_year": "2099", "skills_strong": ["2", "5"]}
    )

    role = Role.objects.get()
    assert (role.ends_on, role.is_minimum_hard) == (role.starts_on, True)
    assert (role.skills, role.skills_strong) == (0b100100, 0b100100)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"title": ""}, "Enter a name for the role"),
        (
            {"places_minimum": "5"},
            "The most people you can take must be the same as or more than the fewest you need",
        ),
        ({"places_maximum": "501"}, "500 or less"),
        ({"places_minimum": "0"}, "1 or more"),
        ({"minimum_age": "17"}, "The youngest they can be must be 18 or over"),
        ({"dbs_level": "9"}, "Select from the list"),
        ({"slots": ["21"]}, "Select from the list"),
        ({"skills": ["99"]}, "Select from the list"),
        ({"starts_on_month": "13"}, "real date"),
        ({"skills_strong": ["99"]}, "Select from the list"),
        (
            {"starts_on_year": "2099", "ends_on_day": "31", "ends_on_month": "8", "ends_on_year": "2099"},
            "same as or after the first day",
        ),
        ({"ends_on_day": "2", "ends_on_month": "9", "ends_on_year": "2020"}, "must be today or later"),
    ],
)
def test_role_create_says_what_is_wrong(owner, draft, changes, words):
    assert words in text_of(owner.post(f"{base(draft)}roles/new/", {**ROLE, **changes}))
    assert not Role.objects.exists()


def test_role_edit_shows_and_keeps_the_role(owner, draft):
    owner.post(f"{base(draft)}roles/new/", ROLE)
    role = Role.objects.get()
    page = f"{base(draft)}roles/{role.pk}/"

    assert "Teach boxing" in text_of(owner.get(page))
    owner.post(page, {**ROLE, "title": "Head coach"})

    role.refresh_from_db()
    assert role.title == "Head coach"


def test_role_edit_says_that_an_officer_reads_what_asks_for_less(owner, draft, published):
    pages = [
        text_of(owner.get(f"{base(initiative)}roles/{RoleFactory(initiative=initiative).pk}/"))
        for initiative in (draft, published)
    ]

    assert ["or lower the age or the DBS check" in page for page in pages] == [False, True]


def test_role_edit_leaves_a_last_day_that_is_over(owner, draft):
    role = RoleFactory(initiative=draft, starts_on=date(2020, 9, 1), ends_on=date(2020, 9, 2))
    over = {"starts_on_year": "2020", "ends_on_day": "2", "ends_on_month": "9", "ends_on_year": "2020"}

    owner.post(f"{base(draft)}roles/{role.pk}/", {**ROLE, **over})

    role.refresh_from_db()
    assert (role.title, role.ends_on) == ("Coach", date(2020, 9, 2))


@pytest.mark.parametrize(("least", "words"), [("4", "4 places"), ("1", "1 to 4 places")])
def test_manage_says_how_many_places_a_role_has(owner, draft, least, words):
    owner.post(f"{base(draft)}roles/new/", {**ROLE, "places_minimum": least})

    assert f"<br> {words} </dd>" in text_of(owner.get(base(draft)))


def test_role_edit_never_takes_places_away_from_people(owner, published):
    role = RoleFactory(initiative=published, places_maximum=5)

    text = text_of(owner.post(f"{base(published)}roles/{role.pk}/", ROLE))

    assert "People may already have some of these places" in text


def test_a_role_that_is_added_to_a_published_initiative_is_read_first(owner, draft, published):
    page = f"{base(published)}roles/new/"
    words = "An officer will check a new role before anyone can see it"
    assert [words in text_of(owner.get(f"{base(each)}roles/new/")) for each in (draft, published)] == [
        False,
        True,
    ]

    manage = text_of(owner.post(page, ROLE, follow=True))

    role = Role.objects.get()
    assert role.state == "submitted"
    assert "Waiting for an officer" in manage
    assert "Take back: Coach" in manage
    edit = f"{base(published)}roles/{role.pk}/"
    assert "take it back first" in text_of(owner.get(edit, follow=True))
    assert "take it back first" in text_of(owner.post(edit, {**ROLE, "title": "Head coach"}))


def test_a_role_that_was_taken_back_or_sent_back_is_sent_again(owner, published):
    owner.post(f"{base(published)}roles/new/", ROLE)
    role = Role.objects.get()
    edit = f"{base(published)}roles/{role.pk}/"
    owner.post(f"{edit}close/")
    Role.objects.update(officer_message="Say <b>where</b>")

    for page in (edit, base(published)):
        assert (
            "An officer has asked you to change this: Say &lt;b&gt;where&lt;/b&gt;"
            in owner.get(page).content.decode()
        )
    text = text_of(owner.get(edit))
    assert "Send it to an officer" in text
    assert "people cannot find the initiative until an officer has checked it again" not in text
    owner.post(f"{edit}open/")

    role.refresh_from_db()
    assert (role.state, role.officer_message) == ("submitted", "")


def test_role_open_and_close(owner, published):
    role = RoleFactory(initiative=published)
    page = f"{base(published)}roles/{role.pk}/"

    owner.post(f"{page}close/")
    assert "Look for people" in text_of(owner.get(page))
    owner.post(f"{page}open/")
    assert "Stop looking for people" in text_of(owner.get(page))


# Whatever is typed


@pytest.mark.parametrize("typed", TEXTS)
def test_every_form_answers_whatever_is_typed(owner, draft, postcode, typed):
    role = RoleFactory(initiative=draft)
    forms = {
        f"/my-groups/{draft.group_id}/initiatives/new/": ["title"],
        f"{base(draft)}about/": ["title", "summary", "description", "audience", "priorities"],
        f"{base(draft)}place/": ["kind", "name", "address", "postcode"],
        f"{base(draft)}times/": ["starts_0_0", "ends_0_0"],
        f"{base(draft)}contact/": ["contact_name", "contact_email", "contact_phone"],
        f"{base(draft)}roles/new/": list(ROLE),
        f"{base(draft)}roles/{role.pk}/": list(ROLE),
    }
    for address, names in forms.items():
        assert owner.post(address, dict.fromkeys(names, typed)).status_code in {200, 302}, address


@pytest.fixture
def dead_geocoder(monkeypatch, settings):
    """A geocoder that never answers, and that the site gives up on soon; returns what it was asked."""
    settings.GEOCODER = "nominatim"
    settings.GEOCODER_TIMEOUT_SECONDS = 0.05
    cache.clear()
    asked, hangs = [], Event()

    def geocode(code):
        asked.append(code)
        hangs.wait(5)

    monkeypatch.setattr("places.geocoding._geocode", geocode)
    yield asked
    hangs.set()


def test_place_waits_for_its_position_while_the_geocoder_is_down(owner, draft, postcode, dead_geocoder):
    answers = {"kind": "open", "name": "Lido", "address": "1 High St", "postcode": "wv1 9zz"}
    start = clock.monotonic()

    page = text_of(owner.post(f"{base(draft)}place/", answers, follow=True))

    assert clock.monotonic() - start < 2
    assert dead_geocoder == ["WV1 9ZZ"]
    draft.refresh_from_db()
    assert (draft.postcode, draft.latitude, draft.ward) == ("WV1 9ZZ", None, None)
    assert draft.venue.is_position_pending
    assert "We are still finding where WV1 9ZZ is." in page


def test_place_that_waits_is_found_by_the_task(owner, draft, postcode, dead_geocoder):
    answers = {"kind": "open", "name": "Lido", "address": "1 High St", "postcode": "wv1 9zz"}
    owner.post(f"{base(draft)}place/", answers)
    new = PostcodeFactory(code="WV1 9ZZ")

    assert locate_waiting(timezone.now()) == 2  # the venue and the initiative, which search reads

    draft.refresh_from_db()
    assert (draft.latitude, draft.ward, draft.venue.ward) == (new.latitude, new.ward, new.ward)


def test_a_private_place_waits_without_a_word_to_a_geocoder(owner, draft, postcode, dead_geocoder):
    answers = {"kind": "protected", "address": "7 Hidden Lane", "postcode": "WV10 9ZZ"}

    page = text_of(owner.post(f"{base(draft)}place/", answers, follow=True))
    locate_waiting(timezone.now())

    assert dead_geocoder == []
    assert ProtectedAddress.objects.get().is_position_pending
    assert "We are still finding" not in page


def test_a_published_place_that_waits_says_so_and_is_found_by_words(client, published):
    nowhere = {"postcode": "WV1 9ZZ", "latitude": None, "longitude": None, "ward": None}
    Venue.objects.update(**nowhere)
    Initiative.objects.update(**nowhere)

    assert "We are still finding where this is." in text_of(client.get(published.get_absolute_url()))
    assert published.title in text_of(client.get("/initiatives/"))


@pytest.mark.parametrize("page", ["about", "contact", "times", "place", "role"])
def test_pages_of_a_private_place_say_that_an_officer_reads_any_change(owner, group, page):
    refuge = ProtectedInitiativeFactory(group=group)
    role = RoleFactory(initiative=refuge)
    address = f"{base(refuge)}roles/{role.pk}/" if page == "role" else f"{base(refuge)}{page}/"

    assert "An officer will check what you change." in text_of(owner.get(address))
    type(refuge).objects.update(state="draft")
    assert "An officer will check what you change." not in text_of(owner.get(address))


# Changes that wait for an officer


def about(**changes):
    return {"title": "Judo", "summary": "We do judo", "audience": "All", **changes}


def test_a_change_waits_and_the_form_shows_it(owner, published):
    priority = PriorityFactory()

    page = text_of(owner.post(f"{base(published)}about/", about(priorities=[priority.slug]), follow=True))

    assert "Sent. An officer will check it." in page
    assert "a change is with an officer" in page
    assert "Which of these does it help with?" in page
    form = owner.get(f"{base(published)}about/").content.decode()
    assert 'value="Judo"' in form
    assert "checked" in form
    published.refresh_from_db()
    assert published.title != "Judo"


def test_a_form_that_changes_nothing_is_not_sent(owner, published):
    answers = {"contact_name": "", "contact_email": "a@example.org", "contact_phone": ""}
    type(published).objects.update(**answers)

    assert "Sent. An officer" not in text_of(owner.post(f"{base(published)}contact/", answers, follow=True))


def test_an_open_place_waits_and_the_form_shows_it(owner, published, postcode):
    place = {"kind": "open", "name": "Hall", "address": "1 New Street", "postcode": "WV10 9RT"}

    assert "Sent. An officer" in text_of(owner.post(f"{base(published)}place/", place, follow=True))
    form = owner.get(f"{base(published)}place/").content.decode()
    assert "1 New Street" in form
    assert "WV10 9RT" in form


def test_a_place_is_private_at_once(owner, published, postcode):
    place = {"kind": "protected", "address": "1 Secret Street", "postcode": "WV10 9RT"}

    page = text_of(owner.post(f"{base(published)}place/", place, follow=True))

    assert "The address is private now." in page
    assert "The address is already hidden." in page
    assert "Withdraw this change" not in page
    assert "Secret Street" not in page
    published.refresh_from_db()
    assert (published.state, published.is_place_private) == ("published", True)


def test_times_of_a_private_place_wait_and_the_form_shows_them(owner, group):
    refuge = ProtectedInitiativeFactory(group=group)
    ProtectedAddressFactory(venue=refuge.venue)

    owner.post(f"{base(refuge)}times/", {"starts_0_0": "9am", "ends_0_0": "10:30"})

    assert 'value="10:30"' in owner.get(f"{base(refuge)}times/").content.decode()


def test_a_change_of_a_role_waits_and_is_withdrawn_once(owner, published):
    role = RoleFactory(initiative=published, places_maximum=4)
    address = f"{base(published)}roles/{role.pk}/"

    page = text_of(owner.post(address, {**ROLE, "title": "Dealer"}, follow=True))

    assert "Sent. An officer will check it." in page
    assert "What is the role called?" in page
    assert 'value="Dealer"' in owner.get(address).content.decode()
    assert "Your change is withdrawn." in text_of(owner.post(f"{address}withdraw-change/", follow=True))
    assert 'value="Dealer"' not in owner.get(address).content.decode()
    assert "You cannot do this now." in text_of(owner.post(f"{address}withdraw-change/", follow=True))


def test_a_change_of_an_initiative_is_withdrawn_once(owner, published):
    owner.post(f"{base(published)}contact/", {"contact_email": "new@example.org"})
    withdraw = f"{base(published)}withdraw-change/"

    assert "Your change is withdrawn." in text_of(owner.post(withdraw, follow=True))
    assert "You cannot do this now." in text_of(owner.post(withdraw, follow=True))


def test_what_an_officer_asked_for_is_shown(owner, published, carol):
    owner.post(f"{base(published)}contact/", {"contact_email": "new@example.org"})
    change = InitiativeChange.objects.get()
    send_back_change(change=change, message="Whose address is it?", by=carol, expected_version=1)

    for page in ("", "contact/"):
        assert "Whose address is it?" in text_of(owner.get(f"{base(published)}{page}"))


def test_times_takes_as_many_as_a_day_can_have(owner, draft):
    answers = {}
    for number in range(24):
        answers |= {f"starts_0_{number}": f"{number}:00", f"ends_0_{number}": f"{number}:30"}

    assert owner.post(f"{base(draft)}times/", answers).status_code == 302
    assert draft.weekly_times.count() == 24
