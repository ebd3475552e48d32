from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from matching.models import WeightSet
from matching.ranking.weight_preview import Move, Shift
from matching.scoring import WEIGHTS
from tests.factories.initiatives import RoleFactory
from tests.factories.matching import OfferFactory
from tests.factories.volunteers import VolunteerFactory

URL = reverse("matching:weights")
NEAR_FIRST = {**WEIGHTS, "skills": WEIGHTS["skills"] - 20, "nearness": WEIGHTS["nearness"] + 20}


@pytest.fixture
def senior(client, sam):
    client.force_login(sam)
    return client


def text(response):
    return response.content.decode()


def test_the_weights_in_force_are_shown(senior):
    page = text(senior.get(URL))

    assert "Version 1 is in use" in page
    assert f'value="{WEIGHTS["skills"]}"' in page
    assert "Save these weights" not in page


def test_a_preview_says_who_would_move_and_saves_nothing(senior):
    role = RoleFactory(skills=0b100, title="Coach")
    VolunteerFactory(name="Skilled", skills=0b100, latitude=52.63)
    VolunteerFactory(name="Close")

    page = text(senior.post(URL, {**NEAR_FIRST, "reason": "Fewer miles", "preview": "1"}))

    assert WeightSet.objects.count() == 1
    assert f"{role.title}, {role.initiative.title}: different order" in " ".join(page.split())
    assert "(currently 2)" in page
    assert "Save these weights" in page


def test_a_preview_is_about_roles_with_a_free_place(senior):
    today = timezone.localdate()
    RoleFactory(title="Free", places_maximum=2)
    OfferFactory(role=RoleFactory(title="Full"), place_number=1)
    RoleFactory(title="Over", starts_on=today - timedelta(days=2), ends_on=today - timedelta(days=1))

    response = senior.post(URL, {**WEIGHTS, "reason": "x", "preview": "1"})

    assert [shift.role.title for shift in response.context["shifts"]] == ["Free"]


def test_a_preview_without_roles_says_so(senior):
    assert "No roles need people at the moment" in text(
        senior.post(URL, {**WEIGHTS, "reason": "x", "preview": "1"})
    )


def test_weights_are_saved_as_a_new_version(senior, sam):
    answers = {**NEAR_FIRST, "reason": "Fewer miles"}
    seen = senior.post(URL, {**answers, "preview": "1"}).context["seen"]

    page = text(senior.post(URL, {**answers, "save": "1", "seen": seen}, follow=True))

    latest = WeightSet.objects.get(version=2)
    assert (latest.weights, latest.made_by, latest.reason) == (NEAR_FIRST, sam, "Fewer miles")
    assert "Version 2 is in use" in page


def test_weights_are_saved_only_as_they_were_looked_at(senior):
    answers = {**NEAR_FIRST, "reason": "Fewer miles"}
    seen = senior.post(URL, {**answers, "preview": "1"}).context["seen"]

    others = text(senior.post(URL, {**WEIGHTS, "reason": "x", "save": "1", "seen": seen}))
    unseen = text(senior.post(URL, {**answers, "save": "1"}))
    WeightSet.objects.create(version=9, weights=WEIGHTS, valid_from=timezone.now(), reason="-")
    overtaken = text(senior.post(URL, {**answers, "save": "1", "seen": seen}))

    for page in (others, unseen, overtaken):
        assert "These weights, or the ones in use, have changed since you looked" in page
    assert set(WeightSet.objects.values_list("version", flat=True)) == {1, 9}


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"skills": "99"}, "The weights must add up to 100"),
        ({"skills": "-1"}, "0 or more"),
        ({"skills": "101"}, "100 or less"),
        ({"skills": ""}, "0 if it should not count"),
        ({"skills": "many"}, "whole number"),
        ({"reason": ""}, "Enter why you are changing the weights"),
    ],
)
def test_weights_that_make_no_sense_are_told(senior, changes, words):
    page = text(senior.post(URL, {**WEIGHTS, "reason": "x", "save": "1", **changes}))

    assert words in page
    assert "<title>Error:" in page
    assert WeightSet.objects.count() == 1


def test_officers_can_not_change_weights(client, carol):
    client.force_login(carol)

    assert client.get(URL).status_code == 403
    assert client.post(URL, {**NEAR_FIRST, "reason": "x", "save": "1"}).status_code == 403


def test_a_shift_counts_who_comes_up():
    moves = [Move(None, None, 1), Move(None, 1, 2), Move(None, 2, None)]

    assert Shift(None, moves).comers == 1
    assert not Shift(None, moves).is_same
    assert Shift(None, [Move(None, 1, 1)]).is_same
