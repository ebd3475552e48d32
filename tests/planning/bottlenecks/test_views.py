import csv
from datetime import date
from io import StringIO

import pytest
from django.urls import reverse

from planning.models import FairnessReport, Fix, Review
from tests.factories.initiatives import InitiativeFactory, RoleFactory
from tests.factories.places import WardFactory
from tests.factories.planning import FixFactory, ReviewFactory
from tests.factories.strategy import PriorityFactory
from tests.factories.volunteers import VolunteerFactory
from tests.queries import assert_same_for_few_and_many

REVIEWS = reverse("planning:reviews")

pytestmark = pytest.mark.django_db


def url(review, name="review"):
    return reverse(f"planning:{name}", args=[review.pk])


def text(response):
    return response.content.decode()


@pytest.fixture
def park(db):
    return WardFactory(name="Park")


@pytest.fixture
def review(db):
    return ReviewFactory()


@pytest.fixture
def fixes(review, park):
    """One fix of each kind."""
    role = RoleFactory(title="Coach", initiative=InitiativeFactory(title="Boxing", group__name="Low Hill"))
    knives = PriorityFactory(name="Knife crime")
    return {
        "checks": FixFactory(review=review, kind="checks", people=3, unlocks=3, by_ward={park.gss: 2, "": 1}),
        "check": FixFactory(review=review, kind="check", people=1, volunteer=VolunteerFactory(name="=Ada")),
        "slots": FixFactory(review=review, kind="slots", role=role, value=0b100001),
        "minimum": FixFactory(review=review, kind="minimum", role=role, value=2),
        "step": FixFactory(
            review=review, kind="step", initiative=role.initiative, by_priority={str(knives.pk): 1}
        ),
        "recruit": FixFactory(review=review, kind="recruit", ward=park, people=4, by_ward={park.gss: 4}),
    }


def test_the_list_says_how_to_begin(officer):
    assert "No reviews yet" in text(officer.get(REVIEWS))


def test_looking_at_the_city_leads_to_the_review(officer):
    response = officer.post(REVIEWS)

    review = Review.objects.get()
    assert response.url == url(review)
    assert "Waiting to start" in text(officer.get(url(review)))
    assert reverse("planning:review", args=[review.pk]) in text(officer.get(REVIEWS))


@pytest.mark.parametrize(
    ("stage", "words"),
    [
        ("pairs", "Checking every pair"),
        ("solving", "Finding the best plan"),
        ("fixes", "Testing each fix"),
    ],
)
def test_a_running_review_says_how_far_it_is(officer, stage, words):
    review = ReviewFactory(state="running", stage=stage, progress=40, places=None, filled=None)

    page = text(officer.get(url(review)))

    assert words in page
    assert "40%" in page
    assert url(review, "cancel_review") in page


def test_a_review_is_cancelled(officer):
    review = ReviewFactory(state="running", stage="fixes", places=None, filled=None)

    page = text(officer.post(url(review, "cancel_review"), follow=True))

    assert "It will stop when this step is finished" in page
    assert url(review, "cancel_review") not in page


def test_a_failed_review_says_why(officer):
    review = ReviewFactory(state="failed", error="It went wrong.", places=None, filled=None)

    assert "It went wrong." in text(officer.get(url(review)))


def test_a_review_lists_its_fixes_in_words(officer, review, fixes):
    page = text(officer.get(url(review)))

    assert "Open roles had 10 places left on that day." in page
    assert "this many could be filled: 7." in page
    for words in (
        "Check DBS certificates for people who pass every other check. Number of people: 3",
        "Check the DBS certificate for =Ada",
        "Move “Coach” (Boxing) to Monday morning, Tuesday evening",
        "Let “Coach” (Boxing) run with 2 people",
        "Check what is waiting for an officer in “Boxing” from Low Hill",
        "Find 4 more people for Park",
        "Park (2), Private places (1)",
    ):
        assert words in page


def test_a_role_held_at_any_time_says_so(officer, review):
    FixFactory(
        review=review, kind="slots", role=RoleFactory(title="Coach", initiative__title="Boxing"), value=0
    )

    assert "Make the times flexible for “Coach” (Boxing)" in text(officer.get(url(review)))


