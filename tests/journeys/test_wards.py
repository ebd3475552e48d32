"""A resident looks round the wards: on the map, by the keyboard, without scripts, and on paper."""

import pytest
from django.core.management import call_command
from django.utils import timezone

from places.models import Ward
from tests.factories.groups import GroupFactory
from tests.factories.initiatives import InitiativeFactory, RoleFactory, VenueFactory, WeeklyTimeFactory

pytestmark = pytest.mark.slow

BILSTON = "/wards/E05014838/"


@pytest.fixture
def town(transactional_db):
    """The real wards with their figures, and a club in Bilston North that looks for a coach."""
    call_command("load_places", verbosity=0)
    ward = Ward.objects.get(pk="E05014838")
    group = GroupFactory(name="Bilston Boxers")
    group.wards.add(ward)
    club = InitiativeFactory(
        title="Boxing night", group=group, ward=ward, venue=VenueFactory(group=group, name="Bilston Hall")
    )
    WeeklyTimeFactory(initiative=club, weekday=(timezone.localdate().weekday() + 1) % 7)
    RoleFactory(initiative=club, title="Coach")


def test_resident_finds_a_ward_on_the_map_by_the_keyboard(person, town):
    resident = person()
    resident.goto("/wards/")
    page = resident.page
    page.get_by_label("Colour the map by").select_option("Deprivation score")
    resident.press("Show")
    assert resident.sees("43.2 to 49.6 (4 wards)")

    ward = page.get_by_role("link", name="Bilston North, Deprivation score: 32.5", exact=True)
    ward.focus()
    assert page.locator(".app-map__name--active").inner_text().split() == (
        ["Bilston", "North", "Deprivation", "score:", "32.5"]
    )
    page.keyboard.press("Escape")
    assert page.locator(".app-map__name--active").count() == 0
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{BILSTON}")
    resident.look()

    for words in ("Boxing night", "Bilston Hall", "Coach", "Bilston Boxers", "11,314", "263,717"):
        assert resident.sees(words)
    page.locator(".app-map").get_by_role("link", name="Bilston South", exact=True).click()
    page.wait_for_url("**/wards/E05014839/")
    assert page.locator("h1").inner_text() == "Bilston South"


def test_map_names_its_wards_where_there_is_room_for_names(person, town):
    resident = person()
    resident.goto("/wards/")
    page = resident.page
    page.set_viewport_size({"width": 1280, "height": 900})
    page.emulate_media(reduced_motion="reduce")  # Leaflet misses what is pressed while it moves
    page.reload()

    names = page.locator(".app-map__name")
    names.filter(has_text="1").wait_for()
    assert not names.filter(has_text="St Peters").count()  # the numbers alone
    for _press in range(3):
        page.get_by_role("button", name="Zoom in").click()
    names.filter(has_text="St Peters").first.wait_for()


def test_resident_reads_the_wards_without_scripts(person, town):
    resident = person(javascript=False)
    resident.goto("/wards/")
    resident.page.get_by_label("Colour the map by").select_option("Residents")
    resident.press("Show")

    picture = resident.page.get_by_role("img", name="Map of the wards")
    assert picture.is_visible()
    assert picture.evaluate("image => image.naturalWidth") > 0
    resident.page.get_by_role("link", name="Sort by Roles that need people").click()
    rows = resident.page.locator(".ward-table tbody th").all_inner_texts()
    assert rows[0] == "Bilston North"
    assert resident.sees("263,717")  # what was chosen stays chosen

    resident.press("Bilston North")
    assert resident.sees("Next sessions")
    assert resident.page.get_by_role("img", name="Map of Bilston North").is_visible()
    resident.press("East Park")
    assert resident.sees("East Park in figures")


def test_paper_has_the_picture_and_not_the_map(person, town):
    resident = person()
    resident.goto(BILSTON)
    page = resident.page
    page.locator(".app-map--ready").wait_for()
    picture = page.locator(".ward-figure__picture")
    assert not picture.is_visible()

    page.emulate_media(media="print")

    assert picture.is_visible()
    assert not page.locator(".app-map").is_visible()


def test_former_wards_lead_to_today_s(person, town):
    resident = person()
    resident.goto("/wards/")
    resident.press("Wards since 10 June 2004")
    resident.press("Bilston East")
    resident.press("Bilston South")

    assert resident.sees("Bilston South in figures")
