"""Who looked at a volunteer's details: what is logged, what the person sees, and what senior officers see."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from matching.models import Viewing
from matching.own_data import own_data
from matching.services import log_looks
from matching.views.looks import LogsLooks
from tests.factories.initiatives import RoleFactory
from tests.factories.matching import ViewingFactory
from tests.factories.volunteers import VolunteerFactory
from tests.groups.hostile import NASTIEST
from tests.queries import assert_same_for_few_and_many, count_queries

NOW = datetime(2026, 6, 1, 9, 0, tzinfo=UTC)
MINE, ALL = reverse("matching:my_looks"), reverse("desk:looks")
MATCHING, CHECK = Viewing.Purpose.MATCHING, Viewing.Purpose.CHECK

pytestmark = pytest.mark.django_db


@pytest.fixture
def senior(client, sam):
    """Sam at his browser."""
    client.force_login(sam)
    return client


def text(response):
    return response.content.decode()


def look(volunteer, officer, purpose=CHECK, now=NOW, role=None):
    log_looks(volunteers=[volunteer], purpose=purpose, by=officer, now=now, role=role)


def test_the_same_look_of_a_day_is_one(volunteer, carol):
    for hours in (0, 3):
        look(volunteer, carol, now=NOW + timedelta(hours=hours))

    assert Viewing.objects.get().seen_at == NOW


def test_another_day_officer_purpose_or_role_is_another_look(volunteer, carol, sam):
    one, two = RoleFactory.create_batch(2)
    for _ in range(2):
        look(volunteer, carol)
        look(volunteer, carol, now=NOW + timedelta(days=1))
        look(volunteer, sam)
        look(volunteer, carol, MATCHING)
        look(volunteer, carol, MATCHING, role=one)
        look(volunteer, carol, MATCHING, role=two)

    assert Viewing.objects.count() == 6


def test_a_look_is_one_query(volunteer, carol):
    people = [volunteer, VolunteerFactory()]

    assert count_queries(lambda: log_looks(volunteers=people, purpose=CHECK, by=carol, now=NOW)) == 1
    assert count_queries(lambda: log_looks(volunteers=[], purpose=CHECK, by=carol, now=NOW)) == 0
    assert str(Viewing.objects.filter(volunteer=volunteer).get()) == f"{carol} looked at {volunteer}"


@pytest.mark.parametrize("has_role", [True, False])
def test_the_database_keeps_a_look_once(volunteer, carol, has_role):
    facts = {"volunteer": volunteer, "seen_by": carol, "role": RoleFactory() if has_role else None}
    ViewingFactory(**facts)

    with pytest.raises(IntegrityError), transaction.atomic():
        ViewingFactory(**facts)
    with pytest.raises(IntegrityError), transaction.atomic():
        ViewingFactory(**facts, purpose="curious")


def test_a_person_sees_day_and_purpose_but_no_officer_and_no_concern(client, volunteer, dev, carol):
    look(volunteer, carol, MATCHING, role=RoleFactory(title="Boxing <coach>"))
    look(volunteer, carol, now=NOW + timedelta(days=1))
    look(volunteer, carol, Viewing.Purpose.SAFEGUARDING, now=NOW + timedelta(days=2))
    look(volunteer, carol, Viewing.Purpose.DETAILS, now=NOW + timedelta(days=2))
    look(VolunteerFactory(), carol, now=NOW + timedelta(days=3))
    client.force_login(dev)

    page = text(client.get(MINE))

    assert page.index("2 June 2026") < page.index("1 June 2026")
    assert "Matching to a role: Boxing &lt;coach&gt;" in page
    assert "An officer" in page
    assert carol.name not in page
    assert "3 June 2026" not in page
    assert "4 June 2026" not in page
    assert [(told["on"], told["who"]) for told in own_data(volunteer)["officers_looked"]] == [
        (date(2026, 6, 2), "An officer"),
        (date(2026, 6, 1), "An officer"),
    ]


def test_a_person_at_whom_nobody_looked_is_told_so(client, dev):
    client.force_login(dev)

    assert "No officer has looked yet" in text(client.get(MINE))


def test_senior_officers_see_all_and_narrow_it_down(senior, volunteer, carol, sam):
    look(volunteer, carol, MATCHING, role=RoleFactory(title="Coach"))
    look(volunteer, sam, Viewing.Purpose.SAFEGUARDING)
    other = VolunteerFactory(name="Other Ola")
    look(other, carol)

    def found(**asked):
        return {(each.volunteer, each.seen_by) for each in senior.get(ALL, asked).context["looks"]}

    assert found() == {(volunteer, carol), (volunteer, sam), (other, carol)}
    assert found(officer=carol.name.lower()) == {(volunteer, carol), (other, carol)}
    assert found(reference=other.reference.lower()) == {(other, carol)}
    assert found(purpose="safeguarding") == {(volunteer, sam)}
    assert "Matching to a role: Coach" in text(senior.get(ALL))
    assert "There is a problem" in text(senior.get(ALL, {"purpose": "lost"}))


def test_pages_are_closed_to_outsiders(client, officer, asha, eve, dev):
    assert officer.get(ALL).status_code == 403
    for person in [asha, eve, dev]:
        client.force_login(person)
        assert client.get(ALL).status_code == 403
    client.force_login(eve)
    assert client.get(MINE).status_code == 404


@pytest.mark.parametrize("key", ["officer", "reference", "purpose", "after"])
@pytest.mark.parametrize("value", NASTIEST)
def test_filters_survive_hostile_questions(senior, key, value):
    response = senior.get(ALL, {key: value})

    assert response.status_code in {200, 400}
    assert "<script>alert" not in text(response)


@pytest.mark.parametrize(
    ("asked", "purpose"),
    [("", "details"), ("?for=check", "check"), ("?for=plan", "plan"), ("?for=<b>", "details")],
)
def test_the_page_of_a_volunteer_logs_why(officer, volunteer, asked, purpose):
    url = reverse("desk:volunteer", args=[volunteer.pk])

    page = text(officer.get(f"{url}{asked}"))

    assert Viewing.objects.get().purpose == purpose
    assert f"This look is logged as: {Viewing.Purpose(purpose).label}" in page


def test_a_form_for_a_check_that_comes_back_is_a_look_for_it(officer, volunteer):
    officer.post(reverse("desk:volunteer", args=[volunteer.pk]), {})

    assert Viewing.objects.get().purpose == "check"


def test_a_page_says_whom_it_shows():
    with pytest.raises(NotImplementedError):
        LogsLooks().looked_at()


def test_lists_ask_the_same_queries_for_few_and_many(client, dev, volunteer, senior, carol):
    mine = type(client)()
    mine.force_login(dev)
    days = iter(range(2000))

    def add(number):
        Viewing.objects.bulk_create(
            Viewing(
                volunteer=volunteer,
                seen_by=carol,
                seen_on=date(2020, 1, 1) + timedelta(days=next(days)),
                seen_at=NOW,
                purpose=CHECK,
            )
            for _ in range(number)
        )

    acts = {"mine": lambda: mine.get(MINE), "all": lambda: senior.get(ALL)}
    assert_same_for_few_and_many(acts, add, at_most=8)


def test_no_look_that_the_person_has_seen_disappears(dev):
    """A concern hides all looks of its day, so they are told only when it is over."""
    today = NOW.date()
    ViewingFactory(volunteer=dev.volunteer, seen_on=today, seen_at=NOW)

    assert not Viewing.objects.told_to(dev, today=today).exists()
    assert Viewing.objects.told_to(dev, today=today + timedelta(days=1)).count() == 1