@pytest.mark.parametrize(
    ("question", "shown"),
    [
        ("kind=minimum", {"minimum"}),
        ("kind=nonsense", {"checks", "check", "slots", "minimum", "step", "recruit"}),
        ("ward={park}", {"checks", "recruit"}),
        ("priority={knives}", {"step"}),
        ("ward=E0", set()),
        ("ward=", {"checks"}),
    ],
)
def test_a_review_is_narrowed_down_by_links(officer, review, fixes, park, question, shown):
    knives = next(iter(fixes["step"].by_priority))
    address = url(review) + "?" + question.format(park=park.gss, knives=knives)

    found = {fix.kind for fix, *_words in officer.get(address).context["rows"]}

    assert found == shown


def test_a_review_without_fixes_says_so(officer, review):
    assert "No small change would fill more places" in text(officer.get(url(review)))


def test_the_fixes_can_be_taken_away_and_run_no_formula(officer, review, fixes):
    response = officer.get(url(review, "review_table") + "?kind=check")

    assert text(response).startswith("\ufeff")
    rows = list(csv.reader(StringIO(text(response).removeprefix("\ufeff"))))
    assert response["Content-Disposition"] == 'attachment; filename="fixes-2026-06-01.csv"'
    assert rows[0][0] == "Type of fix"
    assert rows[1:] == [
        ["Check one person’s DBS certificate", "Check the DBS certificate for =Ada", "1", "1", "", ""],
    ]


def test_the_file_says_how_many_places_by_ward_and_by_priority(officer, review, fixes):
    lines = csv.reader(StringIO(text(officer.get(url(review, "review_table")))))

    helped = {line[0]: tuple(line[4:]) for line in lines}

    assert helped["Check people’s DBS certificates"] == ("Park (2), Private places (1)", "")
    assert helped["Check what is waiting for an officer"] == ("", "Knife crime (1)")


def test_a_review_asks_the_same_queries_for_many_fixes(officer, review, fixes, park):
    def add(number):
        Fix.objects.bulk_create(
            Fix(review=review, kind="recruit", ward=park, people=1, unlocks=1) for _ in range(number)
        )

    assert_same_for_few_and_many({"review": lambda: officer.get(url(review))}, add, at_most=16)


def measured():
    group = [20, 10, 5, 0]
    return {
        "groups": {
            "ward": {"E1": group, "E2": [3, 1, 1, 1], "": group},
            "age": {"16": group, "67": group},
            "language": {"0": group},
            "experience": {"newcomer": group},
        },
        "gini_of_asks": 0.25,
        "lowest_fill": 0.5,
        "tenth_fill": 0.6,
    }


def test_fairness_is_listed_by_month(officer):
    assert "No reports yet" in text(officer.get(reverse("planning:fairness_list")))
    FairnessReport.objects.create(month=date(2026, 6, 1), measures=measured())

    assert "June 2026" in text(officer.get(reverse("planning:fairness_list")))


def test_fairness_hides_small_numbers(officer):
    WardFactory(gss="E2", name="Tiny")
    report = FairnessReport.objects.create(month=date(2026, 6, 1), measures=measured())

    response = officer.get(reverse("planning:fairness", args=[report.pk]))

    page = text(response)
    (_title, wards), *_others = response.context["tables"]
    assert ("Tiny", "*", "*", "*", "*") in wards
    assert ("E1", "20", "50%", "*", "0%") in wards
    assert "Not given" in page
    for words in (
        "16 to 17",
        "67 or over",
        "English",
        "Has not had a role before",
        "50% of places",
        "0.25",
    ):
        assert words in page


def test_fairness_of_a_month_without_roles(officer):
    nothing = {"groups": {}, "gini_of_asks": 0, "lowest_fill": None, "tenth_fill": None}
    report = FairnessReport.objects.create(month=date(2026, 6, 1), measures=nothing)

    assert "Ward with the fewest places filled" not in text(
        officer.get(reverse("planning:fairness", args=[report.pk]))
    )


@pytest.mark.parametrize("name", ["review", "review_table", "cancel_review"])
def test_outsiders_see_no_review(client, eve, review, name):
    client.force_login(eve)

    assert client.get(url(review, name)).status_code == 403
    assert client.post(url(review, name)).status_code == 403
